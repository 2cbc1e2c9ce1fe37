"""What the stories in a browser share: the site, Chromium, and the counter."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.servers import free_port
from tests.stories.browser import chromium
from tests.ui import studio_site

INTAKE_KEY = "khoa-2026"
_PASSWORD = re.compile(r"Mật khẩu ban đầu[^:]*: (\S+)")


@dataclass
class Site:
    """The site of a story; its server may be killed like a machine whose power is cut, and started again."""

    address: str
    password: str
    process: psutil.Process
    begin: Callable[[], psutil.Process]

    def kill(self) -> None:
        """Ends the server without a word, and waits until nothing answers any more."""
        self.process.kill()
        self.process.wait(30)
        self.wait(answering=False)

    def start(self) -> None:
        """Starts it again where it was."""
        self.process = self.begin()
        self.wait(answering=True)

    def end(self) -> None:
        """Stops it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def wait(self, *, answering: bool) -> None:
        """Waits until it answers, or does not."""
        for _ in range(1200):
            if self._answers() is answering:
                return
            time.sleep(0.05)
        raise AssertionError(f"the site at {self.address} did not {'come back' if answering else 'go away'}")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


class Nursery:
    """Where sites are forked from (tests/stories/nursery.py), and the data folders that they begin with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        command = [sys.executable, "-m", "tests.stories.nursery"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA__")}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def furnish(self, data: Path, moment: str) -> str:
        """Puts the demonstration into a data folder, as it is at that moment; its first password."""
        ready = self._folder / (moment.replace(":", "") or "now")
        if not ready.exists():
            draft = self._folder / "draft"
            draft.mkdir()
            self.fork(draft, 0, moment).wait(120)
            draft.rename(ready)
        shutil.copytree(ready, data, dirs_exist_ok=True)
        told = _PASSWORD.search((data / "demonstration-accounts.txt").read_text(encoding="utf-8"))
        assert told, (data / "site.log").read_text(encoding="utf-8")
        return told.group(1)

    def fork(self, data: Path, port: int, moment: str) -> psutil.Process:
        """A site with this data; without a port one that prepares its data and ends."""
        environment = {
            **{name: value for name, value in os.environ.items() if name.startswith("MOTCUA__")},
            "MOTCUA__DATA": str(data),
            "MOTCUA__INTAKE__KEY": INTAKE_KEY,
            "MOTCUA__WEB__PORT": str(port or 1),
        }
        asked = {"environment": environment, "port": port, "moment": moment, "log": str(data / "site.log")}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        return psutil.Process(int(self._process.stdout.readline()))

    def close(self) -> None:
        """Ends it; its sites have ended before."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    running = Nursery(tmp_path_factory.mktemp("nursery"))
    yield running
    running.close()


@pytest.fixture
def site(data: Path, nursery: Nursery, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site and its agent with the demonstration; at another moment where the story names one."""
    moment: str = getattr(request, "param", "")
    port = free_port()
    password = nursery.furnish(data, moment)

    def begin() -> psutil.Process:
        return nursery.fork(data, port, moment)

    running = Site(f"http://127.0.0.1:{port}", password, begin(), begin)
    try:
        running.wait(answering=True)
        yield running
    finally:
        running.end()


@pytest.fixture
def first_site(data: Path) -> Iterator[Site]:
    """Everything on one machine from an empty folder, as `make up` starts it."""
    port = free_port()
    environment = {**os.environ, "MOTCUA__DATA": str(data), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "ui.command", "up", "--demo", "--port", str(port)]

    def begin() -> psutil.Process:
        with (data / "up.log").open("ab") as log:
            return psutil.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    running = Site(f"http://127.0.0.1:{port}", "", begin(), begin)
    try:
        running.password = _printed_password(running.process, data / "up.log")
        yield running
    finally:
        running.end()


def _printed_password(process: psutil.Process, log: Path) -> str:
    for _ in range(1200):
        said = log.read_text(encoding="utf-8")
        found = _PASSWORD.search(said)
        if found:
            return found.group(1)
        assert process.is_running(), said
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with the studio's editors, and nobody to sign in."""
    with studio_site.running(tmp_path_factory.mktemp("studio")) as address:
        yield address


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
