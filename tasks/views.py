"""Saved views of the inbox: narrowed once, found again by name, counted, shared with the own unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from processes import permissions, views
from processes.database import Snapshot, Transaction
from processes.organisation import Officer
from processes.refusals import Missing, NotFound, TooMany
from processes.views import View as Saved
from tasks import inbox
from tasks.inbox import Filter

MOST, LONGEST = 20, 60
COUNTED = 100
"""A view is counted up to so many: what is more is told as 99+."""

_FILTERS = TypeAdapter(Filter)


@dataclass(frozen=True, slots=True)
class View:
    """A view as its officer sees it; `is_shared` by the unit's colleagues too, `is_mine` when it may be removed."""

    id: int
    name: str
    narrowed: Filter
    is_shared: bool
    is_mine: bool


def of(snapshot: Snapshot, *, officer: Officer) -> list[View]:
    """The officer's own views, then those that others share with the own units."""
    units = {post.unit_id for post in officer.all_posts}
    found = ((saved, _read(saved)) for saved in views.of(snapshot, officer.id, units))
    usable = ((saved, it) for saved, it in found if it is not None and inbox.offers(it.scope, officer))
    return [_view(saved, narrowed, officer) for saved, narrowed in usable]


def save(
    transaction: Transaction,
    name: str,
    narrowed: Filter,
    *,
    unit_id: int | None,
    officer: Officer,
    moment: datetime,
) -> int:
    """Keeps a view under a name, over the officer's own of that name; `unit_id` shares it with an own unit.

    Refuses: Missing, NotAllowed, TooMany.
    """
    told = " ".join(name.split())[:LONGEST]
    if not told:
        raise Missing(what="tên bộ lọc")
    permissions.require(unit_id is None or permissions.may_see(officer, {unit_id}))
    saved = views.save(transaction, told, asdict(narrowed), officer_id=officer.id, unit_id=unit_id, moment=moment)
    if views.number(transaction, officer.id) > MOST:
        raise TooMany(most=MOST, what="bộ lọc đã lưu")
    return saved


def remove(transaction: Transaction, view_id: int, *, officer: Officer) -> None:
    """Forgets a view of the officer's own. Refuses: NotFound, NotAllowed."""
    found = views.one(transaction, view_id)
    if found is None:
        raise NotFound(what="bộ lọc này")
    permissions.require(found.officer_id == officer.id)
    views.remove(transaction, view_id)


def counts(snapshot: Snapshot, shown: Sequence[View], *, officer: Officer, moment: datetime) -> list[int]:
    """How many tasks each view holds now, up to `COUNTED`."""
    return [inbox.count(snapshot, view.narrowed, officer=officer, moment=moment, most=COUNTED) for view in shown]


def _view(saved: Saved, narrowed: Filter, officer: Officer) -> View:
    return View(saved.id, saved.name, narrowed, saved.unit_id is not None, saved.officer_id == officer.id)


def _read(saved: Saved) -> Filter | None:
    """What a view narrows by; one that a former version wrote otherwise is passed over."""
    try:
        return _FILTERS.validate_python(saved.narrowed)
    except ValidationError:
        return None
