"""Executions in error: what cannot go on by itself or by its officers, since when, and what it was refused for.

There are four ways to stand still. A timer is due and what follows is refused: a condition without a way out, a name
that is missing, a role that nobody fills. A person's act is refused for such a reason. What was handed off does not
leave, and is a dead letter. Or nobody and nothing is waited for. The first two are written on the execution when they
happen, and wiped off as soon as it goes on; the others are read where they lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, literal, or_, select, update

from bpmn.refusals import Refusal
from processes import statuses
from processes.database import Snapshot, Transaction
from processes.sendings import TOPICS
from processes.tables import Dossier, Execution, Handoff, Message, Procedure, Release, Task

Kind = Literal["timer", "task", "message", "silent"]
Told = Literal["timer", "task"]
_Where = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """An execution in error. `told` is what was refused, `tried` how often; `task_id` the task whose act it was.

    Of a handoff that does not leave `message_id` is the dead letter.
    """

    execution_id: int
    dossier_id: int
    code: str
    procedure: str
    agency_id: int
    since: datetime
    kind: Kind
    told: str = ""
    tried: int = 0
    task_id: int | None = None
    message_id: int | None = None


def note(
    transaction: Transaction,
    execution_id: int,
    kind: Told,
    refusal: Refusal,
    *,
    moment: datetime,
    task_id: int | None = None,
) -> bool:
    """Writes down that an execution could not go on; whether that is new. Done again, it counts."""
    row = Execution
    held = select(row.fault_at, row.fault).where(row.id == execution_id).with_for_update()
    before = transaction.execute(held).one()
    tried = 1 + int((before.fault or {}).get("tried", 0))
    fault = {"kind": kind, "code": refusal.code, "told": str(refusal), "task": task_id, "tried": tried}
    values = {"fault_at": before.fault_at or moment, "fault": fault}
    transaction.execute(update(row).where(row.id == execution_id).values(**values))
    return before.fault_at is None


def clear(transaction: Transaction, execution_id: int) -> None:
    """Wipes it off: what was in the way is put right, and the act may be done again."""
    transaction.execute(update(Execution).where(Execution.id == execution_id).values(fault_at=None, fault=None))


def page(snapshot: Snapshot, agencies: Collection[int] | None, *, limit: int) -> list[Fault]:
    """The executions in error at these agencies, or at all of them, the longest first; at most so many of each way."""
    return _found(snapshot, () if agencies is None else (Execution.agency_id.in_(sorted(agencies)),), limit)


def of_dossier(snapshot: Snapshot, dossier_id: int) -> list[Fault]:
    """What of a dossier is in error."""
    return _found(snapshot, (Execution.dossier_id == dossier_id,), limit=20)


def of_execution(snapshot: Snapshot, execution_id: int) -> list[Fault]:
    """In which ways an execution is in error."""
    return _found(snapshot, (Execution.id == execution_id,), limit=20)


def refused() -> Select[int]:
    """The dossiers of which an execution is in error, as it was written there."""
    return select(Execution.dossier_id).where(Execution.fault_at.is_not(None))


def unsent() -> Select[int]:
    """The dossiers of which a handoff does not leave."""
    return select(Message.dossier_id).where(*_DEAD, Message.dossier_id.is_not(None))  # pyright: ignore


def silent(dossiers: Collection[int]) -> Select[int]:
    """Those of these dossiers that wait for nothing, as `_silent` tells their executions."""
    return select(Execution.dossier_id).join(Dossier).where(Dossier.id.in_(sorted(dossiers)), *_WAITS_FOR_NOTHING)


def _found(snapshot: Snapshot, mine: _Where, limit: int) -> list[Fault]:
    found = [*_refused(snapshot, mine, limit), *_unsent(snapshot, mine, limit), *_silent(snapshot, mine, limit)]
    return sorted(found, key=lambda one: (one.since, one.execution_id))


_DEAD = Message.done_at.is_(None), Message.dead_at.is_not(None), Message.topic.in_(sorted(TOPICS.values()))
_OVER = Dossier.business_status.in_((statuses.WITHDRAWN, statuses.STOPPED))
_TASK = select(literal(1)).where(Task.dossier_id == Execution.dossier_id, Task.closed_at.is_(None))
_HANDED = select(literal(1)).where(Handoff.dossier_id == Execution.dossier_id, Handoff.closed_at.is_(None))
_WAITS_FOR_NOTHING = (
    *(Execution.ended_at.is_(None), Execution.fault_at.is_(None), Dossier.returned_at.is_(None), ~_OVER),
    ~or_(Execution.next_timer_at.is_not(None), _TASK.exists(), _HANDED.exists()),
)
_ABOUT = (
    *(Execution.id.label("execution_id"), Dossier.id.label("dossier_id"), Dossier.code),
    *(Procedure.name.label("procedure"), Execution.agency_id),
)


def _executions(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Executions with their dossiers, matters alike."""
    return (
        select(*_ABOUT, *columns)
        .join(Dossier, Dossier.id == Execution.dossier_id)
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
    )


def _fault(row: Any, since: datetime, kind: Kind, **more: Any) -> Fault:
    return Fault(row.execution_id, row.dossier_id, row.code, row.procedure, row.agency_id, since, kind, **more)


def _refused(snapshot: Snapshot, mine: _Where, limit: int) -> Iterator[Fault]:
    query = _executions(Execution.fault_at, Execution.fault).where(Execution.fault_at.is_not(None), *mine)
    for row in snapshot.execute(query.order_by(Execution.fault_at, Execution.id).limit(limit)):
        said: dict[str, Any] = row.fault
        yield _fault(row, row.fault_at, said["kind"], told=said["told"], tried=said["tried"], task_id=said["task"])


def _unsent(snapshot: Snapshot, mine: _Where, limit: int) -> Iterator[Fault]:
    """Whose handoff does not leave: the competent agency's execution waits for an answer that cannot come."""
    sending = Execution.ended_at.is_(None), Execution.agency_id == Dossier.agency_id
    columns = Message.dead_at, Message.trouble, Message.attempts, Message.id.label("message_id")
    query = _executions(*columns).join(Message, Message.dossier_id == Dossier.id).where(*_DEAD, *sending, *mine)
    for row in snapshot.execute(query.order_by(Message.id).limit(limit)):
        about = {"told": row.trouble or "", "tried": row.attempts, "message_id": row.message_id}
        yield _fault(row, row.dead_at, "message", **about)


def _silent(snapshot: Snapshot, mine: _Where, limit: int) -> Iterator[Fault]:
    """What is not over and waits for nothing: no task of the dossier is open, no timer runs, no answer is due."""
    query = _executions(Dossier.received_at).where(*_WAITS_FOR_NOTHING, *mine)
    for row in snapshot.execute(query.order_by(Execution.id).limit(limit)):
        yield _fault(row, row.received_at, "silent")
