"""How long things take in the demonstration year: until a task is looked at, while it is worked on, until people come.

Lengths are drawn around the step's own allotment; what is planted (truths.py) stretches them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bpmn.model import UserTask
from processes import sendings
from processes.assignments import HELD
from processes.calendars import local
from tasks.demonstration import truths
from tasks.demonstration.courses import Work
from tasks.demonstration.desks import Desk
from tasks.demonstration.world import World

_MINUTES = {"transfer": 6.0, "issue": 8.0, "return": 5.0, "publish": 10.0}
_JUDGED, _WORKED = 4.0, 20.0
_A_DAY = 360  # minutes allotted from which on a step is taken up early and done later, with other work in between
_FORGOTTEN, _UNANSWERED = 0.004, 0.04


def effort(task: UserTask) -> float:
    """The minutes of work that a step takes an officer of the usual pace, on average."""
    if task.act in _MINUTES:
        return _MINUTES[task.act]
    return _JUDGED if task.four_eyes or task.sign else _WORKED


def ready(world: World, work: Work, task: UserTask, moment: datetime) -> datetime:
    """When somebody first looks at a task that has just come; nobody may, for days."""
    desk, course = world.desks[work.officer_id], work.course
    if task.act == "return":  # the applicant has to come for it
        return desk.calendar.deemed(moment + timedelta(days=course.stretched(0.8, 1.0)))
    if work.step.state in HELD:
        return desk.later(moment, course.stretched(5, 0.8))
    minutes = course.stretched(3 + 0.14 * _allotted(work, desk), 0.6) * _times(world, work, moment)
    at = desk.later(moment, minutes)
    if course.chance.random() < (_UNANSWERED if _is_of_a_partner(world, work) else _FORGOTTEN):
        at = desk.calendar.deemed(at + timedelta(days=course.chance.uniform(3, 16)))
    return at


def at_work(work: Work, task: UserTask, desk: Desk) -> float:
    """The minutes in which the officer does nothing else."""
    return work.course.stretched(effort(task), 0.4) * desk.pace


def in_between(world: World, work: Work, desk: Desk, moment: datetime) -> float:
    """The minutes for which a step that has days rests in the officer's hands."""
    allotted = _allotted(work, desk)
    if allotted < _A_DAY:
        return 0.0
    return work.course.stretched(0.3 * allotted, 0.5) * _times(world, work, moment)


def _allotted(work: Work, desk: Desk) -> int:
    return max(desk.calendar.between(work.step.opened_at, work.step.due_at).minutes, 15)


def _times(world: World, work: Work, moment: datetime) -> float:
    """How many times later than elsewhere: what is planted here."""
    place = world.place(work.step.post_id)
    if place[:2] == truths.SLOW_UNIT:
        return truths.SLOWER
    if place == truths.BOTTLENECK and local(moment).month == truths.BOTTLENECK_MONTH:
        return truths.HELD_UP
    if place == truths.DRIFTING and moment >= world.middle:
        return truths.DRIFT
    return 1.0


def _is_of_a_partner(world: World, work: Work) -> bool:
    """Whether another agency has to answer a handoff here."""
    is_theirs = world.place(work.step.post_id)[0].startswith("G")
    return is_theirs or work.step.ref.startswith(sendings.ANSWER)
