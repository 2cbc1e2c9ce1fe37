"""Executions: the running pools of a dossier's diagram, each an agency's part, read, held and moved on.

Only rows and their guards: what an act means to the dossier is in `processes.dossiers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bpmn.engine import Progress
from processes.database import Snapshot, Transaction
from processes.prepared import Prepared
from processes.refusals import LostRace, NotFound
from processes.tables import Dossier, Execution, Task

SOUND: Mapping[str, None] = {"fault_at": None, "fault": None}
"""What an execution that goes on is known by: it is not in error (processes/faults.py)."""
Chosen = Mapping[str, Mapping[str, int]]
"""Who is chosen for steps that have not opened yet, by element."""


@dataclass(frozen=True, slots=True)
class Running:
    """An execution and its dossier with all that moving them on needs.

    `agency_id` is the agency whose part the execution is, `competent_id` the one that decides on the dossier.
    """

    dossier_id: int
    kind: str
    code: str
    release_id: int
    agency_id: int
    receiving_unit_id: int
    due_at: datetime
    limit_at: datetime | None
    finished_at: datetime | None
    business: str
    delivery: str
    length: int
    last_hash: str
    execution_id: int
    process: str
    state: bytes
    revision: int
    assignees: Chosen | None
    competent_id: int


@dataclass(frozen=True, slots=True)
class Held(Running):
    """A task, and the execution it belongs to, read in one statement."""

    task_id: int
    ref: str
    element: str
    name: str
    post_id: int
    holder_id: int | None
    task_state: str
    substitution_id: int | None
    delegation_id: int | None
    taken_post_id: int | None


_RUNNING = (
    *(Dossier.id, Dossier.kind, Dossier.code, Dossier.release_id, Execution.agency_id, Dossier.receiving_unit_id),
    *(
        Dossier.due_at,
        Dossier.limit_at,
        Dossier.finished_at,
        Dossier.business_status,
        Dossier.delivery_status,
        Dossier.revision,
        Dossier.last_hash,
    ),
    *(Execution.id, Execution.process, Execution.state, Execution.revision, Execution.assignees),
    Dossier.agency_id.label("competent_id"),
)
_HELD = (
    *(Task.id, Task.ref, Task.element, Task.name, Task.post_id, Task.holder_id, Task.state),
    *(Task.substitution_id, Task.delegation_id, Task.taken_post_id),
)
_READ_TASK = (
    select(*_RUNNING, *_HELD)
    .join(Execution, Execution.dossier_id == Dossier.id)
    .join(Task, Task.execution_id == Execution.id)
    .where(Task.id == bindparam("task_id"))
)
# writers queue at the dossier's row: two acts on one dossier never read the same end of its history
_HOLD_TASK = _READ_TASK.with_for_update(of=Dossier)
_READ_EXECUTION = (
    select(*_RUNNING).join(Execution, Execution.dossier_id == Dossier.id).where(Execution.id == bindparam("execution"))
)
_HOLD_EXECUTION = _READ_EXECUTION.with_for_update(of=Dossier)
_READ_ALL = (
    select(*_RUNNING)
    .join(Execution, Execution.dossier_id == Dossier.id)
    .where(Dossier.id == bindparam("dossier"))
    .order_by(Execution.id)
)
_IS_DUE = select(Execution.id).where(Execution.next_timer_at <= bindparam("moment")).limit(1)
_HOLD_TIMERS = (
    select(*_RUNNING)
    .join(Execution, Execution.dossier_id == Dossier.id)
    .where(Execution.next_timer_at <= bindparam("moment"))
    .order_by(Execution.next_timer_at)
    .limit(1)
    .with_for_update(of=Dossier, skip_locked=True)
)


def read(snapshot: Snapshot, task_id: int) -> Held:
    """The task, its dossier and its execution, to look at. Refuses: NotFound."""
    row = snapshot.execute(_READ_TASK, {"task_id": task_id}).one_or_none()
    if row is None:
        raise NotFound(what="việc này")
    return Held(*row)


def hold(transaction: Transaction, task_id: int) -> Held:
    """The task, its dossier and its execution, held against other writers. Refuses: NotFound."""
    row = transaction.execute(_HOLD_TASK, {"task_id": task_id}).one_or_none()
    if row is None:
        raise NotFound(what="việc này")
    return Held(*row)


def hold_part(transaction: Transaction, execution_id: int) -> Running:
    """The execution and its dossier, held against other writers. Refuses: NotFound."""
    row = transaction.execute(_HOLD_EXECUTION, {"execution": execution_id}).one_or_none()
    if row is None:
        raise NotFound(what="phần việc này")
    return Running(*row)


def read_part(snapshot: Snapshot, execution_id: int) -> Running:
    """The execution and its dossier, to look at. Refuses: NotFound."""
    row = snapshot.execute(_READ_EXECUTION, {"execution": execution_id}).one_or_none()
    if row is None:
        raise NotFound(what="phần việc này")
    return Running(*row)


def stop(transaction: Transaction, execution_id: int, *, moment: datetime) -> None:
    """Ends an execution whatever it waits for; its open tasks are cancelled."""
    open_tasks = Task.execution_id == execution_id, Task.closed_at.is_(None)
    transaction.execute(update(Task).where(*open_tasks).values(state="cancelled", closed_at=moment))
    ended = {"ended_at": moment, "next_timer_at": None, "revision": Execution.revision + 1, **SOUND}
    transaction.execute(update(Execution).where(Execution.id == execution_id).values(**ended))


def going_on(transaction: Transaction, dossier_id: int, process: str, agency_id: int) -> int | None:
    """The part of a dossier that runs at an agency by a process, the newest."""
    running = Execution.dossier_id == dossier_id, Execution.agency_id == agency_id, Execution.process == process
    query = select(Execution.id).where(*running, Execution.ended_at.is_(None)).order_by(Execution.id.desc())
    return transaction.execute(query.limit(1)).scalar_one_or_none()


def open_task(transaction: Transaction, running: Running, row: Mapping[str, object]) -> None:
    """Opens a task that is not the engine's."""
    ids = {"dossier_id": running.dossier_id, "execution_id": running.execution_id, "release_id": running.release_id}
    transaction.execute(insert(Task), {**row, **ids})


