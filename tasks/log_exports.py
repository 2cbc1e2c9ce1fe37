"""Exports of the event log: an analyst takes out what an agency's dossiers went through, to look at it elsewhere.

Nothing of the applicants is in it. Officers are marks that mean nobody, drawn anew each time, unless who leads the
agency asks for names. That it was taken out is on record before the first piece leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import SystemRandom

import numpy as np

from processes import event_log, log_exports, organisation, permissions
from processes.calendars import ZONE, local
from processes.database import Database, Snapshot
from processes.event_log import EventLog
from processes.log_exports import Export
from processes.organisation import Directory, Officer
from processes.refusals import NotAllowed, NotFound
from tasks.log_forms import FORMS, Form, Source
from tasks.log_forms.source import Names, Papers


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken out, and how.

    No agency means all that the officer may; days are those of the receipt, both included, where not all are meant.
    """

    form: str
    agencies: frozenset[int] = frozenset()
    names_officers: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class File:
    """What leaves: its name, what kind of file it is, and how many tasks are in it."""

    name: str
    form: Form
    tasks: int
    source: Source

    def pieces(self) -> Iterator[bytes]:
        """The content, each piece made when it is asked for."""
        return (piece.encode() for piece in self.form.write(self.source))


def agencies(snapshot: Snapshot, officer: Officer) -> list[int]:
    """The agencies whose log the officer may take out."""
    known = organisation.of_officer(snapshot, officer)
    return [one for one in known.agencies if permissions.may_export_log(officer, one)]


def nameable(snapshot: Snapshot, officer: Officer) -> list[int]:
    """Of these, those whose officers may be named."""
    return [one for one in agencies(snapshot, officer) if permissions.may_name_officers(officer, one)]


def export(database: Database, order: Order, *, officer: Officer, moment: datetime, key: str) -> File:
    """Takes the log of agencies out; the dossiers they decide on whole, of others their own tasks.

    Refuses: NotFound for a form that there is not, NotAllowed, AlreadyDone.
    """
    form = FORMS.get(order.form)
    if form is None:
        raise NotFound(what="định dạng này")
    with database.snapshot() as snapshot:
        chosen = _chosen(snapshot, order, officer)
        known = organisation.of_officer(snapshot, officer)
        log = _narrowed(event_log.current(snapshot), chosen, order)
    told = Export(
        *(officer.id, moment, order.form, tuple(sorted(chosen)), order.names_officers, order.since, order.until),
        len(log),
    )
    with database.transaction() as transaction:
        log_exports.note(transaction, told, key=key)
    source = Source(log, _names(known, log, order), _papers(database))
    return File(f"nhat-ky-{local(moment):%Y%m%d-%H%M}.{form.ending}", form, len(log), source)


def _chosen(snapshot: Snapshot, order: Order, officer: Officer) -> frozenset[int]:
    may = frozenset(agencies(snapshot, officer))
    chosen = order.agencies or may
    if not chosen or not chosen <= may:
        raise NotAllowed
    if order.names_officers and not chosen <= frozenset(nameable(snapshot, officer)):
        raise NotAllowed
    return chosen


def _narrowed(log: EventLog, chosen: Collection[int], order: Order) -> EventLog:
    mine = np.isin(log.dossiers["agency"], sorted(chosen))
    own = np.isin(log.tasks["agency"], sorted(chosen))
    touched = mine.copy()
    touched[log.rows[own]] = True
    received = log.dossiers["received"]
    if order.since is not None:
        touched &= received >= _begin(order.since)
    if order.until is not None:
        touched &= received < _begin(order.until + timedelta(days=1))
    return log.only(touched, own | mine[log.rows])


def _begin(day: date) -> int:
    return int(datetime.combine(day, time(), ZONE).timestamp())


def _names(known: Directory, log: EventLog, order: Order) -> Names:
    people = [int(one) for one in np.unique(log.tasks["officer"]) if one > 0]
    called = {one: known.name(one) for one in people} if order.names_officers else _marks(people)
    units = {one.id: one.name for one in known.units.values()}
    return Names(called, units, {one.id: one.name for one in known.agencies.values()})


def _marks(people: list[int]) -> dict[int, str]:
    """Numbers in an order that nobody can tell, drawn anew each time."""
    places = list(range(1, len(people) + 1))
    SystemRandom().shuffle(places)
    return {one: f"CB-{place:04}" for one, place in zip(people, places, strict=True)}


def _papers(database: Database) -> Papers:
    def read(dossiers: Collection[int]) -> Mapping[int, list[tuple[str, int]]]:
        with database.snapshot() as snapshot:
            found = log_exports.papers(snapshot, dossiers)
        return {one: [(str(paper["code"]), _number(paper)) for paper in papers] for one, papers in found.items()}

    return read


def _number(paper: Mapping[str, object]) -> int:
    return sum(int(str(paper.get(name) or 0)) for name in ("originals", "copies"))
