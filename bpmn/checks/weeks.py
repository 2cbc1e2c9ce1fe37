"""Whether allotments fit a term where calendar days and working days meet: a week is walked through, day by day.

The walk is over an ordinary week of five working days, or over weeks one of which nobody works, as around Tết. An
agency's own calendar is not known when a release is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bpmn.checks.subject import Subject
from bpmn.model import Element, Process, SubProcess, UserTask
from bpmn.sentences import Sentence
from bpmn.terms import Term

HOURS_A_DAY = Fraction(8)
_TET = range(7, 14)  # the days nobody works, counted from a Monday


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """So many working hours into a day; days are counted from a Monday."""

    day: int
    hours: Fraction


def latest(subject: Subject, scope: Process | SubProcess, begun: Moment, *, around_tet: bool) -> Moment:
    """When the longest way through a scope ends if every step takes all that it is allotted."""
    order = subject.inside_out(subject.starts(scope))
    reached: dict[str, Moment] = {node.id: begun for node in subject.starts(scope)}
    end = begun
    for node in reversed(order):
        at = _after(subject, node, reached.get(node.id, begun), around_tet=around_tet)
        end = max(end, at)
        for following in subject.next_of(node):
            reached[following.id] = max(at, reached.get(following.id, at))
    return end


def _after(subject: Subject, node: Element, at: Moment, *, around_tet: bool) -> Moment:
    if (inside := subject.inside(node)) is not None:
        return latest(subject, inside, at, around_tet=around_tet)
    allotment = node.allotment if isinstance(node, UserTask) else None
    return at if allotment is None else add(at, allotment, around_tet=around_tet)


def add(at: Moment, term: Term, *, around_tet: bool) -> Moment:
    """When a term of days or hours ends that starts at a moment; an end on a day off is the next working day's."""
    if term.kind == "calendar":
        return _worked(Moment(at.day + int(term.amount), at.hours), around_tet=around_tet)
    at = _worked(at, around_tet=around_tet)
    left = term.amount * _HOURS[term.unit]
    while at.hours + left > HOURS_A_DAY:
        left -= HOURS_A_DAY - at.hours
        at = _worked(Moment(at.day + 1, Fraction(0)), around_tet=around_tet)
    return Moment(at.day, at.hours + left)


_HOURS: Mapping[str, Fraction] = {"hour": Fraction(1), "day": HOURS_A_DAY}


def _worked(at: Moment, *, around_tet: bool) -> Moment:
    day = at.day
    while day % 7 >= 5 or (around_tet and day in _TET):
        day += 1
    return at if day == at.day else Moment(day, at.hours)


def is_mixed(subject: Subject, term: Term) -> bool:
    """Whether a sum cannot tell: working and calendar time meet, and there are no months."""
    allotted = [task.allotment for task in subject.tasks if task.allotment]
    terms = (term, *allotted)
    return (
        bool(allotted)
        and term.amount > 0
        and all(one.unit in _HOURS for one in terms)
        and len({one.kind for one in terms}) > 1
    )


def overrun(subject: Subject, process: Process, term: Term, *, around_tet: bool) -> str:
    """The weekday of receipt from which the steps do not fit, as people name it; empty when they always do."""
    for weekday, name in enumerate(
        (Sentence("thứ Hai"), Sentence("thứ Ba"), Sentence("thứ Tư"), Sentence("thứ Năm"), Sentence("thứ Sáu"))
    ):
        begun = Moment(weekday, Fraction(1))  # an hour after the doors opened
        if latest(subject, process, begun, around_tet=around_tet) > add(begun, term, around_tet=around_tet):
            return name
    return ""
