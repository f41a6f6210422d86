from typing import List

from pydantic import BaseModel

from storefront.models.item import Item


class Basket(BaseModel):
    items: List[Item]
