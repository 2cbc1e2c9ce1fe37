"""Oversight: who answers for a dossier urges whoever has its task. To urge moves nothing: the work stays where it lies.

Whom it may concern is told, and the history keeps it: when, by whom, to whom, with which words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from bpmn.terms import WorkingTime
from processes import catalogue, executions, history, notices, organisation, particulars, permissions, statuses
from processes.assignments import HELD
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.executions import Held
from processes.history import Fact, Recorded
from processes.notices import News
from processes.organisation import Directory, Officer, Post
from processes.refusals import Missing, NotAllowed, NotLawful, NotOpen, TextTooLong, UrgedAlready
from processes.worklist import Step
from tasks import inbox
from tasks.viewing import DossierView

LONGEST = 500
URGED = "task.urged"


def urge(transaction: Transaction, task_id: int, *, text: str, officer: Officer, moment: datetime, key: str) -> None:
    """Urges who holds a task, or everybody who may claim it, and the head of the unit it lies in, saying why.

    Refuses: NotFound, NotAllowed, NotOpen, NotLawful while the clock stands or when it is the officer's own to do,
    UrgedAlready by the same unit within half a working day, Missing, TextTooLong, LostRace, AlreadyDone.
    """
    inbox.refuse_repeated(transaction, key)
    held = executions.hold(transaction, task_id)
    known = organisation.of_officer(transaction, officer)
    release = catalogue.published(transaction, held.release_id).release
    urging = partial(
        permissions.urging_post,
        receiving_unit_id=held.receiving_unit_id,
        place=known.post(held.post_id),
        agency_id=held.competent_id,
        procedure=release.code,
    )
    post = urging(officer)
    if post is None:
        raise NotAllowed
    if held.task_state not in ("opened", *HELD):
        raise NotOpen(task=held.name)
    if held.business in statuses.PAUSED and not release.model.task(held.element).has_own_clock:
        raise NotLawful(why="hồ sơ đang tạm dừng chờ người nộp")
    if _is_own(officer, held.task_state, held.holder_id, held.post_id, release.code):
        raise NotLawful(why="việc này do chính bạn giữ hoặc đang chờ bạn nhận")
    said = _checked(text)
    _refuse_soon(transaction, held, post, known, moment)
    to = [one for one in dict.fromkeys(_addressed(held, known, release.code)) if one != officer.id]
    told = {"task": task_id, "text": said, "to": to}
    under = permissions.under(officer, lambda one: urging(one) is not None)
    fact = Fact(URGED, told, officer.id, post.id, held.element, held.ref, substitution_id=under)
    found = particulars.one(transaction, held.dossier_id)
    particulars.change(transaction, found, [fact], {}, moment=moment, key=key)
    news = [News(one, "urged", key, held.dossier_id, task_id, by=officer.id, text=said) for one in to]
    notices.tell_all(transaction, news, moment=moment)


def _is_own(officer: Officer, state: str, holder_id: int | None, post_id: int, procedure: str) -> bool:
    """Whether the officer has the task, or may take it: nobody urges themselves."""
    return holder_id == officer.id or (state == "opened" and permissions.may_work(officer, post_id, procedure))


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise Missing(what="nội dung đôn đốc")
    if len(said) > LONGEST:
        raise TextTooLong(what="nội dung đôn đốc", most=LONGEST)
    return said


def _refuse_soon(snapshot: Snapshot, held: Held, post: Post, known: Directory, moment: datetime) -> None:
    """Refuses: UrgedAlready when the same unit has urged the task within half a working day of where it lies."""
    place = known.post(held.post_id)
    calendar = known.calendar(place.agency_id if place else held.agency_id)
    pause = WorkingTime(calendar.day_at(moment).minutes // 2)
    for row in of_task(history.of(snapshot, held.dossier_id), held.task_id):
        by = known.post(row.post_id) if row.post_id is not None else None
        if by is None or by.unit_id != post.unit_id:
            continue
        if calendar.between(row.at, moment).minutes < pause.minutes:
            raise UrgedAlready(unit=known.units[by.unit_id].name, at=f"{local(row.at):%H:%M %d/%m/%Y}")


def _addressed(held: Held, known: Directory, procedure: str) -> Iterator[int]:
    """Who holds the task, else who may claim it, and the heads of its unit; for who is absent also the substitute."""
    if held.holder_id is not None:
        yield from _with_substitute(held.holder_id, held.post_id, known, procedure)
    else:
        for one in known.holders(held.post_id):
            yield from _with_substitute(one, held.post_id, known, procedure)
    place = known.post(held.post_id)
    for head in permissions.head_posts(known, place.unit_id) if place else ():
        for one in known.holders(head.id):
            yield from _with_substitute(one, head.id, known, procedure)


def _with_substitute(officer_id: int, post_id: int, known: Directory, procedure: str) -> Iterator[int]:
    yield officer_id
    absence = known.absence(officer_id)
    if absence and permissions.may_work(known.officer(absence.substitute_id), post_id, procedure):
        yield absence.substitute_id


def of_task(rows: list[Recorded], task_id: int) -> list[Recorded]:
    """How often a task was urged, as the history tells it, the oldest first."""
    return [row for row in rows if row.kind == URGED and row.data.get("task") == task_id]


def urgeable(view: DossierView, officer: Officer) -> list[Step]:
    """The steps of a dossier that an officer may urge now; how lately that was done is not asked."""
    found, known, model = view.particulars, view.directory, view.published.release.model
    facts = {"receiving_unit_id": found.receiving_unit_id, "agency_id": found.agency_id}
    return [
        step
        for step in view.current
        if (found.paused_at is None or model.task(step.element).has_own_clock)
        and not _is_own(officer, step.state, step.holder_id, step.post_id, found.procedure_code)
        and permissions.urging_post(officer, place=known.post(step.post_id), procedure=found.procedure_code, **facts)
    ]
