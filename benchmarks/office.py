"""A ward at work: a hundred thousand open tasks, officers with a desk each, and the site they work at.

A desk's most urgent tasks are dossiers received through the real verbs, so that they can be opened, claimed and
completed; behind them stands the crowd.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import httpx
from sqlalchemy import insert, select, update

from benchmarks import crowd, workload
from benchmarks.workload import Province
from benchmarks.yardsticks import FIELDS
from processes import accounts, database, organisation, tables
from processes.accounts import Browser
from processes.database import Database, Transaction
from tasks import inbox

DESKS = 31
"""Thirty for the lines of the desk bench, the last one for its browser."""
_PASSWORD = "không dùng để đăng nhập"
_AGO = timedelta(days=8)
"""How long ago the crowd began to come: a quarter of it is overdue."""
_BEFORE = timedelta(days=14)
"""How much earlier what is worked on came: it stands before the crowd, whatever holidays lie between."""
_ROOT = Path(__file__).parent.parent
_STARTS_WITHIN, _STOPS_WITHIN = 60, 15


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer who is signed in: the session's token, and the most urgent tasks of the own post, all of them real."""

    token: str
    tasks: list[int]


@dataclass(frozen=True, slots=True)
class Site:
    """The site at work."""

    host: str
    pid: int


def furnish(record: Database, *, tasks: int, each: int) -> list[Desk]:
    """Fills an empty database with so many open tasks, `each` of them real on every desk."""
    province = workload.seed(record)
    province.moment = database.now() - _AGO
    known = crowd.fill(province, tasks - DESKS * each - 1)
    province.moment -= _BEFORE
    posts = [post for agency in known.agencies for post in agency][:DESKS]
    shares = list(_shares(province, each))
    with record.transaction() as transaction:
        for post, share in zip(posts, shares, strict=True):
            transaction.execute(update(tables.Task).where(tables.Task.id.in_(share)).values(post_id=post))
        names = list(_officers(transaction, posts))
        organisation.changed(transaction)
    return [Desk(_signed_in(record, name), share) for name, share in zip(names, shares, strict=True)]


def _shares(province: Province, each: int) -> Iterator[list[int]]:
    """For each desk so many tasks of dossiers that have been received and handed on."""
    task, officer = tables.Task, province.officers["mai"]
    for _ in range(DESKS):
        with province.database.transaction() as transaction:
            received = [workload.accept(transaction, province) for _ in range(each)]
            of_these = select(task.id).where(task.dossier_id.in_(received))
            for first in transaction.execute(of_these).scalars().all():
                given: dict[str, object] = {**FIELDS, "decision": "approved"}
                key, moment = province.key(), province.moment
                inbox.complete(transaction, first, values=given, officer=officer, moment=moment, key=key)
            yield list(transaction.execute(of_these.where(task.state == "opened").order_by(task.id)).scalars())


def _officers(transaction: Transaction, posts: Sequence[int]) -> Iterator[str]:
    """An officer with an account for each post; the names of the accounts."""
    chance, password, since = Random(11), accounts.hashed(_PASSWORD), date(2020, 1, 1)
    officer, account = tables.Officer, tables.Account
    for number, post_id in enumerate(posts):
        name = {"name": crowd.name_by(chance)}
        officer_id = transaction.execute(insert(officer).returning(officer.id), name).scalar_one()
        holding = {"officer_id": officer_id, "post_id": post_id, "valid_from": since}
        transaction.execute(insert(tables.Holding), holding)
        username = f"desk-{number}"
        known = {"officer_id": officer_id, "username": username, "password": password, "must_change": False}
        transaction.execute(insert(account), known)
        yield username


def _signed_in(record: Database, username: str) -> str:
    moment = database.now()
    return accounts.sign_in(record, username, _PASSWORD, Browser("Chrome", "127.0.0.1"), moment=moment)


@contextmanager
def site(url: str, folder: str) -> Generator[Site]:
    """The site on a free port of this machine, as `motcua web` starts it."""
    port = _free_port()
    environment = {**os.environ, "MOTCUA__DATA": folder, "MOTCUA__DATABASE__URL": url}
    command = [sys.executable, "-m", "ui.command", "web", "--port", str(port)]
    log = Path(folder) / "site.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=said, stderr=said) as process,
    ):
        try:
            _await(process, f"http://127.0.0.1:{port}/health", log)
            yield Site(f"127.0.0.1:{port}", process.pid)
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(process: subprocess.Popen[bytes], health: str, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(health).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError(f"the site does not answer at {health}: {log.read_text(encoding='utf-8')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
