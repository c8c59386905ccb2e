# SPDX-License-Identifier: MIT
"""A stand-in for a web shop: it answers, and it serves its static files."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

PRODUCTS = [{"id": 1, "name": "lamp"}, {"id": 2, "name": "chair"}]

app = FastAPI()
app.mount("/static", StaticFiles(directory=Path(__file__).parent.parent / "static"))


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/products")
def products():
    return PRODUCTS
