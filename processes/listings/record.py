"""The listings on record: a page that did not change is not written again, one that did becomes the next number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from processes import tables
from processes.database import Snapshot, Transaction
from processes.listings.listing import Listing


@dataclass(frozen=True, slots=True)
class Kept:
    """The codes whose listing was new, whose listing changed, and whose stayed as it was."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def keep(transaction: Transaction, pages: Sequence[tuple[Listing, bytes]], *, moment: datetime) -> Kept:
    """Writes listings with their pages; of a code named twice the last counts. A procedure not yet known is added."""
    latest = _latest(transaction)
    found = {listing.code: (listing, page) for listing, page in pages}
    new = tuple(code for code in found if code not in latest)
    changed = tuple(code for code in found if code in latest and latest[code].hash != found[code][0].hash)
    written = [found[code] for code in (*new, *changed)]
    procedures = _procedures(transaction, [listing for listing, _ in written])
    rows = [
        {
            "procedure_id": procedures[listing.code],
            "number": latest[listing.code].number + 1 if listing.code in latest else 1,
            "hash": listing.hash,
            "decision": listing.decision,
            "facts": listing.document(),
            "page": page,
            "imported_at": moment,
        }
        for listing, page in written
    ]
    if rows:
        transaction.execute(insert(tables.Listing), rows)
    return Kept(new, changed, tuple(code for code in found if code not in new and code not in changed))


def facts(snapshot: Snapshot, code: str) -> Mapping[str, object] | None:
    """What the latest listing of a procedure says; None when it was never imported."""
    row, procedure = tables.Listing, tables.Procedure
    query = select(row.facts).join(procedure, procedure.id == row.procedure_id).where(procedure.code == code)
    return snapshot.execute(query.order_by(row.number.desc()).limit(1)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class _Latest:
    number: int
    hash: str


def _latest(snapshot: Snapshot) -> dict[str, _Latest]:
    row, procedure = tables.Listing, tables.Procedure
    last = select(row.procedure_id, func.max(row.number).label("number")).group_by(row.procedure_id).subquery()
    query = (
        select(procedure.code, row.number, row.hash)
        .join(procedure, procedure.id == row.procedure_id)
        .join(last, (last.c.procedure_id == row.procedure_id) & (last.c.number == row.number))
    )
    return {row.code: _Latest(row.number, row.hash) for row in snapshot.execute(query)}


def _procedures(transaction: Transaction, listings: Sequence[Listing]) -> dict[str, int]:
    procedure = tables.Procedure
    known = {row.code for row in transaction.execute(select(procedure.code))}
    missing = [{"code": one.code, "name": one.name, "field": one.field} for one in listings if one.code not in known]
    if missing:
        transaction.execute(insert(procedure), missing)
    return {row.code: row.id for row in transaction.execute(select(procedure.code, procedure.id))}
