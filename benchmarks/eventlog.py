"""`motcua bench eventlog`: a million tasks as columns: read whole, refreshed by a little, and from the file.

The tasks are the crowd's, each with a fact in the history of its dossier; a refresh finds ten new dossiers received
through the real verb. What is asked of the columns is what analysts ask.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import text

from benchmarks import crowd, workload
from benchmarks.workload import Province
from processes import event_log, tables
from processes.database import Database
from processes.event_log import EventLog
from processes.settings import settings

TASKS, NEW = 1_000_000, 10


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Fills a database with a million tasks, and reads it as the pages do."""
    with TemporaryDirectory() as folder:
        os.environ["MOTCUA__DATA"] = folder
        settings.cache_clear()
        database = Database(database_url or f"sqlite:///{folder}/eventlog.db")
        province = workload.seed(database)
        crowd.fill(province, TASKS)
        _facts(database)
        first, log = _timed(lambda: _read(database))
        again = [_refreshed(province) for _ in range(rounds)]
        kept = Path(folder) / "event-log.npz"
        loaded = statistics.median(_loaded(database) for _ in range(rounds))
        asked = statistics.median(_timed(lambda: _follows(log))[0] for _ in range(rounds))
        figures = {
            "first_load_s": round(first, 2),
            "statements_first_load": log.statements,
            "refresh_s": round(statistics.median(spent for spent, _ in again), 3),
            "statements_refresh": again[-1][1],
            "from_file_s": round(loaded, 3),
            "file_mb": round(kept.stat().st_size / 1e6, 1),
            "directly_follows_ms": round(1e3 * asked, 1),
            "tasks": len(log),
        }
        kind = database.engine.dialect.name
        database.close()
    return {
        "bench": "eventlog",
        "database": kind,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _facts(database: Database) -> None:
    """A fact for each dossier of the crowd, as an act would have left it."""
    given = {"id": "dossier.id + 100", "dossier_id": "dossier.id", "act_key": "NULL", "position": "1"}
    columns = [column.name for column in tables.Event.__table__.columns]
    values = ", ".join(given.get(name, f'history."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    source = "dossier JOIN history ON history.id = 1 WHERE dossier.id > 1"
    with database.transaction() as transaction:
        transaction.execute(text(f"INSERT INTO history ({names}) SELECT {values} FROM {source}"))


def _read(database: Database) -> EventLog:
    with database.snapshot() as snapshot:
        return event_log.current(snapshot)


def _refreshed(province: Province) -> tuple[float, int]:
    for _ in range(NEW):
        workload.receive(province)
    spent, log = _timed(lambda: _read(province.database))
    return spent, log.statements


def _loaded(database: Database) -> float:
    with database.snapshot() as snapshot:
        event_log.forget(snapshot)
    return _timed(lambda: _read(database))[0]


def _follows(log: EventLog) -> EventLog:
    """Which step follows which, how often: the question that everything else is like."""
    element, dossier = log.tasks["element"], log.tasks["dossier"]
    inside = dossier[1:] == dossier[:-1]
    np.unique(element[:-1][inside] * len(log.words) + element[1:][inside], return_counts=True)
    return log


def _timed(work: Callable[[], EventLog]) -> tuple[float, EventLog]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found
