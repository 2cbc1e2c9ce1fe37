"""Co-officers: who works on a task beside its main officer. They see, read and say; only the main one completes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import aliased

from processes.database import Snapshot, Transaction
from processes.tables import CoOfficer, Task


def of(snapshot: Snapshot, task_id: int) -> tuple[int, ...]:
    """The co-officers of a task."""
    query = select(CoOfficer.officer_id).where(CoOfficer.task_id == task_id).order_by(CoOfficer.officer_id)
    return tuple(snapshot.execute(query).scalars())


def of_dossier(snapshot: Snapshot, dossier_id: int) -> dict[int, tuple[int, ...]]:
    """The co-officers of every task that a dossier has had."""
    found: dict[int, tuple[int, ...]] = {}
    for row in snapshot.execute(_OF_DOSSIER, {"dossier": dossier_id}):
        found[row.task_id] = (*found.get(row.task_id, ()), row.officer_id)
    return found


_OF_DOSSIER = (
    select(CoOfficer.task_id, CoOfficer.officer_id)
    .join(Task, Task.id == CoOfficer.task_id)
    .where(Task.dossier_id == bindparam("dossier"))
    .order_by(CoOfficer.officer_id)
)


def put(transaction: Transaction, task_id: int, officers: Collection[int]) -> None:
    """These are the co-officers of a task from now on, and no others."""
    transaction.execute(delete(CoOfficer).where(CoOfficer.task_id == task_id))
    rows = [{"task_id": task_id, "officer_id": one} for one in officers]
    if rows:
        transaction.execute(insert(CoOfficer), rows)


def carry_on(transaction: Transaction, task_id: int, *, moment: datetime) -> None:
    """A step that opens once more at this moment has the co-officers it had, those of this task of it."""
    again = aliased(Task)
    same = (again.execution_id == Task.execution_id) & (again.element == Task.element) & (again.opened_at == moment)
    query = select(again.id, CoOfficer.officer_id).select_from(Task).join(again, same)
    theirs = query.join(CoOfficer, CoOfficer.task_id == Task.id).where(Task.id == task_id)
    transaction.execute(insert(CoOfficer).from_select(["task_id", "officer_id"], theirs))
