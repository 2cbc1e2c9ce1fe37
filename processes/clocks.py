"""A dossier's clock at work: it is paused, goes on, is extended, or ends before its result.

Each function is one act inside the caller's transaction: the clock fact, the dossier's row and its open tasks' due
times, or nothing. Who may do it and what the law asks is decided in `tasks/`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import bindparam, select, update

from bpmn.refusals import Refusal
from bpmn.terms import WorkingTime
from processes import calendar_changes, catalogue, ledger, particulars, reports, statuses, timers
from processes.assignments import HELD
from processes.calendars import Calendar
from processes.database import Snapshot, Transaction
from processes.deadlines import Reason
from processes.history import Fact
from processes.ledger import Clock, ClockFact, Policy
from processes.particulars import Particulars
from processes.tables import Dossier, Event, Execution, Handoff, Task

_OPEN = ("opened", *HELD)
_AWAITING: Mapping[Reason, str] = {
    "supplement": statuses.AWAITING_SUPPLEMENT,
    "financial_duty": statuses.AWAITING_DUTY,
    "excluded_time": statuses.AWAITING_OTHER,
}


def read(snapshot: Snapshot, dossier_id: int, calendar: Calendar) -> Clock:
    """Where the dossier's clock stands, worked out from its history. Refuses: WrongLedger."""
    return ledger.clock(_facts(snapshot, dossier_id), calendar)


def _facts(snapshot: Snapshot, dossier_id: int) -> list[ClockFact]:
    """The dossier's own clock facts, oldest first; those of its tasks carry their reference."""
    return list(snapshot.execute(_FACTS, {"dossier": dossier_id}).scalars())


_FACTS = (
    select(Event.clock)
    .where(Event.dossier_id == bindparam("dossier"), Event.clock.is_not(None), Event.ref.is_(None))
    .order_by(Event.position)
)


@dataclass(frozen=True, slots=True)
class Unsound:
    """A dossier whose clock cannot be true, and why."""

    code: str
    why: str


def verify(snapshot: Snapshot) -> Iterator[Unsound]:
    """No silent state: every open dossier waits for somebody, due at some time, as its own history says.

    A dossier is open until its result is returned, or it was withdrawn or stopped; a matter, until nothing is left
    to do. Another agency that was asked, and not waited for in the end, may still answer what is over.
    """
    calendar_of = calendar_changes.calendars_of(snapshot)
    has_task = set(snapshot.execute(select(Task.dossier_id).where(Task.state.in_(_OPEN)).distinct()).scalars())
    waited_for = has_task | set(
        snapshot.execute(select(Handoff.dossier_id).where(Handoff.closed_at.is_(None))).scalars()
    )
    over = (statuses.WITHDRAWN, statuses.STOPPED)
    for row in snapshot.execute(select(*_STANDING).order_by(Dossier.id)):
        is_open = row.returned_at is None and row.business_status not in over
        if is_open and row.id not in waited_for:
            yield Unsound(row.code, "không có việc nào đang chờ")
        if not is_open and row.id in has_task:
            yield Unsound(row.code, "đã kết thúc nhưng còn việc đang chờ")
        try:
            clock = read(snapshot, row.id, calendar_of[row.agency_id])
        except Refusal as wrong:
            yield Unsound(row.code, str(wrong))
            continue
        if (clock.due, clock.lawful_due) != (row.due_at, row.original_due_at):
            yield Unsound(row.code, "hạn trả không khớp với lịch sử")
        if is_open and (clock.paused is None) != (row.paused_at is None):
            yield Unsound(row.code, "trạng thái tạm dừng không khớp với lịch sử")


_STANDING = (
    *(Dossier.id, Dossier.code, Dossier.agency_id, Dossier.business_status, Dossier.due_at),
    *(Dossier.original_due_at, Dossier.paused_at, Dossier.returned_at),
)


def pause(
    transaction: Transaction,
    found: Particulars,
    fact: Fact,
    *,
    reason: Reason,
    document: str,
    limit: datetime,
    calendar: Calendar,
    moment: datetime,
    key: str,
    columns: Mapping[str, object],
) -> None:
    """Stops the clock until the applicant has answered, at the latest at `limit`, the next time due for all its tasks.

    Refuses: WrongLedger, LostRace, AlreadyDone.
    """
    stopped = ledger.paused(moment, reason, document=document, limit=limit)
    settled = ledger.settled(stopped, _must_follow(transaction, found, stopped, calendar))
    stopped = _standing(transaction, found)
    left = {step.ref: calendar.between(moment, step.due).minutes for step in stopped}
    standing = timers.stand(transaction, found.id, moment=moment)
    clock: dict[str, object] = {**settled, "tasks": left, "timers": standing}
    changed = {**columns, "business_status": _AWAITING[reason], "paused_at": moment, "limit_at": limit}
    told = replace(fact, clock=clock)
    particulars.change(transaction, found, [told], changed, moment=moment, key=key)
    halted = update(Task).where(Task.id.in_([step.id for step in stopped]))
    transaction.execute(halted.values(due_at=limit, next_rung_at=None))
    _report(transaction, found, changed, moment)


