# SPDX-License-Identifier: MIT
"""A stand-in for any program with a configuration and data: it counts its visits in /new-data."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = Path("/app/config/app.yaml").read_text(encoding="utf-8")
VISITS = Path("/new-data/visits")


class Visit(BaseHTTPRequestHandler):
    def do_GET(self):
        visits = int(VISITS.read_text(encoding="ascii")) + 1 if VISITS.exists() else 1
        VISITS.write_text(str(visits), encoding="ascii")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{visits} {CONFIG.splitlines()[-1]}\n".encode())


ThreadingHTTPServer(("127.0.0.1", 8000), Visit).serve_forever()
