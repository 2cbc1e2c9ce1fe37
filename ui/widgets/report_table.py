"""A report's figures as a table: headings that are shared, sums above what they sum up, the total at the end."""

from __future__ import annotations

from html import escape

import streamlit as st

from tasks.letters.report import headings, lines, told
from tasks.report_forms.form import Line, Table
from ui.locale import t


def draw(table: Table, name: str) -> None:
    """Draws it; what is not known is a dash."""
    if not table.lines:
        st.html(f'<p class="mc-quiet">{escape(t("Không có số liệu trong kỳ này."))}</p>')
        return
    body = "".join(_line(line, table) for line in lines(table))
    st.html(
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
        f'<table class="mc-table mc-report" aria-label="{escape(name)}"><thead>{_head(table)}</thead>'
        f"<tbody>{body}</tbody></table></div>{_notes(table)}"
    )


def _head(table: Table) -> str:
    cells, rows = headings(table.columns)
    found = ""
    for row in range(rows):
        inside = "".join(
            f'<th scope="{"colgroup" if one.columns > 1 else "col"}" rowspan="{one.rows}" colspan="{one.columns}"'
            f"{' class=over' if one.columns > 1 else ''}>{escape(t(one.text))}</th>"
            for one in cells
            if one.row == row
        )
        found += f"<tr>{inside}</tr>"
    if table.numbered:
        numbers = "".join(f"<td>({number})</td>" for number in range(1, len(table.columns) + 2))
        found += f'<tr class="numbers">{numbers}</tr>'
    return found


def _line(line: Line, table: Table) -> str:
    kind = ("total", "first", "beneath")[line.level]
    cells = f"<td>{escape(line.number)}</td>"
    for cell, column in zip(line.cells, table.columns, strict=True):
        said = escape(told(cell, column.kind))
        if column.kind == "text":
            cells += f'<th scope="row">{escape(t("Tổng cộng")) if line.level == 0 else said}</th>'
        else:
            cells += f"<td{' class=none' if cell in (0, None) else ''}>{said}</td>"
    return f'<tr class="{kind}">{cells}</tr>'


def _notes(table: Table) -> str:
    said = "".join(f"<li>{escape(note)}</li>" for note in table.notes)
    return f'<ul class="mc-report-notes">{said}</ul>'
