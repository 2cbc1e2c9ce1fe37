"""Moves: what the engine did with an execution is written down, and carried to the dossier's other executions.

One move is the state (guarded by its revision), the task rows, the sealed history and the outbox, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, update

from bpmn import engine
from bpmn.engine import Progress
from bpmn.exchange import Moved, exchange
from processes import (
    assignees,
    catalogue,
    executions,
    history,
    mandates,
    matters,
    reports,
    sendings,
    statuses,
    workdays,
)
from processes.assignees import Chosen
from processes.database import Transaction
from processes.executions import Running
from processes.history import Chain, Fact
from processes.organisation import Directory, Officer
from processes.prepared import Prepared
from processes.refusals import LostRace
from processes.sendings import Giver
from processes.stages import Stage, TaskRow, still, told
from processes.tables import Dossier, Task

_OPEN_TASKS = Prepared(insert(Task))


def lent(known: Directory, agency_id: int, moment: datetime) -> engine.Functions:
    """The working calendar of the agency that works on the dossier, for the diagram's expressions."""
    return workdays.functions(known.calendar(known.lineage.now("agency", agency_id)), moment)


class _Written(NamedTuple):
    """What a move left: where the history stands, and who is chosen for steps that have not opened."""

    chain: Chain
    assignees: executions.Chosen | None


@dataclass(frozen=True, slots=True)
class Step:
    """One move of an execution: what the engine did, and what is told of it."""

    progress: Progress
    facts: Sequence[Fact]
    columns: Mapping[str, object]
    directory: Directory
    from_post: int | None = None
    answered: str = ""
    to: Officer | None = None
    is_taken_up: bool = True
    chosen: Chosen = field(default_factory=lambda: assignees.NOTHING)


_MOVE_DOSSIER = Prepared(
    update(Dossier)
    .where(Dossier.id == bindparam("dossier"), Dossier.revision == bindparam("seen"))
    .values(revision=bindparam("length"), last_hash=bindparam("hash"))
)


def move(transaction: Transaction, running: Running, step: Step, moment: datetime, key: str) -> None:
    """Writes one move down, and what it leads to in the dossier's other executions. Refuses: LostRace, AlreadyDone."""
    written = _write(transaction, running, step, moment, key)
    if step.progress.messages:
        carry(transaction, _moved(running, written), step, moment, key)


def carry(transaction: Transaction, sender: Running, step: Step, moment: datetime, key: str) -> None:
    """Brings what an execution sent to the dossier's others: the messages are theirs alone, that correlates them."""
    model = catalogue.published(transaction, sender.release_id).release.model
    all_of_it = executions.of_dossier(transaction, sender.dossier_id)
    running = {one.process: one for one in all_of_it} | {sender.process: sender}
    states = {process: other.state for process, other in running.items()}
    functions = lent(step.directory, sender.agency_id, moment)
    exchanged = exchange(
        model,
        states,
        Moved(sender.process, step.progress),
        moment=moment,
        functions=dict.fromkeys((process.id for process in model.processes), functions),
    )
    last = sender
    for number, moved in enumerate(exchanged.moves[1:], 1):
        found = running.get(moved.process) or _begin(transaction, sender, moved)
        found = replace(found, length=last.length, last_hash=last.last_hash)
        heard = Fact("message.heard", {"process": moved.process, "passed": list(moved.progress.passed)})
        onward = Step(moved.progress, [heard], {}, step.directory)
        last = _moved(found, _write(transaction, found, onward, moment, f"{key}/{number}"))
        running[moved.process] = last


def _begin(transaction: Transaction, sender: Running, moved: Moved) -> Running:
    """A further execution of the dossier, at the sender's agency, begun by a message."""
    state = moved.progress.state
    execution_id = executions.begin(transaction, sender.dossier_id, sender.agency_id, moved.process, state, revision=0)
    begun = {"execution_id": execution_id, "process": moved.process, "state": state}
    return replace(sender, **begun, revision=0, assignees=None)


def _moved(running: Running, written: _Written) -> Running:
    """The execution as it stands after a move, but for the state that the engine knows."""
    chain, kept = written
    return replace(
        running, length=chain.length, last_hash=chain.last_hash, revision=running.revision + 1, assignees=kept
    )


def _write(transaction: Transaction, running: Running, step: Step, moment: datetime, key: str) -> _Written:
    """Writes one move down."""
    known = step.directory
    published = catalogue.published(transaction, running.release_id)
    about = mandates.on_record(transaction, running.dossier_id, published.release.model, step.progress.state)
    stage = Stage(published, known, running.agency_id, running.receiving_unit_id, running.due_at, about)
    from_post = known.post(step.from_post) if step.from_post is not None else None
    giver = from_post.unit_id if from_post else None
    stands = assignees.standing(running, step.chosen)
    tasks = [
        assignees.open_for(stands, stage, waiting, moment, giver=giver)
        if step.to is None
        else stage.open(waiting, moment, giver=giver, holder=step.to, is_taken_up=step.is_taken_up)
        for waiting in step.progress.opened
    ]
    kept = assignees.left(stands, tasks)
    giver = Giver.of(running, step.facts)
    sent = sendings.planned(transaction, published.release.model, step.progress.messages, giver, known, moment)
    tasks += [one.task for one in sent if one.task is not None]
    facts = [*step.facts, *(one.fact for one in sent), *(told(task) for task in tasks)]
    if running.limit_at is not None:
        tasks = still(tasks, published.release.model, running.limit_at)
    before = Chain(running.length, running.last_hash)
    chain, rows = history.sealed(before, facts, moment=moment, key=key)
    columns = dict(step.columns)
    news = reports.news(running, columns)
    if running.kind == "matter":
        columns |= matters.moved(published.release, step.progress, running.finished_at, moment)
    elif news is not None:
        columns["sync_status"] = statuses.WAITING
    _move_dossier(transaction, running, columns, chain)
    executions.move(transaction, running, step.progress, kept, moment)
    _cancel(transaction, running, step, moment)
    ids = {"dossier_id": running.dossier_id, "execution_id": running.execution_id, "release_id": running.release_id}
    open_tasks(transaction, tasks, **ids)
    if tasks:
        assignees.tell(transaction, running, stands, tasks, moment=moment, key=key)
    history.append(transaction, running.dossier_id, rows)
    sendings.write(transaction, sent, giver, moment=moment)
    if news is not None:
        reports.report(transaction, running.dossier_id, running.code, news, moment=moment)
    return _Written(chain, kept)


def _move_dossier(transaction: Transaction, running: Running, columns: Mapping[str, object], chain: Chain) -> None:
    guard = {
        "dossier": running.dossier_id,
        "seen": running.length,
        "length": chain.length,
        "hash": chain.last_hash,
    }
    if transaction.write(_MOVE_DOSSIER, {**guard, **columns}) != 1:
        raise LostRace


def _cancel(transaction: Transaction, running: Running, step: Step, moment: datetime) -> None:
    refs = [waiting.ref for waiting in step.progress.closed if waiting.ref != step.answered]
    if refs:
        others = Task.execution_id == running.execution_id, Task.ref.in_(refs)
        transaction.execute(update(Task).where(*others).values(state="cancelled", closed_at=moment))


def open_tasks(transaction: Transaction, tasks: Sequence[TaskRow], **ids: int) -> None:
    """Opens tasks of an execution, those whose numbers are told."""
    rows = [{**task, **ids} for task in tasks]
    if rows:  # none where a dossier begins by asking another agency
        transaction.write(_OPEN_TASKS, rows)
