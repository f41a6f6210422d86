import os
from pathlib import Path

for line in (Path(__file__).resolve().parent.parent / ".env").read_text().splitlines():
    name, equals, value = line.partition("=")
    if equals and not name.startswith("#"):
        os.environ.setdefault(name, value)

REDIS_URL = os.environ["REDIS_URL"]
SESSION_SECRET = os.environ["SESSION_SECRET"]
