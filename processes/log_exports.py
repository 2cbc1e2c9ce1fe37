"""Exports of the event log: who took what out is on record, as is looking into a dossier."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from processes.database import Snapshot, Transaction
from processes.tables import Dossier
from processes.tables import EventLogExport as Row


@dataclass(frozen=True, slots=True)
class Export:
    """One export as it is on record; days are those of the deemed receipt."""

    officer_id: int
    at: datetime
    form: str
    agencies: tuple[int, ...]
    names_officers: bool
    since: date | None
    until: date | None
    tasks: int


def note(transaction: Transaction, export: Export, *, key: str) -> None:
    """Puts an export on record. Refuses: AlreadyDone."""
    told = {name: getattr(export, name) for name in Export.__slots__}
    transaction.execute(insert(Row), {**told, "agencies": list(export.agencies), "act_key": key})


_COLUMNS = [getattr(Row, name) for name in Export.__slots__]


def latest(snapshot: Snapshot, *, limit: int) -> list[Export]:
    """The last exports, the newest first."""
    rows = snapshot.execute(select(*_COLUMNS).order_by(Row.id.desc()).limit(limit))
    return [replace(Export(*row), agencies=tuple(row.agencies)) for row in rows]


def papers(snapshot: Snapshot, dossiers: Collection[int]) -> Mapping[int, list[dict[str, Any]]]:
    """Which papers came with each dossier: their codes and how many, not what is in them."""
    query = select(Dossier.id, Dossier.papers).where(Dossier.id.in_(sorted(dossiers)), Dossier.kind == "dossier")
    return {row.id: [dict(one) for one in row.papers] for row in snapshot.execute(query)}
