"""Days: what each agency received and finished, counted once in the night, and whether its histories are whole.

A day is the law's own, from midnight to midnight in Vietnam; dossiers are counted at their competent agency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, or_, select

from processes import history, statuses
from processes.calendars import ZONE
from processes.database import Snapshot, Transaction
from processes.tables import AgencyDay as Row
from processes.tables import Dossier, Event


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one agency; `late` of those finished were overdue, `overdue` are open past their due time."""

    agency_id: int
    day: date
    received: int
    finished: int
    late: int
    overdue: int
    broken: int


_NAMES = [one.name for one in fields(Day)]
_COLUMNS = [Row.__table__.c[name] for name in _NAMES]


def counted(snapshot: Snapshot, day: date) -> list[Day]:
    """The day as it is now, of every agency that had something to do; it must be over."""
    since, until = _bounds(day)
    row = Dossier
    finished = row.finished_at >= since, row.finished_at < until, row.business_status == statuses.COMPLETED
    is_open = row.finished_at.is_(None), row.paused_at.is_(None), row.due_at < until, row.received_at < until
    query = (
        select(
            row.agency_id,
            func.count().filter(row.received_at >= since, row.received_at < until),
            func.count().filter(*finished),
            func.count().filter(*finished, row.finished_at > row.due_at),
            func.count().filter(*is_open),
        )
        .where(row.kind == "dossier", or_(row.finished_at.is_(None), row.finished_at >= since))
        .group_by(row.agency_id)
        .order_by(row.agency_id)
    )
    broken = _broken(snapshot, since, until)
    found = [_day(day, broken, *row) for row in snapshot.execute(query)]
    return [one for one in found if one.received or one.finished or one.overdue or one.broken]


def _day(day: date, broken: Mapping[int, int], agency_id: int, *told: Any) -> Day:
    received, done, late, overdue = told
    return Day(agency_id, day, received, done, late, overdue, broken.get(agency_id, 0))


def _bounds(day: date) -> tuple[datetime, datetime]:
    since = datetime.combine(day, time(), ZONE)
    return since, since + timedelta(days=1)


def _broken(snapshot: Snapshot, since: datetime, until: datetime) -> dict[int, int]:
    """How many dossiers of each agency that were acted on have a history that is not what was sealed."""
    acted = select(Event.dossier_id).where(Event.at >= since, Event.at < until).distinct()
    found = {one.dossier_id for one in history.verify(snapshot, among=acted)}
    # matters' histories are verified too
    homes = select(Dossier.agency_id).where(Dossier.id.in_(sorted(found)))
    return Counter(snapshot.execute(homes).scalars()) if found else {}


def keep(transaction: Transaction, days: Sequence[Day]) -> None:
    """Puts days on record, each once."""
    if days:
        transaction.execute(insert(Row), [{name: getattr(one, name) for name in _NAMES} for one in days])


def of(snapshot: Snapshot, day: date) -> list[Day]:
    """A day as it was counted in the night after it, by agency; empty before that."""
    return [Day(*row) for row in snapshot.execute(select(*_COLUMNS).where(Row.day == day).order_by(Row.agency_id))]
