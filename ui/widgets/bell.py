"""The bell: how many notices are unread, kept right by the browser itself, and the newest of them."""

from __future__ import annotations

import streamlit as st

from processes import database, notices, permissions
from processes.accounts import Visitor
from ui.locale import t
from ui.widgets import places
from ui.widgets.assets import component, unheard

_TURN = "notices_turn"


def bell(known: Visitor) -> None:
    """Draws the bell; goes to what a notice is about when the officer has just opened one."""
    _follow(known, "bell")
    words = {
        "bell": t("Thông báo"),
        "unread": t("chưa đọc"),
        "all_read": t("Đánh dấu đã đọc tất cả"),
        "older": t("Xem tất cả và cài đặt"),
        "none": t("Chưa có thông báo nào."),
        "failed": t("Chưa tải được thông báo. Hãy thử lại."),
    }
    _draw("bell", {"mode": "bell", "words": words})


def listed(known: Visitor, lines: list[dict[str, object]]) -> None:
    """Draws notices one below the other, as the page of notices shows them."""
    _follow(known, "notices")
    _draw("notices", {"mode": "page", "lines": lines, "words": {"bell": t("Thông báo"), "unread": t("chưa đọc")}})


def _draw(key: str, data: dict[str, object]) -> None:
    component("bell")(key=key, data=data, on_opened_change=unheard)


def _follow(known: Visitor, key: str) -> None:
    """Reads what was opened before the widget is mounted; the same click is followed once."""
    match (st.session_state.get(key) or {}).get("opened"):
        case {"id": int() as notice_id, "turn": int() as turn} if st.session_state.get(_TURN) != turn:
            st.session_state[_TURN] = turn
            _open(known, notice_id)
        case _:
            return


def _open(known: Visitor, notice_id: int) -> None:
    officer_id = known.officer.id
    with database.transaction() as transaction:
        notice = notices.one(transaction, officer_id, notice_id)
        notices.read(transaction, officer_id, moment=database.now(), only=notice_id, until=None)
    if notice is None:
        return
    if notice.task_id is not None:
        st.switch_page(places.inbox(), query_params={"viec": str(notice.task_id)})
    if notice.dossier_id is not None:
        st.switch_page(places.dossier(), query_params={"id": str(notice.dossier_id)})
    if notice.alert_id:
        shown = places.alerts(is_shown=permissions.has_board(known.officer))
        st.switch_page(shown, query_params={"id": notice.alert_id})
    st.switch_page(places.inbox(), query_params={"pham-vi": "chua-nhan"})
