"""A dossier's life: it is accepted, its execution moves from task to task, its result is handed back.

The only caller of `bpmn.engine` on stored state. Each function is one act inside the caller's transaction:
the state (guarded by its revision), the task rows, the sealed history and the outbox, or nothing.
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
    calendars,
    catalogue,
    executions,
    history,
    mandates,
    matters,
    openings,
    organisation,
    reports,
    sendings,
    statuses,
    workdays,
)
from processes.assignees import Chosen
from processes.database import Snapshot, Transaction
from processes.executions import Held, Running
from processes.history import Chain, Fact
from processes.openings import Opening
from processes.organisation import Directory, Officer
from processes.prepared import Prepared
from processes.refusals import LostRace, NotInForce
from processes.sendings import Giver
from processes.stages import Stage, TaskRow, still, told
from processes.tables import Dossier, Task


@dataclass(frozen=True, slots=True)
class Change:
    """What an act changes on the dossier's row beside moving it on, and the facts that tell of it."""

    columns: Mapping[str, object] = field(default_factory=dict[str, object])
    facts: Sequence[Fact] = ()


NO_CHANGE = Change()


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a task is left for another step: the state it ends in, and what the history tells, of which post's act."""

    state: str
    kind: str
    data: Mapping[str, object]
    post_id: int | None = None


_OPEN_TASKS = Prepared(insert(Task))


def start(transaction: Transaction, opening: Opening, *, officer: Officer, moment: datetime, key: str) -> int:
    """Records a new dossier or matter and opens its first task, already in the hands of who received it.

    Refuses: NotInForce, AlreadyDone, RoleUnresolved, RoleAmbiguous.
    """
    known = organisation.of_officer(transaction, officer)
    model = opening.published.release.model
    progress = engine.start(model, opening.data, moment=moment, functions=_lent(known, opening.agency_id, moment))
    unit_id = opening.receiving_unit_id
    about = mandates.given_with(opening.mandates, model, progress.state)
    stage = Stage(opening.published, known, opening.agency_id, unit_id, opening.due.due, about)
    tasks = [stage.open(waiting, moment, giver=unit_id, holder=officer) for waiting in progress.opened]
    giver = Giver(0, model.main.id, opening.agency_id, unit_id, officer_id=officer.id)
    sent = sendings.planned(transaction, model, progress.messages, giver, known, moment)
    tasks += [one.task for one in sent if one.task is not None]
    facts = [opening.fact(officer), *(one.fact for one in sent), *(told(task) for task in tasks)]
    chain, rows = history.sealed(history.origin(opening.code), facts, moment=moment, key=key)
    dossier = {**opening.row(), "revision": chain.length, "last_hash": chain.last_hash}
    if opening.kind == "matter":
        dossier |= matters.moved(opening.published.release, progress, None, moment)
    dossier_id = openings.record(transaction, dossier)
    if dossier_id is None:
        raise NotInForce(agency=known.agencies[opening.agency_id].name)
    timer = executions.next_timer(progress)
    execution_id = executions.begin(
        transaction, dossier_id, opening.agency_id, model.main.id, progress.state, revision=1, timer=timer
    )
    history.append(transaction, dossier_id, rows)
    _open(transaction, tasks, dossier_id=dossier_id, execution_id=execution_id, release_id=opening.published.id)
    giver = replace(giver, dossier_id=dossier_id, execution_id=execution_id)
    sendings.write(transaction, sent, giver, moment=moment)
    if opening.told is not None:
        matters.record(transaction, dossier_id, opening.told)
        mandates.record(transaction, dossier_id, opening.mandates)
    else:
        accepted = statuses.national(statuses.ACCEPTED, statuses.NONE)
        reports.report(transaction, dossier_id, opening.code, accepted, moment=moment)
    if progress.messages:
        running = executions.one(transaction, execution_id)
        _carry(transaction, running, _Step(progress, (), {}, known), moment, key)
    return dossier_id


def facts(snapshot: Snapshot, held: Held) -> dict[str, object]:
    """What the dossier's steps have told so far, as the form of this one may read it."""
    model = catalogue.published(snapshot, held.release_id).release.model
    return engine.data(model, held.state, held.ref)


