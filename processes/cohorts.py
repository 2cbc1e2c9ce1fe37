"""Cohorts: running dossiers moved to another release of their procedure, each in a transaction of its own.

What came of a dossier is written in the transaction that moved it, with what it stood on before: its undo point.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, insert, select, update

from processes.database import Snapshot, Transaction
from processes.refusals import AlreadyDone, NotFound
from processes.tables import Cohort, CohortItem, CohortPoint, Dossier, Execution, Task

State = Literal["waiting", "done", "refused"]


@dataclass(frozen=True, slots=True)
class Order:
    """A cohort: from which release to which, for the agencies beneath one, and why."""

    id: int
    agency_id: int
    from_release_id: int
    to_release_id: int
    reason: str
    officer_id: int
    ordered_at: datetime
    undoes_id: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """The next dossier of a cohort."""

    id: int
    dossier_id: int
    order: Order


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a dossier; `told` is why it was refused."""

    dossier_id: int
    code: str
    state: State
    told: str


@dataclass(frozen=True, slots=True)
class Running:
    """A dossier that runs on a release."""

    id: int
    code: str
    case_code: str


@dataclass(frozen=True, slots=True)
class Part:
    """An execution that goes on, as it stands."""

    execution_id: int
    state: bytes
    timer_at: datetime | None
    revision: int


_ORDER = tuple(getattr(Cohort, name) for name in Order.__slots__)


def running(snapshot: Snapshot, release_id: int, agencies: Collection[int]) -> list[int]:
    """What runs on a release and is decided by these agencies, dossiers and matters alike."""
    return list(snapshot.execute(select(Dossier.id).where(*_on(release_id, agencies)).order_by(Dossier.id)).scalars())


def page(
    snapshot: Snapshot, release_id: int, agencies: Collection[int], *, after: int, limit: int
) -> list[tuple[Running, list[Part]]]:
    """Some of what runs on a release, with its executions that go on."""
    some = select(Dossier.id).where(*_on(release_id, agencies), Dossier.id > after).order_by(Dossier.id).limit(limit)
    row = Execution
    query = (
        select(
            *(Dossier.id, Dossier.code, Dossier.case_code),
            *(row.id.label("execution_id"), row.state, row.next_timer_at, row.revision),
        )
        .join(row, (row.dossier_id == Dossier.id) & row.ended_at.is_(None))
        .where(Dossier.id.in_(some))
        .order_by(Dossier.id, row.id)
    )
    found: dict[int, tuple[Running, list[Part]]] = {}
    for one in snapshot.execute(query):
        part = Part(one.execution_id, one.state, one.next_timer_at, one.revision)
        found.setdefault(one.id, (Running(one.id, one.code, one.case_code), []))[1].append(part)
    return list(found.values())


