"""The working calendar in people's hands: days changed by a document, and what follows approved or not.

A change moves no due time by itself. Open dossiers that it would move are proposed; a head of the competent agency, or
the provincial supervisor, approves or keeps each. Basis: Bộ luật Lao động 2019 art. 112; the yearly notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from processes import calendar_changes, calendars, clocks, organisation, particulars, permissions
from processes.calendar_changes import Change, Kind
from processes.calendars import ZONE, Calendar
from processes.clocks import Proposal
from processes.database import Snapshot, Transaction
from processes.history import Fact
from processes.hours import read_hours, read_week, spoken, spoken_week, written, written_week
from processes.organisation import Directory, Officer
from processes.particulars import Particulars
from processes.refusals import AlreadyDone, Missing, NotLawful


@dataclass(frozen=True, slots=True)
class Dates:
    """What the page shows of an agency's year."""

    calendar: Calendar
    changes: list[Change]
    directory: Directory


def dates(snapshot: Snapshot, agency_id: int, *, officer: Officer) -> Dates:
    """An agency's calendar with the changes that make it; every officer may read it."""
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    known.require_agency(agency_id)
    changes = [one for one in calendar_changes.standing(known.changes) if one.agency_id in (None, agency_id)]
    return Dates(known.calendar(agency_id), changes, known)


def change_day(
    transaction: Transaction,
    day: date,
    *,
    is_worked: bool,
    name: str,
    basis: str,
    agency_id: int | None,
    officer: Officer,
    moment: datetime,
    key: str,
    hours: str = "",
) -> None:
    """A day is off, or worked although it was off, or worked in hours of its own, by this document.

    For one agency, or for all. Refuses: NotAllowed, Missing, WrongHours, NotLawful when the day is so already,
    AlreadyDone.
    """
    known = _may(transaction, officer, agency_id, key)
    own = read_hours(hours) if is_worked and hours else None

    def is_so(calendar: Calendar) -> bool:
        worked = calendar.hours_on(day)
        return worked == own if own else bool(worked) == is_worked

    if all(is_so(known.calendar(agency)) for agency in _meant(known, agency_id)):
        so = f"làm việc {spoken(own)}" if own else "làm việc" if is_worked else "nghỉ"
        raise NotLawful(why=f"ngày {day:%d/%m/%Y} đã là ngày {so}")
    told = _said(name, "tên hoặc lý do")
    kind: Kind = "work" if is_worked else "off"
    text = written(own) if own else ""
    _put(transaction, kind, agency_id, basis, officer, moment, key, day=day, name=told, hours=text)