def advance(
    transaction: Transaction,
    held: Held,
    answer: Mapping[str, object],
    *,
    officer: Officer,
    moment: datetime,
    key: str,
    change: Change = NO_CHANGE,
    chosen: Chosen = assignees.NOTHING,
) -> Progress:
    """Completes a held task with its answer and opens what follows, in the hands of who is chosen for it.

    Refuses: LostRace, AlreadyDone, RoleUnresolved, RoleAmbiguous and what the engine refuses.
    """
    model = catalogue.published(transaction, held.release_id).release.model
    known = organisation.of_officer(transaction, officer)
    lent = _lent(known, held.agency_id, moment)
    progress = engine.complete(model, held.state, held.ref, answer, moment=moment, functions=lent)
    close(transaction, held, officer=officer, moment=moment)
    if held.business == statuses.ACCEPTED and "business_status" not in change.columns:
        change = Change({**change.columns, "business_status": statuses.PROCESSING}, change.facts)
    under = _Under(held.substitution_id, held.delegation_id)
    answered = Fact("task.completed", dict(answer), officer.id, held.post_id, held.element, held.ref, None, *under)
    given = (
        Fact("task.assigned", {"to": one.to}, officer.id, held.post_id, element, None, None, *under)
        for element, one in chosen.items()
        if one is not None
    )
    facts = [answered, *(replace(fact, **under._asdict()) for fact in change.facts), *given]
    step = _Step(progress, facts, change.columns, known, held.post_id, held.ref, chosen=chosen)
    _move(transaction, held, step, moment, key)
    return progress


def close(transaction: Transaction, held: Held, *, officer: Officer, moment: datetime) -> None:
    """Closes a claimed task as done by who holds it. Refuses: LostRace."""
    done = {"task": held.task_id, "moment": moment, "officer": officer.id, "mine": officer.id}
    if transaction.write(_CLOSE_TASK, done) != 1:
        raise LostRace


def earlier(snapshot: Snapshot, held: Held, elements: Sequence[str]) -> list[str]:
    """Those of these steps to which the dossier can go back from a task without harm to its other branches."""
    model = catalogue.published(snapshot, held.release_id).release.model
    return [element for element in elements if engine.may_jump(model, held.state, held.ref, element)]


