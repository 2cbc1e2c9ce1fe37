"""Batches: one act for many tasks, each in a transaction of its own; a refused one does not hold the others up.

What came of a task is written in the very transaction of its act, so that a batch that was killed goes on where it
was, and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, insert, select, update

from processes.database import Snapshot, Transaction
from processes.tables import Batch, BatchItem, Dossier, Task

State = Literal["waiting", "done", "refused"]


@dataclass(frozen=True, slots=True)
class Order:
    """An act that was ordered for many tasks, with what it is done by: `values`, `reason`, `to`."""

    id: int
    officer_id: int
    act: str
    asked: Mapping[str, object]
    ordered_at: datetime
    undoes_id: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """The next task of a batch."""

    id: int
    task_id: int
    order: Order


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one task; `told` is why it was refused."""

    task_id: int
    dossier_id: int
    code: str
    state: State
    told: str


@dataclass(frozen=True, slots=True)
class Before:
    """In whose hands a task was when a batch came to it."""

    holder_id: int | None
    co_officers: tuple[int, ...]


_ORDER = (Batch.id, Batch.officer_id, Batch.act, Batch.asked, Batch.ordered_at, Batch.undoes_id)


def order(
    transaction: Transaction,
    act: str,
    tasks: Sequence[int],
    asked: Mapping[str, object],
    *,
    officer_id: int,
    moment: datetime,
    undoes_id: int | None = None,
) -> int:
    """Records a batch; its number."""
    row = {"officer_id": officer_id, "act": act, "asked": dict(asked), "ordered_at": moment, "undoes_id": undoes_id}
    batch_id = transaction.execute(insert(Batch).values(**row).returning(Batch.id)).scalar_one()
    items = [{"batch_id": batch_id, "task_id": task_id, "state": "waiting"} for task_id in tasks]
    transaction.execute(insert(BatchItem), items)
    return batch_id


def next_item(transaction: Transaction) -> Item | None:
    """The first task that waits in a batch, held against other agents; None when nothing waits."""
    query = (
        select(*_ORDER, BatchItem.task_id, BatchItem.id.label("item_id"))
        .join(Batch, Batch.id == BatchItem.batch_id)
        .where(BatchItem.state == "waiting")
        .order_by(BatchItem.id)
        .limit(1)
        .with_for_update(of=BatchItem, skip_locked=True)
    )
    row = transaction.execute(query).one_or_none()
    return None if row is None else Item(row.item_id, row.task_id, Order(*row[: len(_ORDER)]))


def is_waiting(snapshot: Snapshot) -> bool:
    """Whether a task of any batch waits."""
    return snapshot.execute(select(BatchItem.id).where(BatchItem.state == "waiting").limit(1)).first() is not None


def close(
    transaction: Transaction,
    item: Item,
    state: State,
    *,
    moment: datetime,
    told: str = "",
    held_by: int | None = None,
    beside: Sequence[int] | None = None,
) -> None:
    """Writes what came of a task, and who held it before with which co-officers."""
    waiting = BatchItem.id == item.id, BatchItem.state == "waiting"
    values = {"state": state, "told": told, "done_at": moment, "held_by": held_by, "co_officers": beside}
    transaction.execute(update(BatchItem).where(*waiting).values(**values))


def one(snapshot: Snapshot, batch_id: int) -> Order | None:
    """The batch of this number, if there is one."""
    row = snapshot.execute(select(*_ORDER).where(Batch.id == batch_id)).one_or_none()
    return None if row is None else Order(*row)


def latest(snapshot: Snapshot, officer_id: int) -> Order | None:
    """What the officer ordered last."""
    query = select(*_ORDER).where(Batch.officer_id == officer_id).order_by(Batch.id.desc()).limit(1)
    row = snapshot.execute(query).one_or_none()
    return None if row is None else Order(*row)


def counts(snapshot: Snapshot, batch_id: int) -> dict[State, int]:
    """How many tasks of a batch stand how."""
    query = select(BatchItem.state, func.count().label("number")).group_by(BatchItem.state)
    found: dict[State, int] = {"waiting": 0, "done": 0, "refused": 0}
    return found | {row.state: row.number for row in snapshot.execute(query.where(BatchItem.batch_id == batch_id))}


def results(snapshot: Snapshot, batch_id: int, state: State) -> list[Result]:
    """The tasks of a batch that stand so, in the order they were ordered, dossiers and matters alike."""
    query = (
        select(BatchItem.task_id, Dossier.id, Dossier.code, BatchItem.state, BatchItem.told)
        .join(Task, Task.id == BatchItem.task_id)
        .join(Dossier, Dossier.id == Task.dossier_id)
        .where(BatchItem.batch_id == batch_id, BatchItem.state == state)
        .order_by(BatchItem.id)
    )
    return [Result(*row) for row in snapshot.execute(query)]


def ended(snapshot: Snapshot, batch_id: int) -> datetime | None:
    """When the last task of a batch was closed, None while one waits."""
    waiting = func.count().filter(BatchItem.state == "waiting").label("waiting")
    query = select(func.max(BatchItem.done_at).label("last"), waiting).where(BatchItem.batch_id == batch_id)
    row = snapshot.execute(query).one()
    return None if row.waiting else row.last


def before(snapshot: Snapshot, batch_id: int, task_id: int) -> Before:
    """Who held a task when a batch came to it, and its co-officers."""
    one_of = BatchItem.batch_id == batch_id, BatchItem.task_id == task_id
    row = snapshot.execute(select(BatchItem.held_by, BatchItem.co_officers).where(*one_of)).one()
    return Before(row.held_by, tuple(row.co_officers or ()))


def is_undone(snapshot: Snapshot, batch_id: int) -> bool:
    """Whether another batch takes this one back."""
    return snapshot.execute(select(Batch.id).where(Batch.undoes_id == batch_id).limit(1)).first() is not None
