"""What people changed about the organisation: every act with its author and document; only added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from processes import organisation, tables
from processes.database import Snapshot, Transaction
from processes.organisation import Officer
from processes.refusals import AlreadyDone


@dataclass(frozen=True, slots=True)
class Recorded:
    """One act; `told` is what was changed, in words."""

    id: int
    agency_id: int
    kind: str
    basis: str
    told: Mapping[str, object]
    officer_id: int
    at: datetime


def refuse_repeated(snapshot: Snapshot, key: str) -> None:
    """Refuses: AlreadyDone when the act with this key is on record."""
    row = tables.OrganisationChange
    if snapshot.execute(select(row.id).where(row.act_key == key)).first() is not None:
        raise AlreadyDone


def put(
    transaction: Transaction,
    kind: str,
    agency_id: int,
    basis: str,
    told: Mapping[str, object],
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Records an act and lets every directory be read anew."""
    row = {
        "agency_id": agency_id,
        "kind": kind,
        "basis": basis.strip(),
        "told": dict(told),
        "officer_id": officer.id,
        "at": moment,
        "act_key": key,
    }
    transaction.execute(insert(tables.OrganisationChange), row)
    organisation.changed(transaction)


def of(snapshot: Snapshot, agency_id: int, *, limit: int = 50) -> list[Recorded]:
    """The latest acts on an agency, newest first."""
    row = tables.OrganisationChange
    query = select(row.id, row.agency_id, row.kind, row.basis, row.told, row.officer_id, row.at)
    mine = query.where(row.agency_id == agency_id).order_by(row.id.desc()).limit(limit)
    return [Recorded(*found) for found in snapshot.execute(mine)]
