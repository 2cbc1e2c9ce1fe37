"""Reports of a period: their figures, as PDF and as a workbook."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from processes import database, organisation
from tasks import reports
from tasks.report_forms.form import Cell, Kind, Line, Table
from tasks.reports import Asked, Report
from ui.api.entry import Id, Signed, signed_in
from ui.api.printing import FONTS, PDF, WORKBOOK, printed, saved
from ui.api.registers import period

router = APIRouter(prefix="/reports", tags=["reports"], dependencies=[Depends(signed_in)])

Code = Annotated[str, Path(max_length=40, pattern="^[a-z0-9-]+$", description="Which report.")]


class ReportQuery(BaseModel):
    """Which days, both included; of an agency, with those below it or without; of a unit. None: all that I may see."""

    since: Annotated[date, Field(alias="from")]
    until: Annotated[date, Field(alias="to")]
    agency: Id | None = None
    unit: Id | None = None
    below: Annotated[bool, Field(description="With the agencies below.")] = True


def _asked(of: Annotated[ReportQuery, Query()]) -> Asked:
    return Asked(period(of.since, of.until), of.agency, of.unit, of.below)


Wanted = Annotated[Asked, Depends(_asked)]


class ReportForm(BaseModel):
    """A report there is for me; `symbol` where its form is prescribed."""

    code: str
    name: str
    of: str
    symbol: str


class ReportColumn(BaseModel):
    """A column: shares are numbers from 0 to 1, hours are of working time, days of the calendar."""

    heading: str
    over: list[str]
    kind: Kind


class ReportLine(BaseModel):
    """A line; of level 0 is the total, of level 2 what stands beneath a line of level 1."""

    number: str
    level: int
    cells: list[Cell]


class ReportTable(BaseModel):
    """A report; while its period goes on, `at` is when the figures stand."""

    code: str
    name: str
    symbol: str
    scope: str
    since: date
    until: date
    at: datetime
    is_over: bool
    columns: list[ReportColumn]
    lines: list[ReportLine]
    total: ReportLine | None
    notes: list[str]

    @classmethod
    def of(cls, found: Report) -> ReportTable:
        """The table of a report."""
        table: Table = found.table
        return cls(
            code=found.form.code,
            name=found.form.name,
            symbol=found.form.symbol,
            scope=found.scope,
            since=found.period.since,
            until=found.period.until,
            at=found.at,
            is_over=found.is_over,
            columns=[ReportColumn(heading=one.heading, over=list(one.over), kind=one.kind) for one in table.columns],
            lines=[_line(one) for one in table.lines],
            total=None if table.total is None else _line(table.total),
            notes=list(table.notes),
        )


def _line(line: Line) -> ReportLine:
    return ReportLine(number=line.number, level=line.level, cells=list(line.cells))


@router.get("")
def offered(known: Signed) -> list[ReportForm]:
    """The reports there are for me."""
    with database.snapshot() as snapshot:
        seen = reports.sight(known.officer, organisation.of_officer(snapshot, known.officer))
    return [ReportForm(code=one.code, name=one.name, of=one.of, symbol=one.symbol) for one in seen.forms]


@router.get("/{code}.pdf", response_class=Response, responses=PDF)
def pdf(code: Code, asked: Wanted, known: Signed) -> Response:
    """A report to be printed."""
    with database.snapshot() as snapshot:
        found = reports.pdf(snapshot, code, asked, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(found, _named(code, asked))


@router.get("/{code}.xlsx", response_class=Response, responses=WORKBOOK)
def workbook(code: Code, asked: Wanted, known: Signed) -> Response:
    """A report as a workbook."""
    with database.snapshot() as snapshot:
        found = reports.workbook(snapshot, code, asked, officer=known.officer, moment=database.now())
    return saved(found, _named(code, asked))


@router.get("/{code}")
def figures(code: Code, asked: Wanted, known: Signed) -> ReportTable:
    """The figures of a report; of a period that is over they are the same whenever they are asked for."""
    with database.snapshot() as snapshot:
        return ReportTable.of(reports.make(snapshot, code, asked, officer=known.officer, moment=database.now()))


def _named(code: str, asked: Asked) -> str:
    return f"bao-cao-{code}-{asked.period.since}-{asked.period.until}"
