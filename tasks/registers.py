"""The register of a one-stop for a period, as a page, a PDF and a workbook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from processes import organisation, permissions, registers, rules
from processes.calendars import local
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.periods import Period
from processes.refusals import NotFound
from processes.registers import Entry
from tasks.letters import register
from tasks.letters.register import Line, Register
from tasks.letters.typesetting import Press

_SHOWN = 50
_METHODS = {"counter": "Trực tiếp", "post": "Bưu chính công ích", "online": "Trực tuyến"}


def units(snapshot: Snapshot, officer: Officer) -> list[int]:
    """The one-stops whose register the officer may read: those received in, and those of the agency of a head.

    Behind them those that these have succeeded.
    """
    known = organisation.of_officer(snapshot, officer)
    found = [unit for unit in known.units.values() if permissions.may_read_register(officer, unit)]
    return [unit.id for unit in sorted(found, key=lambda unit: not known.stands(unit))]


def entries(snapshot: Snapshot, unit_id: int, period: Period, *, officer: Officer) -> list[Entry]:
    """The lines of a register. Refuses: NotFound."""
    if unit_id not in units(snapshot, officer):
        raise NotFound(what="sổ theo dõi này")
    return registers.entries(snapshot, unit_id, period.since, period.until)


def transferred(snapshot: Snapshot, *, officer: Officer) -> list[Entry]:
    """What other one-stops received for the agencies whose one-stop the officer receives in."""
    known = organisation.of_officer(snapshot, officer)
    mine = permissions.reception_units(officer, known)
    agencies = {known.units[unit_id].agency_id for unit_id in mine}
    return registers.transferred(snapshot, agencies, mine, limit=_SHOWN) if mine else []


def pdf(snapshot: Snapshot, unit_id: int, period: Period, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints a register. Refuses: NotFound."""
    return register.render(_facts(snapshot, unit_id, period, officer, moment), press=Press(fonts))


def workbook(snapshot: Snapshot, unit_id: int, period: Period, *, officer: Officer, moment: datetime) -> bytes:
    """A register as XLSX. Refuses: NotFound."""
    return register.workbook(_facts(snapshot, unit_id, period, officer, moment))


def _facts(snapshot: Snapshot, unit_id: int, period: Period, officer: Officer, moment: datetime) -> Register:
    found = entries(snapshot, unit_id, period, officer=officer)
    known = organisation.of_officer(snapshot, officer)
    unit = known.units[unit_id]
    agency = known.agencies[unit.agency_id]
    return Register(
        superior=known.called(agency, period.until),
        agency=known.called(unit, period.until),
        place=agency.place,
        day=moment,
        source=rules.on(period.until).form("register").source,
        period=str(period),
        lines=tuple(_line(entry, known) for entry in found),
    )


def _line(entry: Entry, known: Directory) -> Line:
    return Line(
        code=entry.code,
        procedure=entry.procedure,
        sets=1,
        owner=entry.owner,
        address=entry.address,
        phone=entry.phone,
        agency=known.called(known.agencies[entry.agency_id], local(entry.received_at).date()),
        received=entry.received_at,
        due=entry.due_at,
        returned=entry.returned_at,
        method=_METHODS.get(entry.method or entry.asked, ""),
        receiver=entry.returned_to,
        note="Đã hẹn lại" if entry.due_at != entry.original_due_at else "",
    )
