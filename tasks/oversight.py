"""Oversight: who answers for a dossier urges whoever has its task, gives it to another, takes it over, reports it up.

To urge and to report move nothing: the work stays where it lies. Whom it may concern is told, and the history keeps it:
when, by whom, to whom, with which words. An explanation is asked for in `tasks.explanations`, an apology is written in
`tasks.writing`, and what cannot go on is repaired in `tasks.repairs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import cast

from bpmn.terms import WorkingTime
from processes import (
    assignments,
    catalogue,
    delegations,
    executions,
    history,
    notices,
    organisation,
    particulars,
    permissions,
    statuses,
)
from processes.assignments import HELD
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.executions import Held
from processes.history import Fact, Recorded
from processes.notices import News
from processes.organisation import Directory, Officer, Post
from processes.refusals import Missing, NotAllowed, NotLawful, NotOpen, TextTooLong, UrgedAlready
from processes.worklist import Step
from tasks import assignment, inbox, urgings
from tasks.escalations import ESCALATED, UPWARDS, Addressees
from tasks.urgings import Before
from tasks.viewing import DossierView

LONGEST = 500
URGED, TAKEN_OVER = "task.urged", "task.taken-over"


def urge(
    transaction: Transaction,
    task_id: int,
    *,
    text: str,
    officer: Officer,
    moment: datetime,
    key: str,
    sheet: str | None = None,
) -> None:
    """Urges who holds a task, or everybody who may claim it, and the head of the unit it lies in, saying why.

    The unit gets an urging letter (phiếu đôn đốc) with a number; what is urged under the same `sheet` is a line each of
    one letter to each unit. Refuses: NotFound, NotAllowed, NotOpen, NotLawful while the clock stands or when it is the
    officer's own to do, UrgedAlready by the same unit within half a working day, Missing, TextTooLong, LostRace,
    AlreadyDone.
    """
    inbox.refuse_repeated(transaction, key)
    held, known, post = before = asked(transaction, task_id, officer)
    said = checked(text, "nội dung đôn đốc")
    _refuse_soon(transaction, held, post, known, moment)
    procedure = catalogue.published(transaction, held.release_id).release.code
    to = [one for one in dict.fromkeys(_addressed(held, known, procedure)) if one != officer.id]
    told: dict[str, object] = {"task": task_id, "text": said, "to": to}
    found = particulars.one(transaction, held.dossier_id)
    letter = urgings.write(transaction, before, found, text=said, officer=officer, moment=moment, sheet=sheet or key)
    if letter is not None:
        told |= {"letter": letter.id, "symbol": letter.printed["symbol"], "unit": letter.unit_id}
    record(transaction, before, URGED, told, officer=officer, moment=moment, key=key)
    news = [News(one, "urged", key, held.dossier_id, task_id, by=officer.id, text=said) for one in to]
    notices.tell_all(transaction, news, moment=moment)


def asked(transaction: Transaction, task_id: int, officer: Officer) -> Before:
    """An open task of others, held, before who may ask about it. Refuses: NotFound, NotAllowed, NotOpen, NotLawful."""
    held = executions.hold(transaction, task_id)
    known = organisation.of_officer(transaction, officer)
    post = _urging(transaction, held, known)(officer)
    if post is None:
        raise NotAllowed
    release = catalogue.published(transaction, held.release_id).release
    if held.task_state not in ("opened", *HELD):
        raise NotOpen(task=held.name)
    if held.business in statuses.PAUSED and not release.model.task(held.element).has_own_clock:
        raise NotLawful(why="hồ sơ đang tạm dừng chờ người nộp")
    if _is_own(officer, held.task_state, held.holder_id, held.post_id, release.code):
        raise NotLawful(why="việc này do chính bạn giữ hoặc đang chờ bạn nhận")
    return Before(held, known, post)


def _urging(snapshot: Snapshot, held: Held, known: Directory) -> Callable[[Officer], Post | None]:
    return partial(
        permissions.urging_post,
        receiving_unit_id=held.receiving_unit_id,
        place=known.post(held.post_id),
        agency_id=held.competent_id,
        procedure=catalogue.published(snapshot, held.release_id).release.code,
    )


def record(
    transaction: Transaction,
    before: Before,
    kind: str,
    told: Mapping[str, object],
    *,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Puts an act of oversight on the dossier's record, in its officer's post. Refuses: LostRace, AlreadyDone."""
    held, known, post = before
    urging = _urging(transaction, held, known)
    under = permissions.under(officer, lambda one: urging(one) is not None)
    fact = Fact(kind, told, officer.id, post.id, held.element, held.ref, substitution_id=under)
    particulars.change(transaction, particulars.one(transaction, held.dossier_id), [fact], {}, moment=moment, key=key)


