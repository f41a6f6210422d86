import os
from pathlib import Path
from urllib.parse import urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent

# manage.py by hand finds the same settings as the unit, which passes .env itself
try:
    for line in (BASE_DIR / ".env").read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name, value)
except OSError:
    pass

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = os.environ.get("DEBUG", "False") == "True"
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
CORS_ORIGINS = os.environ.get("CORS_ORIGINS", "").split(",")

database = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": database.hostname,
        "PORT": database.port,
        "NAME": database.path.lstrip("/"),
        "USER": database.username,
        "PASSWORD": database.password,
        "OPTIONS": {"connect_timeout": 5},
    }
}

INSTALLED_APPS = ["orders"]
MIDDLEWARE = ["payments.cors.CorsMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "payments.urls"
WSGI_APPLICATION = "payments.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
MEDIA_ROOT = BASE_DIR / "media"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "file": {
            "class": "logging.FileHandler",
            "filename": "/var/log/payments/error.log",
            "level": "ERROR",
            "formatter": "line",
        },
    },
    "root": {"handlers": ["console", "file"], "level": "INFO"},
}
