"""The supervisor's board: who answers for work sees how much of it stands how, and what is behind each number.

A head sees the own unit, who leads an agency all of it, the head of a one-stop also what it received, wherever it lies
now; the provincial supervisor of procedures sees the province.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import cast
from weakref import WeakKeyDictionary

from processes import board, board_clock, board_past, board_spent, event_log, organisation, past_work, permissions
from processes.board import Axis, By, Key, Line, Measure, Pause, Place, Row, Scope, Tally
from processes.board_clock import Clock
from processes.board_spent import Spent
from processes.calendars import ZONE
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.past_work import Past
from processes.refusals import NotAllowed

Hand = tuple[str, int, int | None]

__all__ = [
    "Asked",
    "Axis",
    "By",
    "Figures",
    "Hand",
    "Key",
    "Line",
    "Measure",
    "Pause",
    "Place",
    "Row",
    "Sight",
    "Spent",
    "Tally",
    "among",
    "directory",
    "dossiers",
    "end_of",
    "figures",
    "hands",
    "longest",
    "scope",
    "sight",
    "tasks",
]


@dataclass(frozen=True, slots=True)
class Sight:
    """What an officer oversees: agencies, units and one-stops that may be looked at, the axes there are.

    `led` are the agencies whose dossiers the officer answers for, whoever works on them.
    """

    is_province: bool
    led: frozenset[int]
    units: frozenset[int]
    one_stops: frozenset[int]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What my units work on; what my one-stop received, where there is one."""
        return ("work", "received") if self.one_stops else ("work",)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the board is narrowed by: the axis, an agency, a unit, a post, a procedure.

    With `on` it is the board as it stood at the end of that day, which is over.
    `waits` narrows a list alone: to what has been paused for so many days, or unclaimed for so many working hours.
    """

    axis: Axis = "work"
    agency_id: int | None = None
    unit_id: int | None = None
    post_id: int | None = None
    procedure_id: int | None = None
    waits: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The board at a moment: dossiers at the top, each once, what the paused ones wait for, and tasks line by line."""

    at: datetime
    tally: Tally
    pauses: list[Pause]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class _View:
    """What an officer looks at: how much, by which clock, and what stood then where it is the past."""

    known: Directory
    scope: Scope
    clock: Clock
    past: Past | None


def sight(officer: Officer, known: Directory) -> Sight:
    """What the officer oversees. Refuses: NotAllowed."""
    permissions.require(permissions.has_board(officer))
    every = known.units.values()
    is_province = permissions.supervises(officer)
    agencies, units, one_stops = permissions.overseen(officer)
    if is_province:
        agencies = frozenset(known.agencies)
    inside = frozenset(unit.id for unit in every if unit.agency_id in agencies)
    received = frozenset(unit.id for unit in every if unit.id in inside and unit.code == permissions.ONE_STOP)
    return Sight(is_province, agencies, units | inside, one_stops | received)


def directory(snapshot: Snapshot, asked: Asked, *, officer: Officer) -> Directory:
    """Who is who on the day that is looked at."""
    return organisation.directory(snapshot, officer.revision, asked.on or officer.on)


def figures(snapshot: Snapshot, asked: Asked, *, by: By, officer: Officer, moment: datetime) -> Figures:
    """How what the officer oversees stands, or stood. At most six statements now. Refuses: NotAllowed."""
    view = _view(snapshot, asked, officer, moment)
    if view.past is not None:
        homes = {post.id: (post.unit_id, post.agency_id) for post in view.known.every_post()}
        found, waits = board_past.figures(view.past, view.scope, by, homes), board_past.pauses(view.past, view.scope)
    else:
        found, waits = board.figures(snapshot, view.scope, view.clock, by), board.pauses(snapshot, view.scope)
    return Figures(view.clock.moment, found.tally, waits, found.lines)


def dossiers(
    snapshot: Snapshot,
    asked: Asked,
    measure: Measure,
    *,
    officer: Officer,
    moment: datetime,
    after: Place | None = None,
    limit: int = 50,
) -> list[Row]:
    """One page of the dossiers behind a number at the top. Refuses: NotAllowed."""
    view = _view(snapshot, asked, officer, moment, waits=asked.waits)
    if view.past is not None:
        return board_past.dossiers(snapshot, view.past, view.scope, measure, after=after, limit=limit)
    return board.dossiers(snapshot, view.scope, view.clock, measure, after=after, limit=limit)


def tasks(
    snapshot: Snapshot,
    asked: Asked,
    measure: Measure,
    *,
    by: By,
    key: Key,
    officer: Officer,
    moment: datetime,
    after: Place | None = None,
    limit: int = 50,
) -> list[Row]:
    """One page of the tasks behind a number of a line. Refuses: NotAllowed."""
    place = {"agency": "agency_id", "unit": "unit_id", "post": "post_id"}.get(by)
    if place is not None:
        asked = replace(asked, **{place: cast(int, key)})
    view = _view(snapshot, asked, officer, moment)
    if view.past is not None:
        return board_past.tasks(snapshot, view.past, view.scope, measure, by=by, key=key, after=after, limit=limit)
    return board.tasks(snapshot, view.scope, view.clock, measure, by=by, key=key, after=after, limit=limit)


