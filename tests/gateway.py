"""A real SMS gateway on loopback: it takes messages in as JSON, and can be told to refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Taken:
    """What came in, and what the gateway answers."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    port: int = 0


class _Session(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        taken: Taken = self.server.taken  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        if taken.status == 200:
            taken.messages.append(json.loads(body))
        self.send_response(taken.status)
        self.end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Says nothing."""


class Gateway(ThreadingHTTPServer):
    """The gateway; closed with its context."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken = Taken(port=self.server_address[1])
        self.thread = Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def server_close(self) -> None:
        """Takes nothing more in."""
        self.shutdown()
        super().server_close()
        self.thread.join()
