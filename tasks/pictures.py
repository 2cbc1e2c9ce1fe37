"""Pictures of supervision: who answers for work sees where it is late, where it waits, and who has too much.

Seen is what the board counts (tasks/board.py), narrowed by the same axis, agency, unit and procedure. What is open is
read from the record as it is now; what was is read from the event log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

import numpy as np

from bpmn import calls
from bpmn.model import Model
from processes import (
    agency_minutes,
    board_clock,
    calendar_changes,
    capacities,
    catalogue,
    event_log,
    open_work,
    organisation,
    overdue_days,
    passages,
    statuses,
    weeks,
)
from processes.agency_minutes import AgencyMinutes, Flags
from processes.board import Scope
from processes.calendars import ZONE
from processes.database import Snapshot
from processes.event_log import NEVER, EventLog
from processes.open_work import Counts, Holding, Stretch
from processes.organisation import Directory, Officer
from processes.overdue_days import DueDay
from processes.passages import Passage
from processes.weeks import Week
from tasks import board
from tasks.board import Asked

ROWS = 40
"""So many tasks a Gantt has, so many officers a workload."""
WEEKS = 52

__all__ = [
    "Counts",
    "DueDay",
    "Flow",
    "Gantt",
    "Heat",
    "Load",
    "Passage",
    "Release",
    "Stretch",
    "Trend",
    "Week",
    "Workload",
]


@dataclass(frozen=True, slots=True)
class Gantt:
    """The open tasks that are due first, and of how many."""

    rows: list[Stretch]
    of: Counts


@dataclass(frozen=True, slots=True)
class Heat:
    """What was due on each day of the week in a period, unit by unit."""

    cells: list[DueDay]


@dataclass(frozen=True, slots=True)
class Release:
    """A release of a procedure and how many tasks were gone through on it in a period."""

    id: int
    procedure_id: int
    number: int
    through: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How dossiers went through the steps of one release.

    `steps` are all steps with their names, `drawn` what is seen on the diagram by element: steps of a called process
    are one with their call. `releases` are the procedure's others too.
    """

    release: Release
    releases: list[Release]
    xml: str
    steps: list[tuple[str, Passage]]
    drawn: dict[str, Passage]


