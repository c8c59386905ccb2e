# SPDX-License-Identifier: MIT
"""A stand-in for an inference service: it answers with what it finds in its storage."""

import glob
import json
import os

from fastapi import FastAPI, HTTPException

MODELS = "/models"
SETTINGS = "/etc/inference/settings.json"
KEY = "/run/secrets/inference/key"

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/infer")
def infer():
    try:
        with open(KEY, encoding="ascii") as file:
            signed = bool(file.read().strip())
        with open(SETTINGS, encoding="utf-8") as file:
            threads = json.load(file)["threads"]
        model = glob.glob(os.path.join(MODELS, "*.gguf"))[0]
        with open(os.path.join(MODELS, "last-answer"), "w", encoding="ascii") as file:
            file.write("42\n")
    except (OSError, ValueError, LookupError) as problem:
        raise HTTPException(status_code=503, detail=str(problem)) from problem
    return {"model": model, "threads": threads, "signed": signed}
