"""Prefect watches: a real server sees each run once; without it the same work is done, and the record says so."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import cast

import pytest
from sqlalchemy import func, select

from processes import rounds as record
from processes import settings, tables
from processes.database import Database, now
from tasks import worker
from tasks.rounds import Round
from tasks.runs import Run
from tasks.watch import Watch
from tests.answers import answer
from tests.conftest import MONDAY_8AM, ROOT
from tests.prefect_server import Server, Wire, free_port
from tests.town import Town

# Prefect leaves a connection of each run to the collector
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

AWAY = 60 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 10
PATIENCE = 120.0


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def watch(prefect: Server) -> Iterator[Watch]:
    """A watch that has opened: Prefect is loaded."""
    with opened(prefect.api) as found:
        yield found


@contextmanager
def opened(api: str) -> Iterator[Watch]:
    with Watch(api) as found:
        until(lambda: found.over(run := Run("warm-up", lambda: 0)) or run.is_observed)
        yield found
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_a_run_is_seen_with_how_much_it_did(prefect: Server, watch: Watch) -> None:
    run = Run("dispatch-handoffs", lambda: 12)
    watch.over(run)
    assert (run.is_observed, run.worked, run.trouble) == (True, 12, "")
    assert prefect.runs("dispatch-handoffs") == [("Completed", "12")]


def test_of_what_went_wrong_prefect_sees_the_kind_alone(prefect: Server, watch: Watch) -> None:
    def fails() -> int:
        raise LookupError("hồ sơ của bà Nguyễn Thị Lan")

    run = Run("fire-timers", fails)
    watch.over(run)
    assert run.trouble == "LookupError: hồ sơ của bà Nguyễn Thị Lan"
    assert run.is_observed
    assert prefect.runs("fire-timers") == [("Failed", "LookupError")]


def test_nothing_leaves_the_site_and_what_is_seen_is_forgotten(prefect: Server) -> None:
    server = cast(dict[str, dict[str, dict[str, object]]], prefect.settings()["server"])
    assert server["analytics_enabled"] is False
    assert server["ephemeral"]["enabled"] is False
    services = server["services"]
    idle = ("scheduler", "late_runs", "foreman", "triggers", "event_persister", "task_run_recorder", "repossessor")
    assert not any(services[name]["enabled"] for name in idle)
    assert sorted(cast(list[str], services["db_vacuum"]["enabled"])) == ["events", "flow_runs"]
    assert services["db_vacuum"]["retention_period"] in ("P14D", timedelta(days=14).total_seconds())


def test_a_server_that_hangs_holds_the_work_up_once(prefect: Server, watch: Watch) -> None:
    done: list[int] = []
    prefect.process.send_signal(signal.SIGSTOP)
    try:
        for number in range(3):
            run = Run("look", lambda number=number: done.append(number) or 1)
            watch.over(run)
            assert (run.worked, run.is_observed) == (1, False)
    finally:
        prefect.process.send_signal(signal.SIGCONT)
    assert done == [0, 1, 2]
    until(lambda: watch.over(run := Run("look-again", lambda: 0)) or run.is_observed)


def test_cut_off_in_the_middle_the_work_is_done_once(prefect: Server) -> None:
    done = list[str]()
    with Wire(prefect) as wire, opened(wire.api) as watch:

        def cut() -> int:
            wire.cut()
            done.append("một lần")
            return 1

        run = Run("prune", cut)
        watch.over(run)
        assert (run.worked, run.is_observed, run.trouble, done) == (1, False, "", ["một lần"])
        assert not watch.is_open


@contextmanager
def at_work(database: Database, api: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent at work in a thread, reporting to this address."""
    monkeypatch.setenv("MOTCUA__PREFECT__URL", api)
    settings.settings.cache_clear()
    stop = Event()
    agent = Thread(target=worker.run, args=(database, stop))
    agent.start()
    try:
        yield
    finally:
        stop.set()
        agent.join(60)
        assert not agent.is_alive()


def standing(database: Database, name: str) -> record.Round:
    with database.snapshot() as snapshot:
        return next(one for one in record.all(snapshot) if one.name == name)


def unsent(database: Database) -> int:
    with database.snapshot() as snapshot:
        waiting = select(func.count()).where(tables.Message.done_at.is_(None))
        return snapshot.execute(waiting).scalar_one()


@pytest.mark.soak
def test_without_prefect_officers_go_on_messages_leave_and_the_record_says_so(
    prefect: Server, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(sqlite_database, MONDAY_8AM)

    def sees() -> bool:
        town.receive()
        until(lambda: unsent(sqlite_database) == 0)
        return standing(sqlite_database, "dispatch-handoffs").is_observed

    with Wire(prefect) as wire, at_work(sqlite_database, wire.api, monkeypatch):
        until(sees)
        wire.cut()
        away, received = time.monotonic() + AWAY, 0
        while time.monotonic() < away:
            town.receive()
            received += 1
            time.sleep(0.5)
        until(lambda: unsent(sqlite_database) == 0)
        until(lambda: not standing(sqlite_database, "dispatch-handoffs").is_observed)
        assert received > 1
        with sqlite_database.snapshot() as snapshot:
            assert record.alarms(snapshot, now()) == []
        wire.mend()
        until(sees)


def test_no_act_of_an_officer_opens_a_connection(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA__PREFECT__URL", f"http://127.0.0.1:{free_port()}/api")
    settings.settings.cache_clear()
    assert settings.settings().prefect.api
    town = Town(sqlite_database, MONDAY_8AM)
    with listened() as opened_to:
        dossier_id = town.receive().dossier_id
        (step,) = town.dossier("mai", dossier_id).current
        town.complete("mai", step.task_id, answer(town, "2.000908", "receive"))
        assert opened_to == []


@contextmanager
def listened() -> Iterator[list[object]]:
    """Every address that this process opens a connection to, meanwhile."""
    found: list[object] = []
    _heard.append(found)
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_hear)
    yield found
    _heard.remove(found)


_heard: list[list[object]] = []
_hooked: list[bool] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo"):
        for one in _heard:
            one.append(arguments)


@pytest.mark.parametrize("module", ["ui.server", "tasks.worker"])
def test_prefect_is_not_loaded_before_it_answers(module: str) -> None:
    told = f"import sys, {module}; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], cwd=ROOT).returncode == 0


def test_a_leased_round_that_prefect_watches_is_still_gone_by_one_agent(
    sqlite_database: Database, watch: Watch
) -> None:
    done: list[str] = []
    one = Round("sweep-deadlines", lambda _database, _moment: done.append("x") or 1, timedelta(minutes=1))
    for _ in range(2):
        worker.Worker(sqlite_database, watch, Event(), (one,)).go()
    assert done == ["x"]
    assert standing(sqlite_database, "sweep-deadlines").is_observed
