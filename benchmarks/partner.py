"""Another agency's system that keeps the contract of docs/howto/partners.md and does nothing else.

python -m benchmarks.partner PORT

It answers at once, or after as many milliseconds as it was told to take, and counts what came twice.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import uvicorn

_ROOT = Path(__file__).parent.parent
_STARTS_WITHIN = 60
_DELIVERED = {"side": "receiver", "number": 1, "at": "2026-03-02T01:00:00Z", "kind": "delivered", "by": "Bên nhận"}
Scope = dict[str, Any]


class Keeper:
    """The system: by key what came when."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.came: Counter[str] = Counter()
        self.times: list[float] = []

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Takes a handoff, tells what came, or forgets it."""
        if scope["type"] != "http":
            return
        said = b""
        while True:
            part = await receive()
            said += part.get("body", b"")
            if not part.get("more_body"):
                break
        answer = await self._answer(scope["path"], scope["query_string"], said)
        told = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": told})
        await send({"type": "http.response.body", "body": answer})

    async def _answer(self, path: str, asked: bytes, said: bytes) -> bytes:
        if path == "/told":
            return orjson.dumps({"times": self.times, "twice": sum(times > 1 for times in self.came.values())})
        if path == "/forget":
            self.delay = float(asked or b"0") / 1000
            self.came, self.times = Counter(), []
            return b"{}"
        key = orjson.loads(said)["key"]
        self.came[key] += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        self.times.append(time.perf_counter())
        standing = {"key": key, "state": "delivered", "reference": f"BN-{key[:8]}", "events": [_DELIVERED]}
        return orjson.dumps(standing)


@dataclass(frozen=True, slots=True)
class Partner:
    """The system as it is asked from outside."""

    address: str

    def forget(self, *, takes_ms: int = 0) -> None:
        """It has seen nothing yet, and takes so long from now on."""
        httpx.post(f"{self.address}/forget?{takes_ms}").raise_for_status()

    def told(self) -> tuple[list[float], int]:
        """When each handoff came, and how many came more than once."""
        found = httpx.get(f"{self.address}/told", timeout=60).raise_for_status().json()
        return sorted(found["times"]), found["twice"]


@contextmanager
def running() -> Generator[Partner]:
    """The system in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.partner", str(port)]
    with subprocess.Popen(command, cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)}) as process:
        found = Partner(f"http://127.0.0.1:{port}")
        try:
            _until_it_answers(found, process)
            yield found
        finally:
            process.terminate()


def _until_it_answers(found: Partner, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            return found.forget()
        except httpx.TransportError:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    uvicorn.run(Keeper(), host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
