import redis

from storefront.settings import REDIS_URL

connection = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3, decode_responses=True)
