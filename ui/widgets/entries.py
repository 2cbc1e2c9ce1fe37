"""Lines of a register as a table."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from processes.calendars import local
from processes.organisation import Directory
from processes.registers import Entry
from ui.locale import t


def table(found: list[Entry], directory: Directory) -> None:
    """Draws the lines, each leading to its dossier."""
    headings = (t("STT"), t("Mã hồ sơ"), t("Thủ tục"), t("Chủ hồ sơ"), t("Cơ quan giải quyết"))
    times = (t("Nhận"), t("Hẹn trả"), t("Trả kết quả"))
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in (*headings, *times))
    rows = "".join(_row(entry, directory) for entry in found)
    label = escape(t("Sổ theo dõi hồ sơ"))
    st.html(
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="mc-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(entry: Entry, directory: Directory) -> str:
    link = f'<a href="/ho-so?id={entry.dossier_id}" target="_self">{escape(entry.code)}</a>'
    told = (
        str(entry.number),
        link,
        escape(entry.procedure),
        escape(entry.owner),
        escape(directory.called(directory.agencies[entry.agency_id], local(entry.received_at).date())),
        _time(entry.received_at),
        _time(entry.due_at),
        _time(entry.returned_at),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in told)}</tr>"


def _time(moment: datetime | None) -> str:
    return f"{local(moment):%H:%M %d/%m/%Y}" if moment is not None else "–"
