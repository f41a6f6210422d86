import os
import sys
from urllib.parse import urlsplit


def required(name):
    value = os.environ.get(name)
    if not value:
        sys.exit(f"Missing required environment variable: {name}")
    return value


DATABASE = urlsplit(required("DATABASE_URL"))
REDIS_URL = required("REDIS_URL")
SESSION_SECRET = required("SESSION_SECRET")
