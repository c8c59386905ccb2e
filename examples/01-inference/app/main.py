# SPDX-License-Identifier: MIT
"""A stand-in for an inference service: it answers, and it shows what it finds in its volumes."""

import os

from fastapi import FastAPI, HTTPException

MODELS = "/app/models"
TEMP = "/app/temp"

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/infer")
def infer():
    try:
        models = sorted(os.listdir(MODELS))
        temp = sorted(os.listdir(TEMP))
    except OSError as problem:
        raise HTTPException(status_code=503, detail=str(problem)) from problem
    return {"models": models, "temp": temp}
