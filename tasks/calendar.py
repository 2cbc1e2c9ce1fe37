"""The working calendar in people's hands: days and hours changed by a document, and what follows approved or not.

A change moves no due time by itself. Open dossiers that it would move are proposed; a head of the competent agency, or
the provincial supervisor, approves or keeps each. Basis: Bộ luật Lao động 2019 art. 112; the yearly notices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from processes import calendar_changes, calendars, clocks, organisation, particulars, permissions
from processes.calendar_changes import Change, Kind
from processes.calendars import ZONE, Calendar
from processes.clocks import Proposal
from processes.database import Snapshot, Transaction
from processes.history import Fact
from processes.organisation import Directory, Officer
from processes.refusals import Missing, NotLawful


@dataclass(frozen=True, slots=True)
class Dates:
    """What the page shows of an agency's year."""

    calendar: Calendar
    changes: list[Change]
    directory: Directory


def dates(snapshot: Snapshot, agency_id: int, *, officer: Officer) -> Dates:
    """An agency's calendar with the changes that make it; every officer may read it."""
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
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
) -> None:
    """A day is off, or worked although it was off, by this document; for one agency, or for all.

    Refuses: NotAllowed, Missing, NotLawful when the day is so already, AlreadyDone.
    """
    known = _may(transaction, officer, agency_id)
    for agency in [agency_id] if agency_id is not None else list(known.agencies):
        if known.calendar(agency).is_working_day(day) != is_worked:
            break
    else:
        raise NotLawful(why=f"ngày {day:%d/%m/%Y} đã là ngày {'làm việc' if is_worked else 'nghỉ'}")
    told = _said(name, "tên hoặc lý do")
    kind: Kind = "work" if is_worked else "off"
    _put(transaction, kind, agency_id, basis, officer, moment, key, day=day, name=told)


def change_hours(
    transaction: Transaction,
    agency_id: int,
    hours: str,
    *,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """An agency works other hours from now on, by this document.

    Refuses: NotAllowed, Missing, WrongHours, AlreadyDone.
    """
    _may(transaction, officer, agency_id)
    calendars.read_hours(hours)
    _put(transaction, "hours", agency_id, basis, officer, moment, key, hours=hours.strip())


def withdraw(
    transaction: Transaction, change_id: int, *, basis: str, officer: Officer, moment: datetime, key: str
) -> None:
    """A change no longer counts; it stays on record. Refuses: NotFound, NotAllowed, Missing, NotLawful, AlreadyDone."""
    change = calendar_changes.one(transaction, change_id)
    _may(transaction, officer, change.agency_id)
    if change not in calendar_changes.standing(calendar_changes.all_of(transaction)):
        raise NotLawful(why="thay đổi này đã được bỏ")
    _put(transaction, "withdrawn", change.agency_id, basis, officer, moment, key, withdraws_id=change_id)


def proposals(snapshot: Snapshot, *, officer: Officer) -> list[Proposal]:
    """The open dossiers that the calendars of the officer's agencies would move, nothing decided about them yet."""
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    mine: Mapping[int, Calendar] = {
        agency_id: known.calendar(agency_id)
        for agency_id in known.agencies
        if permissions.may_recalculate(officer, agency_id)
    }
    return list(clocks.proposals(snapshot, mine)) if mine and known.changes else []


def approve(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """A dossier's due time follows the calendar. Refuses: NotFound, NotAllowed, WrongLedger, LostRace, AlreadyDone."""
    found = particulars.hold(transaction, dossier_id)
    permissions.require(permissions.may_recalculate(officer, found.agency_id))
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    causes = _causes(known, found.agency_id, found.received_at)
    basis = "; ".join(change.told for change in causes) or "lịch làm việc đã điều chỉnh"
    days = [change.day for change in causes if change.day is not None]
    since = datetime.combine(min(days), time(), ZONE) if days else found.received_at
    clocks.recalculate(
        transaction,
        found,
        Fact("dossier.recalculated", {"basis": basis}, officer.id),
        basis=basis,
        approver=officer.name,
        calendar=known.calendar(found.agency_id),
        was=_without(known, found.agency_id, causes),
        since=since,
        moment=moment,
        key=key,
    )


def keep(
    transaction: Transaction, dossier_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """A dossier's due time stays as it was promised. Refuses: NotFound, NotAllowed, Missing, LostRace, AlreadyDone."""
    found = particulars.hold(transaction, dossier_id)
    permissions.require(permissions.may_recalculate(officer, found.agency_id))
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    fact = Fact("dossier.kept", {"reason": _said(reason, "lý do giữ nguyên hạn")}, officer.id)
    calendar = known.calendar(found.agency_id)
    clocks.keep(transaction, found, fact, calendar=calendar, moment=moment, key=key)


def _causes(known: Directory, agency_id: int, since: datetime) -> list[Change]:
    """The changes to an agency's calendar that came after a receipt."""
    return [one for one in known.changes if one.agency_id in (None, agency_id) and one.at >= since]


def _without(known: Directory, agency_id: int, causes: list[Change]) -> Calendar:
    earlier = [change for change in known.changes if change not in causes]
    return calendar_changes.calendar(earlier, agency_id, known.agencies[agency_id].hours)


def _may(transaction: Transaction, officer: Officer, agency_id: int | None) -> Directory:
    permissions.require(permissions.may_change_calendar(officer, agency_id))
    return organisation.directory(transaction, organisation.revision(transaction), officer.on)


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
