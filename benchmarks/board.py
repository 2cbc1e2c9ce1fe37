"""`motcua bench board`: the supervisor's board at a million tasks, two hundred thousand of them open.

Wall times as `processes.board` reads it, 95th percentile of the quietest round, for the province, for an agency's
fifteen posts, and for what a one-stop received. `first_view_p95_ms` is the tally with the lines of every agency,
`drill_p95_ms` a list behind a number. SQLite in a temporary folder, or the empty database of `--database-url`, which is
filled and left so.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import product
from tempfile import TemporaryDirectory

from sqlalchemy import text, update

from benchmarks import crowd, exports, workload
from benchmarks.crowd import Crowd
from processes import board, board_clock, organisation
from processes.board import MEASURES, Scope
from processes.board_clock import Clock
from processes.calendars import local
from processes.database import Database, Snapshot
from processes.tables import Dossier, Task

SIZE, OPEN_IN, TIMES = 1_000_000, 5, 8
_DONE = timedelta(days=1)


def run(rounds: int = 3, database_url: str | None = None) -> dict[str, object]:
    """Fills a database and reads the board as those who have one do."""
    if database_url is not None:
        return told(database_url, rounds)
    with TemporaryDirectory() as folder:
        return told(f"sqlite:///{folder}/board.db", rounds)


def told(url: str, rounds: int, size: int = SIZE) -> dict[str, object]:
    """The figures of an empty database."""
    database = Database(url)
    try:
        province = workload.seed(database)
        known = crowd.fill(province, size)
        finish(database)
        with database.snapshot() as snapshot:
            figures = {name: _p95(rounds, acts) for name, acts in _acts(snapshot, known).items()}
            kind = snapshot.connection.dialect.name
        figures["xlsx_50k_s"] = exports.xlsx_50k_s(province, 1)
    finally:
        database.close()
    return {
        "bench": "board",
        "database": kind,
        "tasks": size,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def finish(database: Database) -> None:
    """Four in five dossiers are over, and their tasks with them."""
    done = crowd.NOW - _DONE
    over = (
        update(Task).where(Task.dossier_id % OPEN_IN != 0).values(state="completed", closed_at=done, next_rung_at=None)
    )
    ended = update(Dossier).where(Dossier.id % OPEN_IN != 0).values(finished_at=done, paused_at=None)
    with database.transaction() as transaction:
        transaction.execute(over)
        transaction.execute(ended)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _acts(snapshot: Snapshot, known: Crowd) -> dict[str, Callable[[], Iterator[Callable[[], object]]]]:
    directory = organisation.directory(snapshot, organisation.revision(snapshot), local(crowd.NOW).date())
    clock = board_clock.at(crowd.NOW, directory)
    province = Scope(None, None)
    agency, received = Scope(known.agencies[0], ()), Scope(None, None, known.one_stops[:1])
    return {
        "first_view_p95_ms": lambda: _views(snapshot, province, clock),
        "first_view_of_an_agency_p95_ms": lambda: _views(snapshot, agency, clock),
        "first_view_of_a_one_stop_p95_ms": lambda: _views(snapshot, received, clock),
        "steps_p95_ms": lambda: (partial(board.lines, snapshot, province, clock, "step") for _ in range(2)),
        "drill_p95_ms": lambda: _lists(snapshot, (province, agency, received), clock),
    }


def _views(snapshot: Snapshot, scope: Scope, clock: Clock) -> Iterator[Callable[[], object]]:
    for _ in range(TIMES):
        yield lambda: (board.tally(snapshot, scope, clock), board.lines(snapshot, scope, clock, "agency"))


def _lists(snapshot: Snapshot, scopes: tuple[Scope, ...], clock: Clock) -> Iterator[Callable[[], object]]:
    for scope, measure in product(scopes, MEASURES):
        yield partial(board.dossiers, snapshot, scope, clock, measure)
        if measure != "unapologised":
            yield partial(board.tasks, snapshot, scope, clock, measure)


def _p95(rounds: int, acts: Callable[[], Iterator[Callable[[], object]]]) -> float:
    """Of the quietest round."""
    return min(_round(acts) for _ in range(rounds))


def _round(acts: Callable[[], Iterator[Callable[[], object]]]) -> float:
    spent: list[float] = []
    for read in acts():
        began = time.perf_counter()
        read()
        spent.append(1e3 * (time.perf_counter() - began))
    return round(statistics.quantiles(spent, n=20, method="inclusive")[-1], 2)
