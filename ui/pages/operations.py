"""Operations: what waits to leave the installation, what does not leave and why, and whether the agent is at work."""

from __future__ import annotations

from html import escape

import streamlit as st

from processes import database
from processes.faults import Fault
from processes.organisation import Officer
from processes.refusals import NotAllowed
from tasks import operations, repairs
from tasks.operations import Standing
from ui import visitor
from ui.locale import t
from ui.widgets import dead_letters, repairing, rounds, waiting
from ui.widgets.keys import keys

_PLACES = "dead_letter_places"


def show() -> None:
    """Draws the page."""
    officer = visitor.current().officer
    _head()
    places: list[int] = st.session_state.setdefault(_PLACES, [])
    try:
        with database.snapshot() as snapshot:
            found = operations.look(snapshot, officer=officer, after=places[-1] if places else 0)
            known = rounds.look(snapshot, database.now())
            faults = repairs.listed(snapshot, officer=officer)
    except NotAllowed:
        st.error(t("Chỉ người vận hành và người quản trị hệ thống xem được trang này."), icon=":material/error:")
        return
    rounds.alarm(known)
    _figures(found)
    left, right = st.columns([8, 4], gap="medium")
    with left:
        _faults(faults, officer)
        dead_letters.draw(found, places)
        waiting.draw(found.waiting)
    with right:
        rounds.draw(known)
        dead_letters.draw_acts(found.acts)
    keys()


def _head() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        title = escape(t("Vận hành"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
        if st.button(t("Xem lại"), icon=":material/refresh:", key="operations_again"):
            st.rerun()


def _faults(found: list[Fault], officer: Officer) -> None:
    """The dossiers that cannot go on, and what may be done about each."""
    with st.container(key="card_faults", gap="small"):
        title = escape(t("Hồ sơ đang gặp lỗi"))
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{title}</div>')
        if not found:
            st.html(f'<p class="mc-quiet">{escape(t("Không có hồ sơ nào gặp lỗi."))}</p>')
        repairing.draw(found, officer, linked=True)


def _figures(found: Standing) -> None:
    """The three numbers that are looked at first."""
    dead = sum(one.dead for one in found.waiting)
    failing = sum(one.failing for one in found.waiting)
    whole = sum(one.count for one in found.waiting)
    facts = [
        (t("Chờ xử lý"), dead, "bad" if dead else ""),
        (t("Gửi chưa được, sẽ tự gửi lại"), failing, "soon" if failing else ""),
        (t("Đang chờ gửi"), whole - dead - failing, ""),
    ]
    cells = "".join(
        f'<div class="{mark}"><dt>{escape(said)}</dt><dd>{f"{number:,}".replace(",", ".")}</dd></div>'
        for said, number, mark in facts
    )
    st.html(f'<dl class="mc-figures">{cells}</dl>')


show()
