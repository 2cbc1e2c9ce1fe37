"""How much of a dossier's time each unit has used, as a table."""

from __future__ import annotations

from html import escape

import streamlit as st

from bpmn.terms import WorkingTime
from processes import database
from processes.organisation import Directory
from processes.shares import Share
from ui.locale import t
from ui.widgets import standing


def table(found: list[Share], directory: Directory, agency_id: int) -> None:
    """Draws a line for each unit; what it overran stands out."""
    day = directory.calendar(agency_id).day_at(database.now())
    headings = (t("Đơn vị"), t("Số việc"), t("Đã dùng"), t("Sớm hơn hạn bước"), t("Quá hạn bước"))
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    rows = "".join(_row(share, directory, day) for share in found)
    label = escape(t("Thời gian từng đơn vị đã dùng"))
    st.html(
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="mc-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(share: Share, directory: Directory, day: WorkingTime) -> str:
    def told(time: WorkingTime) -> str:
        return escape(standing.length(time.minutes, day)) if time.minutes else "–"

    overrun = f'<b class="mc-late">{told(share.overrun)}</b>' if share.overrun.minutes else "–"
    unit = escape(directory.units[share.unit_id].name)
    cells = (unit, str(share.steps), told(share.used), told(share.saved), overrun)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
