# SPDX-License-Identifier: MIT
"""A stand-in for a service: it answers."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}
