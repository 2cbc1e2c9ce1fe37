"""A directive is given: its text is read for mandates, a person confirms them, and every unit gets its own.

A leader or the head of the office gives, to units of the own agency and to the agencies beneath it. Nothing that was
read counts until it is given. What a directive is called (number, day, subject) follows NĐ 30/2020/NĐ-CP.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from fractions import Fraction

from bpmn.terms import Term
from processes import calendars, catalogue, deadlines, documents, dossiers, mandates, matters, organisation, permissions
from processes.catalogue import Published
from processes.database import Snapshot, Transaction
from processes.mandates import Mandate, Tally
from processes.matters import DIRECTIVE, Place, Row, Told
from processes.openings import Opening
from processes.organisation import Directory, Officer, Post
from processes.people import People, Person
from processes.refusals import Missing, NotFound, NotInForce, NotLawful
from tasks import viewing
from tasks.directives import reading, terms
from tasks.directives.reading import Reading
from tasks.directives.receivers import Receiver, receivers
from tasks.directives.terms import Period
from tasks.reception import Accepted

MOST = 300
_FILES = "sent_along"
_TO_ASSESS = 5  # days after the last report in which it is assessed
_FARTHEST = 3_650


@dataclass(frozen=True, slots=True)
class Asked:
    """One mandate as a person has confirmed it: which unit, what, by which day, how often it reports."""

    unit_id: int
    task: str
    due_on: date
    period: Period = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A directive as it is given: for which agency, what it is called, its text, its mandates.

    `documents` are files that the officer has uploaded: the directive as it was signed.
    """

    agency_id: int
    told: Told
    asked: Sequence[Asked]
    documents: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One directive in the list, and how far it is."""

    row: Row
    tally: Tally


def agencies(officer: Officer, directory: Directory) -> list[int]:
    """The agencies that the officer gives directives for."""
    return [one for one in directory.agencies if permissions.directing_post(officer, one) is not None]


def read(snapshot: Snapshot, text: str, *, agency_id: int, officer: Officer) -> Reading:
    """What a directive's text may ask of whom; nothing is kept. Refuses: NotAllowed, TextTooLong."""
    known = organisation.of_officer(snapshot, officer)
    permissions.require(permissions.directing_post(officer, agency_id) is not None)
    return reading.read(text, [one.name for one in receivers(known, agency_id)])


def give(transaction: Transaction, given: Given, *, officer: Officer, moment: datetime, key: str) -> Accepted:
    """Gives a directive: every mandate opens at its unit, due by its own day.

    Refuses: NotAllowed, NotFound (no such unit beneath the agency), Missing (what it is about, its text, a mandate, a
    task), NotLawful (a day that is over or too far), NotInForce, DocumentMissing, RoleUnresolved, AlreadyDone.
    """
    known = organisation.of_officer(transaction, officer)
    post = permissions.directing_post(officer, given.agency_id)
    permissions.require(post is not None)
    assert post is not None
    on = calendars.local(moment).date()
    laid = _mandates(given, known, post, moment)
    published = _in_force(transaction, given.agency_id, known, on)
    opening = _opening(transaction, given, laid, published, known, post, officer, moment)
    dossier_id = dossiers.start(transaction, opening, officer=officer, moment=moment, key=key)
    documents.take(transaction, given.documents, dossier_id=dossier_id, kind="paper", paper=_FILES, officer=officer)
    return Accepted(dossier_id, opening.code, opening.due.received, opening.due.due, opening.due.explanation)


def _mandates(given: Given, known: Directory, post: Post, moment: datetime) -> list[Mandate]:
    if not given.told.subject.strip():
        raise Missing(what="trích yếu của văn bản chỉ đạo")
    if not given.told.content.strip():
        raise Missing(what="nội dung của văn bản chỉ đạo")
    if not given.asked:
        raise Missing(what="nhiệm vụ được giao")
    if len(given.asked) > MOST:
        raise NotLawful(why=f"một văn bản chỉ đạo giao nhiều nhất {MOST} nhiệm vụ")
    by_unit = {one.unit_id: one for one in receivers(known, given.agency_id)}
    return [_mandate(number, one, by_unit, post, moment) for number, one in enumerate(given.asked, 1)]


