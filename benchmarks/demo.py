"""`motcua bench demo`: what a dossier of the demonstration year costs, from its acceptance to its return.

A season of five hundred dossiers and the matters beside is played in a province of its own. Wall time is told beside
processor time: on a machine that others use, the first says little. Statements are those at the driver.
"""

from __future__ import annotations

import os
import platform
import time
from datetime import datetime
from tempfile import TemporaryDirectory

from sqlalchemy import event

from processes import installation
from processes.calendars import ZONE
from processes.database import Database
from processes.settings import settings
from tasks import demonstration

DOSSIERS, MONTHS = 500, 6
END = datetime(2026, 9, 15, 10, 0, tzinfo=ZONE)


def run(rounds: int = 1, database_url: str | None = None) -> dict[str, object]:
    """The best of the rounds, each in an embedded database of its own; another is not asked for."""
    del database_url
    found = [_played() for _ in range(max(1, min(rounds, 3)))]
    wall, spent, statements = min(found)
    figures = {
        "dossier_ms": round(1000 * wall / DOSSIERS, 1),
        "dossier_cpu_ms": round(1000 * spent / DOSSIERS, 1),
        "statements": round(statements / DOSSIERS, 1),
        "demo_10k_s": round(10_000 * wall / DOSSIERS),
    }
    return {
        "bench": "demo",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": len(found),
        "figures": figures,
    }


def _played() -> tuple[float, float, int]:
    """Wall seconds, processor seconds and statements of one season."""
    count = 0

    def note(*_told: object) -> None:
        nonlocal count
        count += 1

    with TemporaryDirectory() as folder:
        os.environ["MOTCUA__DATA"] = folder
        settings.cache_clear()
        record = Database(f"sqlite:///{folder}/demo.db")
        installation.prepare(record, tell=_silent)
        installation.prepare_demonstration(record, moment=END, tell=_silent)
        event.listen(record.engine, "before_cursor_execute", note)
        wall, spent = time.perf_counter(), time.process_time()
        demonstration.fill(record, demonstration.Plan(DOSSIERS, MONTHS, END))
        figures = time.perf_counter() - wall, time.process_time() - spent, count
        record.close()
        del os.environ["MOTCUA__DATA"]
        settings.cache_clear()
    return figures


def _silent(_line: str) -> None:
    pass