def change_hours(
    transaction: Transaction,
    begins: date,
    *,
    week: str,
    name: str,
    basis: str,
    agency_id: int | None,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """The usual hours become others from a day on, by this document; for one agency, or for all.

    `week` is as processes/hours.py reads it. Refuses: NotAllowed, Missing, WrongHours, OutsideCalendar, NotLawful
    when they are so already, AlreadyDone.
    """
    known = _may(transaction, officer, agency_id, key)
    new = read_week(week)
    if all(known.calendar(agency).week_on(begins) == new for agency in _meant(known, agency_id)):
        raise NotLawful(why=f"từ {begins:%d/%m/%Y} giờ làm việc đã là {spoken_week(new)}")
    told = _said(name, "tên hoặc lý do")
    _put(transaction, "hours", agency_id, basis, officer, moment, key, day=begins, name=told, hours=written_week(new))


def _meant(known: Directory, agency_id: int | None) -> list[int]:
    return [agency_id] if agency_id is not None else list(known.agencies)


def withdraw(
    transaction: Transaction, change_id: int, *, basis: str, officer: Officer, moment: datetime, key: str
) -> None:
    """A change no longer counts; it stays on record. Refuses: NotFound, NotAllowed, Missing, NotLawful, AlreadyDone."""
    change = calendar_changes.one(transaction, change_id)
    _may(transaction, officer, change.agency_id, key)
    if change not in calendar_changes.standing(calendar_changes.all_of(transaction)):
        raise NotLawful(why="thay đổi này đã được bỏ")
    _put(transaction, "withdrawn", change.agency_id, basis, officer, moment, key, withdraws_id=change_id)


def proposals(snapshot: Snapshot, *, officer: Officer) -> list[Proposal]:
    """The open dossiers that the calendars of the officer's agencies would move, nothing decided about them yet."""
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    mine = [agency_id for agency_id in known.agencies if permissions.may_recalculate(officer, agency_id)]
    may_differ = mine and (known.changes or known.lineage.successions)
    return list(clocks.proposals(snapshot, mine, known.calendar_of)) if may_differ else []


def approve(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """A dossier's due time follows the calendar. Refuses: NotFound, NotAllowed, WrongLedger, LostRace, AlreadyDone."""
    found = particulars.hold(transaction, dossier_id)
    under = _may_recalculate(officer, found)
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    changes = _Changes(transaction, known, found)
    basis = "; ".join(changes.told) or "lịch làm việc đã điều chỉnh"
    clocks.recalculate(
        transaction,
        found,
        Fact("dossier.recalculated", {"basis": basis}, officer.id, substitution_id=under),
        basis=basis,
        approver=officer.name,
        calendar=known.calendar_of(found.agency_id, found.first_agency_id),
        was=changes.was,
        since=changes.since,
        change=max((change.id for change in known.changes), default=0),
        moment=moment,
        key=key,
    )


def keep(
    transaction: Transaction, dossier_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """A dossier's due time stays as it was promised. Refuses: NotFound, NotAllowed, Missing, LostRace, AlreadyDone."""
    found = particulars.hold(transaction, dossier_id)
    under = _may_recalculate(officer, found)
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    why = {"reason": _said(reason, "lý do giữ nguyên hạn")}
    fact = Fact("dossier.kept", why, officer.id, substitution_id=under)
    calendar = known.calendar_of(found.agency_id, found.first_agency_id)
    clocks.keep(transaction, found, fact, calendar=calendar, moment=moment, key=key)


def _may_recalculate(officer: Officer, found: Particulars) -> int | None:
    """The substitution under which the officer decides, if any. Refuses: NotAllowed."""

    def allowed(one: Officer) -> bool:
        return permissions.may_recalculate(one, found.agency_id, found.procedure_code)

    permissions.require(allowed(officer))
    return permissions.under(officer, allowed)


class _Changes:
    """What changed of an agency's calendar since a dossier's clock followed it last, or was received."""

    def __init__(self, snapshot: Snapshot, known: Directory, found: Particulars) -> None:
        last = clocks.last_change(snapshot, found.id)
        mine = [one for one in known.changes if one.agency_id in (None, found.agency_id)]
        earlier = [one for one in mine if (one.id <= last if last is not None else one.at < found.received_at)]
        self._by_id = {one.id: one for one in mine}
        later = [one for one in mine if one not in earlier]
        received, until = (calendars.local(one).date() for one in (found.received_at, found.due_at))
        touched = [(one, day) for one in later if (day := self._first_day(one, received)) is not None and day <= until]
        self.told = [one.told for one, _ in touched]
        self.was = calendar_changes.calendar(earlier, found.agency_id, known.agencies[found.agency_id].hours)
        first = min((day for _, day in touched), default=received)
        if last is None and found.first_agency_id is not None:
            (_, before), *later = known.eras(found.agency_id, found.first_agency_id)
            self.was = known.calendar(before)
            for begins, _ in later[:1]:
                first = min(first if touched else begins, begins)
                self.told.insert(0, f"{known.lineage.decision('agency', before)} (sáp nhập từ {begins:%d/%m/%Y})")
        self.since = max(found.received_at, datetime.combine(first, time(), ZONE))

    def _first_day(self, change: Change, received: date) -> date | None:
        """The first day since the receipt that the change makes another; None where it makes none."""
        what = change if change.withdraws_id is None else self._by_id.get(change.withdraws_id)
        if what is None or what.day is None:
            return None
        if what.kind == "hours":
            return max(what.day, received)
        return what.day if what.day >= received else None


def _may(transaction: Transaction, officer: Officer, agency_id: int | None, key: str) -> Directory:
    if calendar_changes.is_done(transaction, key):
        raise AlreadyDone
    permissions.require(permissions.may_change_calendar(officer, agency_id))
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    if agency_id is not None:
        known.require_agency(agency_id)
    return known


def _put(
    transaction: Transaction,
    kind: Kind,
    agency_id: int | None,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
    *,
    day: date | None = None,
    name: str = "",
    hours: str = "",
    withdraws_id: int | None = None,
) -> None:
    calendar_changes.put(
        transaction,
        kind,
        agency_id=agency_id,
        basis=_said(basis, "số văn bản làm căn cứ"),
        officer_id=officer.id,
        moment=moment,
        key=key,
        day=day,
        name=name,
        hours=hours,
        withdraws_id=withdraws_id,
    )
    organisation.changed(transaction)


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Missing(what=what)
    return text.strip()
