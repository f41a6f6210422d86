from django.urls import path
from orders import views

urlpatterns = [
    path("health", views.health),
    path("api/orders/", views.orders),
    path("api/receipts/", views.receipts),
]