def _on(release_id: int, agencies: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return Dossier.release_id == release_id, Dossier.agency_id.in_(sorted(agencies)), Dossier.returned_at.is_(None)


def parts(snapshot: Snapshot, dossier_id: int) -> list[Part]:
    """The executions of a dossier that go on."""
    row = Execution
    query = select(row.id, row.state, row.next_timer_at, row.revision)
    going_on = query.where(row.dossier_id == dossier_id, row.ended_at.is_(None)).order_by(row.id)
    return [Part(*found) for found in snapshot.execute(going_on)]


def hold(transaction: Transaction, dossier_id: int) -> tuple[int, Running]:
    """The release that a dossier runs on, and the dossier, held against other writers."""
    query = select(Dossier.release_id, Dossier.id, Dossier.code, Dossier.case_code)
    row = transaction.execute(query.where(Dossier.id == dossier_id).with_for_update()).one()
    return row.release_id, Running(row.id, row.code, row.case_code)


def put_on(transaction: Transaction, dossier_id: int, release_id: int) -> None:
    """Writes on which release a held dossier runs from now on."""
    transaction.execute(update(Dossier).where(Dossier.id == dossier_id).values(release_id=release_id))
    transaction.execute(update(Task).where(Task.dossier_id == dossier_id).values(release_id=release_id))


def rename_tasks(transaction: Transaction, dossier_id: int, names: Mapping[str, str]) -> None:
    """Calls the open tasks of a dossier as its release does now; whose they are and when due stays."""
    for element, name in names.items():
        open_ = Task.dossier_id == dossier_id, Task.element == element, Task.closed_at.is_(None), Task.name != name
        transaction.execute(update(Task).where(*open_).values(name=name))


def order(
    transaction: Transaction,
    dossiers: Sequence[int],
    *,
    agency_id: int,
    releases: tuple[int, int],
    reason: str,
    officer_id: int,
    moment: datetime,
    key: str,
    undoes_id: int | None = None,
) -> int:
    """Records a cohort; its number. Refuses: AlreadyDone."""
    if transaction.execute(select(Cohort.id).where(Cohort.act_key == key)).first() is not None:
        raise AlreadyDone
    row = {
        "agency_id": agency_id,
        "from_release_id": releases[0],
        "to_release_id": releases[1],
        "reason": reason,
        "officer_id": officer_id,
        "ordered_at": moment,
        "undoes_id": undoes_id,
        "act_key": key,
    }
    cohort_id: int = transaction.execute(insert(Cohort).values(**row).returning(Cohort.id)).scalar_one()
    items = [{"cohort_id": cohort_id, "dossier_id": one, "state": "waiting", "told": ""} for one in dossiers]
    transaction.execute(insert(CohortItem), items)
    return cohort_id


def one(snapshot: Snapshot, cohort_id: int) -> Order:
    """The cohort of this number. Refuses: NotFound."""
    row = snapshot.execute(select(*_ORDER).where(Cohort.id == cohort_id)).one_or_none()
    if row is None:
        raise NotFound(what="đợt chuyển phiên bản này")
    return Order(*row)


def is_waiting(snapshot: Snapshot) -> bool:
    """Whether a dossier of any cohort waits."""
    return snapshot.execute(select(CohortItem.id).where(CohortItem.state == "waiting").limit(1)).first() is not None


def next_item(transaction: Transaction) -> Item | None:
    """The first dossier that waits in a cohort, held against other agents; None when nothing waits."""
    query = (
        select(CohortItem.id, CohortItem.cohort_id, CohortItem.dossier_id)
        .where(CohortItem.state == "waiting")
        .order_by(CohortItem.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = transaction.execute(query).one_or_none()
    return None if row is None else Item(row.id, row.dossier_id, one(transaction, row.cohort_id))


def close(transaction: Transaction, item: Item, state: State, *, moment: datetime, told: str = "") -> None:
    """Writes what came of a dossier."""
    waiting = CohortItem.id == item.id, CohortItem.state == "waiting"
    transaction.execute(update(CohortItem).where(*waiting).values(state=state, told=told, done_at=moment))


def counts(snapshot: Snapshot, cohort_id: int) -> dict[State, int]:
    """How many dossiers of a cohort stand how."""
    query = select(CohortItem.state, func.count().label("number")).group_by(CohortItem.state)
    found: dict[State, int] = {"waiting": 0, "done": 0, "refused": 0}
    return found | {row.state: row.number for row in snapshot.execute(query.where(CohortItem.cohort_id == cohort_id))}


def results(snapshot: Snapshot, cohort_id: int) -> list[Result]:
    """The dossiers of a cohort, in the order they were ordered, dossiers and matters alike."""
    query = select(CohortItem.dossier_id, Dossier.code, CohortItem.state, CohortItem.told)
    joined = query.join(Dossier, Dossier.id == CohortItem.dossier_id).where(CohortItem.cohort_id == cohort_id)
    return [Result(*row) for row in snapshot.execute(joined.order_by(CohortItem.id))]


def is_undone(snapshot: Snapshot, cohort_id: int) -> bool:
    """Whether another cohort takes this one back."""
    return snapshot.execute(select(Cohort.id).where(Cohort.undoes_id == cohort_id).limit(1)).first() is not None


def keep_point(transaction: Transaction, item: Item, before: Sequence[Part]) -> None:
    """Keeps what the executions stood on before they were moved."""
    rows = [
        {
            "item_id": item.id,
            "execution_id": part.execution_id,
            "state": part.state,
            "timer_at": part.timer_at,
            "revision": part.revision + 1,
        }
        for part in before
    ]
    transaction.execute(insert(CohortPoint), rows)


def point(snapshot: Snapshot, cohort_id: int, dossier_id: int) -> list[Part]:
    """What a dossier stood on before a cohort moved it; `revision` is the one that the move made."""
    mine = CohortItem.cohort_id == cohort_id, CohortItem.dossier_id == dossier_id
    row = CohortPoint
    query = select(row.execution_id, row.state, row.timer_at, row.revision)
    joined = query.join(CohortItem, CohortItem.id == row.item_id).where(*mine).order_by(row.execution_id)
    return [Part(*found) for found in snapshot.execute(joined)]
