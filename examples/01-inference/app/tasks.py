# SPDX-License-Identifier: MIT
"""The worker's side: what the service would have to wait for too long."""

import os

from celery import Celery

MODELS = "/app/models"
QUEUE = "/app/temp/queue"

# Files in a volume instead of a server: one thing less to run in an example.
os.makedirs(QUEUE, exist_ok=True)
app = Celery("tasks", broker="filesystem://")
app.conf.broker_transport_options = {
    "data_folder_in": QUEUE,
    "data_folder_out": QUEUE,
    "control_folder": QUEUE,
}


@app.task
def fetch(name):
    """Stands in for a download of hours: root's volume would be found out at its end."""
    with open(os.path.join(MODELS, os.path.basename(name)), "wb") as model:
        model.write(b"weights\n")
