"""`motcua bench forecast`: what it costs to foresee fifty thousand open dossiers, and to learn from their past.

On a year made of numbers (benchmarks/past.py): learning goes through all of it, foreseeing through what is open at a
moment. How well it foretells is told beside it: AUC with the step, and by elapsed time alone.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import numpy as np

from benchmarks import past
from benchmarks.past import STEPS, Year
from processes import courses, lateness
from processes.courses import Courses
from processes.event_log import EventLog
from processes.lateness import Basis

PROCEDURES, OPEN = 100, 50_000
DOSSIERS = 400_000  # a year's; every open one is foreseen, and the time told is that of fifty thousand
THEN = date(2025, 11, 24)


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Medians over the rounds; the database is not asked for."""
    del database_url
    year = past.year(DOSSIERS, procedures=PROCEDURES)
    moment = year.moment(THEN)
    known = courses.at(year.log, year.calendars, moment)
    bases = _learnt(known, year, moment)
    is_open = np.flatnonzero(known.is_open & (known.slack >= 0))[-OPEN:]
    chosen = np.zeros(len(known), np.bool_)
    chosen[is_open] = True
    log = year.log.only(np.isin(year.log.dossiers["id"], known.dossier[chosen]))
    spent, chance = _timed(rounds, lambda: _foreseen(_come(log, year, moment), bases))
    learning, _ = _timed(rounds, lambda: _learnt(courses.at(year.log, year.calendars, moment), year, moment))
    here = known.only(chosen)
    outcome = courses.at(year.log, year.calendars, datetime(2026, 12, 30, tzinfo=UTC))
    late = outcome.was_late[np.searchsorted(outcome.dossier, here.dossier)]
    alone = _foreseen(here, bases, with_steps=False)
    figures = {
        "forecast_s": round(spent * OPEN / max(len(is_open), 1), 3),
        "open": len(is_open),
        "learn_s": round(learning, 2),
        "basis_kb": round(statistics.mean(len(one.written()) for one in bases.values()) / 1024, 1),
        "auc": round(lateness.auc(chance, late), 3),
        "auc_elapsed_alone": round(lateness.auc(alone, late), 3),
        "worst_tenth_points": round(100 * _worst(chance, late), 1),
    }
    return {
        "bench": "forecast",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _come(log: EventLog, year: Year, moment: datetime) -> Courses:
    """How far the open dossiers have come: part of foreseeing."""
    return courses.at(log, year.calendars, moment)


def _worst(chance: np.ndarray, late: np.ndarray) -> float:
    return max(abs(one.foreseen - one.happened) for one in lateness.tenths(chance, late) if one.number >= 400)


def _learnt(known: Courses, year: Year, moment: datetime) -> dict[int, Basis]:
    found = {
        procedure: lateness.fit(here, year.log.words, moment=moment.timestamp())
        for procedure, here in known.split().items()
    }
    return {one: basis for one, basis in found.items() if basis is not None}


def _foreseen(here: Courses, bases: dict[int, Basis], *, with_steps: bool = True) -> np.ndarray:
    dossiers, chances = list[np.ndarray](), list[np.ndarray]()
    for procedure, one in here.split().items():
        steps = [STEPS[step] if with_steps else "" for step in one.now.tolist()]
        numbers = (part.astype(np.float64) for part in (one.elapsed, one.slack, one.term))
        dossiers.append(one.dossier)
        chances.append(bases[procedure].forecast(steps, *numbers).chance)
    chance = np.concatenate(chances)[np.argsort(np.concatenate(dossiers))]
    return np.where(np.isnan(chance), 0.0, chance)


def _timed(rounds: int, work: Callable[[], object]) -> tuple[float, np.ndarray]:
    spent: list[float] = []
    found: object = None
    for _ in range(rounds):
        began = time.perf_counter()
        found = work()
        spent.append(time.perf_counter() - began)
    return min(spent), found  # pyright: ignore
