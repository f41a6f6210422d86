from django.conf import settings
from django.db import connection
from django.http import JsonResponse

from orders.models import Order
from orders.pricing import with_fee


def health(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "healthy", "debug": settings.DEBUG})


def orders(request):
    rows = Order.objects.order_by("reference")[:50]
    return JsonResponse({"orders": [{"reference": o.reference, "total": with_fee(o.amount_cents)} for o in rows]})


def receipts(request):
    path = settings.MEDIA_ROOT / "last-receipt.txt"
    path.write_text("receipt\n")
    return JsonResponse({"receipt": path.name})
