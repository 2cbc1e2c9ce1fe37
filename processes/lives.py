"""Lives: what became of each dossier until a moment, as its history tells it and nothing else.

Nothing that happens later changes what is told of an earlier moment: facts are only ever added, and those after the
moment are not looked at. Which agency a dossier counts for is the one that was competent for it then. Matters are no
dossiers and are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import case, func, or_, select, type_coerce

from bpmn.terms import WorkingTime
from processes import deadlines, ledger
from processes.calendars import Calendar
from processes.database import Snapshot
from processes.former_calendars import FormerCalendars
from processes.periods import Period
from processes.tables import Dossier, Event

Ending = Literal["result", "withdrawn", "stopped"]
Judgement = Literal["early", "on_time", "overdue"]

_ACCEPTED, _INHERITED = "dossier.accepted", "dossier.inherited"
_ENDINGS: Mapping[str, Ending] = {
    "result.issued": "result",
    "dossier.withdrawn": "withdrawn",
    "dossier.stopped": "stopped",
}


@dataclass(frozen=True, slots=True)
class Life:
    """A dossier as it stood at a moment.

    `due` is the lawful one, by which reports judge; while the clock stands, `left` is the working time that was left of
    it. `asked` are the moments a supplement was asked for, `answered` those at which one came.
    """

    dossier_id: int
    release_id: int
    channel: str
    agency_id: int
    unit_id: int
    received: datetime
    due: datetime
    left: WorkingTime | None = None
    ended: datetime | None = None
    ending: Ending | None = None
    asked: tuple[datetime, ...] = ()
    answered: tuple[datetime, ...] = ()

    def is_late(self, calendar: Calendar, moment: datetime) -> bool:
        """Whether the lawful time was used up, when it ended or else at the moment."""
        if self.left is not None:
            return self.left.minutes < 0
        return calendar.between(self.due, self.ended or moment).minutes > 0

    def judged(self, calendar: Calendar) -> Judgement:
        """How what has ended ended; what is withdrawn or stopped in time is on time, never early."""
        assert self.ended is not None
        if self.is_late(calendar, self.ended):
            return "overdue"
        if self.ending != "result" or self.left is not None:
            return "on_time"
        kind = deadlines.standing(self.due, calendar, self.ended, self.ended).kind
        return "early" if kind == "early" else "on_time"


def of_period(
    snapshot: Snapshot, period: Period, calendars: FormerCalendars, agencies: Collection[int] | None
) -> Iterator[Life]:
    """The dossiers that were open at some time of the period, as they stood when it was over. One statement.

    `agencies` are those that were competent, None all of them.
    """
    rows = snapshot.execute(_query(period, None if agencies is None else calendars.with_heirs(agencies)))
    for _, group in groupby(rows, key=lambda row: row.dossier_id):
        found = _life(list(group), period.ends_at, calendars)
        if found is None or (found.ended is not None and found.ended < period.begins_at):
            continue
        if agencies is None or found.agency_id in agencies:
            yield found


_MOVED = type_coerce(case((Event.kind == _INHERITED, Event.data)), Event.data.type)
_COLUMNS = (
    *(Event.dossier_id, Event.at, Event.kind, Event.clock),
    *(Event.data["channel"].as_string().label("channel"), Event.data["release"].as_integer().label("release")),
    _MOVED.label("moved"),
    func.coalesce(Dossier.first_agency_id, Dossier.agency_id).label("agency_id"),
    func.coalesce(Dossier.first_unit_id, Dossier.receiving_unit_id).label("unit_id"),
)
# the dossier's own clock facts have no reference
_TELLS = or_(Event.kind.in_((_INHERITED, *_ENDINGS)), Event.clock.is_not(None) & Event.ref.is_(None))


def _query(period: Period, agencies: Collection[int] | None) -> Any:
    """Where the row says that a dossier ended before, or came after, its history need not be read."""
    lived = (
        Dossier.received_at < period.ends_at,
        or_(Dossier.finished_at.is_(None), Dossier.finished_at >= period.begins_at),
    )
    query = select(*_COLUMNS).join(Dossier, Dossier.id == Event.dossier_id)
    query = query.where(Dossier.kind == "dossier", *lived, _TELLS, Event.at < period.ends_at)
    if agencies is not None:
        query = query.where(or_(Dossier.agency_id.in_(agencies), Dossier.first_agency_id.in_(agencies)))
    return query.order_by(Event.dossier_id, Event.position)


def _life(rows: Sequence[Any], moment: datetime, calendars: FormerCalendars) -> Life | None:
    first = rows[0]
    if first.kind != _ACCEPTED:  # nothing of it had happened yet
        return None
    agency_id, ended, ending = first.agency_id, None, None
    clocks: list[Mapping[str, Any]] = []
    for row in rows:
        if row.kind in _ENDINGS and ended is None:
            ended, ending = row.at, _ENDINGS[row.kind]
        elif row.kind == _INHERITED and ended is None:
            agency_id = row.moved["agency"][1]
        if row.clock is not None and (ended is None or row.at <= ended):
            clocks.append(row.clock)
    found = Life(
        *(first.dossier_id, first.release, first.channel, agency_id, first.unit_id),
        received=datetime.fromisoformat(str(clocks[0]["received"])),
        due=datetime.fromisoformat(str(clocks[0].get("due", clocks[0]["received"]))),
        ended=ended,
        ending=ending,
    )
    if len(clocks) == 1 and "due" in clocks[0]:
        return found
    return _with_clock(found, clocks, calendars.of(agency_id, ended or moment))


def _with_clock(found: Life, clocks: Sequence[Mapping[str, Any]], calendar: Calendar) -> Life:
    clock = ledger.clock(clocks, calendar)
    asked: list[datetime] = []
    answered: list[datetime] = []
    for fact in clocks:
        if fact.get("fact") == "paused":
            is_supplement = fact["reason"] == "supplement"
            if is_supplement:
                asked.append(datetime.fromisoformat(fact["at"]))
        elif fact.get("fact") == "resumed" and len(answered) < len(asked):
            answered.append(datetime.fromisoformat(fact["at"]))
    return replace(
        found,
        due=clock.lawful_due,
        left=None if clock.paused is None else clock.paused.lawful_left,
        asked=tuple(asked),
        answered=tuple(answered),
    )
