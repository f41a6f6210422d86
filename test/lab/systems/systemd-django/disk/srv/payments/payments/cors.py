from django.conf import settings
from django.http import HttpResponse


class CorsMiddleware:
    """Answers the shop's preflight and lets its pages read the answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        preflight = request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META
        response = HttpResponse(status=204) if preflight else self.get_response(request)
        origin = request.META.get("HTTP_ORIGIN")
        if origin in settings.CORS_ORIGINS:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Allow-Credentials"] = "true"
            response["Access-Control-Allow-Headers"] = "content-type, authorization"
            response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            response["Vary"] = "Origin"
        return response
