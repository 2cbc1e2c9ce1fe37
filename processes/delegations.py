"""Delegations: a task that its holder asks a colleague to do, with a note and sometimes a last day.

A row is written once. Whether it goes on is told by the task alone: it is open and its row names the delegation. So
whatever puts the task into other hands ends it, and none is left behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from processes.branches import IS_HELD
from processes.database import Snapshot, Transaction
from processes.refusals import NotFound
from processes.tables import Account, Task
from processes.tables import Delegation as Row


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who asked whom, in which post of the delegate's, until the end of which day."""

    id: int
    task_id: int
    asker_id: int
    delegate_id: int
    post_id: int
    note: str
    until: date | None
    asked_at: datetime

    def is_over(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < day


@dataclass(frozen=True, slots=True)
class Standing:
    """A delegation that goes on: of which post's task, and whether the delegate's account is closed."""

    delegation: Delegation
    post_id: int
    is_closed: bool


_COLUMNS = (Row.id, Row.task_id, Row.asker_id, Row.delegate_id, Row.post_id, Row.note, Row.until, Row.asked_at)


def put(transaction: Transaction, given: Delegation, *, key: str) -> int:
    """Records that a colleague is asked; its number, whatever `given` says. Refuses: AlreadyDone."""
    values = {
        "task_id": given.task_id,
        "asker_id": given.asker_id,
        "delegate_id": given.delegate_id,
        "post_id": given.post_id,
        "note": given.note,
        "until": given.until,
        "asked_at": given.asked_at,
        "has_worked": False,
        "act_key": key,
    }
    return transaction.execute(insert(Row).returning(Row.id), values).scalar_one()


def note_work(transaction: Transaction, delegation_id: int) -> None:
    """Something of the delegate's is in what becomes of the task: four eyes count both from now on."""
    transaction.execute(update(Row).where(Row.id == delegation_id).values(has_worked=True))


def one(snapshot: Snapshot, delegation_id: int) -> Delegation:
    """The delegation under that number. Refuses: NotFound."""
    row = snapshot.execute(select(*_COLUMNS).where(Row.id == delegation_id)).one_or_none()
    if row is None:
        raise NotFound(what="lần nhờ xử lý thay này")
    return Delegation(*row)


def of(snapshot: Snapshot, dossier_id: int) -> dict[int, Delegation]:
    """All that there were in a dossier, by their numbers."""
    return {row.id: Delegation(*row) for row in snapshot.execute(_OF, {"dossier": dossier_id})}


_OF = (
    select(*_COLUMNS).join(Task, Task.id == Row.task_id).where(Task.dossier_id == bindparam("dossier")).order_by(Row.id)
)


def going_on(snapshot: Snapshot) -> list[Standing]:
    """Every task that is out with a colleague now."""
    closed = select(Account.id).where(Account.officer_id == Row.delegate_id, Account.is_closed).exists()
    query: Select[*tuple[Any, ...]] = select(*_COLUMNS, Task.post_id, closed)
    query = query.join(Task, Task.id == Row.task_id).where(Task.delegation_id == Row.id, IS_HELD)
    return [_standing(*row) for row in snapshot.execute(query.order_by(Row.id))]


def _standing(*row: Any) -> Standing:
    *given, post_id, is_closed = row
    return Standing(Delegation(*given), post_id, bool(is_closed))


def count(snapshot: Snapshot, officer_id: int) -> int:
    """How many tasks of this officer are out with colleagues."""
    out = select(func.count()).select_from(Row).join(Task, Task.id == Row.task_id)
    mine = Row.asker_id == officer_id, Task.delegation_id == Row.id, IS_HELD
    return snapshot.execute(out.where(*mine)).scalar_one()