def resume(
    transaction: Transaction,
    found: Particulars,
    fact: Fact,
    *,
    policy: Policy,
    calendar: Calendar,
    moment: datetime,
    key: str,
    columns: Mapping[str, object],
) -> None:
    """Lets the clock go on: the dossier and each open task have the working time that was left to them.

    Refuses: WrongLedger, LostRace, AlreadyDone.
    """
    after = _must_follow(transaction, found, ledger.resumed(moment, policy=policy), calendar)
    clock = ledger.settled(ledger.resumed(moment, policy=policy), after)
    since = found.paused_at or moment
    stopped = _stopped(transaction, found.id)
    moved: list[tuple[int, str, datetime]] = []
    for step in _standing(transaction, found):
        left = _left(stopped).get(step.ref, calendar.between(max(since, step.opened_at), step.due))
        moved.append((step.id, step.ref, min(calendar.shift(moment, left, at_close=False), after.due)))
    standing = stopped.get("timers")
    if isinstance(standing, list):
        timers.go_on(transaction, found.id, standing, since=since, calendar=calendar, moment=moment)
    told = replace(fact, clock=clock)
    tasks = [Fact("task.due", {}, ref=ref, clock={"fact": "due", "due": due.isoformat()}) for _, ref, due in moved]
    changed = {
        **columns,
        "business_status": statuses.PROCESSING,
        "paused_at": None,
        "limit_at": None,
        "due_at": after.due,
        "original_due_at": after.lawful_due,
    }
    particulars.change(transaction, found, [told, *tasks], changed, moment=moment, key=key)
    _due_anew(transaction, moved, moment)
    _report(transaction, found, changed, moment)


def _stopped(transaction: Transaction, dossier_id: int) -> ClockFact:
    """The fact that stopped the clock last."""
    facts = _facts(transaction, dossier_id)
    return next((fact for fact in reversed(facts) if fact.get("fact") == "paused"), {})


def _left(stopped: ClockFact) -> dict[str, WorkingTime]:
    """What each open step had left when the clock stopped."""
    told = stopped.get("tasks")
    return {str(ref): WorkingTime(int(left)) for ref, left in told.items()} if isinstance(told, dict) else {}


def extend(
    transaction: Transaction,
    found: Particulars,
    fact: Fact,
    *,
    until: datetime,
    letter: str,
    approver: str,
    calendar: Calendar,
    moment: datetime,
    key: str,
) -> None:
    """Promises a new time; the lawful one stays what reports judge by. Refuses: WrongLedger, LostRace, AlreadyDone."""
    clock = ledger.extended(moment, until, letter=letter, approver=approver)
    _must_follow(transaction, found, clock, calendar)
    told = replace(fact, clock=clock)
    particulars.change(transaction, found, [told], {"due_at": until}, moment=moment, key=key)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An open dossier whose clock another calendar would move: as it stands, and as it would."""

    dossier_id: int
    code: str
    agency_id: int
    accepted_at: datetime
    before: Clock
    after: Clock


def proposals(
    snapshot: Snapshot, agencies: Collection[int], calendar_of: Callable[[int, int | None], Calendar]
) -> Iterator[Proposal]:
    """The open dossiers of these agencies that their calendars would move, if nobody has decided that they stay.

    `calendar_of` gives that of an agency, and of what it inherited from a first one.
    """
    own = Event.clock.is_not(None), Event.ref.is_(None)
    is_open = Dossier.finished_at.is_(None), Dossier.agency_id.in_(sorted(agencies))
    columns = Dossier.id, Dossier.code, Dossier.agency_id, Dossier.first_agency_id, Dossier.received_at
    query = select(*columns, Event.clock)
    rows = snapshot.execute(
        query.join(Event, Event.dossier_id == Dossier.id).where(*own, *is_open).order_by(Dossier.id, Event.position)
    )
    for _, group in groupby(rows, key=lambda row: row.id):
        found = list(group)
        facts = [row.clock for row in found]
        first = found[0]
        calendar = calendar_of(first.agency_id, first.first_agency_id)
        before, after = ledger.clock(facts, calendar), ledger.anew(facts, calendar)
        moved = (before.due, before.lawful_due) != (after.due, after.lawful_due)
        if moved and not ledger.is_kept(facts, after):
            yield Proposal(first.id, first.code, first.agency_id, first.received_at, before, after)


def recalculate(
    transaction: Transaction,
    found: Particulars,
    fact: Fact,
    *,
    basis: str,
    approver: str,
    calendar: Calendar,
    was: Calendar,
    since: datetime,
    change: int,
    moment: datetime,
    key: str,
) -> None:
    """The clock follows its agency's calendar; open steps keep the working time they had from `since` on.

    `was` is the calendar before it changed at `since`; `change` the last of its changes.

    Refuses: WrongLedger when nothing would change, LostRace, AlreadyDone.
    """
    facts = _facts(transaction, found.id)
    before, after = ledger.clock(facts, calendar), ledger.anew(facts, calendar)
    if (before.due, before.lawful_due) == (after.due, after.lawful_due):
        raise ledger.WrongLedger(why="hạn trả không đổi theo lịch làm việc hiện nay")
    clock = ledger.recalculated(moment, after, basis=basis, by=approver, change=change)
    _must_follow(transaction, found, clock, calendar)
    moved = [
        (step.id, step.ref, min(calendar.shift(since, was.between(since, step.due), at_close=False), after.due))
        for step in _open_steps(transaction, found.id)
        if step.due > since
    ]
    told = replace(fact, clock=clock)
    tasks = [Fact("task.due", {}, ref=ref, clock={"fact": "due", "due": due.isoformat()}) for _, ref, due in moved]
    columns = {"due_at": after.due, "original_due_at": after.lawful_due}
    particulars.change(transaction, found, [told, *tasks], columns, moment=moment, key=key)
    if found.paused_at is None:
        _due_anew(transaction, moved, moment)


def _due_anew(transaction: Transaction, moved: Sequence[tuple[int, str, datetime]], moment: datetime) -> None:
    """Writes the new due times; of a ladder, what lies ahead from now on counts."""
    for task_id, _, due in moved:
        transaction.execute(update(Task).where(Task.id == task_id).values(due_at=due, next_rung_at=moment))


def keep(
    transaction: Transaction, found: Particulars, fact: Fact, *, calendar: Calendar, moment: datetime, key: str
) -> None:
    """The clock stays although its agency's calendar changed: nobody is asked again. Refuses: LostRace, AlreadyDone."""
    clock = ledger.kept(moment, ledger.anew(_facts(transaction, found.id), calendar))
    told = replace(fact, clock=clock)
    particulars.change(transaction, found, [told], {}, moment=moment, key=key)


