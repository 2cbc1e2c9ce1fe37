"""What the stories in a browser share: the site as `make up` starts it, Chromium, and the counter."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.stories.browser import chromium


@dataclass
class Site:
    """The site of a story; its server may be killed like a machine whose power is cut, and started again."""

    address: str
    password: str
    process: subprocess.Popen[bytes]
    begin: Callable[[], subprocess.Popen[bytes]]

    def kill(self) -> None:
        """Ends the server without a word, and waits until nothing answers any more."""
        self.process.kill()
        self.process.wait(30)
        self._until(answering=False)

    def start(self) -> None:
        """Starts it again where it was."""
        self.process = self.begin()
        self._until(answering=True)

    def _until(self, *, answering: bool) -> None:
        for _ in range(600):
            if self._answers() is answering:
                return
            time.sleep(0.1)
        raise AssertionError(f"the site at {self.address} did not {'come back' if answering else 'go away'}")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


INTAKE_KEY = "khoa-2026"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def site(data: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """Everything on one machine, as `make up` starts it; at another moment where the story names one."""
    moment: str | None = getattr(request, "param", None)
    clock = {} if moment is None else {"MOTCUA_TEST_MOMENT": moment, "PYTHONPATH": str(Path(__file__).parent / "clock")}
    port = _free_port()
    environment = {
        **os.environ,
        "MOTCUA__DATA": str(data),
        "MOTCUA__INTAKE__KEY": INTAKE_KEY,
        "PYTHONUNBUFFERED": "1",
        **clock,
    }
    command = [sys.executable, "-m", "ui.command", "up", "--demo", "--port", str(port)]

    def begin() -> subprocess.Popen[bytes]:
        with (data / "up.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    running = Site(f"http://127.0.0.1:{port}", "", begin(), begin)
    try:
        running.password = _printed_password(running.process, data / "up.log")
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(30)


def _printed_password(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(1200):
        said = log.read_text(encoding="utf-8")
        found = re.search(r"Mật khẩu ban đầu[^:]*: (\S+)", said)
        if found:
            return found.group(1)
        assert process.poll() is None, said
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
