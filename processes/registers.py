"""The register of a one-stop: what it received in a period, when it is due, when and to whom it was returned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from processes.calendars import ZONE
from processes.database import Snapshot
from processes.people import People
from processes.tables import Dossier, Procedure, Release


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register; `number` is its place in the period."""

    number: int
    dossier_id: int
    code: str
    procedure: str
    owner: str
    address: str
    phone: str
    agency_id: int
    received_at: datetime
    due_at: datetime
    original_due_at: datetime
    finished_at: datetime | None
    returned_at: datetime | None
    returned_to: str
    asked: str
    method: str


def entries(snapshot: Snapshot, unit_id: int, since: date, until: date) -> list[Entry]:
    """What the unit received from one day to another, both included, in the order of receipt.

    What its successor has inherited stays in the register of who received it.
    """
    first = datetime.combine(since, time(), ZONE)
    last = datetime.combine(until + timedelta(days=1), time(), ZONE)
    stayed = (Dossier.receiving_unit_id == unit_id) & Dossier.first_unit_id.is_(None)
    arrived = Dossier.received_at >= first, Dossier.received_at < last
    query = _SELECT.where(or_(stayed, Dossier.first_unit_id == unit_id), *arrived).order_by(
        Dossier.received_at, Dossier.id
    )
    return [_entry(number, row) for number, row in enumerate(snapshot.execute(query), start=1)]


def transferred(snapshot: Snapshot, agencies: Collection[int], units: Collection[int], *, limit: int) -> list[Entry]:
    """What other one-stops received for these agencies and is not finished, the most urgent first."""
    open_here = Dossier.agency_id.in_(agencies), Dossier.finished_at.is_(None)
    query = _SELECT.where(*open_here, Dossier.receiving_unit_id.not_in(units)).order_by(Dossier.due_at, Dossier.id)
    return [_entry(number, row) for number, row in enumerate(snapshot.execute(query.limit(limit)), start=1)]


_SELECT = (
    select(
        *(Dossier.id, Dossier.code, Procedure.name.label("procedure"), Dossier.people),
        func.coalesce(Dossier.first_agency_id, Dossier.agency_id).label("agency_id"),
        *(Dossier.received_at, Dossier.due_at, Dossier.original_due_at, Dossier.finished_at, Dossier.returned_at),
        Dossier.delivery,
    )
    .join(Release, Release.id == Dossier.release_id)
    .join(Procedure, Procedure.id == Release.procedure_id)
    .where(Dossier.kind == "dossier")
)


def _entry(number: int, row: Any) -> Entry:
    owner = People.read(row.people).owner
    return Entry(
        number=number,
        dossier_id=row.id,
        code=row.code,
        procedure=row.procedure,
        owner=owner.name,
        address=owner.address,
        phone=owner.phone,
        agency_id=row.agency_id,
        received_at=row.received_at,
        due_at=row.due_at,
        original_due_at=row.original_due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        returned_to=str(row.delivery.get("receiver_name") or ""),
        asked=str(row.delivery.get("asked") or "counter"),
        method=str(row.delivery.get("return_method") or ""),
    )
