"""Ladders: when who is told that a task comes near its due time or is late, and when that is reported upwards.

A procedure has a ladder of its own, or follows the one for all. Ladders are read with the directory, so that an act
needs no statement more. Where a rung lies is a pure function of the task's time and its agency's calendar; the sweep
and the dry run ask the same one. All of it is working time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple, cast

from sqlalchemy import delete, func, insert, select

from bpmn.refusals import Refusal
from bpmn.terms import WorkingTime
from processes import tables
from processes.calendars import Calendar
from processes.database import Snapshot, Transaction

Addressee = Literal["officer", "unit_head", "agency_leader", "one_stop", "province"]
FOR_ALL = ""
"""In place of a procedure's code: the ladder of every procedure that has none of its own."""
FARTHEST, MOST = 30, 30
LADDER = "ladder.set"
"""The kind of act under which a ladder is set."""


class WrongLadder(Refusal):
    """A ladder has no rung, the same rung twice, too many rungs, or one too far from the due time."""

    code = "ladder.wrong"
    sentence = "Bảng mốc nhắc hạn không hợp lệ: {why}."
    status = 422


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung: so many working days after the due time, before it when negative; None is half of the allotment.

    What goes to the officer is a reminder, what goes to anybody above is an escalation.
    """

    days: int | None
    addressee: Addressee = "officer"

    @property
    def kind(self) -> str:
        """The rung's name on record: `officer:half`, `officer:-1`, `unit_head:+0`."""
        return f"{self.addressee}:{written(self.days)}"

    @property
    def is_escalation(self) -> bool:
        """Whether it tells somebody above who has the task."""
        return self.addressee != "officer"

    @staticmethod
    def of(kind: str) -> Rung:
        """The rung under such a name."""
        addressee, _, days = kind.partition(":")
        return Rung(None if days == "half" else int(days), cast("Addressee", addressee))


def written(days: int | None) -> str:
    """How far a rung lies from the due time, as it is stored: `half`, `-1`, `+0`."""
    return "half" if days is None else f"{days:+d}"


def said(days: str) -> str:
    """Why a rung fires, as a part of a sentence with a place for the number of days; of something stored."""
    if not days:
        return "sắp đến hạn"  # told before there were ladders
    if days == "half":
        return "đã qua nửa thời hạn"
    if int(days) < 0:
        return "còn {days} ngày làm việc là đến hạn"
    return "đã quá hạn {days} ngày làm việc" if int(days) else "đã đến hạn"


def distance(days: str) -> int:
    """How many days that sentence tells of."""
    return abs(int(days)) if days and days != "half" else 0


class Span(NamedTuple):
    """What the rungs of a task are counted from; `allotted` are its working minutes, pauses not counted."""

    opened_at: datetime
    due_at: datetime
    allotted: int


class Reached(NamedTuple):
    """A rung, and when it lies."""

    at: datetime
    rung: Rung


@dataclass(frozen=True)
class Ladder:
    """The rungs of a procedure, in the order in which people wrote them."""

    rungs: tuple[Rung, ...]

    @cached_property
    def _days(self) -> list[int]:
        return sorted({rung.days for rung in self.rungs if rung.days is not None})

    @cached_property
    def _has_half(self) -> bool:
        return any(rung.days is None for rung in self.rungs)

    def between(self, span: Span, calendar: Calendar, since: datetime, until: datetime) -> list[Reached]:
        """The rungs that lie at `since`, at `until` or between them, the earliest first."""
        places = {days: place(days, span, calendar) for days in {rung.days for rung in self.rungs}}
        found = [Reached(at, rung) for rung in self.rungs if (at := places[rung.days]) is not None]
        return sorted((one for one in found if since <= one.at <= until), key=lambda one: one.at)

    def first_after(self, span: Span, calendar: Calendar, moment: datetime) -> datetime | None:
        """When the next rung lies after a moment; None when that was the last."""
        places = (place(days, span, calendar) for days in self._days)
        later = next((at for at in places if at is not None and at > moment), None)
        half = place(None, span, calendar) if self._has_half else None
        if half is None or half <= moment:
            return later
        return half if later is None else min(half, later)


def place(days: int | None, span: Span, calendar: Calendar) -> datetime | None:
    """When a rung lies, at an opening rather than the close before it; None before the task's own time begins.

    A task of one working day has no “one working day before”.
    """
    if days == 0:
        return span.due_at
    if days is None:
        rest = span.allotted // 2
        return calendar.shift(span.due_at, WorkingTime(-rest), at_close=False) if rest > 0 else None
    at = calendar.days_from(span.due_at, days)
    if days > 0:
        return at
    return at if at > span.opened_at and calendar.between(span.opened_at, at).minutes > 0 else None


DEFAULT = Ladder(
    (
        Rung(None),
        Rung(-1),
        Rung(0),
        Rung(0, "unit_head"),
        Rung(1),
        Rung(1, "agency_leader"),
        Rung(3, "one_stop"),
        Rung(3, "province"),
    )
)
"""Half of the allotment, one working day before, at due, one after; then upwards, the farther the later it is."""


def checked(rungs: Sequence[Rung]) -> Ladder:
    """The ladder of these rungs. Refuses: WrongLadder."""
    if len(set(rungs)) < len(rungs):
        raise WrongLadder(why="có mốc ghi hai lần")
    if not 0 < len(rungs) <= MOST:
        raise WrongLadder(why=f"phải có từ 1 đến {MOST} mốc")
    if any(rung.days is not None and abs(rung.days) > FARTHEST for rung in rungs):
        raise WrongLadder(why=f"mốc cách hạn quá {FARTHEST} ngày làm việc")
    return Ladder(tuple(rungs))


def all_of(snapshot: Snapshot) -> dict[str, Ladder]:
    """Every ladder that people have set, by the procedure's code."""
    row = tables.Rung
    rungs: defaultdict[str, list[Rung]] = defaultdict(list)
    for found in snapshot.execute(select(row.procedure, row.days, row.addressee).order_by(row.id)):
        rungs[found.procedure].append(Rung(found.days, found.addressee))
    return {procedure: Ladder(tuple(found)) for procedure, found in rungs.items()}


def of_procedure(known: Mapping[str, Ladder], procedure: str) -> Ladder:
    """The procedure's own ladder, else the one for all."""
    return known.get(procedure) or known.get(FOR_ALL) or DEFAULT


def put(transaction: Transaction, procedure: str, rungs: Sequence[Rung], *, officer_id: int, moment: datetime) -> None:
    """Puts a ladder in place of a procedure's last; without rungs the procedure has none of its own again."""
    row = tables.Rung
    transaction.execute(delete(row).where(row.procedure == procedure))
    told = {"procedure": procedure, "officer_id": officer_id, "at": moment}
    if rungs:
        transaction.execute(insert(row), [{**told, "days": one.days, "addressee": one.addressee} for one in rungs])


def last_change(snapshot: Snapshot) -> int:
    """The last act on record that set a ladder; 0 when there is none."""
    row = tables.OrganisationChange
    return snapshot.execute(select(func.coalesce(func.max(row.id), 0)).where(row.kind == LADDER)).scalar_one()
