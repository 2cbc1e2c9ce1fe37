"""The inbox: an officer finds the tasks, claims one or the next, puts it back, completes it.

Every verb authorises by officer and post, takes the act's idempotency key, and does one transaction's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NoReturn

from bpmn.engine import Progress
from bpmn.model import UserTask
from processes import (
    assignments,
    catalogue,
    delegations,
    dossiers,
    executions,
    history,
    notices,
    organisation,
    permissions,
    sendings,
    statuses,
    worklist,
)
from processes.branches import Only, Scope, Sort
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.executions import Held
from processes.notices import News
from processes.organisation import Directory, Officer
from processes.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    Delegated,
    NoClaimNext,
    NotAllowed,
    NotClaimed,
    NotCovered,
    NothingWaits,
    NotLawful,
    NotOpen,
    NotYours,
    SameOfficer,
)
from processes.worklist import Counts, Place, Query, Row
from tasks import acts, applicants, by_hand, candidates

_TRIED = 50
Standing = Literal["", "overdue", "today", "waiting", "followed", "co_working", "delegated", "asked"]
_ONLY: Mapping[Standing, Only] = {
    "waiting": "waiting",
    "followed": "followed",
    "co_working": "co_working",
    "delegated": "delegated",
    "asked": "asked",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What an officer narrows the inbox by.

    `mine` is what the officer holds, `unclaimed` what waits in the pools of the own posts, `unit` everything that
    the own units work on, `received` every open task of what the own one-stop received, wherever it lies now;
    `standing` keeps what is overdue, due today, waits for the applicant, is flagged, or has the officer as a
    co-officer, which is `mine` whoever holds it. Two of them are lists of their own, whatever the scope: what
    colleagues were asked to do, what the officer is asked about. `step` is a step's name. Sorted by due time, by the
    step's priority, or by when the dossier came.
    """

    scope: Scope = "mine"
    text: str = ""
    procedure: str = ""
    step: str = ""
    standing: Standing = ""
    sort: Sort = "due"


def page(
    snapshot: Snapshot,
    narrowed: Filter,
    *,
    officer: Officer,
    moment: datetime,
    after: Place | None = None,
    limit: int = 50,
) -> list[Row]:
    """One page of what waits for the officer: one statement, two or three when it is searched."""
    return worklist.page(snapshot, _query(snapshot, narrowed, officer, moment, after, limit))


def numbers(snapshot: Snapshot, narrowed: Filter, *, officer: Officer, moment: datetime, limit: int) -> list[int]:
    """The numbers of the first tasks of a list."""
    return worklist.numbers(snapshot, _query(snapshot, narrowed, officer, moment, None, limit))


def count(snapshot: Snapshot, narrowed: Filter, *, officer: Officer, moment: datetime, most: int) -> int:
    """How many tasks a list holds, counted up to `most`."""
    return worklist.count(snapshot, _query(snapshot, narrowed, officer, moment, None, most))


def _query(
    snapshot: Snapshot, narrowed: Filter, officer: Officer, moment: datetime, after: Place | None, limit: int
) -> Query:
    known = organisation.of_officer(snapshot, officer)
    posts = officer.all_posts
    if narrowed.scope == "unit":
        posts = known.unit_posts(frozenset(post.unit_id for post in posts))
    now, tonight = _now_and_tonight(known, officer, moment)
    since = now if narrowed.standing == "today" else None
    until = {"overdue": now, "today": tonight}.get(narrowed.standing)
    return Query(
        officer.id,
        tuple(post.id for post in posts),
        narrowed.scope,
        text=narrowed.text,
        procedure=narrowed.procedure,
        step=narrowed.step,
        only=_ONLY.get(narrowed.standing, ""),
        since=since,
        until=until,
        sort=narrowed.sort,
        after=after,
        limit=limit,
        one_stops=permissions.one_stops(officer),
    )


def offers(scope: Scope, officer: Officer) -> bool:
    """Whether an officer has a list of that scope: what a one-stop received is for those who hold a post there."""
    return scope != "received" or bool(permissions.one_stops(officer))


def counts(snapshot: Snapshot, *, officer: Officer, moment: datetime) -> Counts:
    """How the officer's tasks stand on the working clock: 17:20 is not later than a due time of 17:00."""
    now, tonight = _now_and_tonight(organisation.of_officer(snapshot, officer), officer, moment)
    return worklist.counts(snapshot, officer_id=officer.id, posts=officer.post_ids, moment=now, tonight=tonight)


