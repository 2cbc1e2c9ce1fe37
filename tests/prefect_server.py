"""A real Prefect server, as `motcua orchestrator` runs it, and a wire to it that can be cut."""

from __future__ import annotations

import gc
import os
import select
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
PATIENCE = 300.0


@dataclass(frozen=True)
class Server:
    """Where it is, and what it has seen."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def api(self) -> str:
        """The address that agents report to."""
        return f"http://127.0.0.1:{self.port}/api"

    def runs(self, name: str) -> list[tuple[str, str]]:
        """The state and its message of the runs with that name, the oldest first."""
        asked = {"flow_runs": {"name": {"any_": [name]}}, "sort": "START_TIME_ASC"}
        answer = httpx.post(f"{self.api}/flow_runs/filter", json=asked, timeout=30)
        return [(run["state_name"], run["state"]["message"]) for run in answer.raise_for_status().json()]

    def settings(self) -> dict[str, object]:
        """What it believes its own settings to be."""
        return httpx.get(f"{self.api}/admin/settings", timeout=30).raise_for_status().json()


@contextmanager
def running(data: Path) -> Generator[Server]:
    """A server with its database in this data folder."""
    port = free_port()
    settings = {"MOTCUA__DATA": str(data), "MOTCUA__PREFECT__PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "ui.command", "orchestrator"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
    )
    try:
        _wait(process, port)
        yield Server(port, process)
    finally:
        process.kill()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, f"motcua orchestrator ended with {process.returncode}"
        with suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=2).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("Prefect did not answer")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Wire:
    """A way to a server that can be cut and mended: to who uses it, a server that dies and comes back."""

    def __init__(self, server: Server) -> None:
        self._to, self.port = server.port, free_port()
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self.mend()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        with warnings.catch_warnings():  # Prefect's own threads drop their sockets unclosed when the line is cut
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()

    @property
    def api(self) -> str:
        """The address at this end."""
        return f"http://127.0.0.1:{self.port}/api"

    def mend(self) -> None:
        """Lets connections through again."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Ends every connection; new ones are refused."""
        with self._lock:
            for end in (self._listener, *self._ends):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self._ends.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                with near, self._lock:  # cut meanwhile, it leads nowhere
                    if listener.fileno() < 0:
                        return
                    far = socket.create_connection(("127.0.0.1", self._to))
                    ends = near.dup(), far
                    self._ends += ends
                threading.Thread(target=_carry, args=ends, daemon=True).start()


def _carry(near: socket.socket, far: socket.socket) -> None:
    with near, far, suppress(OSError, ValueError):
        while True:
            for one in select.select([near, far], [], [])[0]:
                data = one.recv(65536)
                if not data:
                    return
                (far if one is near else near).sendall(data)
