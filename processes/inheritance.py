"""Inheritance: what is open at an agency, a unit or a post that has ended goes on at its successor; what is over stays.

Each dossier is one act with its own facts in the history; done again, nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, case, false, func, literal, or_, select, union, update

from processes import catalogue, handoffs, particulars, partners, statuses
from processes.assignments import HELD
from processes.database import Snapshot, Transaction
from processes.history import Fact
from processes.lineage import Kind, Lineage
from processes.organisation import Directory
from processes.particulars import Particulars
from processes.reorganisations import Pair
from processes.tables import (
    ApiToken,
    Bundle,
    Consignment,
    Dossier,
    Execution,
    Letter,
    Registration,
    SavedView,
    Task,
)

_OPEN = ("opened", *HELD)
_UNANSWERED = ("registered", "supplement")


@dataclass(frozen=True, slots=True)
class Left:
    """What ended, by kind, of which something open may be left."""

    agencies: Collection[int]
    units: Collection[int]
    posts: Collection[int]

    @staticmethod
    def of(pairs: Iterable[Pair]) -> Left:
        """The things that these pairs end."""
        by_kind: dict[Kind, list[int]] = {"agency": [], "unit": [], "post": []}
        for one in pairs:
            by_kind[one.kind].append(one.what_id)
        return Left(by_kind["agency"], by_kind["unit"], by_kind["post"])


@dataclass(frozen=True, slots=True)
class Load:
    """How many open tasks of a post an officer holds, or its pool when none does."""

    post_id: int
    holder_id: int | None
    tasks: int


def is_open() -> ColumnElement[bool]:
    """Whether something is still to be done about a dossier or matter."""
    over = (statuses.WITHDRAWN, statuses.STOPPED)
    return Dossier.returned_at.is_(None) & Dossier.business_status.not_in(over)


def loads(snapshot: Snapshot, posts: Collection[int]) -> list[Load]:
    """The open tasks of these posts, by post and holder."""
    query = select(Task.post_id, Task.holder_id, func.count()).where(Task.post_id.in_(posts), Task.state.in_(_OPEN))
    grouped = query.group_by(Task.post_id, Task.holder_id).order_by(Task.post_id, Task.holder_id)
    return [Load(*row) for row in snapshot.execute(grouped)]


def dossiers(snapshot: Snapshot, left: Left, *, limit: int) -> list[int]:
    """Dossiers and matters of which something is left there, the earliest first."""
    found = _left(left)
    return list(snapshot.execute(select(found.c.id).order_by(found.c.id).limit(limit)).scalars())


def number(snapshot: Snapshot, left: Left) -> int:
    """How many open dossiers and matters would be inherited."""
    return snapshot.execute(select(func.count()).select_from(_left(left))).scalar_one()


def _left(left: Left) -> Subquery:
    places = [Dossier.agency_id.in_(left.agencies)] if left.agencies else []
    places += [Dossier.receiving_unit_id.in_(left.units)] if left.units else []
    of_agencies = select(Dossier.id).where(is_open(), or_(false(), *places))
    waiting = select(Task.dossier_id).where(Task.post_id.in_(left.posts), Task.state.in_(_OPEN))
    return union(of_agencies, waiting).subquery()


def settle(transaction: Transaction, pairs: Collection[Pair], known: Directory) -> None:
    """What belongs to no dossier goes to the successors: procedures in force, requests not answered, tokens, views."""
    for one in pairs:
        now = known.lineage.now(one.kind, one.what_id)
        if now == one.what_id or one.kind == "post":
            continue
        if one.kind == "unit":
            views = update(SavedView).where(SavedView.unit_id == one.what_id)
            transaction.execute(views.values(unit_id=now))
            continue
        for noun in (catalogue, partners, handoffs):
            noun.inherit(transaction, now, one.what_id)
        tokens = update(ApiToken).where(ApiToken.agency_id == one.what_id, ApiToken.revoked_at.is_(None))
        transaction.execute(tokens.values(agency_id=now))
    left = Left.of(pairs)
    _settle_registrations(transaction, left, known.lineage)
    _settle_papers(transaction, left, known.lineage)


def _settle_papers(transaction: Transaction, left: Left, lineage: Lineage) -> None:
    """Papers lie with the unit that succeeds, and a list on its way is received there."""
    on_the_way = Consignment.state == "made"
    for unit_id in left.units:
        now = lineage.now("unit", unit_id)
        transaction.execute(update(Bundle).where(Bundle.unit_id == unit_id).values(unit_id=now))
        sent = update(Consignment).where(Consignment.to_unit_id == unit_id, on_the_way)
        transaction.execute(sent.values(to_unit_id=now))
        given = update(Consignment).where(Consignment.from_unit_id == unit_id, on_the_way)
        transaction.execute(given.values(from_unit_id=now))


def _settle_registrations(transaction: Transaction, left: Left, lineage: Lineage) -> None:
    row = Registration
    theirs = or_(row.receiving_unit_id.in_(left.units), row.agency_id.in_(left.agencies))
    query = select(row.id, row.release_id, row.receiving_unit_id, row.agency_id)
    for found in transaction.execute(query.where(row.state.in_(_UNANSWERED), theirs)).all():
        agency_id = lineage.now("agency", found.agency_id)
        values = {
            "agency_id": agency_id,
            "receiving_unit_id": lineage.now("unit", found.receiving_unit_id),
            "release_id": catalogue.in_force_instead(transaction, found.release_id, agency_id),
        }
        transaction.execute(update(row).where(row.id == found.id).values(**values))


def inherit(transaction: Transaction, dossier_id: int, known: Directory, *, moment: datetime) -> None:
    """One dossier goes on at the successors: competent agency, receiving unit, open tasks, letters not issued.

    What is held stays with its holder where they hold the successor post, else it waits in the pool; due times stay.
    Refuses: LostRace, AlreadyDone.
    """
    found, now = particulars.hold(transaction, dossier_id), known.lineage.now
    facts = _inherit_tasks(transaction, dossier_id, known, moment)
    columns: dict[str, object] = {}
    agency_id, unit_id = _competent(found, facts, known), now("unit", found.receiving_unit_id)
    if (agency_id, unit_id) != (found.agency_id, found.receiving_unit_id):
        columns |= {"agency_id": agency_id, "receiving_unit_id": unit_id, "number": None}
        columns |= {"first_agency_id": found.first_agency_id or found.agency_id, "first_unit_id": found.received_by}
        facts.insert(0, Fact("dossier.inherited", _told(found, agency_id, unit_id, known)))
        transaction.execute(update(Task).where(Task.dossier_id == found.id).values(receiving_unit_id=unit_id))
    if facts:
        key = f"inherit:{found.id}:{found.chain.length}"
        particulars.change(transaction, found, facts, columns, moment=moment, key=key)
    if agency_id != found.agency_id:
        _inherit_rest(transaction, found, agency_id)


def _competent(found: Particulars, moved: Iterable[Fact], known: Directory) -> int:
    """The agency that goes on: where the units of the one that ended went to several, who has the dossier's steps."""
    successor = known.lineage.now("agency", found.agency_id)
    homes = {
        known.posts[fact.post_id].agency_id
        for fact in moved
        if fact.post_id in known.posts
        and isinstance(before := fact.data["from"], int)
        and (post := known.post(before)) is not None
        and post.agency_id == found.agency_id
        and post.unit_id != found.receiving_unit_id
    }
    return homes.pop() if successor != found.agency_id and len(homes) == 1 else successor


