from fastapi import FastAPI

app = FastAPI(docs_url=None, openapi_url=None)


@app.get("/reports/health")
def health():
    return {"status": "ok"}
