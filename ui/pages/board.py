"""The supervisor's board: what is overdue or about to be, where it lies and who has it; every number opens its list."""

from __future__ import annotations

from html import escape

import streamlit as st

from processes import board as counted
from processes import database, organisation
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.refusals import NotAllowed
from tasks import board
from tasks.board import Sight
from ui import visitor
from ui.locale import t
from ui.widgets import board_address, board_figures, board_list
from ui.widgets.board_address import Shown
from ui.widgets.keys import keys

_EVERY = 30  # seconds


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
        _refused()
        return
    shown = board_address.draw(seen, known, procedures)
    setting = escape(t("Đặt cảnh báo cho phần này"))
    head.html(f'<a class="mc-way" href="{escape(shown.alert_address())}" target="_self">{setting}</a>', width="content")
    _figures(shown, seen, procedures)
    keys()


@st.fragment(run_every=_EVERY)
def _figures(shown: Shown, seen: Sight, procedures: dict[int, str]) -> None:
    """All that is counted, counted anew by itself."""
    officer = visitor.current().officer
    try:
        with database.snapshot() as snapshot:
            known = organisation.of_officer(snapshot, officer)
            _draw(snapshot, shown, seen, known, procedures, officer)
    except NotAllowed:
        _refused()


def _draw(
    snapshot: Snapshot,
    shown: Shown,
    seen: Sight,
    known: Directory,
    procedures: dict[int, str],
    officer: Officer,
) -> None:
    found = board.figures(snapshot, shown.asked, by=shown.by, officer=officer, moment=database.now())
    board_figures.tiles(found, shown)
    with st.container(key="card_board"):
        board_figures.table(found, shown, known, procedures, is_province=seen.is_province)
    if shown.measure:
        with st.container(key="card_board_list"):
            board_list.draw(snapshot, shown, known, procedures, officer=officer, moment=found.at)


def _refused() -> None:
    said = t("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị và Phòng Kiểm soát thủ tục hành chính xem được bảng này.")
    st.error(said, icon=":material/error:")


show()
