"""`motcua up`: processes that are kept at work, and not one left behind, however it ends."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest
from sqlalchemy import select

from bpmn.blocks import SHIPPED
from processes import accounts, tables
from processes.accounts import Browser
from processes.database import Database, now
from tests.conftest import DIAGRAMS, ROOT

COMMAND = [sys.executable, "-P", "-m", "ui.command"]
PATIENCE = 120.0
KILLS = 12 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 4


def _environment(data: Path, *, watched: bool = False) -> dict[str, str]:
    """Prefect is started where a test is about it: it takes ten seconds of both cores."""
    settings = {"MOTCUA__DATA": str(data), "MOTCUA__PREFECT__ENABLED": str(watched)}
    return {**os.environ, "PYTHONPATH": str(ROOT), **settings}


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def _runs(process: psutil.Process) -> bool:
    """A zombie runs no more: whoever should have asked after it is late."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Site:
    """A `motcua up` of its own: where it is, what it says, which processes belong to it."""

    def __init__(self, data: Path, log: Path, *options: str, watched: bool) -> None:
        self.port = _free_port()
        self._parts = 4 if watched else 3
        self.log = log
        with log.open("w") as said:
            self.process = subprocess.Popen(
                [*COMMAND, "up", "--port", str(self.port), *options],
                env=_environment(data, watched=watched),
                cwd=data.parent,  # nothing is found because the command was typed beside it
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def is_up(self) -> bool:
        assert self.process.poll() is None, self.said
        return _answers(self.port) and "Nhấn Ctrl-C" in self.said and len(self.all()) == self._parts

    def child(self, name: str) -> psutil.Process:
        """The running child of that name."""
        found = self.children(name)
        assert found, f"no {name}: {self.said}"
        return found[0]

    def children(self, name: str) -> list[psutil.Process]:
        """The running children of that name."""
        return [child for child in self.all()[1:] if name in child.cmdline()]

    def all(self) -> list[psutil.Process]:
        """The supervisor and everything under it."""
        supervisor = psutil.Process(self.process.pid)
        return [process for process in (supervisor, *supervisor.children(recursive=True)) if _runs(process)]

    def wait(self, seconds: float = 20) -> int:
        return self.process.wait(seconds)


@contextmanager
def _up(data: Path, tmp_path: Path, *options: str, watched: bool = False) -> Iterator[Site]:
    site = Site(data, tmp_path / "up.log", *options, watched=watched)
    running: list[psutil.Process] = []
    try:
        _until(site.is_up)
        running = site.all()
        yield site
    finally:
        if site.process.poll() is None:
            running += site.all()
            site.process.terminate()
            try:
                site.wait()
            except subprocess.TimeoutExpired:
                site.process.kill()
        for process in running:
            if _runs(process):
                process.kill()
        site.process.wait(10)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration province."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    subprocess.run([*COMMAND, "init", "--demo"], env=_environment(folder), check=True, timeout=PATIENCE)
    return folder


@pytest.fixture
def known(prepared: Path, data: Path) -> Path:
    """The same, for one test."""
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    return data


def test_the_first_start_tells_where_it_is_and_who_may_sign_in(data: Path, tmp_path: Path) -> None:
    with _up(data / "new", tmp_path, "--demo") as site:
        file = data / "new" / "demonstration-accounts.txt"
        assert f"http://127.0.0.1:{site.port}" in site.said
        assert file.read_text(encoding="utf-8") in site.said
        assert file.stat().st_mode & 0o777 == 0o600
        assert "tỉnh minh họa" in site.said
        password = file.read_text(encoding="utf-8").splitlines()[0].rsplit(" ", 1)[1]
        record = Database(f"sqlite:///{data / 'new' / 'motcua.db'}")
        assert accounts.sign_in(record, "mai", password, Browser(), moment=now())
        record.close()


def test_a_killed_child_is_started_again_and_ctrl_c_leaves_nothing(known: Path, tmp_path: Path) -> None:
    with _up(known, tmp_path, watched=True) as site:
        web, agent, prefect = site.child("web"), site.child("worker"), site.child("orchestrator")
        web.kill()
        _until(lambda: not _runs(web) and _answers(site.port))
        agent.kill()
        _until(lambda: not _runs(agent) and site.children("worker"))
        prefect.kill()
        _until(lambda: not _runs(prefect) and site.children("orchestrator"))
        assert _answers(site.port)
        assert site.said.count("khởi động lại") == 3
        everything = site.all()
        # a terminal signals its whole foreground group: each child leads a group of its own
        assert len({os.getpgid(process.pid) for process in everything}) == 4
        site.process.send_signal(signal.SIGINT)
        assert site.wait() == 0
        _until(lambda: not any(_runs(process) for process in everything), 10)


def test_told_to_stop_it_stops(known: Path, tmp_path: Path) -> None:
    with _up(known, tmp_path) as site:
        everything = site.all()
        site.process.send_signal(signal.SIGTERM)
        assert site.wait() == 0
        _until(lambda: not any(_runs(process) for process in everything), 10)


def test_when_the_supervisor_is_killed_its_children_leave_and_the_next_one_starts(known: Path, tmp_path: Path) -> None:
    with _up(known, tmp_path, watched=True) as site:
        children = site.all()[1:]
        site.process.kill()
        again = subprocess.Popen(
            [*COMMAND, "up", "--port", str(site.port)],
            env=_environment(known),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            _until(lambda: not any(_runs(process) for process in children), 10)
            _until(lambda: again.poll() is None and _answers(site.port))
        finally:
            again.terminate()
            again.communicate(timeout=20)
        assert again.returncode == 0


def test_when_the_terminal_goes_a_child_that_does_not_listen_is_killed(known: Path, tmp_path: Path) -> None:
    with _up(known, tmp_path) as site:
        everything = site.all()
        site.child("worker").suspend()  # it cannot even hear that it should leave
        site.process.send_signal(signal.SIGHUP)
        assert site.wait(90) == 0
        _until(lambda: not any(_runs(process) for process in everything), 10)


def test_a_taken_port_is_told_in_a_sentence(known: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "up", "--port", str(port)],
            env=_environment(known),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert f"Cổng {port}" in sentence
    assert f"--port {port + 1}" in sentence


def test_what_keeps_it_from_starting_is_told_in_a_sentence(known: Path) -> None:
    (known / "motcua.db").write_bytes(b"this is no database at all " * 100)
    done = subprocess.run(
        [*COMMAND, "up", "--port", str(_free_port())],
        env=_environment(known),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "Không mở được cơ sở dữ liệu" in done.stderr
    assert "Traceback" not in done.stderr


def test_init_killed_at_any_moment_is_repaired_by_the_next(data: Path) -> None:
    chance = random.Random(20261123)
    for number in range(KILLS):
        folder = data / str(number)
        first = subprocess.Popen([*COMMAND, "init", "--demo"], env=_environment(folder), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1.5))
        first.kill()
        first.wait(10)
        second = subprocess.run(
            [*COMMAND, "init", "--demo", "--json"],
            env=_environment(folder),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert second.returncode == 0, second.stderr
        told = Path(json.loads(second.stdout)["accounts"]).read_text(encoding="utf-8")
        password = told.splitlines()[0].rsplit(" ", 1)[1]
        record = Database(f"sqlite:///{folder / 'motcua.db'}")
        assert accounts.sign_in(record, "pao", password, Browser(), moment=now())
        with record.snapshot() as snapshot:
            assert len(snapshot.execute(select(tables.Release.id)).all()) == len(
                [*DIAGRAMS.iterdir(), *SHIPPED.glob("*/procedure.toml")]
            )
        record.close()
