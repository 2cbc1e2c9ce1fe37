"""`motcua bench clock`: what a due time costs, a calendar, and working out every open dossier's clock anew."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bpmn.terms import Term
from processes import calendars, deadlines, ledger

TERMS = [Term.read(text) for text in ("P10D", "PT6H", "P1M", "P0.5D")]
BEGINS = datetime(2026, 3, 2, 1, tzinfo=UTC)
ADDS, LEDGERS = 20_000, 5_000


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """CPU times as medians over the rounds: one `add`, six years of calendar, a hundred thousand ledgers."""
    calendar = calendars.vietnam()
    facts = [_facts(BEGINS + timedelta(minutes=7 * number), calendar) for number in range(LEDGERS)]
    figures = {
        "add_us": round(1e6 * _median(rounds, lambda: _adds(calendar)) / ADDS, 2),
        "six_years_ms": round(1e3 * _median(rounds, _six_years), 1),
        "clock_us": round(1e6 * _median(rounds, lambda: _clocks(facts, calendar)) / LEDGERS, 1),
    }
    figures["clocks_100000_s"] = round(figures["clock_us"] / 10, 1)
    return {
        "bench": "clock",
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
