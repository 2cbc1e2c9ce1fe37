"""How a demonstration year goes on that was stopped: what is on record is taken up, as whoever comes back would.

Nothing of the people's heads is kept: what lies open comes to its desks anew, who was waited for is waited for again,
and what chance has in store from here is drawn by seed, dossier and act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from processes import demonstration_years
from processes.database import Snapshot, Transaction
from processes.demonstration_years import Running
from tasks.demonstration import working
from tasks.demonstration.arrivals import Arrival
from tasks.demonstration.courses import Course
from tasks.demonstration.dealt import Pause
from tasks.demonstration.world import World

_ASKED: dict[str, Pause] = {"supplement.asked": "supplement", "duty.asked": "duty", "time.excluded": "excluded"}
_EXTENDED = "dossier.extended"


def take_up(world: World, coming: Sequence[Arrival], snapshot: Snapshot, moment: datetime) -> None:
    """Notes for that moment everything that was under way."""
    arrivals = {one.number: one for one in coming}
    for found in demonstration_years.running(snapshot):
        if found.number in arrivals:
            course = Course.begun(world.seed, arrivals[found.number])
            world.agenda.note(moment, partial(_take_up, world, course, found))
    for due in demonstration_years.timers(snapshot):
        world.look_at(max(due, moment))
    world.wake(snapshot, moment)
    world.look_soon(moment)


def _take_up(world: World, course: Course, found: Running, transaction: Transaction, moment: datetime) -> None:
    course.dossier_id, course.acts = found.dossier_id, found.acts
    course.chance = Random(f"{world.seed}-{found.number}-{found.acts}")  # noqa: S311
    course.supplements &= "supplement.asked" not in found.kinds
    course.waits_for_record &= "time.excluded" not in found.kinds
    world.courses[course.dossier_id] = course
    if found.paused_at is not None:
        course.is_paused = True
        _wait_again(world, course, found, moment)
    if found.due_at > moment and _EXTENDED not in found.kinds:
        working.foresee(world, course, found.due_at, moment)
    working.follow(world, course, transaction, moment)


def _wait_again(world: World, course: Course, found: Running, moment: datetime) -> None:
    why: Pause = next(_ASKED[kind] for kind in reversed(found.kinds) if kind in _ASKED)
    until = moment + timedelta(days=course.chance.uniform(0.5, 5))
    if why == "supplement" and not course.is_supplied:
        assert found.limit_at is not None
        why, until = "never", max(found.limit_at, moment) + timedelta(days=1)
    elif found.limit_at is not None:
        until = max(min(until, found.limit_at), moment)
    _, counter = world.at_counter(course.arrival.kind.one_stop)
    at = world.desks[counter.id].calendar.deemed(until)
    world.agenda.note(at, partial(working.resume, world, course, why))
