"""Registers of one-stops: PDF and workbook."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from processes import database
from tasks import registers
from tasks.registers import Period
from ui.api.entry import Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, WORKBOOK, printed, saved
from ui.refusals import WrongRequest

router = APIRouter(prefix="/registers", tags=["registers"], dependencies=[Depends(signed_in)])

_LONGEST = 366  # days
Since = Annotated[date, Query(alias="from")]
Until = Annotated[date, Query(alias="to")]


def _period(since: Since, until: Until) -> Period:
    if not 0 <= (until - since).days < _LONGEST:
        raise WrongRequest(what="khoảng thời gian phải từ 1 ngày đến 1 năm")
    return Period(since, until)


Asked = Annotated[Period, Depends(_period)]


@router.get("/{unit_id}.pdf", response_class=Response, responses=PDF)
def pdf(unit_id: Number, period: Asked, known: Signed) -> Response:
    """The register of a one-stop, to be printed."""
    with database.snapshot() as snapshot:
        found = registers.pdf(snapshot, unit_id, period, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(found, f"so-theo-doi-{period.since}-{period.until}")


@router.get("/{unit_id}.xlsx", response_class=Response, responses=WORKBOOK)
def workbook(unit_id: Number, period: Asked, known: Signed) -> Response:
    """The register of a one-stop as a workbook."""
    with database.snapshot() as snapshot:
        found = registers.workbook(snapshot, unit_id, period, officer=known.officer, moment=database.now())
    return saved(found, f"so-theo-doi-{period.since}-{period.until}")
