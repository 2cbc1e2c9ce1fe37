"""Taking the event log out: in which form, of which agency and days, with marks or names of officers."""

from __future__ import annotations

from datetime import datetime
from html import escape
from urllib.parse import urlencode

import streamlit as st

from processes import database, organisation
from processes.calendars import local
from processes.organisation import Directory, Officer
from tasks import log_exports
from tasks.log_forms import FORMS
from ui.locale import t


def draw(officer: Officer, *, moment: datetime) -> None:
    """Draws what is chosen and the link that downloads; nothing for who may not take any log out."""
    with database.snapshot() as snapshot:
        agencies = log_exports.agencies(snapshot, officer)
        nameable = log_exports.nameable(snapshot, officer)
        known = organisation.of_officer(snapshot, officer)
    if not agencies:
        return
    with st.container(key="card_event_log"):
        title = escape(t("Xuất nhật ký sự kiện"))
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{title}</div>', width="content")
        said = t("Các bước mà hồ sơ đã đi qua, để phân tích bằng phần mềm khác. Không có dữ liệu của người nộp.")
        st.html(f'<p class="mc-quiet">{escape(said)}</p>')
        with st.container(horizontal=True, vertical_alignment="bottom", key="event_log_bar"):
            asked = _asked(agencies, known, moment)
        if _names(set(nameable), asked, agencies):
            asked["named"] = "true"
        form = asked.pop("form")
        address = f"/api/event-log.{form}?{urlencode(asked)}"
        st.link_button(t("Tải nhật ký sự kiện"), address, icon=":material/download:")
        st.html(f'<p class="mc-quiet">{escape(t("Mỗi lần tải được ghi lại: ai tải, lúc nào, của cơ quan nào."))}</p>')


def _asked(agencies: list[int], known: Directory, moment: datetime) -> dict[str, str]:
    form = st.selectbox(
        t("Định dạng"), sorted(FORMS), format_func=lambda name: FORMS[name].title, key="event_log_form", width=200
    )
    asked = {"form": form}
    if len(agencies) > 1:
        chosen = st.selectbox(
            t("Cơ quan"),
            [0, *agencies],
            format_func=lambda one: known.agencies[one].name if one else t("Mọi cơ quan"),
            key="event_log_agency",
            width=320,
        )
        asked |= {"agency": str(chosen)} if chosen else {}
    today = local(moment).date()
    since = st.date_input(
        t("Nhận từ ngày"), value=today.replace(month=1, day=1), format="DD/MM/YYYY", key="event_log_since", width=150
    )
    until = st.date_input(t("Đến hết ngày"), value=today, format="DD/MM/YYYY", key="event_log_until", width=150)
    return asked | {"from": str(since), "to": str(until)}


def _names(nameable: set[int], asked: dict[str, str], agencies: list[int]) -> bool:
    """Whether officers are to be named; asked only of who may have them named everywhere that is chosen."""
    chosen = {int(asked["agency"])} if "agency" in asked else set(agencies)
    if not chosen <= nameable:
        return False
    said = t("Mặc định mỗi cán bộ là một ký hiệu, đổi sau mỗi lần tải.")
    return st.checkbox(t("Ghi tên cán bộ"), key="event_log_named", help=said)
