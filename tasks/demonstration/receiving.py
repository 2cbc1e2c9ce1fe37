"""How the demonstration's requests are accepted: at the counter, by post, by the net; petitions by telephone."""

from __future__ import annotations

from datetime import datetime

from bpmn.procedures import Case
from processes import catalogue
from processes.database import Transaction
from processes.matters import Told
from processes.people import People
from tasks import matters, reception
from tasks.demonstration import answers, people, working
from tasks.demonstration.courses import Course
from tasks.demonstration.world import World
from tasks.matters import Incoming
from tasks.reception import PaperGiven, Request

_CHANNELS = {"counter": 62, "online": 33, "post": 5}
_FOR_ANOTHER = 0.1


def receive(world: World, course: Course, transaction: Transaction, moment: datetime) -> None:
    """The request is accepted, and is on its way to the first desk."""
    release = catalogue.published(transaction, world.releases[course.code]).release
    case = course.chance.choice(release.cases)
    accept = _take_in if course.is_matter else _accept
    course.dossier_id, due = accept(world, course, case, transaction, moment)
    world.courses[course.dossier_id] = course
    working.foresee(world, course, due, moment)
    working.follow(world, course, transaction, moment)


def _accept(
    world: World, course: Course, case: Case, transaction: Transaction, moment: datetime
) -> tuple[int, datetime]:
    kind = course.arrival.kind
    unit_id, officer = world.at_counter(kind.one_stop)
    submitter = course.owner if course.chance.random() >= _FOR_ANOTHER else people.somebody(course.chance, "")
    request = Request(
        release_id=world.releases[kind.code],
        case_code=case.code,
        channel=course.chance.choices([*_CHANNELS], [*_CHANNELS.values()])[0],  # pyright: ignore[reportArgumentType]
        receiving_unit_id=unit_id,
        agency_id=world.agency(kind.agency),
        people=People(course.owner, submitter),
        papers=[PaperGiven(one.code, one.name, one.originals, one.copies) for one in case.papers if one.required],
    )
    taken = reception.accept(transaction, request, officer=officer, moment=moment, key=course.key())
    return taken.dossier_id, taken.due_at


def _take_in(
    world: World, course: Course, case: Case, transaction: Transaction, moment: datetime
) -> tuple[int, datetime]:
    unit_id, officer = world.at_counter(course.arrival.kind.one_stop)
    release_id, told = world.releases[course.code], Told(*answers.petition(course))
    incoming = Incoming(release_id, case.code, "phone", unit_id, course.owner, told)
    taken = matters.receive(transaction, incoming, officer=officer, moment=moment, key=course.key())
    return taken.dossier_id, taken.due_at
