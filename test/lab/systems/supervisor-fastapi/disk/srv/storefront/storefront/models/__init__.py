from storefront.models.basket import Basket
from storefront.models.item import Item

__all__ = ["Basket", "Item"]
