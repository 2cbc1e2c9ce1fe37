"""Reports of a period: who answers for work sees the figures on screen, prints them and takes them along as a workbook.

Who leads an agency has its reports, any other head those of the own unit, the provincial supervisor of procedures all
of them. The figures of a period that is over are the same whenever they are asked for (docs/decisions/0032).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from processes import organisation, permissions
from processes.calendars import local
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.periods import Period
from processes.refusals import NotAllowed, NotFound
from tasks.letters import report
from tasks.letters.report import Printed
from tasks.letters.typesetting import Press
from tasks.report_forms import FORMS, Form, Source
from tasks.report_forms.form import Table


@dataclass(frozen=True, slots=True)
class Sight:
    """Of which agencies and units an officer has reports."""

    is_province: bool
    agencies: frozenset[int]
    units: frozenset[int]

    @property
    def forms(self) -> list[Form]:
        """The reports there are for this officer."""
        return [form for form in FORMS.values() if form.of == "units" or self.agencies]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: a period; one agency, with those below where there are any; one unit. None is all in sight."""

    period: Period
    agency_id: int | None = None
    unit_id: int | None = None
    is_below: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was made: of what, for whom (`scope`, in words), with the figures; `at` is when these stand."""

    form: Form
    period: Period
    scope: str
    table: Table
    made_at: datetime
    at: datetime

    @property
    def is_over(self) -> bool:
        """Whether nothing can change in it any more."""
        return self.at == self.period.ends_at


def sight(officer: Officer, known: Directory) -> Sight:
    """Of what the officer has reports. Refuses: NotAllowed."""
    permissions.require(permissions.has_board(officer))
    is_province = permissions.supervises(officer)
    agencies, units, _ = permissions.overseen(officer)
    if is_province:
        agencies = frozenset(known.agencies)
    inside = frozenset(unit.id for unit in known.units.values() if unit.agency_id in agencies)
    return Sight(is_province, agencies, units | inside)


def make(snapshot: Snapshot, code: str, asked: Asked, *, officer: Officer, moment: datetime) -> Report:
    """Makes a report. Refuses: NotAllowed, NotFound (no such report)."""
    known = organisation.of_officer(snapshot, officer)
    seen, form = sight(officer, known), FORMS.get(code)
    if form is None:
        raise NotFound(what="báo cáo này")
    agencies, units = _scope(form, asked, seen, known)
    at = min(asked.period.ends_at, moment)
    table = form.count(Source(snapshot, asked.period, at, known, agencies, units))
    return Report(form, asked.period, _said(form, asked, seen, known), table, moment, at)


def pdf(snapshot: Snapshot, code: str, asked: Asked, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints a report. Refuses: as `make`."""
    return report.render(_printed(snapshot, code, asked, officer, moment), press=Press(fonts))


def workbook(snapshot: Snapshot, code: str, asked: Asked, *, officer: Officer, moment: datetime) -> bytes:
    """A report as XLSX. Refuses: as `make`."""
    return report.workbook(_printed(snapshot, code, asked, officer, moment))


def _scope(
    form: Form, asked: Asked, seen: Sight, known: Directory
) -> tuple[frozenset[int] | None, frozenset[int] | None]:
    """The agencies, or the units, that are counted; None all of them. Refuses: NotAllowed."""
    is_all = seen.is_province and (asked.agency_id, asked.unit_id) == (None, None)
    if form.of == "agencies":
        agencies = seen.agencies if asked.agency_id is None else _tree(asked, known) & seen.agencies
        permissions.require(bool(agencies) and asked.agency_id in {None, *agencies} and asked.unit_id is None)
        return None if is_all else agencies, None
    inside = frozenset(known.units) if asked.agency_id is None else _units(_tree(asked, known), known)
    units = seen.units & inside & (inside if asked.unit_id is None else {asked.unit_id})
    if not units:
        raise NotAllowed
    return None, None if is_all else units


def _tree(asked: Asked, known: Directory) -> frozenset[int]:
    """The agency, and those below it where they are wanted."""
    assert asked.agency_id is not None
    if not asked.is_below:
        return frozenset({asked.agency_id})
    return frozenset(one for one in known.agencies if asked.agency_id in known.upwards(one))


def _units(agencies: frozenset[int], known: Directory) -> frozenset[int]:
    return frozenset(unit.id for unit in known.units.values() if unit.agency_id in agencies)


def has_below(agency_id: int, seen: Sight, known: Directory) -> bool:
    """Whether an agency has others below it that the officer has reports of."""
    return any(one != agency_id and agency_id in known.upwards(one) for one in seen.agencies)


def _said(form: Form, asked: Asked, seen: Sight, known: Directory) -> str:
    """Of what the report is, by the names of the period's last day."""
    day = asked.period.until
    if asked.unit_id is not None:
        unit = known.units[asked.unit_id]
        return f"{known.called(unit, day)} – {known.called(known.agencies[unit.agency_id], day)}"
    if asked.agency_id is not None:
        more = " và cơ quan cấp dưới" if asked.is_below and has_below(asked.agency_id, seen, known) else ""
        return f"{known.called(known.agencies[asked.agency_id], day)}{more}"
    if seen.is_province:
        return "Toàn tỉnh"
    if form.of == "agencies":
        return ", ".join(known.called(known.agencies[one], day) for one in sorted(seen.agencies))
    homes = {known.units[one].agency_id for one in seen.units}
    if homes <= seen.agencies:
        return ", ".join(known.called(known.agencies[one], day) for one in sorted(homes))
    return ", ".join(known.called(known.units[one], day) for one in sorted(seen.units))


def _printed(snapshot: Snapshot, code: str, asked: Asked, officer: Officer, moment: datetime) -> Printed:
    """A report with the letterhead it is printed under: that of the agency it is of, or of who asks."""
    found = make(snapshot, code, asked, officer=officer, moment=moment)
    known, day = organisation.of_officer(snapshot, officer), asked.period.until
    own = permissions.reporting_post(officer)
    home = known.agencies[asked.agency_id or own.agency_id]
    above = known.agencies.get(home.parent_id or 0)
    return Printed(
        symbol=found.form.symbol,
        title=found.form.title,
        name=found.form.name,
        source=found.form.source or "Một Cửa: số liệu từ lịch sử hồ sơ",
        superior=known.called(above, day) if above is not None else "",
        agency=known.called(home, day),
        receiver=known.called(above, day) if above is not None else "",
        place=home.place,
        day=moment,
        scope=found.scope,
        period=asked.period,
        standing="" if found.is_over else f"{local(found.at):%H:%M ngày %d/%m/%Y}",
        table=found.table,
        writer=officer.name,
    )
