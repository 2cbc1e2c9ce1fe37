"""`motcua bench calendar`: what a due time costs, a calendar, and what a new day off does to every open dossier."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from benchmarks import workload
from bpmn.terms import Term
from processes import calendars, clocks, deadlines, ledger, tables
from processes.database import Database

TERMS = [Term.read(text) for text in ("P10D", "PT6H", "P1M", "P0.5D")]
BEGINS = datetime(2026, 3, 2, 1, tzinfo=UTC)
ADDS, LEDGERS, DOSSIERS = 20_000, 5_000, 100_000


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """CPU times as medians over the rounds: one `add`, six years of calendar, one ledger.

    And once, from a database of a hundred thousand open dossiers: what a day off would do to each.
    """
    calendar = calendars.vietnam()
    facts = [_facts(BEGINS + timedelta(minutes=7 * number), calendar) for number in range(LEDGERS)]
    figures = {
        "add_us": round(1e6 * _median(rounds, lambda: _adds(calendar)) / ADDS, 2),
        "build_ms": round(1e3 * _median(rounds, _six_years), 1),
        "clock_us": round(1e6 * _median(rounds, lambda: _clocks(facts, calendar)) / LEDGERS, 1),
        "recalculate_100k_s": round(_recalculated(database_url), 1),
    }
    return {
        "bench": "calendar",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _median(rounds: int, work: Callable[[], None]) -> float:
    spent: list[float] = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def _adds(calendar: calendars.Calendar) -> None:
    for number in range(ADDS):
        calendar.add(BEGINS + timedelta(minutes=number), TERMS[number % len(TERMS)])


def _six_years() -> None:
    calendars.vietnam.cache_clear()
    calendars.vietnam(first_year=2021, last_year=2026)


def _facts(at: datetime, calendar: calendars.Calendar) -> list[dict[str, object]]:
    """A dossier that was received and supplemented once."""
    return [
        ledger.received(deadlines.due(at, TERMS[0], calendar)),
        ledger.paused(at + timedelta(days=2), "supplement", document="phiếu số 1", limit=at + timedelta(days=30)),
        ledger.resumed(at + timedelta(days=9)),
    ]


def _clocks(facts: list[list[dict[str, object]]], calendar: calendars.Calendar) -> None:
    for one in facts:
        ledger.clock(one, calendar)


def _recalculated(database_url: str | None) -> float:
    """CPU seconds until every open dossier's new due time is proposed after a day off was announced."""
    with TemporaryDirectory() as folder:
        database = Database(database_url or f"sqlite:///{folder}/bench.db")
        province = workload.seed(database)
        _fill(database, province)
        off = calendars.SpecialDay(date(2026, 3, 4), is_worked=False, name="nghỉ")
        agencies = {province.agency_id: calendars.of_agency("07:00-11:30,13:30-17:00", (off,))}
        began = time.process_time()
        with database.snapshot() as snapshot:
            found = sum(1 for _ in clocks.proposals(snapshot, agencies))
        spent = time.process_time() - began
        assert found == DOSSIERS
        database.close()
    return spent


def _fill(database: Database, province: workload.Province) -> None:
    """One dossier received by the real verb, and copies of its row and its clock facts."""
    workload.receive(province)
    dossier, event = tables.Dossier.__table__, tables.Event.__table__
    with database.transaction() as transaction:
        (row,) = transaction.mappings(select(dossier))
        (fact,) = transaction.mappings(select(event).where(event.c.clock.is_not(None), event.c.ref.is_(None)))
        numbers = range(2, DOSSIERS + 1)
        dossiers = [{**row, "id": n, "code": f"copy-{n}", "public_key": f"copy-{n}", "number": n} for n in numbers]
        facts = [{**fact, "id": 1_000_000 + n, "dossier_id": n, "act_key": f"copy-{n}"} for n in numbers]
        transaction.execute(insert(tables.Dossier), dossiers)
        transaction.execute(insert(tables.Event), facts)