def hands(
    snapshot: Snapshot, asked: Asked, dossier_ids: Collection[int], *, officer: Officer, moment: datetime
) -> dict[int, list[Hand]]:
    """Which steps of these dossiers are open, or were, each with its post and who holds it. Refuses: NotAllowed."""
    view = _view(snapshot, asked, officer, moment)
    return board.hands(snapshot, dossier_ids) if view.past is None else board_past.hands(view.past, dossier_ids)


def longest(
    snapshot: Snapshot, asked: Asked, dossier_ids: Collection[int], *, officer: Officer, moment: datetime
) -> dict[int, Spent]:
    """Which step of each of these dossiers has used the most working time, and in whose hands. Refuses: NotAllowed."""
    known = directory(snapshot, asked, officer=officer)
    sight(officer, known)
    log = event_log.of_dossiers(snapshot, dossier_ids)
    return board_spent.most(log, known.calendar, moment if asked.on is None else end_of(asked.on))


def end_of(day: date) -> datetime:
    """The last moment of a day: by every agency's working clock the end of its work."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE) - timedelta(seconds=1)


def _view(snapshot: Snapshot, asked: Asked, officer: Officer, moment: datetime, *, waits: int = 0) -> _View:
    """Refuses: NotAllowed. A day that is not over is now."""
    if asked.on is not None and asked.on >= officer.on:
        asked = replace(asked, on=None)
    known = directory(snapshot, asked, officer=officer)
    narrowed = scope(asked, officer, known)
    clock = board_clock.at(moment if asked.on is None else end_of(asked.on), known, waits=waits)
    return _View(known, narrowed, clock, None if asked.on is None else _stood(snapshot, clock, narrowed))


_pasts: WeakKeyDictionary[object, tuple[object, Past]] = WeakKeyDictionary()


def _stood(snapshot: Snapshot, clock: Clock, scope: Scope) -> Past:
    """What stood then; what was looked at last is kept, for its lists are opened next."""
    log, engine = event_log.current(snapshot), snapshot.connection.engine
    sought = log.mark, clock, scope.vacant
    kept = _pasts.get(engine)
    if kept is not None and kept[0] == sought:
        return kept[1]
    found = past_work.at(snapshot, log, clock, scope.vacant)
    _pasts[engine] = sought, found
    return found


def among(snapshot: Snapshot, asked: Asked, ids: Collection[int], *, officer: Officer) -> dict[int, Row]:
    """Which of these dossiers are open in what the officer oversees, by number. Refuses: NotAllowed."""
    known = organisation.of_officer(snapshot, officer)
    return board.among(snapshot, scope(asked, officer, known), ids)


def scope(asked: Asked, officer: Officer, known: Directory) -> Scope:
    """What is counted of what the officer oversees. Refuses: NotAllowed where the axis, or all of the place, is not."""
    seen = sight(officer, known)
    permissions.require(asked.axis in seen.axes)
    is_all = seen.is_province or asked.axis == "received"
    posts = None if is_all and not _is_placed(asked) else _posts(asked, None if is_all else seen.units, known)
    return Scope(
        posts=posts,
        agencies=None if posts is None else _agencies(asked, seen),
        one_stops=tuple(sorted(seen.one_stops)) if asked.axis == "received" and not seen.is_province else None,
        procedure_id=asked.procedure_id,
        vacant=_vacant(known),
    )


def _is_placed(asked: Asked) -> bool:
    return (asked.agency_id, asked.unit_id, asked.post_id) != (None, None, None)


def _posts(asked: Asked, units: Collection[int] | None, known: Directory) -> tuple[int, ...]:
    """The posts of the place that is asked for, those that have ended among them. Refuses: NotAllowed."""
    found = tuple(
        post.id
        for post in known.every_post()
        if (units is None or post.unit_id in units)
        and asked.agency_id in (None, post.agency_id)
        and asked.unit_id in (None, post.unit_id)
        and asked.post_id in (None, post.id)
    )
    if not found:
        raise NotAllowed
    return found


def _agencies(asked: Asked, seen: Sight) -> tuple[int, ...]:
    """The agencies whose dossiers are counted wherever they lie: none where one unit or post is asked for."""
    if asked.axis == "received" or asked.unit_id is not None or asked.post_id is not None:
        return ()
    return tuple(sorted(one for one in seen.led if asked.agency_id in (None, one)))


def _vacant(known: Directory) -> tuple[int, ...]:
    filled = {post_id for posts in known.held.values() for post_id in posts}
    return tuple(post.id for post in known.every_post() if post.id not in filled)
