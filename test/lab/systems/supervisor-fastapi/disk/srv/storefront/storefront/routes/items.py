from fastapi import APIRouter

from storefront.models import Item
from storefront.queue import connection

router = APIRouter()


@router.get("/items")
def items():
    return {"items": [Item.parse_raw(row).dict() for row in connection.lrange("items", 0, 50)]}
