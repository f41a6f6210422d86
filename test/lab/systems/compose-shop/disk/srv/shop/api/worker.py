import logging
import sys
import time

import redis

import settings

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
logging.info("worker ready")
while True:
    try:
        cache = redis.Redis.from_url(settings.REDIS_URL)
        _, order = cache.blpop("orders")
        logging.info("order done: %s", order.decode())
    except redis.RedisError as error:
        logging.error("cannot take an order: %s", error)
        time.sleep(1)
