"""The desks of the demonstration province, each with as much to do as is meant for it, however many dossiers come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from processes import catalogue
from processes.database import Snapshot
from tasks.demonstration import arrivals, desks, truths, waiting
from tasks.demonstration.arrivals import Kind
from tasks.demonstration.desks import Desk
from tasks.demonstration.world import World

_SELDOM = {"match": 0.45, "rematch": 0.0, "decline": 0.0, "opinion": 0.4, "supplement": 0.0}
_LEAST, _MOST, _MOST_OVERLOADED = 0.02, 1.5, 3.0


def furnish(world: World, snapshot: Snapshot, dossiers: int) -> None:
    """Gives everybody who holds a post a desk, and each desk its pace."""
    for officer_id, posts in world.known.held.items():
        chance = Random(f"{world.seed}-officer-{officer_id}")  # noqa: S311
        calendar = world.known.calendar(world.known.posts[posts[0]].agency_id)
        world.desks[officer_id] = Desk(officer_id, calendar, desks.absences(chance, world.since, world.until))
    minutes = _demand(world, snapshot, dossiers)
    for officer_id, asked in minutes.items():
        desk = world.desks[officer_id]
        there = desk.calendar.between(world.since, world.until).minutes
        overloaded = any(world.place(post) == truths.OVERLOADED for post in world.known.held[officer_id])
        load = truths.OVERLOAD if overloaded else truths.USUAL_LOAD
        desk.pace = min(max(load * there / asked, _LEAST), _MOST_OVERLOADED if overloaded else _MOST)


def _demand(world: World, snapshot: Snapshot, dossiers: int) -> dict[int, float]:
    """The minutes of work that come to each officer in the whole period, at the usual pace."""
    minutes, total = defaultdict[int, float](float), sum(one.share for one in arrivals.DOSSIERS)
    for kind in arrivals.DOSSIERS:
        for officer_id, each in _of_one(world, snapshot, kind):
            minutes[officer_id] += each * dossiers * kind.share / total
    return minutes


def _of_one(world: World, snapshot: Snapshot, kind: Kind) -> Iterator[tuple[int, float]]:
    """The officers whom one dossier of this kind comes to, and for how many minutes; other agencies' pools apart."""
    model = catalogue.published(snapshot, world.releases[kind.code]).release.model
    agency_id, (unit_id, _) = world.agency(kind.agency), world.at_counter(kind.one_stop)
    for task in model.user_tasks():
        if model.agency(task.process) or task.id.startswith("correct"):
            continue
        post = world.known.resolve(task.role, agency_id=agency_id, receiving_unit_id=unit_id)
        officer_id = world.holder(post.id)
        if officer_id is not None:
            yield officer_id, waiting.effort(task) * _SELDOM.get(task.id, 1.0)
