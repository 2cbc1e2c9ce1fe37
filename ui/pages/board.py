"""The supervisor's board: what is overdue or about to be, where it lies and who has it; every number opens its list."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from processes import board as counted
from processes import database, organisation
from processes.refusals import NotAllowed
from tasks import board
from tasks.board import Figures, Sight
from ui import visitor
from ui.locale import t
from ui.widgets import address, board_address, board_ahead, board_figures, board_list, board_past_list, places
from ui.widgets.board_address import Shown
from ui.widgets.keys import keys

_EVERY = 30  # seconds
_COUNTED = "board_counted"


def show() -> None:
    """Draws the page."""
    officer = visitor.current().officer
    head = st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head_board"
    )
    title = escape(t("Bảng giám sát"))
    head.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
    try:
        with database.snapshot() as snapshot:
            known = organisation.of_officer(snapshot, officer)
            seen = board.sight(officer, known)
            procedures = counted.procedures(snapshot)
    except NotAllowed:
        board_list.refused()
        return
    address.enter("board")
    shown = board_address.draw(seen, known, procedures, officer.on)
    narrowing = board_address.narrowing(shown.asked)
    with head.container(horizontal=True, vertical_alignment="center", width="content", key="ways_board"):
        setting = escape(t("Đặt cảnh báo cho phần này"))
        st.html(
            f'<a class="mc-way" href="{escape(shown.alert_address())}" target="_self">{setting}</a>', width="content"
        )
        st.page_link(places.pictures(), icon=":material/insert_chart:", query_params=narrowing, width="content")
    if shown.asked.on is not None:
        _past(shown, seen, procedures)
        keys()
        return
    above, ahead, opened, below = st.container(), st.empty(), st.container(), st.empty()
    st.session_state.pop(_COUNTED, None)
    with above:
        _figures(shown, seen, procedures, below)
    if board_list.is_open(shown) and _COUNTED in st.session_state:  # else all of it was refused
        with opened, st.container(key="card_board_list"):
            board_list.draw(shown, seen, procedures)
    with ahead:
        board_ahead.draw(shown, officer)
    keys(focus=board_list.LIST if board_list.is_open(shown) else "", turn=shown.address(shown.measure or "all"))


def _past(shown: Shown, seen: Sight, procedures: dict[int, str]) -> None:
    """A past day is read, and stays as it is; nothing is done to it."""
    officer = visitor.current().officer
    try:
        with database.snapshot() as snapshot:
            known = board.directory(snapshot, shown.asked, officer=officer)
            found = board.figures(snapshot, shown.asked, by=shown.by, officer=officer, moment=database.now())
            board_figures.past(shown)
            board_figures.tiles(found, shown)
            with st.container(key="card_board"):
                board_figures.table(found, shown, known, procedures, is_province=seen.is_province)
            if shown.measure:
                with st.container(key="card_board_list"):
                    board_past_list.draw(snapshot, shown, known, procedures, officer=officer, moment=found.at)
    except NotAllowed:
        board_list.refused()


@st.fragment(run_every=_EVERY)
def _figures(shown: Shown, seen: Sight, procedures: dict[int, str], below: DeltaGenerator) -> None:
    """All that is counted, counted anew by itself; the lines stand `below` the list that is open."""
    officer = visitor.current().officer
    try:
        with database.snapshot() as snapshot:
            known = organisation.of_officer(snapshot, officer)
            found = board.figures(snapshot, shown.asked, by=shown.by, officer=officer, moment=database.now())
    except NotAllowed:
        board_list.refused()
        return
    board_figures.tiles(found, shown)
    with below.container(key="card_board"):
        board_figures.table(found, shown, known, procedures, is_province=seen.is_province)
    counted_before = st.session_state.setdefault(_COUNTED, _counted(found, shown))
    if counted_before != _counted(found, shown) and st.button(
        t("Danh sách đã thay đổi, tải lại"), icon=":material/refresh:", key="board_again"
    ):
        st.rerun()


def _counted(found: Figures, shown: Shown) -> int:
    """The number that is open."""
    lines = [line for line in found.lines if line.key == shown.key] if shown.is_line else [found.tally]
    return sum(getattr(one, shown.measure or "all") for one in lines)


show()
