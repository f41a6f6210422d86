import json
import os
import sys

import psycopg2

for name in ("DATABASE_URL", "SECRET_KEY"):
    if not os.environ.get(name):
        raise RuntimeError(f"Missing required environment variable: {name}")
RELEASE = os.environ.get("RELEASE", "2.1")


def answer(start, status, body):
    start(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


def app(environ, start):
    path = environ["PATH_INFO"]
    if path == "/health":
        return answer(start, "200 OK", {"status": "ok"})
    if path != "/api/pages":
        return answer(start, "404 Not Found", {"detail": "not found"})
    try:
        with psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=2) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT title FROM pages ORDER BY title")
            return answer(start, "200 OK", [title for (title,) in cursor.fetchall()])
    except psycopg2.Error as error:
        print(f"[ERROR] pages: {type(error).__module__}.{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return answer(start, "500 Internal Server Error", {"detail": "pages"})
