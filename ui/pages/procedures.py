"""The catalogue: every procedure with its releases, by which decisions they hold, and what is in force on a day."""

from __future__ import annotations

from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, organisation
from processes.publications import Procedure
from tasks import procedures
from ui import visitor
from ui.locale import say, t
from ui.widgets import event_log_export, pager, places, procedure_releases
from ui.widgets.keys import keys
from ui.widgets.table import table
from ui.widgets.text import literal

PAGE = 50
_CODE, _PLACES, _SOUGHT = "ma", "procedures_places", "procedures_sought"


def show() -> None:
    """Draws the list, or the procedure that the address names."""
    known = visitor.current()
    code = st.query_params.get(_CODE, "")
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    if not code:
        _list()
        event_log_export.draw(known.officer, moment=database.now())
    else:
        try:
            with database.snapshot() as snapshot:
                history = procedures.history(snapshot, code, officer=known.officer)
        except Refusal as refusal:
            st.error(literal(say(refusal)), icon=":material/error:")
            st.page_link(places.procedures(), label=t("Về danh mục"), icon=":material/arrow_back:", width="content")
            return
        procedure_releases.draw(history, known, directory)
    keys()


def _list() -> None:
    title = escape(t("Danh mục thủ tục"))
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>')
    with st.container(key="card_procedures"):
        sought = st.text_input(
            t("Tìm mã, tên thủ tục"),
            placeholder=t("Tìm mã, tên thủ tục"),
            label_visibility="collapsed",
            icon=":material/search:",
            key="procedures_text",
        )
        if st.session_state.get(_SOUGHT) != sought:
            st.session_state[_SOUGHT], st.session_state[_PLACES] = sought, []
        before: list[str] = st.session_state.setdefault(_PLACES, [])
        after = before[-1] if before else ""
        with database.snapshot() as snapshot:
            officer = visitor.current().officer
            found = procedures.listed(snapshot, officer=officer, text=sought or "", after=after, limit=PAGE + 1)
        if not found:
            st.html(f'<p class="mc-quiet">{escape(t("Không có thủ tục nào phù hợp."))}</p>')
            return
        headings = (t("Mã"), t("Thủ tục"), t("Quy trình"))
        st.html(table(t("Danh mục thủ tục"), headings, map(_row, found[:PAGE])))
        pager.draw(before, found[PAGE - 1].code if len(found) > PAGE else None)


def _row(one: Procedure) -> tuple[str, str, str]:
    link = f'<a href="{places.procedure_address(one.code)}" target="_self">{escape(one.code)}</a>'
    number = t("{number} phiên bản", number=one.releases) if one.releases else t("chưa có")
    return link, f"<b>{escape(one.name)}</b><small>{escape(one.field)}</small>", escape(number)


show()