def end(
    transaction: Transaction,
    found: Particulars,
    facts: Sequence[Fact],
    *,
    status: str,
    moment: datetime,
    key: str,
    columns: Mapping[str, object] | None = None,
) -> None:
    """Ends a dossier without a result: its executions stop, its open tasks are taken away. Refuses: LostRace.

    A matter's own `columns` are told along.
    """
    changed = {"business_status": status, "paused_at": None, "limit_at": None, "finished_at": moment, **(columns or {})}
    particulars.change(transaction, found, facts, changed, moment=moment, key=key)
    open_tasks = Task.dossier_id == found.id, Task.state.in_(_OPEN)
    transaction.execute(update(Task).where(*open_tasks).values(state="cancelled", closed_at=moment))
    running = Execution.dossier_id == found.id, Execution.ended_at.is_(None)
    transaction.execute(update(Execution).where(*running).values(ended_at=moment, next_timer_at=None))
    _report(transaction, found, changed, moment)


def _must_follow(transaction: Snapshot, found: Particulars, fact: dict[str, object], calendar: Calendar) -> Clock:
    return ledger.clock([*_facts(transaction, found.id), fact], calendar)


def last_change(snapshot: Snapshot, dossier_id: int) -> int | None:
    """The last calendar change that the dossier's clock followed; None when it never did."""
    return ledger.last_change(_facts(snapshot, dossier_id))


@dataclass(frozen=True, slots=True)
class _OpenStep:
    """An open task with what it was due before the clock stopped, as the history has it."""

    id: int
    element: str
    ref: str
    opened_at: datetime
    due: datetime


def _open_steps(transaction: Transaction, dossier_id: int) -> list[_OpenStep]:
    rows = transaction.execute(
        select(Task.id, Task.element, Task.ref, Task.opened_at, Event.clock)
        .join(Event, (Event.dossier_id == Task.dossier_id) & (Event.ref == Task.ref))
        .where(Task.dossier_id == dossier_id, Task.state.in_(_OPEN), Event.clock.is_not(None))
        .order_by(Event.position)
    )
    latest = {
        row.id: _OpenStep(row.id, row.element, row.ref, row.opened_at, datetime.fromisoformat(row.clock["due"]))
        for row in rows
    }
    return list(latest.values())


def _standing(transaction: Transaction, found: Particulars) -> list[_OpenStep]:
    """The open tasks whose time stands with the dossier's."""
    model = catalogue.published(transaction, found.release_id).release.model
    steps = _open_steps(transaction, found.id)
    return [step for step in steps if not model.task(step.element).has_own_clock]


def _report(transaction: Transaction, found: Particulars, columns: Mapping[str, object], moment: datetime) -> None:
    after = statuses.national(str(columns["business_status"]), found.delivery_status)
    if found.kind == "dossier" and after != found.national_status:
        reports.report(transaction, found.id, found.code, after, turn=f":{found.chain.length}", moment=moment)
