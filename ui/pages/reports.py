"""Reports: what was received, resolved and used in a period, to read, print and take along."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from processes import database, organisation
from processes.calendars import local
from processes.refusals import NotAllowed
from tasks import registers, reports
from tasks.reports import Asked, Report
from ui import visitor
from ui.locale import t, when
from ui.widgets import report_choice, report_register, report_table
from ui.widgets.keys import keys
from ui.widgets.report_choice import Chosen


def show() -> None:
    """Draws the page."""
    officer, moment = visitor.current().officer, database.now()
    title = escape(t("Báo cáo"))
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
    try:
        with database.snapshot() as snapshot:
            known = organisation.of_officer(snapshot, officer)
            seen = reports.sight(officer, known)
            registered = registers.units(snapshot, officer)
        chosen = report_choice.draw(seen, known, local(moment).date())
        with database.snapshot() as snapshot:
            found = reports.make(snapshot, chosen.code, chosen.asked, officer=officer, moment=moment)
    except NotAllowed:
        said = t("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị và Phòng Kiểm soát thủ tục hành chính xem được báo cáo.")
        st.error(said, icon=":material/error:")
        return
    with st.container(key="card_report"):
        _head(found, chosen)
        report_table.draw(found.table, t(found.form.name))
    report_register.draw(registered, known, chosen.asked.period)
    keys()


def _head(found: Report, chosen: Chosen) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="report_bar"):
        named = escape(t(found.form.name))
        of = escape(f"{found.scope} · {_of(found)}")
        st.html(
            f'<div class="mc-section" role="heading" aria-level="2">{named}</div><p class="mc-quiet">{of}</p>',
            width="stretch",
        )
        asked = urlencode(_query(chosen.asked))
        st.link_button(t("In (PDF)"), f"/api/reports/{chosen.code}.pdf?{asked}", icon=":material/print:")
        st.link_button(t("Tải Excel"), f"/api/reports/{chosen.code}.xlsx?{asked}", icon=":material/download:")
    if not found.is_over:
        st.info(t("Kỳ này chưa kết thúc: số liệu tính đến {at}, còn thay đổi.", at=when(found.at)))


def _of(found: Report) -> str:
    days = t("từ {since} đến {until}", since=f"{found.period.since:%d/%m/%Y}", until=f"{found.period.until:%d/%m/%Y}")
    name = report_choice.named(found.period)
    return f"{name} ({days})" if name else days


def _query(asked: Asked) -> dict[str, object]:
    told: dict[str, object] = {"from": asked.period.since, "to": asked.period.until}
    told |= {"agency": asked.agency_id} if asked.agency_id is not None else {}
    told |= {"unit": asked.unit_id} if asked.unit_id is not None else {}
    return told if asked.is_below else {**told, "below": "false"}


show()
