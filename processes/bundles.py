"""Bundles: the papers of a dossier as they lie on a shelf, and which unit answers for them.

Each function is one step inside the caller's transaction; who may take it is decided in `tasks/`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, tuple_, update

from processes import statuses
from processes.database import Snapshot, Transaction
from processes.history import Chain
from processes.tables import Bundle as Row
from processes.tables import Consignment, Dossier, Procedure, Release, Task

Papers = list[dict[str, Any]]
Place = tuple[datetime, int]
_REMEMBERED = 200
_OPEN = ("opened", "assigned", "claimed")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Where the papers of a dossier are; `number` and `to_unit_id` tell of the consignment they are on their way in."""

    dossier_id: int
    unit_id: int
    shelf: str
    since: datetime
    consignment_id: int | None
    number: int | None
    to_unit_id: int | None


@dataclass(frozen=True, slots=True)
class Lying:
    """A bundle that lies in a unit, with its dossier; `post_id` is whose task is open there, None when none is."""

    dossier_id: int
    unit_id: int
    shelf: str
    since: datetime
    code: str
    owner: str
    procedure_code: str
    procedure: str
    papers: Papers
    receiving_unit_id: int
    number: int | None = None
    to_unit_id: int | None = None
    post_id: int | None = None
    step: str | None = None

    @property
    def place(self) -> Place:
        """Where the next page begins."""
        return self.since, self.dossier_id


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier and its bundle, held against other writers; `unit_id` is None when it has no papers.

    `result` is the number of the result, when there is one and the applicant does not want it online.
    """

    dossier_id: int
    code: str
    procedure_code: str
    receiving_unit_id: int
    papers: Papers
    result: str
    chain: Chain
    unit_id: int | None
    shelf: str
    consignment_id: int | None


_LYING = (
    *(Row.dossier_id, Row.unit_id, Row.shelf, Row.since, Dossier.code, Dossier.owner_name),
    *(Procedure.code, Procedure.name, Dossier.papers, Dossier.receiving_unit_id),
)
_ENDED = Dossier.business_status.in_((statuses.WITHDRAWN, statuses.STOPPED))


def record(transaction: Transaction, dossier_id: int, unit_id: int, shelf: str, *, moment: datetime) -> None:
    """Notes that a dossier has papers, and which unit holds them."""
    row = {"dossier_id": dossier_id, "unit_id": unit_id, "shelf": shelf, "since": moment}
    transaction.execute(insert(Row), row)


def of(snapshot: Snapshot, dossier_id: int) -> Bundle | None:
    """Where the papers of a dossier are; None when it has none."""
    row = snapshot.execute(_OF, {"dossier": dossier_id}).one_or_none()
    return None if row is None else Bundle(*row)


_OF = (
    select(*(Row.dossier_id, Row.unit_id, Row.shelf, Row.since, Row.consignment_id))
    .add_columns(Consignment.number, Consignment.to_unit_id)
    .outerjoin(Consignment, Consignment.id == Row.consignment_id)
    .where(Row.dossier_id == bindparam("dossier"))
)


def astray(snapshot: Snapshot, units: Collection[int], *, limit: int) -> list[Lying]:
    """What lies in these units and has a task open somewhere, a line for each task; or ended without a result.

    What is on its way is left out.
    """
    query = (
        select(*_LYING, Consignment.number, Consignment.to_unit_id, Task.post_id, Task.name)
        .join(Dossier, Dossier.id == Row.dossier_id)
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .outerjoin(Consignment, Consignment.id == Row.consignment_id)
        .outerjoin(Task, (Task.dossier_id == Row.dossier_id) & Task.state.in_(_OPEN))
        .where(Row.unit_id.in_(units), Row.consignment_id.is_(None), Dossier.kind == "dossier")
        .where(Dossier.returned_at.is_(None), or_(Task.id.is_not(None), _ENDED))
        .order_by(Row.dossier_id, Task.id)
    )
    return [Lying(*row) for row in snapshot.execute(query.limit(limit))]


def lying(snapshot: Snapshot, units: Collection[int], *, after: Place | None, limit: int) -> list[Lying]:
    """What these units hold, on its way or not, what came last first."""
    query = (
        select(*_LYING, Consignment.number, Consignment.to_unit_id)
        .join(Dossier, Dossier.id == Row.dossier_id)
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .outerjoin(Consignment, Consignment.id == Row.consignment_id)
        .where(Row.unit_id.in_(units), Dossier.kind == "dossier")
    )
    if after is not None:
        query = query.where(tuple_(Row.since, Row.dossier_id) < after)
    query = query.order_by(Row.since.desc(), Row.dossier_id.desc()).limit(limit)
    return [Lying(*row) for row in snapshot.execute(query)]


def shelves(snapshot: Snapshot, unit_id: int) -> list[str]:
    """The shelves that a unit has used lately, the latest first."""
    used = select(Row.shelf).where(Row.unit_id == unit_id, Row.shelf != "").order_by(Row.since.desc())
    return list(dict.fromkeys(snapshot.execute(used.limit(_REMEMBERED)).scalars()))


def hold(transaction: Transaction, dossier_ids: Collection[int]) -> dict[int, Held]:
    """These dossiers with their bundles, held against other writers, in the order of their numbers.

    The bundles are read when the dossiers are held: every act on a bundle holds its dossier.
    """
    query = (
        select(
            *(Dossier.id, Dossier.code, Procedure.code, Dossier.receiving_unit_id, Dossier.papers),
            *(Dossier.result, Dossier.delivery, Dossier.revision, Dossier.last_hash),
        )
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .where(Dossier.id.in_(dossier_ids), Dossier.kind == "dossier")
        .order_by(Dossier.id)
        .with_for_update(of=Dossier)
    )
    dossiers = transaction.execute(query).all()
    columns = Row.dossier_id, Row.unit_id, Row.shelf, Row.consignment_id
    lie = select(*columns).where(Row.dossier_id.in_(dossier_ids))
    bundles = {dossier_id: rest for dossier_id, *rest in transaction.execute(lie)}
    return {row.id: _held(row, bundles.get(row.id, [None, "", None])) for row in dossiers}


def _held(dossier: Any, bundle: Sequence[Any]) -> Held:
    *told, result, delivery, revision, last_hash = dossier
    number = "" if delivery.get("asked") == "online" else str(result.get("number") or "")
    return Held(*told, number, Chain(revision, last_hash), *bundle)  # pyright: ignore[reportCallIssue]


def send(transaction: Transaction, dossier_ids: Collection[int], consignment_id: int) -> None:
    """These bundles are on their way; their unit still answers for them."""
    transaction.execute(update(Row).where(Row.dossier_id.in_(dossier_ids)).values(consignment_id=consignment_id))


def keep(transaction: Transaction, dossier_ids: Collection[int]) -> None:
    """These bundles are no longer on their way: they stay with their unit, on their shelf."""
    if dossier_ids:
        transaction.execute(update(Row).where(Row.dossier_id.in_(dossier_ids)).values(consignment_id=None))


def bring(transaction: Transaction, unit_id: int, shelves: Mapping[int, str], *, moment: datetime) -> None:
    """These bundles lie in another unit from now on, each on its shelf."""
    for dossier_id, shelf in shelves.items():
        values = {"unit_id": unit_id, "shelf": shelf, "since": moment, "consignment_id": None}
        transaction.execute(update(Row).where(Row.dossier_id == dossier_id).values(**values))


def shelve(transaction: Transaction, dossier_id: int, shelf: str) -> None:
    """The bundle lies on another shelf of its unit."""
    transaction.execute(update(Row).where(Row.dossier_id == dossier_id).values(shelf=shelf))


def posts(snapshot: Snapshot, dossier_ids: Sequence[int]) -> dict[int, set[int]]:
    """The posts that work or worked on each of these dossiers."""
    found: dict[int, set[int]] = {dossier_id: set() for dossier_id in dossier_ids}
    for row in snapshot.execute(select(Task.dossier_id, Task.post_id).where(Task.dossier_id.in_(dossier_ids))):
        found[row.dossier_id].add(row.post_id)
    return found
