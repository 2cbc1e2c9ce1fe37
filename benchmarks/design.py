"""`motcua bench design`: what a save costs in the studio, what is wrong with a large diagram, a dossier's verdict."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

import bpmn
from bpmn import designs as drawn
from bpmn import engine, releases
from processes import catalogue, demonstration, installation, organisation, schema, tables
from processes.database import Database
from tasks import beginnings, design

MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)
LARGE = Path(bpmn.__file__).parent / "diagrams" / "lien-thong-khai-sinh"  # 48 nodes and their arrows, three agencies
FILE, SAVES, VERDICTS = "quy-trinh.bpmn", 200, 500


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Medians over the rounds: findings of a diagram with some hundred elements, a save with its commit, a verdict.

    And once: how large the versions are that a thousand such saves leave.
    """
    with TemporaryDirectory() as folder:
        database = Database(database_url or f"sqlite:///{folder}/design.db")
        release_id, agency_id = _prepared(database)
        saved = [_saves(database, release_id, agency_id, number) for number in range(rounds)]
        kept = _kept(database)
        database.close()
    files = releases.read_folder(LARGE).files
    figures = {
        "findings_ms": round(1e3 * _median(rounds, lambda: drawn.check(files)), 1),
        "save_ms": round(1e3 * statistics.median(saved), 2),
        "kb_1000_saves": round(1_000 * kept / (rounds * SAVES) / 1024),
        "verdict_us": round(1e6 * _median(rounds, _verdicts) / VERDICTS, 1),
    }
    return {
        "bench": "design",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _median(rounds: int, work: Callable[[], object]) -> float:
    spent: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def _prepared(database: Database) -> tuple[int, int]:
    schema.upgrade(database)
    with database.transaction() as transaction:
        demonstration.load(transaction, password="Mat-khau-ban-dau")
        release = releases.read_folder(LARGE)
        agencies = installation.scope(transaction, release.level)
        told = {"in_force_on": date(2025, 7, 1), "by": "bench", "moment": MOMENT}
        return catalogue.publish(transaction, release, agencies=agencies, **told), 1  # pyright: ignore


def _saves(database: Database, release_id: int, agency_id: int, number: int) -> float:
    """Seconds of one save, the median: somebody moves a shape each time."""
    with database.transaction() as transaction:
        known = organisation.directory(transaction, organisation.revision(transaction), MOMENT.date())
        analyst = next(post.id for post in known.posts.values() if post.role == "process_analyst")
        officer = known.officer(known.holders(analyst)[0])
        told = {"officer": officer, "moment": MOMENT, "key": f"begin-{number}"}
        design_id = beginnings.from_release(transaction, release_id, agency_id, **told)  # pyright: ignore
    before = releases.read_folder(LARGE).files[FILE].decode()
    spent: list[float] = []
    for save in range(SAVES):
        content = before.replace('x="160"', f'x="{161 + save}"', 1).encode()
        began = time.perf_counter()
        with database.transaction() as transaction:
            told = {"officer": officer, "moment": MOMENT, "key": f"save-{number}-{save}"}
            saved = design.save(transaction, design_id, file=FILE, content=content, seen=save + 1, **told)  # pyright: ignore
        spent.append(time.perf_counter() - began)
        assert saved.is_new
    return statistics.median(spent)


def _kept(database: Database) -> int:
    with database.snapshot() as snapshot:
        size = func.sum(func.length(tables.DesignFile.content))
        return snapshot.execute(select(size).where(tables.DesignFile.number > 1)).scalar_one()


def _verdicts() -> None:
    model = releases.read_folder(LARGE).model
    state = engine.start(model, {"case": "usual", "channel": "counter"}, moment=MOMENT).state
    for _ in range(VERDICTS):
        engine.verdict(model, model, state)
