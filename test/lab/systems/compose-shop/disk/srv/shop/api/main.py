import json
import logging

import pymysql
import redis
from fastapi import FastAPI

import settings

logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")
app = FastAPI()
cache = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)


def ask(sql, *values):
    at = settings.DATABASE
    with pymysql.connect(
        host=at.hostname, port=at.port or 3306, user=at.username, password=at.password, database=at.path[1:],
        connect_timeout=2, read_timeout=3, write_timeout=3, autocommit=True,
    ) as connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/api/items")
def items():
    return [{"name": name, "price_cents": price} for name, price in ask("SELECT name, price_cents FROM items")]


@app.post("/api/orders")
def order(body: dict):
    ask("INSERT INTO orders (body) VALUES (%s)", json.dumps(body))
    return {"queued": cache.rpush("orders", json.dumps(body))}
