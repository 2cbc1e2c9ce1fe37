"""`motcua bench board`: the supervisor's board at a million tasks, two hundred thousand of them open.

Wall times as `processes.board` reads it, 95th percentile of the quietest round, for the province, for an agency's
fifteen posts, and for what a one-stop received. `first_view_p95_ms` is the tally with the lines of every agency,
`drill_p95_ms` a list behind a number; `as_of_ms` the province as it stood a day before, from the event log that is
read already, `as_of_from_file_ms` in a process that has just started; `forecast_s` is `motcua bench forecast`'s.
SQLite in a temporary folder, or the empty database of `--database-url`, which is
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

from benchmarks import crowd, exports, forecast, workload
from benchmarks.crowd import Crowd
from processes import board, board_clock, board_past, event_log, organisation, past_work, statuses
from processes.board import MEASURES, Scope
from processes.board_clock import Clock
from processes.calendars import local
from processes.database import Database, Snapshot, Transaction
from processes.settings import settings
from processes.tables import Dossier, Event, Task
from tasks.board import end_of

SIZE, OPEN_IN, TIMES = 1_000_000, 5, 8
_MIXED = 11  # by which the open ones are chosen, so that they lie in every post
_DONE = timedelta(days=1)


def run(rounds: int = 3, database_url: str | None = None) -> dict[str, object]:
    """Fills a database and reads the board as those who have one do."""
    if database_url is not None:
        return told(database_url, rounds)
    with TemporaryDirectory() as folder:
        return told(f"sqlite:///{folder}/board.db", rounds)


def told(url: str, rounds: int, size: int = SIZE) -> dict[str, object]:
    """The figures of an empty database."""
    with TemporaryDirectory() as folder:
        os.environ["MOTCUA__DATA"] = folder  # where the event log is kept
        settings.cache_clear()
        database = Database(url)
        try:
            province = workload.seed(database)
            known = crowd.fill(province, size)
            finish(database)
            with database.snapshot() as snapshot:
                figures = {name: _p95(rounds, acts) for name, acts in _acts(snapshot, known).items()}
                figures |= _past(snapshot, rounds)
                kind = snapshot.connection.dialect.name
            figures["xlsx_50k_s"] = exports.xlsx_50k_s(province, 1)
        finally:
            database.close()
    foreseen = forecast.run(rounds)["figures"]
    assert isinstance(foreseen, dict)
    figures["forecast_s"] = foreseen["forecast_s"]
    return {
        "bench": "board",
        "database": kind,
        "tasks": size,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def finish(database: Database) -> None:
    """Four in five dossiers are over, and their tasks with them; who waits, waits for a supplement."""
    done = crowd.NOW - _DONE
    is_done = (Task.dossier_id // _MIXED) % OPEN_IN != 0
    over = update(Task).where(is_done).values(state="completed", closed_at=done, next_rung_at=None)
    ended = update(Dossier).where((Dossier.id // _MIXED) % OPEN_IN != 0).values(finished_at=done, paused_at=None)
    waits = update(Dossier).where(Dossier.paused_at.is_not(None)).values(business_status=statuses.AWAITING_SUPPLEMENT)
    with database.transaction() as transaction:
        for change in (over, ended, waits):
            transaction.execute(change)
        _facts(transaction)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _facts(transaction: Transaction) -> None:
    """Each dossier was received, and what is held was claimed: facts as an act would have left them."""
    columns = [column.name for column in Event.__table__.columns]
    names = ", ".join(f'"{name}"' for name in columns)
    received = {"id": "dossier.id + 100", "dossier_id": "dossier.id", "act_key": "NULL", "position": "1"}
    claimed = {
        "id": "task.id + 2000000",
        "dossier_id": "task.dossier_id",
        "position": "2",
        "kind": "'task.claimed'",
        "officer_id": "task.holder_id",
        "ref": "task.ref",
        "clock": "NULL",
        "data": "'{}'",
        "act_key": "NULL",
    }
    sources = (
        (received, "dossier JOIN history ON history.id = 1 WHERE dossier.id > 1"),
        (claimed, "task JOIN history ON history.id = 1 WHERE task.dossier_id > 1 AND task.holder_id IS NOT NULL"),
    )
    for given, source in sources:
        values = ", ".join(given.get(name, f'history."{name}"') for name in columns)
        transaction.execute(text(f"INSERT INTO history ({names}) SELECT {values} FROM {source}"))


def _past(snapshot: Snapshot, rounds: int) -> dict[str, float]:
    """The province as it stood when the day before yesterday was over, nothing kept but the event log."""
    day = local(crowd.NOW).date() - _DONE
    directory = organisation.directory(snapshot, organisation.revision(snapshot), day)
    clock = board_clock.at(end_of(day), directory)
    homes = {post.id: (post.unit_id, post.agency_id) for post in directory.every_post()}
    event_log.current(snapshot)

    def look() -> None:
        past = past_work.at(snapshot, event_log.current(snapshot), clock, ())
        board_past.figures(past, Scope(None, None), "agency", homes)
        board_past.pauses(past, Scope(None, None))

    warm = [_spent(look) for _ in range(max(rounds, 3))]
    event_log.forget(snapshot)
    return {"as_of_ms": round(max(warm), 2), "as_of_from_file_ms": round(_spent(look), 2)}


def _spent(look: Callable[[], None]) -> float:
    began = time.perf_counter()
    look()
    return 1e3 * (time.perf_counter() - began)


def _acts(snapshot: Snapshot, known: Crowd) -> dict[str, Callable[[], Iterator[Callable[[], object]]]]:
    directory = organisation.directory(snapshot, organisation.revision(snapshot), local(crowd.NOW).date())
    clock = board_clock.at(crowd.NOW, directory)
    province = Scope(None, None)
    agency, received = Scope(known.agencies[0], ()), Scope(None, None, known.one_stops[:1])
    return {
        "first_view_p95_ms": lambda: _views(snapshot, province, clock),
        "first_view_of_an_agency_p95_ms": lambda: _views(snapshot, agency, clock),
        "first_view_of_a_one_stop_p95_ms": lambda: _views(snapshot, received, clock),
        "steps_p95_ms": lambda: (partial(board.figures, snapshot, province, clock, "step") for _ in range(2)),
        "drill_p95_ms": lambda: _lists(snapshot, (province, agency, received), clock),
    }


def _views(snapshot: Snapshot, scope: Scope, clock: Clock) -> Iterator[Callable[[], object]]:
    for _ in range(TIMES):
        yield lambda: (board.figures(snapshot, scope, clock, "agency"), board.pauses(snapshot, scope))


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
