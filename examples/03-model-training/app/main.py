# SPDX-License-Identifier: MIT
"""A stand-in for a service that answers with trained models: it lists them, and says which code runs."""

from pathlib import Path

from fastapi import FastAPI

HERE = Path(__file__).parent
MODELS = HERE / "model"

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/models")
def models():
    return {"release": (HERE / "RELEASE").read_text().strip(), "models": sorted(p.name for p in MODELS.glob("*.h5"))}
