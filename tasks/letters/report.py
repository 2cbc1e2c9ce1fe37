"""A report as a PDF and as a workbook: headings that are shared, typed figures, the letterhead, who signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from processes.calendars import ZONE, local
from processes.periods import Period
from tasks.letters.typesetting import Press
from tasks.report_forms.form import Cell, Column, Kind, Line, Table


@dataclass(frozen=True, slots=True)
class Printed:
    """A report with its letterhead; `symbol` where the form is prescribed, `standing` where the period goes on."""

    symbol: str
    title: str
    name: str
    source: str
    superior: str
    agency: str
    receiver: str
    place: str
    day: datetime
    scope: str
    period: Period
    standing: str
    table: Table
    writer: str

    @property
    def of(self) -> str:
        """`Quý I năm 2026 (từ ngày 01/01/2026 đến ngày 31/03/2026)`."""
        name = self.period.name
        return f"{name} ({self.period})" if name else str(self.period).capitalize()

    @property
    def running(self) -> str:
        """What stands at the top of the pages behind the first."""
        return f"{self.symbol or self.name}, {self.period.name or self.period}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell of the head: from which row and column, over how many of them."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


def headings(columns: Sequence[Column]) -> tuple[list[Heading], int]:
    """The cells of the head, its number column included, and how many rows it has."""
    rows = 1 + max(len(column.over) for column in columns)
    found = [Heading("TT", 0, 0, rows, 1)]
    for place, column in enumerate(columns):
        for depth, text in enumerate(column.over):
            path = column.over[: depth + 1]
            if place and columns[place - 1].over[: depth + 1] == path:
                continue
            width = next(
                (n for n, other in enumerate(columns[place:]) if other.over[: depth + 1] != path), len(columns) - place
            )
            found.append(Heading(text, depth, place + 1, 1, width))
        depth = len(column.over)
        found.append(Heading(column.heading, depth, place + 1, rows - depth, 1))
    return sorted(found, key=lambda one: (one.row, one.column)), rows


def told(cell: Cell, kind: Kind) -> str:
    """A figure as it is written in Vietnam: 12.480, 93,5%, 7,3; a dash where it is not known."""
    match kind:
        case "text":
            return str(cell or "")
        case _ if cell is None:
            return "–"
        case "count":
            return _vietnamese(f"{cell:,}")
        case "share":
            return _vietnamese(f"{100 * float(cell):.1f}%")
        case "hours" | "days":
            return _vietnamese(f"{float(cell):,.1f}")


def _vietnamese(number: str) -> str:
    return number.translate(str.maketrans(",.", ".,"))


def lines(table: Table) -> Iterator[Line]:
    """The lines, the total behind them."""
    yield from table.lines
    if table.total is not None:
        yield table.total


def render(facts: Printed, *, press: Press) -> bytes:
    """Prints the report on A4 across, under the agency's heading as NĐ 30/2020/NĐ-CP (phụ lục I) lays it out."""
    columns = facts.table.columns
    cells, rows = headings(columns)
    head = [
        {"text": one.text, "x": one.column, "y": one.row, "columns": one.columns, "rows": one.rows} for one in cells
    ]
    data = {
        "head": head,
        "rows": rows,
        "numbers": [f"({number})" for number in range(1, len(columns) + 2)] if facts.table.numbered else [],
        "widths": [column.width for column in columns],
        "is_text": [column.kind == "text" for column in columns],
        "lines": [
            {
                "number": line.number,
                "level": line.level,
                "cells": [told(cell, column.kind) for cell, column in zip(line.cells, columns, strict=True)],
            }
            for line in lines(facts.table)
        ],
        "is_empty": not facts.table.lines,
        "notes": list(facts.table.notes),
        "standing": facts.standing,
    }
    return press.print("report.typ.j2", facts=facts, data=data, moment=facts.day)


_NUMBERS: dict[Kind, str] = {"text": "@", "count": "#,##0", "share": "0.0%", "hours": "#,##0.0", "days": "#,##0.0"}
_NARROW = 6


