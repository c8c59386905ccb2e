# SPDX-License-Identifier: MIT
"""A stand-in for a service: it answers, and says which code it runs."""

from fastapi import FastAPI

VERSION = "image"

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/version")
def version():
    return {"version": VERSION}
