"""Imports every module of the API and says which fail. Exit 1 when one does."""
import importlib
import os
import sys

os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")
os.environ.setdefault("SESSION_SECRET", "unused")
failed = 0
for name in ("models", "routes.auth", "routes.items", "routes.orders", "worker", "reports", "main"):
    try:
        importlib.import_module(f"storefront.{name}")
        print(f"ok {name}")
    except Exception as error:  # each of them is the news here
        failed = 1
        print(f"FAILED {name}: {type(error).__name__}: {error}")
sys.exit(failed)
