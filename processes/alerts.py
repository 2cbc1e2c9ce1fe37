"""Alerts: what officers want to be told of as soon as it holds, and how each stands.

Only rows and their guards: what an alert counts, and when it is told, is decided in `tasks/`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import bindparam, delete, func, insert, select, update

from processes.board import Axis, Measure
from processes.database import Snapshot, Transaction
from processes.prepared import Prepared
from processes.tables import Alert as Row

Rest = Literal["", "no_board", "not_overseen"]
MEASURES: tuple[Measure, ...] = ("overdue", "unapologised", "stuck", "unclaimed", "today", "soon", "paused")
WAITING: frozenset[Measure] = frozenset({"unclaimed", "paused"})
"""What can have lasted: so many working hours unclaimed, so many days paused."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What an officer wants to be told of, under a name: more dossiers than `above` stand so in a part of the board.

    `waits` are the working hours unclaimed or the days of the pause from which on they count; with `is_daily` it is
    told again each working day for as long as it holds.
    """

    name: str
    measure: Measure
    above: int
    waits: int = 0
    axis: Axis = "work"
    agency_id: int | None = None
    unit_id: int | None = None
    procedure_id: int | None = None
    is_daily: bool = False

    def counts_as(self, other: Rule) -> bool:
        """Whether it holds whenever the other does."""
        return replace(self, name=other.name, is_daily=other.is_daily) == other


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule, whether it is on, and how it stands.

    It holds since `since`; the number that was told last is `told`, at `told_at`; nothing is counted while it rests.
    """

    id: int
    officer_id: int
    rule: Rule
    is_on: bool
    revision: int
    since: datetime | None
    told_at: datetime | None
    told: int
    rests: Rest


_RULE = (
    *(Row.name, Row.measure, Row.above, Row.waits, Row.axis),
    *(Row.agency_id, Row.unit_id, Row.procedure_id, Row.is_daily),
)
_STANDS = (Row.is_on, Row.revision, Row.since, Row.told_at, Row.told, Row.rests)
_READ = select(Row.id, Row.officer_id, *_RULE, *_STANDS)
_FRESH: Mapping[str, object] = {"since": None, "told_at": None, "told": 0, "rests": ""}
_NEXT = {"revision": Row.revision + 1}


def _alert(row: Any) -> Alert:
    last = 2 + len(_RULE)
    return Alert(row[0], row[1], Rule(*row[2:last]), *row[last:])


def of(snapshot: Snapshot, officer_id: int) -> list[Alert]:
    """The officer's alerts, by name."""
    rows = snapshot.execute(_READ.where(Row.officer_id == officer_id).order_by(Row.name))
    return [_alert(row) for row in rows]


def on(snapshot: Snapshot) -> list[Alert]:
    """Every alert that is switched on, the oldest first."""
    return [_alert(row) for row in snapshot.execute(_READ.where(Row.is_on.is_(True)).order_by(Row.id))]


def is_any_on(snapshot: Snapshot) -> bool:
    """Whether somebody has one that is switched on."""
    return snapshot.execute(select(Row.id).where(Row.is_on.is_(True)).limit(1)).first() is not None


def one(snapshot: Snapshot, alert_id: int) -> Alert | None:
    """The alert of this number, if it is still there."""
    row = snapshot.execute(_READ.where(Row.id == alert_id)).one_or_none()
    return None if row is None else _alert(row)


def named(snapshot: Snapshot, officer_id: int, name: str) -> Alert | None:
    """The officer's alert of this name."""
    row = snapshot.execute(_READ.where(Row.officer_id == officer_id, Row.name == name)).one_or_none()
    return None if row is None else _alert(row)


def number(snapshot: Snapshot, officer_id: int) -> int:
    """How many alerts the officer has."""
    return snapshot.execute(select(func.count()).where(Row.officer_id == officer_id)).scalar_one()


def add(transaction: Transaction, rule: Rule, *, officer_id: int) -> int:
    """Sets a new alert, switched on; its number."""
    values = {**asdict(rule), **_FRESH, "officer_id": officer_id, "is_on": True, "revision": 0}
    return cast(int, transaction.execute(insert(Row).values(**values).returning(Row.id)).scalar_one())


def change(transaction: Transaction, found: Alert, rule: Rule) -> None:
    """Sets an alert otherwise; unless it counts the same as before it may be told anew."""
    fresh = {} if rule.counts_as(found.rule) else _FRESH
    changed = update(Row).where(Row.id == found.id).values(**asdict(rule), **fresh, **_NEXT)
    transaction.execute(changed)


def switch(transaction: Transaction, alert_id: int, *, is_on: bool) -> None:
    """Switches an alert on or off; what held before is forgotten."""
    transaction.execute(update(Row).where(Row.id == alert_id).values(is_on=is_on, **_FRESH, **_NEXT))


def remove(transaction: Transaction, alert_id: int) -> None:
    """Forgets an alert."""
    transaction.execute(delete(Row).where(Row.id == alert_id))


def hold(transaction: Transaction, seen: Collection[int]) -> dict[int, int]:
    """The revisions of these alerts as they are now, held against other writers; of those that are still on."""
    query = select(Row.id, Row.revision).where(Row.id.in_(sorted(seen)), Row.is_on.is_(True))
    return {row.id: row.revision for row in transaction.execute(query.order_by(Row.id).with_for_update())}


_MOVE = Prepared(
    update(Row)
    .where(Row.id == bindparam("alert"))
    .values(
        revision=Row.revision + 1,
        since=bindparam("begun", type_=Row.since.type),
        told_at=bindparam("at", type_=Row.told_at.type),
        told=bindparam("number"),
        rests=bindparam("why"),
    )
)


def move(transaction: Transaction, moved: Sequence[Alert]) -> None:
    """Notes how alerts stand now; each is held."""
    rows = [
        {"alert": one.id, "begun": one.since, "at": one.told_at, "number": one.told, "why": one.rests} for one in moved
    ]
    if rows:
        transaction.write(_MOVE, rows)
