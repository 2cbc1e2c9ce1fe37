"""Consignments on record: bundles that one unit hands to another, on a list whose numbers leave no gap.

Each function is one step inside the caller's transaction. Who may take it, and what it does to the bundles, is
decided in `tasks/`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, insert, select, update

from processes import numbering
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Agency
from processes.refusals import NotFound
from processes.tables import Consignment as Row
from processes.tables import ConsignmentLine as LineRow
from processes.tables import Dossier, Procedure, Release

State = Literal["made", "received", "cancelled"]
LineState = Literal["sent", "received", "refused", "cancelled"]


@dataclass(frozen=True, slots=True)
class Consignment:
    """A list of bundles; who closed it has received or cancelled it.

    `bundles` is how many are on it, `refused` how many of them did not come.
    """

    id: int
    agency_id: int
    year: int
    number: int
    from_unit_id: int
    to_unit_id: int
    state: State
    made_by: int
    made_at: datetime
    made_under: int | None
    closed_by: int | None
    closed_at: datetime | None
    closed_under: int | None
    reason: str
    bundles: int
    refused: int

    @property
    def symbol(self) -> str:
        """Its number as it is written: `03/GBG`."""
        return symbol(self.number)


@dataclass(frozen=True, slots=True)
class Line:
    """One bundle of a list; `papers` as they were when the list was made."""

    dossier_id: int
    code: str
    owner: str
    procedure_code: str
    procedure: str
    papers: list[dict[str, Any]]
    note: str
    state: LineState
    reason: str
    shelf: str


@dataclass(frozen=True, slots=True)
class Going:
    """A bundle that goes on a list."""

    dossier_id: int
    papers: Sequence[Mapping[str, object]]
    note: str


def symbol(number: int) -> str:
    """A list's number as it is written."""
    return f"{number:02}/GBG"


def make(
    transaction: Transaction,
    agency: Agency,
    units: tuple[int, int],
    going: Sequence[Going],
    *,
    by: int,
    under: int | None,
    moment: datetime,
) -> int:
    """Writes a list from one unit to another, under the next number of the giving agency and the year; its id."""
    year = local(moment).year
    number = numbering.next_number(transaction, f"{agency.code}/{year}/consignment")
    values: dict[str, object] = {
        "agency_id": agency.id,
        "year": year,
        "number": number,
        "from_unit_id": units[0],
        "to_unit_id": units[1],
        "state": "made",
        "made_by": by,
        "made_at": moment,
        "made_under": under,
        "reason": "",
    }
    consignment_id = transaction.execute(insert(Row).values(**values).returning(Row.id)).scalar_one()
    rows = [
        {
            "consignment_id": consignment_id,
            "position": position,
            "dossier_id": one.dossier_id,
            "papers": list(one.papers),
            "note": one.note,
            "state": "sent",
            "reason": "",
            "shelf": "",
        }
        for position, one in enumerate(going, start=1)
    ]
    transaction.execute(insert(LineRow), rows)
    return consignment_id


def one(snapshot: Snapshot, consignment_id: int) -> Consignment:
    """The list under that number. Refuses: NotFound."""
    row = snapshot.execute(_select().where(Row.id == consignment_id)).one_or_none()
    if row is None:
        raise NotFound(what="giấy bàn giao này")
    return Consignment(*row)


def hold(transaction: Transaction, consignment_id: int) -> Consignment:
    """The list, held against other writers. Refuses: NotFound."""
    transaction.execute(select(Row.id).where(Row.id == consignment_id).with_for_update()).all()
    return one(transaction, consignment_id)


def lines(snapshot: Snapshot, consignment_id: int) -> list[Line]:
    """The bundles of a list, in its order."""
    line = LineRow
    query = (
        select(
            *(line.dossier_id, Dossier.code, Dossier.owner_name, Procedure.code, Procedure.name),
            *(line.papers, line.note, line.state, line.reason, line.shelf),
        )
        .join(Dossier, Dossier.id == line.dossier_id)
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .where(line.consignment_id == consignment_id, Dossier.kind == "dossier")
        .order_by(line.position)
    )
    return [Line(*row) for row in snapshot.execute(query)]


def coming(snapshot: Snapshot, units: Collection[int], *, limit: int) -> list[Consignment]:
    """The lists that these units have still to receive, the oldest first."""
    query = _select().where(Row.to_unit_id.in_(units), Row.state == "made").order_by(Row.id)
    return [Consignment(*row) for row in snapshot.execute(query.limit(limit))]


def given(snapshot: Snapshot, units: Collection[int], *, limit: int) -> list[Consignment]:
    """The lists that these units have made, the newest first."""
    query = _select().where(Row.from_unit_id.in_(units)).order_by(Row.id.desc())
    return [Consignment(*row) for row in snapshot.execute(query.limit(limit))]


def close(
    transaction: Transaction,
    consignment_id: int,
    state: State,
    *,
    by: int,
    under: int | None,
    moment: datetime,
    reason: str = "",
) -> None:
    """The held list is received or cancelled; what was not judged line by line follows it."""
    closed = {"closed_by": by, "closed_at": moment, "closed_under": under, "reason": reason}
    transaction.execute(update(Row).where(Row.id == consignment_id).values(state=state, **closed))
    waiting = LineRow.consignment_id == consignment_id, LineRow.state == "sent"
    transaction.execute(update(LineRow).where(*waiting).values(state=state))


def judge(
    transaction: Transaction, consignment_id: int, dossier_id: int, state: LineState, *, shelf: str, reason: str
) -> None:
    """What came of one bundle of a list."""
    this = LineRow.consignment_id == consignment_id, LineRow.dossier_id == dossier_id
    transaction.execute(update(LineRow).where(*this).values(state=state, shelf=shelf, reason=reason))


def _select() -> Select[*tuple[Any, ...]]:
    bundles = select(func.count()).where(LineRow.consignment_id == Row.id)
    refused = bundles.where(LineRow.state == "refused")
    return select(
        *(Row.id, Row.agency_id, Row.year, Row.number, Row.from_unit_id, Row.to_unit_id, Row.state),
        *(Row.made_by, Row.made_at, Row.made_under, Row.closed_by, Row.closed_at, Row.closed_under, Row.reason),
        *(bundles.scalar_subquery(), refused.scalar_subquery()),
    )
