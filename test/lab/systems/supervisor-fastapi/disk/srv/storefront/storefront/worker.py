import logging

from storefront.queue import connection

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
log = logging.getLogger("worker")

if __name__ == "__main__":
    log.info("worker ready, waiting for orders")
    while True:
        row = connection.blpop("orders", timeout=5)
        if row:
            log.info("order done: %s", row[1])
