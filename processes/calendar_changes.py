"""What people changed about the working calendar, each by a document: an agency's calendar is the seed and these.

The seed is the `holidays` package with our swaps (processes/swaps.py). Of two changes for one day the later counts,
and an agency's own before one for all. Changes are read with the directory, so that an act needs no statement more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import insert, select

from processes import calendars, tables
from processes.calendars import Calendar, SpecialDay
from processes.database import Snapshot, Transaction
from processes.hours import read_hours, read_week, spoken, spoken_week
from processes.refusals import NotFound

Kind = Literal["off", "work", "hours", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `agency_id` None for all agencies, `day` None where another change is withdrawn.

    `hours` are those of a worked day when it has its own, and of kind `hours`, the usual week from `day` on.
    """

    id: int
    agency_id: int | None
    kind: Kind
    day: date | None
    name: str
    basis: str
    withdraws_id: int | None
    officer_id: int
    at: datetime
    hours: str = ""

    @property
    def told(self) -> str:
        """The change as an explanation names it: `văn bản 12/TB (nghỉ 02/01/2027)`."""
        if self.kind == "withdrawn" or self.day is None:
            return f"{self.basis} (bỏ một thay đổi trước đó)"
        match self.kind:
            case "off":
                told = f"nghỉ {self.day:%d/%m/%Y}"
            case "hours":
                told = f"giờ làm việc từ {self.day:%d/%m/%Y}: {spoken_week(read_week(self.hours))}"
            case _:
                told = f"làm việc {self.day:%d/%m/%Y}"
                told += f" {spoken(read_hours(self.hours))}" if self.hours else ""
        return f"{self.basis} ({told})"


def put(
    transaction: Transaction,
    kind: Kind,
    *,
    agency_id: int | None,
    basis: str,
    officer_id: int,
    moment: datetime,
    key: str,
    day: date | None = None,
    name: str = "",
    hours: str = "",
    withdraws_id: int | None = None,
) -> int:
    """Records a change; its id."""
    row = tables.CalendarChange
    values = {
        "agency_id": agency_id,
        "kind": kind,
        "day": day,
        "name": name,
        "hours": hours,
        "basis": basis,
        "withdraws_id": withdraws_id,
        "officer_id": officer_id,
        "at": moment,
        "act_key": key,
    }
    return transaction.execute(insert(row).returning(row.id), values).scalar_one()


def is_done(snapshot: Snapshot, key: str) -> bool:
    """Whether the act with this key has been recorded."""
    row = tables.CalendarChange
    return snapshot.execute(select(row.id).where(row.act_key == key)).scalar_one_or_none() is not None


def all_of(snapshot: Snapshot) -> list[Change]:
    """Every change there was, oldest first."""
    row = tables.CalendarChange
    columns = (row.id, row.agency_id, row.kind, row.day, row.name, row.basis, row.withdraws_id)
    query = select(*columns, row.officer_id, row.at, row.hours).order_by(row.id)
    return [Change(*found) for found in snapshot.execute(query)]


def one(snapshot: Snapshot, change_id: int) -> Change:
    """The change under that number. Refuses: NotFound."""
    for change in all_of(snapshot):
        if change.id == change_id:
            return change
    raise NotFound(what="thay đổi này")


def standing(changes: Iterable[Change]) -> list[Change]:
    """The changes that were not withdrawn."""
    found = list(changes)
    withdrawn = {change.withdraws_id for change in found}
    return [change for change in found if change.kind != "withdrawn" and change.id not in withdrawn]


Era = tuple[date, int, str]  # from which day on, which agency, its first hours


def calendar(changes: Sequence[Change], agency_id: int, hours: str) -> Calendar:
    """An agency's calendar; after the days and the hours that people changed."""
    return spliced(changes, [(date.min, agency_id, hours)])


def spliced(changes: Sequence[Change], eras: Sequence[Era]) -> Calendar:
    """The calendar of what went from agency to agency: each one's days and hours count in its own era."""
    days: list[SpecialDay] = []
    weeks: list[tuple[date, str]] = []
    ends = [*(begin for begin, _, _ in eras[1:]), date.max]
    for (begin, agency_id, hours), end in zip(eras, ends, strict=True):
        special, later = _changed(changes, agency_id)
        days += [one for day, one in sorted(special.items()) if begin <= day < end]
        if begin > date.min:
            usual = max((day for day in later if day <= begin), default=begin)
            weeks.append((begin, later.get(usual, hours)))
        weeks += [(day, text) for day, text in sorted(later.items()) if begin < day < end]
    return calendars.of_agency(eras[0][2], tuple(days), tuple(weeks))


def _changed(changes: Sequence[Change], agency_id: int) -> tuple[dict[date, SpecialDay], dict[date, str]]:
    """An agency's days that people changed, and its hours from a day on."""
    days: dict[date, SpecialDay] = {}
    later: dict[date, str] = {}
    mine = [change for change in standing(changes) if change.agency_id in (None, agency_id)]
    for change in sorted(mine, key=lambda change: (change.agency_id is not None, change.id)):
        if change.day is not None and change.kind == "hours":
            later[change.day] = change.hours
        elif change.day is not None:
            days[change.day] = SpecialDay(change.day, change.kind == "work", change.name, change.hours)
    return days, later


def calendars_of(snapshot: Snapshot) -> dict[int, Calendar]:
    """Every agency's calendar as it is now."""
    changes = all_of(snapshot)
    agencies = snapshot.execute(select(tables.Agency.id, tables.Agency.hours))
    return {row.id: calendar(changes, row.id, row.hours) for row in agencies}
