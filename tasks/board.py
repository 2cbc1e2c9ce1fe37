"""The supervisor's board: who answers for work sees how much of it stands how, and what is behind each number.

A head sees the own unit, who leads an agency all of it, the head of a one-stop also what it received, wherever it lies
now; the provincial supervisor of procedures sees the province.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from processes import board, board_clock, organisation, permissions
from processes.board import Axis, By, Key, Line, Measure, Place, Row, Scope, Tally
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.refusals import NotAllowed

__all__ = ["Asked", "Axis", "By", "Figures", "Key", "Line", "Measure", "Place", "Row", "Sight", "Tally"]


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

    `waits` narrows a list alone: to what has been paused for so many days, or unclaimed for so many working hours.
    """

    axis: Axis = "work"
    agency_id: int | None = None
    unit_id: int | None = None
    post_id: int | None = None
    procedure_id: int | None = None
    waits: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The board at a moment: dossiers at the top, each once, and tasks line by line."""

    at: datetime
    tally: Tally
    lines: list[Line]


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


def figures(snapshot: Snapshot, asked: Asked, *, by: By, officer: Officer, moment: datetime) -> Figures:
    """How what the officer oversees stands at this moment. Three statements. Refuses: NotAllowed."""
    known = organisation.of_officer(snapshot, officer)
    found, clock = scope(asked, officer, known), board_clock.at(moment, known)
    return Figures(moment, board.tally(snapshot, found, clock), board.lines(snapshot, found, clock, by))


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
    known = organisation.of_officer(snapshot, officer)
    found, clock = scope(asked, officer, known), board_clock.at(moment, known, waits=asked.waits)
    return board.dossiers(snapshot, found, clock, measure, after=after, limit=limit)


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
    known = organisation.of_officer(snapshot, officer)
    place = {"agency": "agency_id", "unit": "unit_id", "post": "post_id"}.get(by)
    if place is not None:
        asked = replace(asked, **{place: cast(int, key)})
    found, clock = scope(asked, officer, known), board_clock.at(moment, known)
    return board.tasks(snapshot, found, clock, measure, by=by, key=key, after=after, limit=limit)


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