def _told(found: Particulars, agency_id: int, unit_id: int, known: Directory) -> Mapping[str, object]:
    decision = known.lineage.decision
    return {
        "decision": decision("agency", found.agency_id) or decision("unit", found.receiving_unit_id),
        "agency": [found.agency_id, agency_id],
        "unit": [found.receiving_unit_id, unit_id],
        "from": known.agencies[known.units[found.receiving_unit_id].agency_id].name,
        "to": known.agencies[known.units[unit_id].agency_id].name,
    }


def _inherit_tasks(transaction: Transaction, dossier_id: int, known: Directory, moment: datetime) -> list[Fact]:
    """Moves the dossier's open tasks to the posts that succeed theirs, and tells of each."""
    facts: list[Fact] = []
    at = literal(moment, Task.next_rung_at.type)
    columns = Task.id, Task.post_id, Task.holder_id, Task.state, Task.element, Task.ref, Task.substitution_id
    query = select(*columns).where(Task.dossier_id == dossier_id, Task.state.in_(_OPEN)).order_by(Task.id)
    for row in transaction.execute(query).all():
        post_id = known.lineage.now("post", row.post_id)
        if post_id == row.post_id:
            continue
        stays = row.holder_id is not None and post_id in known.officer(row.holder_id).post_ids
        nobody = {"state": "opened", "holder_id": None, "claimed_at": None, "substitution_id": None}
        gone = {} if stays else {**nobody, "delegation_id": None, "taken_post_id": None}
        # by the successor's calendar its rungs may lie elsewhere: the next sweep looks where
        rung = case((Task.next_rung_at > at, at), else_=Task.next_rung_at)
        change = update(Task).where(Task.id == row.id).values(post_id=post_id, next_rung_at=rung, **gone)
        transaction.execute(change)
        told = {"from": row.post_id, "holder": row.holder_id if stays else None}
        told |= {"decision": known.lineage.decision("post", row.post_id)}
        facts.append(Fact("task.inherited", told, None, post_id, row.element, row.ref))
    return facts


def _inherit_rest(transaction: Transaction, found: Particulars, agency_id: int) -> None:
    """Executions go on at the successor; a letter not issued is its draft, to be approved by its own head."""
    running = Execution.dossier_id == found.id, Execution.agency_id == found.agency_id, Execution.ended_at.is_(None)
    transaction.execute(update(Execution).where(*running).values(agency_id=agency_id))
    written = Letter.dossier_id == found.id, Letter.agency_id == found.agency_id
    anew = {"agency_id": agency_id, "state": "draft", "approved_by": None, "approved_at": None, "approved_under": None}
    transaction.execute(update(Letter).where(*written, Letter.state.in_(("draft", "approved"))).values(**anew))
