import json
import time

from fastapi import APIRouter

from storefront.models import Basket
from storefront.queue import connection

router = APIRouter()


@router.post("/orders", status_code=202)
def order(basket: Basket):
    connection.rpush("orders", json.dumps({"at": time.time(), "items": len(basket.items)}))
    return {"queued": True}
