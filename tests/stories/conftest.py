"""What the stories in a browser share: the site as `make up` starts it, Chromium, and the counter."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.stories.browser import chromium


@dataclass
class Site:
    address: str
    password: str


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
    with (data / "up.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield Site(f"http://127.0.0.1:{port}", _printed_password(process, data / "up.log"))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


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