def _mandate(number: int, asked: Asked, by_unit: dict[int, Receiver], post: Post, moment: datetime) -> Mandate:
    receiver = by_unit.get(asked.unit_id)
    if receiver is None:
        raise NotFound(what="đơn vị nhận nhiệm vụ này")
    if not asked.task.strip():
        raise Missing(what="nội dung của một nhiệm vụ")
    on = calendars.local(moment).date()
    if _end_of(asked.due_on) <= moment or (asked.due_on - on).days > _FARTHEST:
        raise NotLawful(why=f"hạn của nhiệm vụ số {number} đã qua hoặc xa hơn mười năm")
    days = terms.reports(asked.due_on, asked.period, on)
    dues = tuple(end for end in map(_end_of, days) if end > moment)  # given after 17:00 of a period's last day
    task = asked.task.strip()
    return Mandate(number, receiver.unit_id, receiver.post_id, post.id, task, asked.period, dues)


def _end_of(day: date) -> datetime:
    """A day's report is due when the working day ends."""
    return datetime.combine(day, time(17), tzinfo=calendars.ZONE)


def _in_force(transaction: Transaction, agency_id: int, known: Directory, on: date) -> Published:
    release_id = catalogue.in_force_at(transaction, DIRECTIVE, agency_id, on)
    if release_id is None:
        raise NotInForce(agency=known.agencies[agency_id].name)
    return catalogue.published(transaction, release_id)


def _opening(
    transaction: Transaction,
    given: Given,
    laid: Sequence[Mandate],
    published: Published,
    known: Directory,
    post: Post,
    officer: Officer,
    moment: datetime,
) -> Opening:
    on, giver = calendars.local(moment).date(), Person(officer.name)
    last = max(calendars.local(one.dues[-1]).date() for one in laid)
    term = Term(Fraction((last - on).days + _TO_ASSESS), "day", "calendar")
    told = Told(" ".join(given.told.subject.split())[:300], given.told.content.strip())
    return Opening(
        published=published,
        case_code=published.release.cases[0].code,
        channel=published.release.channels[0],
        code=matters.code_for(transaction, published.release.code, known, given.agency_id, on),
        number=None,
        public_key=secrets.token_urlsafe(18),
        receiving_unit_id=post.unit_id,
        agency_id=given.agency_id,
        accepted_on=on,
        due=deadlines.due(moment, term, known.calendar(given.agency_id)),
        people=People(giver, giver),
        papers=[{"code": _FILES, "name": "Văn bản chỉ đạo"}] if given.documents else [],
        fee={},
        delivery={},
        references={},
        told=told,
        mandates=laid,
    )


def page(
    snapshot: Snapshot,
    *,
    officer: Officer,
    is_open: bool,
    moment: datetime,
    after: Place | None = None,
    limit: int = 50,
) -> list[Line]:
    """One page of the directives that the officer gave, works on or answers for, and how far each is."""
    known = organisation.of_officer(snapshot, officer)
    query = matters.sight(officer, known, is_open=is_open, after=after, limit=limit)
    rows = matters.page(snapshot, replace(query, directives=True))
    tallies = mandates.tallies(snapshot, [row.dossier_id for row in rows], moment=moment)
    return [Line(row, tallies.get(row.dossier_id, Tally())) for row in rows]


def progress(snapshot: Snapshot, dossier_id: int, *, officer: Officer, moment: datetime) -> list[Mandate]:
    """How far each unit is with a directive that the officer may see. Refuses: NotFound."""
    viewing.require_sight(snapshot, dossier_id, officer=officer, moment=moment)
    return mandates.of(snapshot, dossier_id)
