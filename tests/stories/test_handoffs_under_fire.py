"""Two installations at war with their luck: the partner fails before or after its effect, processes are killed.

None is lost, none doubled, what was said keeps its order, and every thread ends equal on both sides.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from sqlalchemy import func, select

from processes import database, history, tables
from processes.database import Database
from tasks import handoffs
from tests import liaison, servers
from tests.conftest import ROOT
from tests.stories.test_a_handoff import act
from tests.stories.test_a_handoff_over_http import connect, entries
from tests.town import Town

FULL = os.environ.get("MOTCUA_TEST_SIZE") == "full"
HANDOFFS, KILLS = (2_000, 20) if FULL else (200, 4)
SHARE = "0.3"
SECONDS = 3_600 if FULL else 600  # a limit for a busy machine, not what it takes


def _port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Fleet:
    """The processes of both installations; one that is killed is started again."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.told: dict[str, list[str]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *told: str) -> None:
        """Starts one, under a name."""
        self.told[name] = list(told)
        home = self.data / name.split("-")[0]
        home.mkdir(exist_ok=True)
        called = [sys.executable, "-m", "tests.installation", *told]
        self.running[name] = subprocess.Popen(called, cwd=ROOT, env={**os.environ, "MOTCUA__DATA": str(home)})

    def kill(self, name: str) -> None:
        """Kills one without a word, and starts it again."""
        self.running[name].kill()
        self.running[name].wait()
        self.start(name, *self.told[name])

    def stop(self) -> None:
        """Ends all of them."""
        for one in self.running.values():
            one.kill()
        for one in self.running.values():
            one.wait()


@pytest.fixture
def fleet(data: Path) -> Iterator[Fleet]:
    found = Fleet(data)
    yield found
    found.stop()


@pytest.fixture
def towns(
    sqlite_template: Path, postgresql_server: str, postgresql_template: str, data: Path, tmp_path: Path
) -> Iterator[tuple[Town, Town]]:
    shutil.copy(sqlite_template, data / "phuong.db")
    commune = Database(f"sqlite:///{data / 'phuong.db'}")
    department = Database(servers.create(postgresql_server, "so_tu_phap", postgresql_template))
    both = Town(commune, database.now()), Town(department, database.now())
    for town, agency in zip(both, ("H99.30", "H99.05"), strict=True):
        (tmp_path / agency).mkdir()
        liaison.publish(town, tmp_path / agency, agency=agency, at_once=True)
    yield both
    commune.close()
    department.close()
    servers.drop(postgresql_server, "so_tu_phap")


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the site did not come up")


def _answer(town: Town, done: set[int]) -> None:
    """The department's officer works on what has come in; every third is spoken about first."""
    row = tables.Handoff
    with town.database.snapshot() as snapshot:
        found = select(row.dossier_id).where(row.closed_at.is_(None)).order_by(row.id).limit(40)
        fresh = [one for one in snapshot.execute(found).scalars() if one not in done]
    for dossier_id in fresh:
        town.moment = database.now()
        if dossier_id % 3 == 0:
            (thread,) = liaison.threads(town, dossier_id)
            for number in range(2):
                town.moment = database.now()
                act(town, handoffs.note, "phuong", thread, text=f"lời {number}")
        liaison.work(town, "phuong", dossier_id, "advise")
        done.add(dossier_id)


@pytest.mark.soak
def test_none_is_lost_none_is_doubled_and_both_sides_tell_the_same(towns: tuple[Town, Town], fleet: Fleet) -> None:
    commune, department = towns
    here, there = _port(), _port()
    connect(commune, department, f"http://127.0.0.1:{there}", f"http://127.0.0.1:{here}")
    prefect = _port()
    fleet.start("prefect-server", "prefect", str(prefect))
    for side, town, port in (("commune", commune, here), ("department", department, there)):
        url = town.database.url.render_as_string(hide_password=False)
        fleet.start(f"{side}-web", "web", url, str(port), SHARE)
        fleet.start(f"{side}-agent", "agent", url, f"http://127.0.0.1:{prefect}/api")
    for port in (here, there):
        _wait_for(port)
    stop, killed, chance = Event(), list[str](), random.Random(20261129)

    def kill() -> None:
        names = ["commune-agent", "department-web", "prefect-server", "commune-web", "department-agent"]
        while len(killed) < KILLS and not stop.wait(chance.uniform(2, 5)):
            killed.append(names[len(killed) % len(names)])
            fleet.kill(killed[-1])

    killer = Thread(target=kill, daemon=True)
    killer.start()
    dossiers = list[int]()
    for _ in range(HANDOFFS):
        commune.moment = database.now()
        dossiers.append(commune.receive().dossier_id)
    done, until = set[int](), time.monotonic() + SECONDS
    open_ones = select(func.count()).select_from(tables.Handoff).where(tables.Handoff.state != "done")
    waiting = select(func.count()).select_from(tables.Message).where(tables.Message.done_at.is_(None))
    left = (HANDOFFS, HANDOFFS)
    while time.monotonic() < until:
        _answer(department, done)
        with commune.database.snapshot() as ours, department.database.snapshot() as theirs:
            left = ours.execute(open_ones).scalar_one(), theirs.execute(waiting).scalar_one()
        if left == (0, 0) and len(killed) == KILLS:
            break
        time.sleep(0.2)
    stop.set()
    killer.join()
    assert left == (0, 0)
    assert len(killed) == KILLS
    _compare(commune, department, dossiers)


def _compare(commune: Town, department: Town, dossiers: list[int]) -> None:
    row = tables.Handoff
    with department.database.snapshot() as snapshot:
        theirs = {one.key: one.dossier_id for one in snapshot.execute(select(row.key, row.dossier_id))}
        begun = Counter(snapshot.execute(select(tables.Execution.dossier_id)).scalars())
        answered = snapshot.execute(select(func.count()).where(tables.Event.kind == "handoff.answered")).scalar_one()
        assert list(history.verify(snapshot)) == []
    assert len(theirs) == HANDOFFS
    assert set(begun.values()) == {1}
    assert answered == HANDOFFS
    for dossier_id in dossiers:
        (mine,) = liaison.threads(commune, dossier_id)
        (other,) = liaison.threads(department, theirs[mine.handoff.key])
        assert entries(mine) == entries(other)
        assert (mine.handoff.state, other.handoff.state) == ("done", "done")
        for side in ("sender", "receiver"):
            told = [one for one in mine.events if one.side == side]
            assert [one.number for one in sorted(told, key=lambda one: one.at)] == list(range(1, len(told) + 1))
    with commune.database.snapshot() as snapshot:
        waits = tables.Task.state.in_(("opened", "assigned", "claimed"))
        standing = Counter(snapshot.execute(select(tables.Task.element).where(waits)).scalars())
        assert list(history.verify(snapshot)) == []
    assert standing == {"receive": HANDOFFS}
