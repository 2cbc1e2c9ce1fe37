"""`motcua bench reminders`: one sweep with 2,000 of a million open tasks due, and what a thousandth of them costs.

Wall times, the median of the rounds; each round finds the next 2,000 due. `burst_10k_s` is one sweep with ten thousand
due at once, `idle_ms` one with none, `recount_100k_s` what a changed ladder costs. On SQLite in a temporary folder, or
in the empty database of `--database-url`, which is filled and left so (there nothing is compared).
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from datetime import datetime
from itertools import cycle, islice
from tempfile import TemporaryDirectory

from sqlalchemy import func, insert, select, update

from benchmarks import crowd, workload
from benchmarks.workload import MOMENT
from processes import organisation, tables
from processes.database import Database
from tasks import reminders

LARGE, SMALL, DUE, BURST = 1_000_000, 20_000, 2_000, 10_000
_RECOUNTED = 100_000


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Fills a database with a million open tasks and sweeps it; and one with a fiftieth."""
    if database_url is not None:
        figures, kind = _measured(database_url, LARGE, rounds)
        return _told(figures, kind, rounds)
    with TemporaryDirectory() as folder:
        figures, kind = _measured(f"sqlite:///{folder}/large.db", LARGE, rounds)
        small, _ = _measured(f"sqlite:///{folder}/small.db", SMALL, rounds)
    figures["sweep_1m_to_20k"] = round(figures["sweep_ms"] / small["sweep_ms"], 2)
    return _told(figures, kind, rounds)


def _told(figures: dict[str, float], kind: str, rounds: int) -> dict[str, object]:
    return {
        "bench": "reminders",
        "database": kind,
        "tasks": LARGE,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _measured(url: str, size: int, rounds: int) -> tuple[dict[str, float], str]:
    database = Database(url)
    try:
        known = crowd.fill(workload.seed(database), size)
        staff(database, [post for agency in known.agencies for post in agency])
        spent = [_swept(database, DUE) for _ in range(min(rounds, size // DUE // 2))]
        figures = {"sweep_ms": round(1e3 * statistics.median(spent), 1)}
        figures["sweep_worst_ms"] = round(1e3 * max(spent), 1)
        if size == LARGE:
            moment = reached(database, 1)
            figures["idle_ms"] = round(1e3 * statistics.median(_timed(database, moment)[0] for _ in range(20)), 2)
            figures["burst_10k_s"] = round(_swept(database, BURST), 2)
            figures["recount_100k_s"] = round(_recounted(database), 2)
        return figures, database.engine.dialect.name
    finally:
        database.close()


def staff(database: Database, posts: list[int]) -> None:
    """Every post has somebody in it, and rungs are counted already."""
    with database.transaction() as transaction:
        officers = transaction.execute(select(tables.Officer.id)).scalars().all()
        since = MOMENT.date()
        transaction.execute(
            insert(tables.Holding),
            [
                {"post_id": post, "officer_id": officer, "valid_from": since}
                for post, officer in zip(posts, islice(cycle(officers), len(posts)), strict=True)
            ],
        )
        organisation.changed(transaction)
        transaction.execute(insert(tables.ReminderMark), {"id": 1, "change_id": 0, "ladder_id": 0, "task_id": None})


def reached(database: Database, number: int) -> datetime:
    """When so many tasks have reached a rung."""
    task = tables.Task
    reached = select(task.next_rung_at).where(task.closed_at.is_(None), task.next_rung_at.is_not(None))
    with database.snapshot() as snapshot:
        return snapshot.execute(reached.order_by(task.next_rung_at).offset(number - 1).limit(1)).scalar_one()


def _swept(database: Database, number: int) -> float:
    """One sweep that finds so many tasks due (some share the last minute); each of their rungs goes out once."""
    moment, before = reached(database, number), _sent(database)
    spent, fired = _timed(database, moment)
    assert fired == _sent(database) - before >= number
    return spent


def _timed(database: Database, moment: datetime) -> tuple[float, int]:
    began = time.perf_counter()
    fired = reminders.sweep(database, moment=moment)
    return time.perf_counter() - began, fired


def _sent(database: Database) -> int:
    row = tables.Reminder
    with database.snapshot() as snapshot:
        return snapshot.execute(select(func.count()).where(row.state == "sent")).scalar_one()


def _recounted(database: Database) -> float:
    """What it costs to say anew of a hundred thousand tasks where their ladders go on."""
    task = tables.Task
    with database.transaction() as transaction:
        last = select(task.id).order_by(task.id.desc()).offset(_RECOUNTED).limit(1)
        after = transaction.execute(last).scalar_one()
        transaction.execute(update(tables.ReminderMark).values(task_id=after))
    moment = reached(database, 1)
    began = time.perf_counter()
    while reminders.count_anew(database, moment=moment):
        pass
    return time.perf_counter() - began
