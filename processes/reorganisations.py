"""Reorganisations on record: ordered by a decision for a day, withdrawn before it, or inherited; and new names.

Nothing is deleted: what ends has a last day, and a withdrawn reorganisation stays on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update

from processes import tables
from processes.database import Snapshot, Transaction
from processes.lineage import Kind
from processes.refusals import LostRace, NotFound
from processes.tables import Holding

_DAY = timedelta(days=1)
_ROWS: dict[Kind, type[tables.Agency] | type[tables.Unit] | type[tables.Post]] = {
    "agency": tables.Agency,
    "unit": tables.Unit,
    "post": tables.Post,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """What ends, and what succeeds it; nothing where it just ends."""

    kind: Kind
    what_id: int
    successor_id: int | None


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """One reorganisation as it is on record."""

    id: int
    kind: Kind
    what_id: int
    successor_id: int | None
    decision: str
    decided_on: date
    begins: date
    withdrawn_at: datetime | None
    inherited_at: datetime | None


def put(
    transaction: Transaction,
    kind: Kind,
    what_id: int,
    pairs: Sequence[Pair],
    *,
    decision: str,
    decided_on: date,
    begins: date,
    takes_over: bool,
    officer_id: int,
    moment: datetime,
    key: str,
) -> int:
    """Records a reorganisation: everything that it ends has its last day on the eve, the holds on it too; its id.

    With `takes_over` who holds a post on its last day holds its successor from then on.
    """
    last = begins - _DAY
    shortened = _shorten(transaction, [one.what_id for one in pairs if one.kind == "post"], last)
    values = {
        "kind": kind,
        "what_id": what_id,
        "decision": decision,
        "decided_on": decided_on,
        "begins": begins,
        "holdings": {"shortened": shortened, "made": _take_over(transaction, pairs, begins) if takes_over else []},
        "ordered_by": officer_id,
        "ordered_at": moment,
        "act_key": key,
    }
    row = tables.Reorganisation
    found = transaction.execute(insert(row).returning(row.id), values).scalar_one()
    rows = [
        {
            "reorganisation_id": found,
            "kind": one.kind,
            "what_id": one.what_id,
            "successor_id": one.successor_id,
            "begins": begins,
        }
        for one in pairs
    ]
    transaction.execute(insert(tables.Successor), rows)
    for one in pairs:
        _end(transaction, one.kind, one.what_id, last)
    return found


def _end(transaction: Transaction, kind: Kind, what_id: int, last: date | None) -> None:
    row = _ROWS[kind]
    transaction.execute(update(row).where(row.id == what_id).values(valid_to=last))


def _shorten(transaction: Transaction, posts: Sequence[int], last: date) -> list[list[object]]:
    """Ends the holds on posts that would last longer; each with its last day before."""
    longer = or_(Holding.valid_to.is_(None), Holding.valid_to > last)
    query = select(Holding.id, Holding.valid_to).where(Holding.post_id.in_(posts), longer).order_by(Holding.id)
    rows = transaction.execute(query).all()
    transaction.execute(update(Holding).where(Holding.id.in_([row.id for row in rows])).values(valid_to=last))
    return [[row.id, row.valid_to and row.valid_to.isoformat()] for row in rows]


def _take_over(transaction: Transaction, pairs: Iterable[Pair], begins: date) -> list[int]:
    made: list[int] = []
    for one in pairs:
        if one.kind != "post" or one.successor_id is None:
            continue
        held = Holding.valid_from < begins, Holding.valid_to == begins - _DAY
        query = select(Holding.officer_id).where(Holding.post_id == one.what_id, *held).order_by(Holding.id)
        for officer_id in transaction.execute(query).scalars().all():
            theirs = Holding.officer_id == officer_id, Holding.post_id == one.successor_id
            lasting = or_(Holding.valid_to.is_(None), Holding.valid_to >= begins)
            if transaction.execute(select(Holding.id).where(*theirs, lasting)).first() is None:
                row = {"officer_id": officer_id, "post_id": one.successor_id, "valid_from": begins}
                made.append(transaction.execute(insert(Holding).returning(Holding.id), row).scalar_one())
    return made


def withdraw(transaction: Transaction, found: Reorganisation, *, moment: datetime) -> None:
    """What would have ended goes on, and nobody takes anything over: holds that never began go. Refuses: LostRace."""
    row = tables.Reorganisation
    still = row.id == found.id, row.withdrawn_at.is_(None), row.inherited_at.is_(None)
    changed = transaction.execute(update(row).where(*still).values(withdrawn_at=moment).returning(row.holdings))
    holdings = changed.scalar_one_or_none()
    if holdings is None:
        raise LostRace
    for holding_id, last in holdings["shortened"]:
        until = date.fromisoformat(last) if last else None
        transaction.execute(update(Holding).where(Holding.id == holding_id).values(valid_to=until))
    transaction.execute(delete(Holding).where(Holding.id.in_(holdings["made"]), Holding.valid_from == found.begins))
    for one in pairs(transaction, found.id):
        _end(transaction, one.kind, one.what_id, None)


def pairs(snapshot: Snapshot, reorganisation_id: int) -> list[Pair]:
    """What a reorganisation ends, each with its successor."""
    row = tables.Successor
    query = select(row.kind, row.what_id, row.successor_id).where(row.reorganisation_id == reorganisation_id)
    return [Pair(*found) for found in snapshot.execute(query.order_by(row.id))]


def one(snapshot: Snapshot, reorganisation_id: int) -> Reorganisation:
    """The reorganisation under that number. Refuses: NotFound."""
    row = snapshot.execute(_SELECT.where(tables.Reorganisation.id == reorganisation_id)).one_or_none()
    if row is None:
        raise NotFound(what="việc sắp xếp này")
    return Reorganisation(*row)


def all_of(snapshot: Snapshot) -> list[Reorganisation]:
    """Every reorganisation there was, the newest first."""
    row = tables.Reorganisation
    return [Reorganisation(*found) for found in snapshot.execute(_SELECT.order_by(row.begins.desc(), row.id.desc()))]


def begun(snapshot: Snapshot, *, since: date, today: date) -> list[Reorganisation]:
    """Those whose day has come and whose work is not inherited yet; those begun `since` are looked at again."""
    row = tables.Reorganisation
    left = row.withdrawn_at.is_(None), row.begins <= today, or_(row.inherited_at.is_(None), row.begins >= since)
    return [Reorganisation(*found) for found in snapshot.execute(_SELECT.where(*left).order_by(row.begins, row.id))]


def inherited(transaction: Transaction, found: Sequence[Reorganisation], *, moment: datetime) -> None:
    """Nothing that was open is left where it was."""
    row = tables.Reorganisation
    mine = row.id.in_([one.id for one in found]), row.inherited_at.is_(None)
    transaction.execute(update(row).where(*mine).values(inherited_at=moment))


def postpone(transaction: Transaction, things: Iterable[Pair], *, today: date) -> None:
    """What ends without a successor does so after today, and who held it on its last day still does."""
    for one in things:
        if one.kind == "post":
            last = select(tables.Post.valid_to).where(tables.Post.id == one.what_id).scalar_subquery()
            held = Holding.post_id == one.what_id, Holding.valid_to == last
            transaction.execute(update(Holding).where(*held).values(valid_to=today))
        row = tables.Successor
        mine = row.kind == one.kind, row.what_id == one.what_id, row.successor_id.is_(None)
        transaction.execute(update(row).where(*mine).values(begins=today + _DAY))
        _end(transaction, one.kind, one.what_id, today)


def name(transaction: Transaction, kind: Kind, what_id: int, name: str, place: str, begins: date) -> None:
    """An agency, a unit or a post is called otherwise from a day on."""
    row = {"kind": kind, "what_id": what_id, "name": name, "place": place, "begins": begins}
    transaction.execute(insert(tables.Naming), row)


_ACT, _HEAD = tables.Reorganisation, tables.Successor
_SELECT = select(
    *(_ACT.id, _ACT.kind, _ACT.what_id, _HEAD.successor_id, _ACT.decision, _ACT.decided_on, _ACT.begins),
    *(_ACT.withdrawn_at, _ACT.inherited_at),
).join(
    _HEAD,
    (_HEAD.reorganisation_id == _ACT.id) & (_HEAD.kind == _ACT.kind) & (_HEAD.what_id == _ACT.what_id),
)
