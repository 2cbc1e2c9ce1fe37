"""Petitions and questions: those that are under way and those that are over, and the form to take one in."""

from __future__ import annotations

from html import escape

import streamlit as st

from processes import catalogue, database, organisation, permissions
from processes.accounts import Visitor
from processes.database import Snapshot
from processes.matters import Place, Row
from processes.organisation import Directory
from tasks import matters
from ui import visitor
from ui.locale import t, when
from ui.widgets import address, incoming, pager, standing
from ui.widgets.keys import keys

PAGE = 50
_SCOPE, _STATE = "vu-viec", "trang-thai"
_PLACES, _NARROWED = "matters_places", "matters_narrowed"


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    may_receive = bool(permissions.reception_units(known.officer, directory))
    if may_receive and incoming.is_open():
        incoming.draw(known, directory)
    else:
        _list(known, directory, may_receive=may_receive)
    keys()


def _list(known: Visitor, directory: Directory, *, may_receive: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        title = escape(t("Phản ánh, kiến nghị"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
        if may_receive and st.button(t("Tiếp nhận mới"), type="primary", icon=":material/add:", key="take_in"):
            incoming.open_form()
            st.rerun()
    incoming.draw_taken(directory)
    with st.container(key="card_matters"):
        is_open, state = _filters()
        after = _place((is_open, state))
        with database.snapshot() as snapshot:
            found = matters.page(
                snapshot, officer=known.officer, is_open=is_open, state=state, after=after, limit=PAGE + 1
            )
            rows = [_row(snapshot, row, directory) for row in found[:PAGE]]
        if rows:
            _table(rows)
        else:
            st.html(f'<p class="mc-quiet">{escape(_nothing(is_open=is_open, is_narrowed=bool(state)))}</p>')
        pager.draw(st.session_state[_PLACES], found[PAGE - 1].place if len(found) > PAGE else None)


def _filters() -> tuple[bool, str]:
    names = {"dang-xu-ly": t("Đang xử lý"), "da-xong": t("Đã xong")}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        address.read(_SCOPE, names, first="dang-xu-ly")
        scope = st.segmented_control(
            t("Phạm vi"),
            list(names),
            required=True,
            format_func=names.__getitem__,
            label_visibility="collapsed",
            key=_SCOPE,
        )
        address.write(_SCOPE, scope)
        states = _states()
        address.read(_STATE, states)
        state = st.selectbox(
            t("Trạng thái"),
            list(states),
            index=None,
            format_func=states.__getitem__,
            placeholder=t("Mọi trạng thái"),
            label_visibility="collapsed",
            key=_STATE,
            width=290,
        )
        address.write(_STATE, state)
    return scope != "da-xong", state or ""


def _states() -> dict[str, str]:
    """The states of all matters that are taken in today, in their releases' order."""
    known = visitor.current()
    moment = database.now()
    found: dict[str, str] = {}
    with database.snapshot() as snapshot:
        units = dict.fromkeys(post.unit_id for post in known.officer.all_posts)
        for unit_id in units:
            for published in matters.offered(snapshot, unit_id, officer=known.officer, moment=moment):
                found |= {state.code: state.name for state in published.release.states}
    return found


def _row(snapshot: Snapshot, row: Row, directory: Directory) -> str:
    published = catalogue.published(snapshot, row.release_id)
    about = f"{published.case(row.case_code).name} · {row.sender}"
    link = f'<a href="/ho-so?id={row.dossier_id}" target="_self">{escape(row.code)}</a>'
    told = f"<b>{escape(row.subject)}</b><small>{escape(about)}</small>"
    ended = row.finished_at or row.returned_at
    if ended is not None:
        due = f"{escape(when(ended))}<small>{escape(t('Hạn trả lời'))}: {escape(when(row.due_at))}</small>"
    else:
        stands = standing.of(row.due_at, row.agency_id, directory, database.now())
        chip = f'<small class="{standing.chip(stands)}">{escape(standing.told(stands))}</small>'
        due = f"{escape(when(row.due_at))}{chip}"
    cells = (link, told, escape(published.release.state_name(row.state)), due)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _table(rows: list[str]) -> None:
    headings = (t("Mã"), t("Nội dung"), t("Trạng thái"), t("Thời hạn"))
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    label = escape(t("Phản ánh, kiến nghị"))
    st.html(
        f'<table class="mc-table mc-matters" aria-label="{label}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _nothing(*, is_open: bool, is_narrowed: bool) -> str:
    if is_narrowed:
        return t("Không có phản ánh, kiến nghị nào ở trạng thái này.")
    if is_open:
        return t("Không có phản ánh, kiến nghị nào đang xử lý.")
    return t("Chưa có phản ánh, kiến nghị nào xong.")


def _place(narrowed: tuple[bool, str]) -> Place | None:
    """Where this page of the list begins; another filter begins at the top."""
    if st.session_state.get(_NARROWED) != narrowed:
        st.session_state[_NARROWED] = narrowed
        st.session_state[_PLACES] = []
    return (st.session_state[_PLACES] or [None])[-1]


show()
