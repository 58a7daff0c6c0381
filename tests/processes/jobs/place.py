"""A place that takes pushes: a real HTTP server that keeps what it was sent."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Place:
    """``status`` and ``answer`` are what it says, 503 once it has ``fail_after`` parcels; ``taken`` is what
    came: path, headers and JSON data.
    """

    def __init__(self) -> None:
        self.status, self.answer, self.location = 200, b'{"receipt": "R-1"}', ""
        self.fail_after = 999
        self.taken: list[tuple[str, dict[str, str], Any]] = []
        place = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                place.taken.append((self.path, dict(self.headers.items()), json.loads(body)))
                self.send_response(place.status if len(place.taken) <= place.fail_after else 503)
                if place.location:
                    self.send_header("Location", place.location)
                self.end_headers()
                self.wfile.write(place.answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/qa"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