def go_back(
    transaction: Transaction,
    held: Held,
    element: str,
    *,
    leaving: Leaving,
    to: Officer | None,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Progress:
    """Takes the dossier from a task back to an earlier step, into the hands of `to` if the post is still theirs.

    Its clock goes on. Refuses: LostRace, AlreadyDone, RoleUnresolved, RoleAmbiguous, engine.MayNotMove.
    """
    model = catalogue.published(transaction, held.release_id).release.model
    known = organisation.of_officer(transaction, officer)
    lent = _lent(known, held.agency_id, moment)
    progress = engine.jump(model, held.state, held.ref, element, moment=moment, functions=lent)
    left = {"task": held.task_id, "was": held.task_state, "now": leaving.state, "moment": moment}
    left |= {"mine": held.holder_id}
    if transaction.change(_LEAVE_TASK, left) != 1:
        raise LostRace
    said = {**leaving.data, "to": element}
    fact = Fact(leaving.kind, said, officer.id, leaving.post_id or held.post_id, held.element, held.ref)
    told = replace(fact, substitution_id=held.substitution_id, delegation_id=held.delegation_id)
    step = _Step(progress, [told], {}, known, held.post_id, held.ref, to, is_taken_up=to is officer)
    _move(transaction, held, step, moment, key)
    return progress


def fire(transaction: Transaction, running: Running, *, moment: datetime) -> None:
    """Lets the timers of a held execution go off that are due.

    Refuses: LostRace; RoleUnresolved, RoleAmbiguous and what the engine refuses, before anything is written.
    """
    model = catalogue.published(transaction, running.release_id).release.model
    today = calendars.local(moment).date()
    known = organisation.directory(transaction, organisation.revision(transaction), today)
    lent = _lent(known, running.agency_id, moment)
    progress = engine.fire(model, running.state, moment=moment, functions=lent)
    fired = Fact("timer.fired", {"passed": list(progress.passed)})
    step = _Step(progress, [fired], {}, known)
    _move(transaction, running, step, moment, f"timer:{running.execution_id}:{running.revision}")


def go_on(
    transaction: Transaction,
    running: Running,
    progress: Progress,
    facts: Sequence[Fact],
    *,
    directory: Directory,
    moment: datetime,
    key: str,
) -> None:
    """Writes down where what came from another agency has led a held execution.

    Refuses: LostRace, AlreadyDone, RoleUnresolved, RoleAmbiguous, NoPartner.
    """
    _move(transaction, running, _Step(progress, facts, {}, directory), moment, key)


def _lent(known: Directory, agency_id: int, moment: datetime) -> engine.Functions:
    """The working calendar of the agency that works on the dossier, for the diagram's expressions."""
    return workdays.functions(known.calendar(known.lineage.now("agency", agency_id)), moment)


class _Under(NamedTuple):
    """In whose name an act is done, as its facts tell it."""

    substitution_id: int | None
    delegation_id: int | None


class _Written(NamedTuple):
    """What a move left: where the history stands, and who is chosen for steps that have not opened."""

    chain: Chain
    assignees: executions.Chosen | None


@dataclass(frozen=True, slots=True)
class _Step:
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
_CLOSE_TASK = Prepared(
    update(Task)
    .where(Task.id == bindparam("task"), Task.state == "claimed", Task.holder_id == bindparam("mine"))
    .values(state="completed", closed_at=bindparam("moment"), holder_id=bindparam("officer"), draft=None)
)


_LEAVE_TASK = (
    update(Task)
    .where(Task.id == bindparam("task"), Task.state == bindparam("was"))
    .where(Task.holder_id.is_not_distinct_from(bindparam("mine", type_=Task.holder_id.type)))
    .values(state=bindparam("now"), closed_at=bindparam("moment"), draft=None)
)


def _move(transaction: Transaction, running: Running, step: _Step, moment: datetime, key: str) -> None:
    written = _write(transaction, running, step, moment, key)
    if step.progress.messages:
        _carry(transaction, _moved(running, written), step, moment, key)


def _carry(transaction: Transaction, sender: Running, step: _Step, moment: datetime, key: str) -> None:
    """Brings what an execution sent to the dossier's others: the messages are theirs alone, that correlates them."""
    model = catalogue.published(transaction, sender.release_id).release.model
    all_of_it = executions.of_dossier(transaction, sender.dossier_id)
    running = {one.process: one for one in all_of_it} | {sender.process: sender}
    states = {process: other.state for process, other in running.items()}
    lent = _lent(step.directory, sender.agency_id, moment)
    exchanged = exchange(
        model,
        states,
        Moved(sender.process, step.progress),
        moment=moment,
        functions=dict.fromkeys((process.id for process in model.processes), lent),
    )
    last = sender
    for number, moved in enumerate(exchanged.moves[1:], 1):
        found = running.get(moved.process) or _begin(transaction, sender, moved)
        found = replace(found, length=last.length, last_hash=last.last_hash)
        heard = Fact("message.heard", {"process": moved.process, "passed": list(moved.progress.passed)})
        onward = _Step(moved.progress, [heard], {}, step.directory)
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


def _write(transaction: Transaction, running: Running, step: _Step, moment: datetime, key: str) -> _Written:
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
    _open(transaction, tasks, **ids)
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


def _cancel(transaction: Transaction, running: Running, step: _Step, moment: datetime) -> None:
    refs = [waiting.ref for waiting in step.progress.closed if waiting.ref != step.answered]
    if refs:
        others = Task.execution_id == running.execution_id, Task.ref.in_(refs)
        transaction.execute(update(Task).where(*others).values(state="cancelled", closed_at=moment))


def _open(transaction: Transaction, tasks: Sequence[TaskRow], **ids: int) -> None:
    rows = [{**task, **ids} for task in tasks]
    if rows:  # none where a dossier begins by asking another agency
        transaction.write(_OPEN_TASKS, rows)
