"""A dossier's life: it is accepted, its execution moves from task to task, its result is handed back.

The only caller of `bpmn.engine` on stored state. Each function is one act inside the caller's transaction:
the state (guarded by its revision), the task rows, the sealed history and the outbox, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, update

from bpmn import engine
from bpmn.engine import Progress
from processes import (
    assignees,
    calendars,
    catalogue,
    executions,
    history,
    mandates,
    matters,
    moves,
    openings,
    organisation,
    reports,
    sendings,
    statuses,
)
from processes.assignees import Chosen
from processes.database import Snapshot, Transaction
from processes.executions import Held, Running
from processes.history import Fact
from processes.moves import Step
from processes.openings import Opening
from processes.organisation import Directory, Officer
from processes.prepared import Prepared
from processes.refusals import LostRace, NotInForce
from processes.sendings import Giver
from processes.stages import Stage, told
from processes.tables import Task


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


def start(transaction: Transaction, opening: Opening, *, officer: Officer, moment: datetime, key: str) -> int:
    """Records a new dossier or matter and opens its first task, already in the hands of who received it.

    Refuses: NotInForce, AlreadyDone, RoleUnresolved, RoleAmbiguous.
    """
    known = organisation.of_officer(transaction, officer)
    model = opening.published.release.model
    progress = engine.start(model, opening.data, moment=moment, functions=moves.lent(known, opening.agency_id, moment))
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
    moves.open_tasks(
        transaction, tasks, dossier_id=dossier_id, execution_id=execution_id, release_id=opening.published.id
    )
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
        moves.carry(transaction, running, Step(progress, (), {}, known), moment, key)
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
    lent = moves.lent(known, held.agency_id, moment)
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
    step = Step(progress, facts, change.columns, known, held.post_id, held.ref, chosen=chosen)
    moves.move(transaction, held, step, moment, key)
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
    lent = moves.lent(known, held.agency_id, moment)
    progress = engine.jump(model, held.state, held.ref, element, moment=moment, functions=lent)
    left = {"task": held.task_id, "was": held.task_state, "now": leaving.state, "moment": moment}
    left |= {"mine": held.holder_id}
    if transaction.change(_LEAVE_TASK, left) != 1:
        raise LostRace
    said = {**leaving.data, "to": element}
    fact = Fact(leaving.kind, said, officer.id, leaving.post_id or held.post_id, held.element, held.ref)
    told = replace(fact, substitution_id=held.substitution_id, delegation_id=held.delegation_id)
    step = Step(progress, [told], {}, known, held.post_id, held.ref, to, is_taken_up=to is officer)
    moves.move(transaction, held, step, moment, key)
    return progress


def fire(transaction: Transaction, running: Running, *, moment: datetime) -> None:
    """Lets the timers of a held execution go off that are due.

    Refuses: LostRace; RoleUnresolved, RoleAmbiguous and what the engine refuses, before anything is written.
    """
    model = catalogue.published(transaction, running.release_id).release.model
    today = calendars.local(moment).date()
    known = organisation.directory(transaction, organisation.revision(transaction), today)
    lent = moves.lent(known, running.agency_id, moment)
    progress = engine.fire(model, running.state, moment=moment, functions=lent)
    fired = Fact("timer.fired", {"passed": list(progress.passed)})
    step = Step(progress, [fired], {}, known)
    moves.move(transaction, running, step, moment, f"timer:{running.execution_id}:{running.revision}")


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
    moves.move(transaction, running, Step(progress, facts, {}, directory), moment, key)


class _Under(NamedTuple):
    """In whose name an act is done, as its facts tell it."""

    substitution_id: int | None
    delegation_id: int | None


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
