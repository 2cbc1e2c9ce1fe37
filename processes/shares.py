"""Shares: how much of a dossier's time each unit has used, saved and overrun. Pure; the steps and pauses come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bpmn.terms import WorkingTime
from processes.calendars import Calendar
from processes.worklist import Step

Standstill = tuple[datetime, datetime]

_COUNTED = ("completed", "sent_back", "opened", "assigned", "claimed")


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's part: its steps, the working time used, saved before their due times, and overrun beyond them."""

    unit_id: int
    steps: int
    used: WorkingTime
    saved: WorkingTime
    overrun: WorkingTime


def of_units(
    steps: Iterable[Step],
    *,
    unit_of: Callable[[Step], int | None],
    has_own_clock: Callable[[Step], bool],
    calendar: Calendar,
    standstills: Sequence[Standstill],
    until: datetime,
) -> list[Share]:
    """Each unit's share of what was done `until` then, in the order the units came to it.

    A step's own due time is the measure, and it has moved with every pause; so what is saved or overrun is what its
    unit saved or overran, whoever was late before. Time in which the clock stood is nobody's. A step that is open has
    saved nothing yet.
    """
    found: dict[int, Share] = {}
    for step in steps:
        unit_id = unit_of(step)
        if unit_id is None or step.state not in _COUNTED or step.opened_at >= until:
            continue
        end = min(step.closed_at or until, until)
        stands = () if has_own_clock(step) else standstills
        used = running(calendar, (step.opened_at, end), stands)
        left = calendar.between(end, step.due_at).minutes
        before = found.get(unit_id, Share(unit_id, 0, WorkingTime(0), WorkingTime(0), WorkingTime(0)))
        found[unit_id] = Share(
            unit_id,
            before.steps + 1,
            WorkingTime(before.used.minutes + used),
            WorkingTime(before.saved.minutes + (max(left, 0) if step.closed_at else 0)),
            WorkingTime(before.overrun.minutes + max(-left, 0)),
        )
    return list(found.values())


def standstills(clocks: Iterable[Mapping[str, object]], until: datetime) -> list[Standstill]:
    """When the dossier's clock stood, from its clock facts in their order; `until` then if it stands still."""
    turns = [
        (str(fact["fact"]), datetime.fromisoformat(str(fact["at"])))
        for fact in clocks
        if fact.get("fact") in ("paused", "resumed")
    ]
    return [(at, end) for (fact, at), (_, end) in pairwise([*turns, ("", until)]) if fact == "paused"]


def running(calendar: Calendar, stretch: Standstill, standstills: Sequence[Standstill]) -> int:
    """The working minutes of a stretch in which the dossier's clock ran."""
    stood = sum(_common(calendar, stretch, one) for one in standstills)
    return max(calendar.between(*stretch).minutes - stood, 0)


def _common(calendar: Calendar, a: Standstill, b: Standstill) -> int:
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return calendar.between(start, end).minutes if start < end else 0
