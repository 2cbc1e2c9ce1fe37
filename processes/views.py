"""Saved views: what officers narrow the inbox by, under a name, for themselves or for their unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from processes.database import Snapshot, Transaction
from processes.tables import SavedView


@dataclass(frozen=True, slots=True)
class View:
    """A saved view; `unit_id` is the unit it is shared with, None for one's own."""

    id: int
    officer_id: int
    unit_id: int | None
    name: str
    narrowed: Mapping[str, str]


_COLUMNS = (SavedView.id, SavedView.officer_id, SavedView.unit_id, SavedView.name, SavedView.narrowed)


def of(snapshot: Snapshot, officer_id: int, units: Collection[int]) -> list[View]:
    """The officer's own views, then what others share with these units; by name."""
    mine = SavedView.officer_id == officer_id
    query = select(*_COLUMNS).where(or_(mine, SavedView.unit_id.in_(sorted(units))))
    return [View(*row) for row in snapshot.execute(query.order_by(mine.desc(), SavedView.name, SavedView.id))]


def number(snapshot: Snapshot, officer_id: int) -> int:
    """How many views the officer has saved."""
    return snapshot.execute(select(func.count()).where(SavedView.officer_id == officer_id)).scalar_one()


def save(
    transaction: Transaction,
    name: str,
    narrowed: Mapping[str, str],
    *,
    officer_id: int,
    unit_id: int | None,
    moment: datetime,
) -> int:
    """Saves a view, over the officer's own of that name if there is one; its number."""
    values = {"unit_id": unit_id, "narrowed": dict(narrowed), "saved_at": moment}
    own = SavedView.officer_id == officer_id, SavedView.name == name
    again = update(SavedView).where(*own).values(**values).returning(SavedView.id)
    found = transaction.execute(again).scalar_one_or_none()
    if found is None:
        row = {**values, "officer_id": officer_id, "name": name}
        found = transaction.execute(insert(SavedView).values(**row).returning(SavedView.id)).scalar_one()
    return found


def one(snapshot: Snapshot, view_id: int) -> View | None:
    """The view of this number, if it is still there."""
    row = snapshot.execute(select(*_COLUMNS).where(SavedView.id == view_id)).one_or_none()
    return None if row is None else View(*row)


def remove(transaction: Transaction, view_id: int) -> None:
    """Forgets a view."""
    transaction.execute(delete(SavedView).where(SavedView.id == view_id))
