"""Apologies owed: dossiers that are late, and whose applicant nobody has written to.

Before a dossier is late its agency apologises, says why and promises a new time (NĐ 61/2018/NĐ-CP, article 19).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from processes.database import Snapshot
from processes.tables import Dossier, Letter


@dataclass(frozen=True, slots=True)
class Owed:
    """A dossier that is late without an apology; `letter` is how far one has come: draft, approved, or nothing."""

    dossier_id: int
    code: str
    agency_id: int
    due_at: datetime
    letter: str


_APOLOGY = Letter.dossier_id == Dossier.id, Letter.kind == "apology"


def is_owed(moment: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """Of the table of dossiers: open, lawfully due before `moment`, and no apology issued.

    A dossier is open until its result exists; while its clock stands it is not late. `moment` is the working clock's:
    `Calendar.earliest` of the agency that decides, or what tells it for each dossier.
    """
    apologised = select(Letter.id).where(*_APOLOGY, Letter.state == "issued").exists()
    is_late = Dossier.finished_at.is_(None), Dossier.paused_at.is_(None), Dossier.original_due_at < moment
    return and_(Dossier.kind == "dossier", *is_late, ~apologised)


def owed(snapshot: Snapshot, agencies: Collection[int], *, moment: datetime, limit: int) -> list[Owed]:
    """The dossiers of these agencies whose applicants are owed an apology, the longest late first."""
    begun = select(func.max(Letter.state)).where(*_APOLOGY, Letter.state.in_(("draft", "approved")))
    columns = Dossier.id, Dossier.code, Dossier.agency_id, Dossier.original_due_at
    query = select(*columns, func.coalesce(begun.scalar_subquery(), ""))
    late = query.where(Dossier.kind == "dossier", Dossier.agency_id.in_(sorted(agencies)), is_owed(moment))
    return [Owed(*row) for row in snapshot.execute(late.order_by(Dossier.original_due_at, Dossier.id).limit(limit))]


def count(snapshot: Snapshot, agencies: Collection[int], *, moment: datetime) -> int:
    """How many applicants of these agencies are owed an apology."""
    late = Dossier.kind == "dossier", Dossier.agency_id.in_(sorted(agencies)), is_owed(moment)
    return snapshot.execute(select(func.count()).where(*late)).scalar_one()