def workbook(facts: Printed) -> bytes:
    """The report as XLSX: numbers are numbers, shares are shares; the head stays in sight, and on each page."""
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, options)
    book.set_properties({"title": f"{facts.title}, {facts.of}", "author": facts.writer, "created": _here(facts.day)})
    sheet = book.add_worksheet("Báo cáo")
    plain = book.add_format({"font_name": "Times New Roman", "font_size": 12})
    first = _above(book, sheet, facts, plain)
    rows = _head(book, sheet, facts.table, first)
    last = _lines(book, sheet, facts.table, first + rows)
    note = book.add_format({"font_name": "Times New Roman", "font_size": 11, "italic": True})
    for place, text in enumerate(facts.table.notes):
        sheet.write_string(last + 1 + place, 1, text, note)
    sheet.freeze_panes(first + rows, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first, first + rows - 1)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&L&8" + facts.source.replace("&", "&&") + "&R&8Trang &P/&N")
    book.close()
    return written.getvalue()


def _here(moment: datetime) -> datetime:
    return local(moment).replace(tzinfo=None)


def _day_of(period: Period) -> datetime:
    return datetime.combine(period.until, time(), ZONE)


def _above(book: xlsxwriter.Workbook, sheet: Worksheet, facts: Printed, plain: Format) -> int:
    """What stands above the table; the row in which that begins."""
    bold = book.add_format({"font_name": "Times New Roman", "font_size": 14, "bold": True})
    day = book.add_format(
        {"font_name": "Times New Roman", "font_size": 12, "num_format": "dd/mm/yyyy", "align": "left"}
    )
    row = 0
    if facts.symbol:
        sheet.write_string(row, 0, f"Biểu số {facts.symbol}", plain)
        row += 1
    sheet.write_string(row, 0, facts.title, bold)
    sheet.write_string(row + 1, 0, f"Đơn vị báo cáo: {facts.scope}", plain)
    sheet.write_string(row + 2, 0, f"Kỳ báo cáo: {facts.of}", plain)
    row += 3
    if facts.standing:
        sheet.write_string(row, 0, f"Kỳ báo cáo chưa kết thúc, số liệu tính đến {facts.standing}", plain)
        row += 1
    days = {"Từ ngày": facts.period.begins_at, "Đến ngày": _day_of(facts.period), "Ngày lập": facts.day}
    for label, at in days.items():
        sheet.write_string(row, 0, label, plain)
        sheet.write_datetime(row, 1, _here(at), day)
        row += 1
    return row + 1


def _head(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, first: int) -> int:
    style = {"font_name": "Times New Roman", "font_size": 11, "border": 1, "align": "center", "valign": "vcenter"}
    bold = book.add_format({**style, "bold": True, "text_wrap": True, "bg_color": "#EEF2F6"})
    cells, rows = headings(table.columns)
    sheet.set_column(0, 0, _NARROW)
    for place, column in enumerate(table.columns, start=1):
        sheet.set_column(place, place, column.width)
    for one in cells:
        row = first + one.row
        if (one.rows, one.columns) == (1, 1):
            sheet.write_string(row, one.column, one.text, bold)
        else:
            sheet.merge_range(row, one.column, row + one.rows - 1, one.column + one.columns - 1, one.text, bold)
    sheet.set_row(first + rows - 1, 32)
    if not table.numbered:
        return rows
    italic = book.add_format({**style, "italic": True, "font_size": 9})
    for place in range(len(table.columns) + 1):
        sheet.write_string(first + rows, place, f"({place + 1})", italic)
    return rows + 1


def _lines(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, first: int) -> int:
    """Writes the figures; the row behind them."""
    formats: dict[tuple[Kind, int], Format] = {}
    for kind, number in _NUMBERS.items():
        for level in (0, 1, 2):
            style = {
                "font_name": "Times New Roman",
                "font_size": 11,
                "border": 1,
                "num_format": number,
                "valign": "top",
            }
            style |= {"bold": level == 0 or (level == 1 and _is_nested(table)), "text_wrap": kind == "text"}
            style |= {"indent": 1} if (kind, level) == ("text", 2) else {}
            style |= {"bg_color": "#F4F7FA"} if level == 0 else {}
            formats[kind, level] = book.add_format(style)
    row = first
    for line in lines(table):
        sheet.write_string(row, 0, line.number, formats["text", min(line.level, 1)])
        for place, (cell, column) in enumerate(zip(line.cells, table.columns, strict=True), start=1):
            style = formats[column.kind, line.level]
            if isinstance(cell, str):
                sheet.write_string(row, place, cell, style)
            elif cell is None:
                sheet.write_blank(row, place, None, style)
            else:
                sheet.write_number(row, place, cell, style)
        row += 1
    return row


def _is_nested(table: Table) -> bool:
    return any(line.level == 2 for line in table.lines)