def cancel_task(transaction: Transaction, execution_id: int, ref: str, *, moment: datetime) -> None:
    """Cancels a task that is not the engine's, unless it is closed."""
    mine = Task.execution_id == execution_id, Task.ref == ref, Task.closed_at.is_(None)
    transaction.execute(update(Task).where(*mine).values(state="cancelled", closed_at=moment))


def open_of(snapshot: Snapshot, execution_id: int) -> list[int]:
    """The tasks of an execution that wait for somebody."""
    waiting = Task.execution_id == execution_id, Task.closed_at.is_(None)
    return list(snapshot.execute(select(Task.id).where(*waiting).order_by(Task.id)).scalars())


def posts(snapshot: Snapshot, execution_id: int) -> set[int]:
    """The posts that an execution's tasks lie or lay in."""
    return set(snapshot.execute(select(Task.post_id).where(Task.execution_id == execution_id)).scalars())


def of_dossier(transaction: Transaction, dossier_id: int) -> list[Running]:
    """Every execution of the dossier, the ended ones too, in the order they began."""
    return [Running(*row) for row in transaction.execute(_READ_ALL, {"dossier": dossier_id})]


def one(transaction: Transaction, execution_id: int) -> Running:
    """The execution just begun."""
    return Running(*transaction.execute(_READ_EXECUTION, {"execution": execution_id}).one())


def due(transaction: Transaction, *, moment: datetime) -> Running | None:
    """The execution whose timer is due for the longest time, held against other writers; None when none is."""
    row = transaction.execute(_HOLD_TIMERS, {"moment": moment}).one_or_none()
    return None if row is None else Running(*row)


def is_due(snapshot: Snapshot, *, moment: datetime) -> bool:
    """Whether the timer of any execution is due."""
    return snapshot.execute(_IS_DUE, {"moment": moment}).first() is not None


def postpone(transaction: Transaction, running: Running, *, until: datetime) -> None:
    """Has a held execution's timers tried again later, so that others are not kept waiting behind them."""
    transaction.execute(update(Execution).where(Execution.id == running.execution_id).values(next_timer_at=until))


_BEGIN = insert(Execution).returning(Execution.id)


def begin(
    transaction: Transaction,
    dossier_id: int,
    agency_id: int,
    process: str,
    state: bytes,
    *,
    revision: int,
    timer: datetime | None = None,
) -> int:
    """A further execution of the dossier, at an agency; its id."""
    row = {
        "dossier_id": dossier_id,
        "agency_id": agency_id,
        "process": process,
        "state": state,
        "revision": revision,
        "next_timer_at": timer,
    }
    return transaction.execute(_BEGIN, row).scalar_one()


_MOVE = Prepared(
    update(Execution)
    .where(Execution.id == bindparam("execution"), Execution.revision == bindparam("seen"))
    .values(
        state=bindparam("blob"),
        revision=bindparam("next"),
        next_timer_at=bindparam("timer"),
        ended_at=bindparam("ended"),
        assignees=bindparam("chosen"),
        **SOUND,
    )
)


def move(
    transaction: Transaction, running: Running, progress: Progress, chosen: Chosen | None, moment: datetime
) -> None:
    """Writes the state an act led to and who is chosen for later steps, guarded by the revision. Refuses: LostRace."""
    guard = {
        "execution": running.execution_id,
        "seen": running.revision,
        "blob": progress.state,
        "next": running.revision + 1,
        "timer": next_timer(progress),
        "ended": moment if progress.ended else None,
        "chosen": chosen,
    }
    if transaction.write(_MOVE, guard) != 1:
        raise LostRace


def next_timer(progress: Progress) -> datetime | None:
    """When the execution goes on by itself, if ever."""
    return min((timer.due for timer in progress.timers), default=None)