def _now_and_tonight(known: Directory, officer: Officer, moment: datetime) -> tuple[datetime, datetime]:
    """What is due before the first is overdue, before the second today."""
    agencies = {post.agency_id for post in officer.all_posts}
    now = max((known.calendar(agency_id).earliest(moment) for agency_id in agencies), default=moment)
    midnight = local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    return now, midnight + timedelta(days=1)


def claim(transaction: Transaction, task_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Takes a task into the officer's hands; under a substitution also out of the absent officer's.

    Refuses: NotFound, NotOpen, AlreadyClaimed, NotAllowed, NotCovered, AlreadyDone.
    """
    own = frozenset(post.id for post in officer.posts)
    taken = assignments.claim(transaction, task_id, officer_id=officer.id, posts=own, moment=moment, key=key)
    if not taken and not _claim_for_absent(transaction, task_id, officer, moment, key):
        _refuse_claim(transaction, task_id, officer, key)


def _claim_for_absent(transaction: Transaction, task_id: int, officer: Officer, moment: datetime, key: str) -> bool:
    if not officer.stands:
        return False
    held = executions.read(transaction, task_id)
    release = catalogue.published(transaction, held.release_id).release
    approving = permissions.is_approval(release.model.task(held.element))
    for stand in permissions.stands_for(officer, held.post_id, release.code, approving=approving):
        if assignments.claim(
            transaction,
            task_id,
            officer_id=officer.id,
            posts=[held.post_id],
            moment=moment,
            key=key,
            under=stand.substitution.id,
        ) or assignments.take_over(transaction, task_id, officer_id=officer.id, stand=stand, moment=moment, key=key):
            return True
    return False


def claim_next(transaction: Transaction, *, officer: Officer, moment: datetime, key: str) -> int:
    """Takes the most urgent task that waits in a pool of the officer's, where the unit allows it; which one it is.

    Who takes one at the same moment gets the one behind it. Refuses: NoClaimNext, NothingWaits, AlreadyDone.
    """
    refuse_repeated(transaction, key)
    posts = permissions.claims_next(officer, organisation.of_officer(transaction, officer))
    if not posts:
        raise NoClaimNext
    waiting = Query(officer.id, tuple(post.id for post in posts), "unclaimed", limit=_TRIED)
    for task_id in worklist.numbers(transaction, waiting):
        try:
            claim(transaction, task_id, officer=officer, moment=moment, key=key)
        except (AlreadyClaimed, NotOpen, NotAllowed, NotCovered):  # gone meanwhile, or beyond a substitution
            continue
        return task_id
    raise NothingWaits


def put_back(
    transaction: Transaction, task_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Gives a held task back to its pool. Refuses: NotFound, NotOpen, NotYours, Delegated, AlreadyDone."""
    given = assignments.put_back(
        transaction, task_id, officer_id=officer.id, reason=reason.strip(), moment=moment, key=key
    )
    if not given:
        refuse_repeated(transaction, key)
        _refuse_standing(transaction, task_id, officer)


def complete(
    transaction: Transaction,
    task_id: int,
    *,
    values: Mapping[str, object],
    officer: Officer,
    moment: datetime,
    key: str,
    assignee: int | None = None,
) -> Progress:
    """Answers a claimed task with its form and moves the dossier on; `assignee` gets the step that this one assigns.

    What the step means beside its answer (a transfer, a signature, the issue of a result, its return) is in
    `tasks.acts`. Refuses: NotFound, NotOpen, NotYours, NotClaimed, SameOfficer, WrongValues, DocumentMissing,
    LostRace, NotCovered, Delegated, AlreadyDone and what `tasks.signing` and `candidates.chosen` refuse.
    """
    held = executions.hold(transaction, task_id)
    release = catalogue.published(transaction, held.release_id).release
    task = release.model.task(held.element)
    require_held(transaction, held, release.code, task, officer, key)
    if (standing_under := under(held, release.code, task, officer)) != held.substitution_id:
        held = replace(held, substitution_id=standing_under)
    if sendings.is_by_hand(held.ref):
        return by_hand.complete(transaction, held, values, officer=officer, moment=moment, key=key)
    if held.business in statuses.PAUSED and not task.has_own_clock:
        raise NotLawful(why="hồ sơ đang tạm dừng chờ người nộp")
    people = _people(transaction, held, officer) if task.four_eyes else ()
    if task.four_eyes and assignments.did(transaction, held.dossier_id, task.four_eyes, people):
        raise SameOfficer(step=release.model.task(task.four_eyes).name, task=task.name)
    answer = release.forms[task.form].check(values) if task.form else {}
    known = organisation.of_officer(transaction, officer)
    chosen = candidates.chosen(task, release, held, to=assignee, officer=officer, directory=known)
    if release.model.agency(held.process):
        by = f"{officer.name}, {known.agencies[held.agency_id].name}"
        told = {"by": by, "officer_id": officer.id, "directory": known, "moment": moment}
        sendings.work(transaction, held.execution_id, **told)  # pyright: ignore[reportArgumentType]
    answer, change = acts.change(task, transaction, held, answer, officer=officer, moment=moment)
    progress = dossiers.advance(
        transaction, held, answer, officer=officer, moment=moment, key=key, change=change, chosen=chosen
    )
    if change.columns.get("delivery_status") == statuses.READY and held.kind == "dossier":
        applicants.tell(transaction, held.dossier_id, "ready", officer=officer, moment=moment, key=key)
    tell_asker(transaction, held, officer=officer, moment=moment, key=key)
    return progress


def tell_asker(transaction: Transaction, held: Held, *, officer: Officer, moment: datetime, key: str) -> None:
    """Tells who asked for it that the colleague has done a task outright; four eyes count both."""
    if held.delegation_id is not None:
        delegations.note_work(transaction, held.delegation_id)
        asker = delegations.one(transaction, held.delegation_id).asker_id
        told = News(asker, "delegation_done", key, held.dossier_id, held.task_id, by=officer.id)
        notices.tell_all(transaction, [told], moment=moment)


def _people(transaction: Transaction, held: Held, officer: Officer) -> list[int]:
    """Whose act it is: the officer's, and the absent officer's in whose name it is done."""
    one = organisation.of_officer(transaction, officer).substitutions.get(held.substitution_id or 0)
    return [officer.id] if one is None else [officer.id, one.absent_id]


def under(held: Held, code: str, task: UserTask, officer: Officer) -> int | None:
    """The substitution that the task is held under while that stands; else the one that is needed now, if any."""
    stands = permissions.stands_for(officer, held.post_id, code, approving=permissions.is_approval(task))
    ids = [stand.substitution.id for stand in stands]
    if held.substitution_id in ids:
        return held.substitution_id
    is_own = any(post.id == held.post_id for post in officer.posts)
    return None if is_own or not ids else ids[0]


def require_held(transaction: Transaction, held: Held, code: str, task: UserTask, officer: Officer, key: str) -> None:
    """Refuses: AlreadyDone, NotOpen, NotYours, NotClaimed, Delegated, NotAllowed unless the officer has claimed it."""
    may = permissions.may_work(officer, held.post_id, code, approving=permissions.is_approval(task))
    is_held = held.task_state == "claimed" and held.holder_id == officer.id
    if is_held and held.delegation_id is not None:
        given = delegations.one(transaction, held.delegation_id)
        if given.is_over(officer.on) or not permissions.may_finish(officer, held.post_id):
            refuse_delegated(transaction, held.name, given.asker_id, officer)
        return
    if is_held and (may or permissions.leads_in(officer, held.taken_post_id)):
        return
    refuse_repeated(transaction, key)
    if held.task_state in ("assigned", "opened") and may:
        raise NotClaimed(task=held.name)
    _refuse_standing(transaction, held.task_id, officer)


def refuse_repeated(transaction: Transaction, key: str) -> None:
    """Refuses: AlreadyDone when an act with this key stands."""
    if history.done(transaction, key) is not None:
        raise AlreadyDone


def refuse_delegated(snapshot: Snapshot, task: str, asker_id: int, officer: Officer) -> NoReturn:
    """Refuses: Delegated."""
    raise Delegated(task=task, asker=organisation.of_officer(snapshot, officer).name(asker_id))


def _refuse_claim(transaction: Transaction, task_id: int, officer: Officer, key: str) -> None:
    refuse_repeated(transaction, key)
    stands = assignments.standing(transaction, task_id)
    if stands.state in assignments.HELD:
        holder = organisation.of_officer(transaction, officer).name(stands.holder_id)
        raise AlreadyClaimed(holder=holder)
    _refuse_standing(transaction, task_id, officer)


def _refuse_standing(transaction: Transaction, task_id: int, officer: Officer) -> None:
    stands = assignments.standing(transaction, task_id)
    if stands.state not in ("opened", *assignments.HELD):
        raise NotOpen(task=stands.name)
    if stands.holder_id is not None and stands.holder_id != officer.id:
        raise NotYours(holder=organisation.of_officer(transaction, officer).name(stands.holder_id))
    if stands.asker_id is not None:
        refuse_delegated(transaction, stands.name, stands.asker_id, officer)
    if any(stand.post.id == stands.post_id for stand in officer.stands):
        raise NotCovered(task=stands.name)
    raise NotAllowed
