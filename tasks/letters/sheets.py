"""Workbooks: one sheet with headings, made to be sorted and printed; no text is taken for a formula or a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter

from processes.calendars import local


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; `width` in characters."""

    heading: str
    width: float


def workbook(name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> bytes:
    """The rows as XLSX, under their number; times are times of the clock in Vietnam, whole numbers are numbers."""
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": ""}
    book = xlsxwriter.Workbook(written, options)
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    timed = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top", "border": 1})
    sheet.write_string(0, 0, title, book.add_format({"bold": True}))
    for number, column in enumerate((Column("STT", 5), *columns)):
        sheet.set_column(number, number, column.width)
        sheet.write_string(2, number, column.heading, bold)
    for row, values in enumerate(rows, start=3):
        for number, value in enumerate((row - 2, *values)):
            if isinstance(value, datetime):
                sheet.write_datetime(row, number, local(value).replace(tzinfo=None), timed)
            elif isinstance(value, int):
                sheet.write_number(row, number, value, plain)
            else:
                sheet.write_string(row, number, str(value or ""), plain)
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, 2 + len(rows), len(columns))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return written.getvalue()


def told(value: object) -> str:
    """A value as the printed page says it."""
    return f"{local(value):%H:%M %d/%m/%Y}" if isinstance(value, datetime) else str(value or "")
