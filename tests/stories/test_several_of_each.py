"""Two web processes, one orchestrator, two workers on PostgreSQL, by their commands: one installation.

What begins at one web goes on at the other, so does a session; a worker that is killed in the middle costs nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from benchmarks.yardsticks import FIELDS
from processes import clocks, history, rounds, tables
from processes.database import Database, now
from tests import liaison
from tests.answers import ANSWERS, answer
from tests.conftest import PASSWORD, ROOT
from tests.prefect_server import Server, free_port
from tests.town import Town
from tests.ui import site
from ui import form_token, session

STARTS_WITHIN = 240  # on a machine that has other things to do
BATCH = 120


@dataclass
class Installation:
    """The processes, by what they are, and who works through them."""

    town: Town
    webs: list[str]
    workers: list[subprocess.Popen[bytes]]
    turns: int = 0
    tokens: dict[str, str] = field(default_factory=dict[str, str])

    def browser(self, web: int, token: str = "") -> httpx.Client:
        """A browser at one of the webs."""
        found = httpx.Client(base_url=self.webs[web], headers={"x-motcua": "1"}, timeout=60)
        if token:
            found.cookies.set(session.COOKIE, token, domain="127.0.0.1", path="/")
        return found

    def ask(self, username: str, method: str, path: str, asked: Mapping[str, object] | None = None) -> httpx.Response:
        """An officer's program asks, at one web and the other in turns."""
        if username not in self.tokens:
            self.tokens[username] = site.enter(self.town.database, username)
        self.turns += 1
        named = {"idempotency-key": str(uuid4())} if method == "POST" else {}
        with self.browser(self.turns % len(self.webs), self.tokens[username]) as browser:
            return browser.request(method, path, json=asked, headers=named).raise_for_status()

    def work(self, username: str, dossier_id: int, element: str) -> None:
        """An officer claims the dossier's step and completes it."""
        until(lambda: element in liaison.standing(self.town, dossier_id))
        step = next(one for one in self.town.dossier(username, dossier_id).current if one.element == element)
        if step.state == "opened":
            self.ask(username, "POST", f"/api/tasks/{step.task_id}/claim")
        values = answer(self.town, liaison.CODE, element if element != "advise" else "sign")
        self.ask(username, "POST", f"/api/tasks/{step.task_id}/complete", {"values": values})


def until(holds: Callable[[], object], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.1)


@pytest.fixture
def installation(database: Database, data: Path, tmp_path: Path, prefect: Server) -> Iterator[Installation]:
    town = Town(database, now())
    liaison.publish(town, tmp_path, at_once=True)
    liaison.add_partner(town, "here", to_agency_id=liaison.agency_id(town, "H99.05"))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MOTCUA__DATA": str(data),
        "MOTCUA__DATABASE__URL": database.url.render_as_string(hide_password=False),
        "MOTCUA__PREFECT__URL": prefect.api,
    }

    def start(*command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-P", "-m", "ui.command", *command], env=environment)

    ports = [free_port(), free_port()]
    webs = [start("web", "--port", str(port)) for port in ports]
    workers = [start("worker") for _ in range(2)]
    try:
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        until(lambda: all(map(_answers, addresses)), STARTS_WITHIN)
        yield Installation(town, addresses, workers)
    finally:
        for process in (*webs, *workers):
            process.send_signal(signal.SIGTERM)
        for process in (*webs, *workers):
            process.wait(60)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_they_are_one_installation(installation: Installation) -> None:
    _a_session_holds_at_both(installation)
    _a_request_comes_to_its_result(installation)
    _a_killed_worker_costs_nothing(installation)
    with installation.town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []
        assert list(clocks.verify(snapshot)) == []
        assert rounds.alarms(snapshot, now()) == []


def _a_session_holds_at_both(installation: Installation) -> None:
    site.settle(installation.town.database, "mai")
    with installation.browser(0) as here, installation.browser(1) as there:
        here.get("/dang-nhap")
        given = {"username": "mai", "password": PASSWORD, "next": "/", "token": here.cookies[form_token.COOKIE]}
        assert here.post("/dang-nhap", data=given).status_code == 303
        there.cookies.set(session.COOKIE, here.cookies[session.COOKIE], domain="127.0.0.1", path="/")
        assert [one.get("/api/me").json()["username"] for one in (here, there)] == ["mai", "mai"]
        there.get("/dang-xuat")
        out = there.post("/dang-xuat", data={"token": there.cookies[form_token.COOKIE]})
        assert out.status_code == 303
        there.cookies.set(session.COOKIE, here.cookies[session.COOKIE], domain="127.0.0.1", path="/")
        assert [one.get("/api/me").status_code for one in (here, there)] == [401, 401]


def _a_request_comes_to_its_result(installation: Installation) -> None:
    town = installation.town
    asked = town.request()
    told = {"release_id": asked.release_id, "case_code": asked.case_code, "agency_id": asked.agency_id}
    told |= {"receiving_unit_id": asked.receiving_unit_id, "owner": {"name": "Nguyễn Văn An"}}
    dossier_id = installation.ask("mai", "POST", "/api/dossiers", told).json()["dossier_id"]
    until(lambda: [one.handoff.state for one in liaison.threads(town, dossier_id)] == ["delivered"])
    people = {"advise": "phuong", **{element: one.by for element, one in ANSWERS[liaison.CODE].items()}}
    for element, username in people.items():
        installation.work(username, dossier_id, element)
    (thread,) = liaison.threads(town, dossier_id)
    assert thread.handoff.state == "done"
    assert town.dossier("mai", dossier_id).particulars.delivery_status == "returned"


def _a_killed_worker_costs_nothing(installation: Installation) -> None:
    town = installation.town
    request = town.request("0.000001")
    dossiers = {town.receive(request).dossier_id for _ in range(BATCH)}
    row = tables.Task
    with town.database.snapshot() as snapshot:
        tasks = list(snapshot.execute(select(row.id).where(row.dossier_id.in_(dossiers))).scalars())
    ordered = {"act": "complete", "tasks": tasks, "values": FIELDS}
    batch_id = installation.ask("mai", "POST", "/api/batches", ordered).json()["id"]

    def batch() -> dict[str, int]:
        return installation.ask("mai", "GET", f"/api/batches/{batch_id}").json()

    until(lambda: batch()["done"] > 0)
    first = installation.workers[0]
    first.kill()
    first.wait()
    assert batch()["waiting"] > 0
    until(lambda: batch()["waiting"] == 0)
    assert (batch()["done"], batch()["refused"]) == (BATCH, [])
    event, message = tables.Event, tables.Message
    done = select(event.dossier_id, func.count()).where(event.kind == "task.completed", event.dossier_id.in_(dossiers))
    waiting = select(func.count()).select_from(message).where(message.done_at.is_(None))

    def left() -> int:
        with town.database.snapshot() as snapshot:
            return snapshot.execute(waiting).scalar_one()

    until(lambda: left() == 0)  # the lease of what the dead one had taken to send runs out
    with town.database.snapshot() as snapshot:
        counts = {one.dossier_id: one.count for one in snapshot.execute(done.group_by(event.dossier_id))}
        opened = select(row.element, func.count()).where(row.dossier_id.in_(dossiers), row.closed_at.is_(None))
        standing = [tuple(one) for one in snapshot.execute(opened.group_by(row.element))]
    assert counts == dict.fromkeys(dossiers, 1)
    assert standing == [("process", BATCH)]