@dataclass(frozen=True, slots=True)
class Trend:
    """The last year by week, of dossiers, or of the tasks of the places asked for (`is_of_tasks`)."""

    weeks: list[Week]
    is_of_tasks: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer holds, in working minutes allotted to the steps, and what there is until `until` to do it in."""

    officer_id: int
    tasks: int
    overdue: int
    minutes: int
    capacity: int
    until: datetime
    is_absent: bool

    @property
    def share(self) -> float:
        """How much of the capacity is taken; over 1, more is held than there is time for."""
        return self.minutes / self.capacity if self.capacity else float("inf")


@dataclass(frozen=True, slots=True)
class Workload:
    """The officers who hold most for their time, of how many; and what nobody holds yet."""

    rows: list[Load]
    of: int
    unclaimed: int
    unclaimed_minutes: int


def gantt(snapshot: Snapshot, asked: Asked, *, officer: Officer, moment: datetime, limit: int = ROWS) -> Gantt:
    """The open tasks against their due times, the longest overdue first. Three statements. Refuses: NotAllowed."""
    known = organisation.of_officer(snapshot, officer)
    scope = board.scope(asked, officer, known)
    counts = open_work.count(snapshot, scope, board_clock.at(moment, known))
    return Gantt(open_work.first(snapshot, scope, limit=limit), counts)


def heat(snapshot: Snapshot, asked: Asked, since: date, *, officer: Officer, moment: datetime) -> Heat:
    """What was due from a day until now and how much of it came late, by unit and day of the week.

    Refuses: NotAllowed.
    """
    log, until = _log(snapshot, asked, officer), _seconds(moment)
    log = _recent(log, since)
    minutes = _minutes(snapshot, log, until)
    return Heat(overdue_days.of(log, minutes, since=_begin(since), until=until))


def flow(
    snapshot: Snapshot,
    asked: Asked,
    since: date,
    *,
    officer: Officer,
    moment: datetime,
    release_id: int | None = None,
) -> Flow | None:
    """How steps were gone through from a day until now, on one release: the most used where none is asked for.

    Without a procedure asked for it is the busiest one's; None where nothing was gone through. Refuses: NotAllowed.
    """
    log, until = _recent(_log(snapshot, asked, officer), since), _seconds(moment)
    found = _releases(log, _begin(since), until)
    if not found:
        return None
    chosen = next((one for one in found if one.id == release_id), found[0])
    log = log.only(log.dossiers["release"] == chosen.id)
    minutes, model = _minutes(snapshot, log, until), catalogue.published(snapshot, chosen.id).release.model
    steps = passages.of(log, minutes, log.tasks["element"], since=_begin(since), until=until)
    elements = {one.key: log.words[one.key] for one in steps}
    places = _drawn(model, elements)
    keys = np.array([places.get(one, NEVER) for one in log.tasks["element"].tolist()], np.int64)
    drawn = passages.of(log, minutes, keys, since=_begin(since), until=until)
    shown = {place: calls.drawn(model, [elements[place]])[0] for place in set(places.values())}
    return Flow(
        chosen,
        [one for one in found if one.procedure_id == chosen.procedure_id],
        model.xml.decode(),
        [(_name(model, elements[one.key]), one) for one in steps],
        {shown[one.key]: one for one in drawn if one.key in shown},
    )


def trend(snapshot: Snapshot, asked: Asked, *, officer: Officer, moment: datetime, number: int = WEEKS) -> Trend:
    """The on-time rate and the backlog of the last weeks: of dossiers, or of tasks where the officer asks for a unit.

    Refuses: NotAllowed.
    """
    known = organisation.of_officer(snapshot, officer)
    scope = board.scope(asked, officer, known)
    log, now = event_log.current(snapshot), _seconds(moment)
    is_of_tasks = scope.posts is not None and not scope.agencies
    if is_of_tasks:
        log = log.only(_dossiers(log, scope), _tasks(log, scope) & ~_is(log, "cancelled"))
        begun, ended = log.tasks["opened"], log.tasks["closed"]
        late, counts = _minutes(snapshot, log, now).is_late(log.tasks, now), np.ones(len(log), np.bool_)
    else:
        log = log.only(_competent(log, scope))
        begun, ended = log.dossiers["received"], log.dossiers["finished"]
        late = _late_dossiers(snapshot, log, now)
        counts = ~np.isin(log.dossiers["status"], passages.places(log, tuple(statuses.WITHOUT_RESULT)))
    found = weeks.of(begun, ended, late=late, counts=counts, moment=moment, number=number)
    return Trend(found, is_of_tasks)


def workload(snapshot: Snapshot, asked: Asked, *, officer: Officer, moment: datetime, limit: int = ROWS) -> Workload:
    """What each officer holds of any procedure, against the working time until the last of it is due.

    Who holds nothing counts as well. On the axis of what was received there is none: officers do other work besides.
    One statement. Refuses: NotAllowed.
    """
    known = organisation.of_officer(snapshot, officer)
    scope = replace(board.scope(asked, officer, known), procedure_id=None)
    found = open_work.holdings(snapshot, scope, board_clock.at(moment, known))
    held: dict[int, list[Holding]] = {one: [] for one in _staff(scope, known)}
    for one in found:
        if one.officer_id is not None:
            held.setdefault(one.officer_id, []).append(one)
    loads = sorted(
        (_load(one, mine, known, moment) for one, mine in held.items()),
        key=lambda load: (-load.share, -load.minutes, -load.tasks, known.name(load.officer_id)),
    )
    free = [one for one in found if one.officer_id is None]
    return Workload(loads[:limit], len(loads), sum(one.tasks for one in free), sum(one.minutes for one in free))


def _load(officer_id: int, held: list[Holding], known: Directory, moment: datetime) -> Load:
    calendar = known.calendar(_home(officer_id, held, known))
    latest = max((one.latest for one in held), default=moment)
    until = capacities.horizon(calendar, moment, latest)
    absences = known.substitutions.values()
    capacity = capacities.minutes(calendar, officer_id, absences, moment=moment, until=until)
    tasks, overdue, minutes = (sum(getattr(one, name) for one in held) for name in ("tasks", "overdue", "minutes"))
    return Load(officer_id, tasks, overdue, minutes, capacity, until, known.absence(officer_id) is not None)


def _home(officer_id: int, held: list[Holding], known: Directory) -> int:
    """The agency whose calendar an officer works by: that of the first post, or of where the work lies."""
    posts = [*known.held.get(officer_id, ()), *(one.post_id for one in held)]
    return next(post.agency_id for one in posts if (post := known.post(one)) is not None)


def _staff(scope: Scope, known: Directory) -> list[int]:
    """Who holds a post of those in sight."""
    if scope.posts is None:
        return list(known.held)
    inside = set(scope.posts)
    return [officer for officer, posts in known.held.items() if not inside.isdisjoint(posts)]


def _log(snapshot: Snapshot, asked: Asked, officer: Officer) -> EventLog:
    """The tasks in sight, of dossiers in sight. Refuses: NotAllowed."""
    scope = board.scope(asked, officer, organisation.of_officer(snapshot, officer))
    log = event_log.current(snapshot)
    return log.only(_dossiers(log, scope), _tasks(log, scope))


def _recent(log: EventLog, since: date) -> EventLog:
    """Without the tasks that were closed before the period."""
    closed, due = log.tasks["closed"], log.tasks["due"]
    begins = _begin(since)
    every = np.ones(len(log.dossiers["id"]), np.bool_)
    return log.only(every, (closed == NEVER) | (closed >= begins) | (due >= begins))


def _tasks(log: EventLog, scope: Scope) -> Flags:
    if scope.posts is None:
        return np.ones(len(log), np.bool_)
    return np.isin(log.tasks["post"], scope.posts)


def _dossiers(log: EventLog, scope: Scope) -> Flags:
    found = np.ones(len(log.dossiers["id"]), np.bool_)
    if scope.one_stops is not None:
        found &= np.isin(log.dossiers["unit"], scope.one_stops)
    if scope.procedure_id is not None:
        found &= log.procedures == scope.procedure_id
    return found


def _competent(log: EventLog, scope: Scope) -> Flags:
    """The dossiers that the agencies in sight decide on."""
    found = _dossiers(log, scope)
    return found if scope.agencies is None else found & np.isin(log.dossiers["agency"], scope.agencies)


def _late_dossiers(snapshot: Snapshot, log: EventLog, now: int) -> Flags:
    told = log.dossiers
    asked = {"agency": told["agency"], "opened": told["received"], "due": told["due"], "closed": told["finished"]}
    return agency_minutes.of_tasks(calendar_changes.calendars_of(snapshot), asked, now).is_late(asked, now)


def _minutes(snapshot: Snapshot, log: EventLog, now: int) -> AgencyMinutes:
    return agency_minutes.of_tasks(calendar_changes.calendars_of(snapshot), log.tasks, now)


def _is(log: EventLog, state: str) -> Flags:
    return np.isin(log.tasks["state"], passages.places(log, (state,)))


def _releases(log: EventLog, since: int, until: int) -> list[Release]:
    """The releases that tasks were gone through on, the most used procedure first, in it the most used release."""
    tasks, ends = log.tasks, passages.places(log, passages.ENDS)
    passed = np.isin(tasks["state"], ends) & (tasks["closed"] >= since) & (tasks["closed"] < until)
    ids, number = np.unique(log.of_dossiers("release")[passed], return_counts=True)
    rows = np.searchsorted(log.releases["id"], ids)
    told = zip(ids, *(log.releases[name][rows] for name in ("procedure", "number")), number, strict=True)
    found = [Release(*(int(one) for one in row)) for row in told]
    of: dict[int, int] = {}
    for one in found:
        of[one.procedure_id] = of.get(one.procedure_id, 0) + one.through
    return sorted(found, key=lambda one: (-of[one.procedure_id], one.procedure_id, -one.through, -one.number))


def _drawn(model: Model, elements: Mapping[int, str]) -> dict[int, int]:
    """For each step, as a place in the words, the first of those that are seen at the same place of the drawing."""
    first: dict[str, int] = {}
    return {place: first.setdefault(calls.drawn(model, [name])[0], place) for place, name in elements.items()}


def _name(model: Model, element: str) -> str:
    found = model.elements.get(element)
    return (found.name if found else "") or element


def _begin(day: date) -> int:
    return int(datetime.combine(day, time(), ZONE).timestamp())


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp()) + 1
