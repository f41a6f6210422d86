from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from storefront.queue import connection
from storefront.routes import auth, items, orders

app = FastAPI(title="Storefront", docs_url="/api/docs", openapi_url="/api/openapi.json")
app.add_middleware(CORSMiddleware, allow_origins=["https://www.example.test"], allow_methods=["GET", "POST"])
for route in (auth, items, orders):
    app.include_router(route.router, prefix="/api")


@app.get("/api/health")
def health():
    return {"status": "ok", "redis": connection.ping()}
