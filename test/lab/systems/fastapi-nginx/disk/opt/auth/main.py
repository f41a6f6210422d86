import logging
import os
import time

import jwt
import psycopg2
import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from passwords import matches

log = logging.getLogger("uvicorn.error")
DATABASE_URL = os.environ["DATABASE_URL"]
JWT_SECRET = os.environ["JWT_SECRET"]
LOGINS_PER_MINUTE = int(os.environ.get("LOGINS_PER_MINUTE", "60"))

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=os.environ.get("CORS_ORIGIN", "").split(","),
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["content-type", "authorization"],
)
recent_logins = []


class Login(BaseModel):
    username: str
    password: str = ""


def database():
    return psycopg2.connect(DATABASE_URL, connect_timeout=5)


@app.on_event("startup")
def check_database():
    database().close()
    log.info("Database reachable")


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/api/v1/accounts/count")
def count():
    with database() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts")
        return {"accounts": cursor.fetchone()[0]}


@app.post("/api/v1/login")
def login(body: Login, request: Request):
    now = time.monotonic()
    recent_logins[:] = [at for at in recent_logins if now - at < 60] + [now]
    if len(recent_logins) > LOGINS_PER_MINUTE:
        log.warning("Too many login attempts from %s", request.client.host if request.client else "?")
        return JSONResponse({"detail": "Too many login attempts"}, status_code=429)
    with database() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT password FROM accounts WHERE username = %s", (body.username,))
        row = cursor.fetchone()
    if row is None or not matches(body.password, row[0]):
        raise HTTPException(401, "Invalid credentials")
    return {"token": jwt.encode({"sub": body.username}, JWT_SECRET, algorithm="HS256")}


if __name__ == "__main__":
    uvicorn.run(app, host=os.environ.get("HOST", "127.0.0.1"), port=int(os.environ.get("PORT", "8000")))