def reassign(
    transaction: Transaction, task_id: int, *, to: int, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Gives a task to another officer who holds its post (phân công lại); who had it is told, and why.

    The head of its unit does, and who leads its agency. Refuses: NotFound, NotOpen, NotAllowed, NotAssignable,
    NotLawful when that one has it, Missing, TextTooLong, AlreadyDone.
    """
    inbox.refuse_repeated(transaction, key)
    said = checked(reason, "lý do phân công lại")
    if assignments.standing(transaction, task_id).holder_id == to:
        raise NotLawful(why="cán bộ này đang giữ việc đó")
    assignment.assign(transaction, task_id, to=to, reason=said, officer=officer, moment=moment, key=key)


def take_over(
    transaction: Transaction, task_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The head takes a task into the own hands (lấy việc về) and does it in the own post; who had it is told, and why.

    What signs or judges stays with who holds its post. Refuses: NotFound, NotOpen, NotAllowed, NotLawful, Missing,
    TextTooLong, LostRace, AlreadyDone.
    """
    inbox.refuse_repeated(transaction, key)
    held = executions.hold(transaction, task_id)
    known = organisation.of_officer(transaction, officer)
    release = catalogue.published(transaction, held.release_id).release
    overseeing = partial(permissions.overseeing_post, place=known.post(held.post_id), procedure=release.code)
    post = overseeing(replace(officer, stands=()))  # in an own post alone: the work is done in it afterwards
    if post is None:
        raise NotAllowed
    if held.holder_id == officer.id and held.task_state == "claimed":
        raise NotLawful(why="bạn đang giữ việc này")
    if permissions.is_approval(release.model.task(held.element)) and held.post_id not in officer.post_ids:
        raise NotLawful(why="bước ký, duyệt chỉ do người giữ vị trí đó thực hiện")
    said = checked(reason, "lý do lấy việc về")
    told = Fact(TAKEN_OVER, {"from": held.holder_id, "reason": said}, officer.id, post.id)
    if not assignments.take(transaction, task_id, told=told, moment=moment, key=key):
        raise NotOpen(task=held.name)
    over = [] if held.delegation_id is None else [delegations.one(transaction, held.delegation_id).asker_id]
    had = dict.fromkeys(one for one in (held.holder_id, *over) if one not in (None, officer.id))
    news = [News(one, "taken_over", key, held.dossier_id, task_id, by=officer.id, text=said) for one in had]
    notices.tell_all(transaction, news, moment=moment)


def escalate(
    transaction: Transaction, task_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Reports a task upwards by hand (báo cấp trên), to the level above who reports, and above who knows already.

    Who holds the task does, its unit's head, the agency's leader, and the one-stop that received the dossier.
    Refuses: NotFound, NotOpen, NotAllowed, NotLawful when the highest level knows, Missing, TextTooLong, LostRace,
    AlreadyDone.
    """
    inbox.refuse_repeated(transaction, key)
    held = executions.hold(transaction, task_id)
    known = organisation.of_officer(transaction, officer)
    post = _urging(transaction, held, known)(officer)
    if held.holder_id == officer.id:
        post = next((one for one in officer.all_posts if one.id == (held.taken_post_id or held.post_id)), post)
    if post is None:
        raise NotAllowed
    if held.task_state not in ("opened", *HELD):
        raise NotOpen(task=held.name)
    said = checked(reason, "lý do báo cấp trên")
    known_to = {officer.id, *_reported(transaction, held)}
    addressees = Addressees(known)
    levels = UPWARDS[_level(post, known.post(held.post_id)) :]
    heard = (tuple(one for one in addressees.above(level, held) if one not in known_to) for level in levels)
    to = next((found for found in heard if found), ())
    if not to:
        raise NotLawful(why="việc này đã được báo đến cấp cao nhất")
    told = {"task": task_id, "text": said, "to": list(to)}
    record(transaction, Before(held, known, post), ESCALATED, told, officer=officer, moment=moment, key=key)
    news = [News(one, "escalated", key, held.dossier_id, task_id, by=officer.id, text=said) for one in to]
    notices.tell_all(transaction, news, moment=moment)


def _level(post: Post, place: Post | None) -> int:
    """How many levels upwards are below who reports in this post, or that one's own."""
    if post.role in permissions.LEADERS:
        return 2
    return 1 if place is not None and post.unit_id == place.unit_id and post.role in permissions.HEADS else 0


def _reported(snapshot: Snapshot, held: Held) -> Iterator[int]:
    for row in history.of(snapshot, held.dossier_id):
        if row.kind == ESCALATED and row.data.get("task") == held.task_id:
            yield from cast("list[int]", row.data["to"])


def _is_own(officer: Officer, state: str, holder_id: int | None, post_id: int, procedure: str) -> bool:
    """Whether the officer has the task, or may take it: nobody urges themselves."""
    return holder_id == officer.id or (state == "opened" and permissions.may_work(officer, post_id, procedure))


def checked(text: str, what: str) -> str:
    """What an act of oversight says. Refuses: Missing, TextTooLong."""
    said = text.strip()
    if not said:
        raise Missing(what=what)
    if len(said) > LONGEST:
        raise TextTooLong(what=what, most=LONGEST)
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


@dataclass(frozen=True, slots=True)
class Urging:
    """An urging of a dossier by letter, as its history tells it: its number, from which unit to which."""

    letter_id: int
    symbol: str
    at: datetime
    from_unit_id: int
    unit_id: int


def letters(view: DossierView) -> list[Urging]:
    """The urging letters in which a dossier is named, each once, the oldest first."""
    found: dict[int, Urging] = {}
    for row in view.history:
        post = view.directory.post(row.post_id) if row.post_id is not None else None
        if row.kind == URGED and post is not None and "letter" in row.data:
            number, unit_id = cast("int", row.data["letter"]), cast("int", row.data["unit"])
            found.setdefault(number, Urging(number, str(row.data["symbol"]), row.at, post.unit_id, unit_id))
    return list(found.values())


def overseeable(view: DossierView, officer: Officer) -> list[Step]:
    """The steps of a dossier that an officer may give to another now, or take over."""
    known, code = view.directory, view.particulars.procedure_code
    return [
        step
        for step in view.current
        if permissions.overseeing_post(officer, known.post(step.post_id), code) is not None
    ]


def reportable(view: DossierView, officer: Officer) -> list[Step]:
    """The steps of a dossier that an officer may report upwards: what the officer holds, or may urge, paused or not."""
    found, known = view.particulars, view.directory
    facts = {"receiving_unit_id": found.receiving_unit_id, "agency_id": found.agency_id}
    may = partial(permissions.may_urge, officer, procedure=found.procedure_code, **facts)
    return [step for step in view.current if step.holder_id == officer.id or may(place=known.post(step.post_id))]


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
