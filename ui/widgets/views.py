"""Saved views above the inbox: a button each with how many tasks it holds, and the way to save what is shown."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.organisation import Directory
from tasks import views
from tasks.inbox import Filter
from tasks.views import COUNTED, View
from ui.locale import t
from ui.widgets import acts, form, narrowing
from ui.widgets.text import literal

_COUNTED_FOR = timedelta(seconds=20)
_SHOWN, _SAVE, _REMOVE, _TURN = "views_shown", "view_save", "view_remove", "views_turn"


def draw(known: Visitor) -> None:
    """Draws the views that the officer has, each with its count; nothing while there is none."""
    shown = _shown(known)
    if not shown:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="views"):
        for view, count in shown:
            told = f"{COUNTED - 1}+" if count >= COUNTED else str(count)
            st.button(
                f"{literal(view.name)} **{told}**",
                icon=":material/group:" if view.is_shared else ":material/bookmark:",
                key=f"view_{view.id}",
                on_click=partial(narrowing.show, view.narrowed),
            )


def draw_saving(known: Visitor, directory: Directory, narrowed: Filter) -> None:
    """Draws the popover in which what is shown now is printed, exported or saved, and saved views are removed."""
    with st.popover(
        "",
        icon=":material/more_horiz:",
        help=t("In, xuất, lưu bộ lọc"),
        key=f"views_saving_{st.session_state.get(_TURN, 0)}",
    ):
        with st.container(horizontal=True):
            address = f"/api/tasks/list.{{}}?{urlencode(asdict(narrowed))}"
            st.link_button(t("In danh sách"), address.format("pdf"), icon=":material/print:")
            st.link_button(t("Xuất Excel"), address.format("xlsx"), icon=":material/table:")
        acts.show_refusal(_SAVE)
        name = st.text_input(t("Lưu bộ lọc đang xem với tên"), key="view_name", max_chars=views.LONGEST)
        unit_id = _unit(known, directory)
        if st.button(t("Lưu bộ lọc"), icon=":material/bookmark_add:", key="view_saved"):
            _save(known, name or "", narrowed, unit_id)
        for view, _ in _shown(known):
            if view.is_mine:
                with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                    st.write(literal(view.name))
                    if st.button("", icon=":material/delete:", key=f"view_removed_{view.id}", help=t("Xóa bộ lọc này")):
                        _remove(known, view)


def _shown(known: Visitor) -> list[tuple[View, int]]:
    """The views with their counts, counted anew now and then: a click in the list must not wait for them."""
    moment = database.now()
    kept: tuple[list[tuple[View, int]], datetime] | None = st.session_state.get(_SHOWN)
    if kept is not None and moment - kept[1] < _COUNTED_FOR:
        return kept[0]
    with database.snapshot() as snapshot:
        found = views.of(snapshot, officer=known.officer)
        counts = views.counts(snapshot, found, officer=known.officer, moment=moment)
    shown = list(zip(found, counts, strict=True))
    st.session_state[_SHOWN] = shown, moment
    return shown


def are_shown() -> bool:
    """Whether any stand above the list."""
    kept: tuple[list[tuple[View, int]], datetime] | None = st.session_state.get(_SHOWN)
    return kept is not None and bool(kept[0])


def forget() -> None:
    """Has the views be read and counted anew: something has been done."""
    st.session_state.pop(_SHOWN, None)


def _unit(known: Visitor, directory: Directory) -> int | None:
    names = {post.unit_id: directory.units[post.unit_id].name for post in known.officer.posts}
    if not names or not st.checkbox(t("Dùng chung với đồng nghiệp trong đơn vị"), key="view_shared"):
        return None
    if len(names) == 1:
        return next(iter(names))
    return st.selectbox(t("Đơn vị"), list(names), format_func=names.__getitem__, key="view_unit")


def _save(known: Visitor, name: str, narrowed: Filter, unit_id: int | None) -> None:
    if not name.strip():
        form.say_below(t("Hãy đặt tên cho bộ lọc."))
        return

    def act(transaction: Transaction, _key: str) -> int:
        moment = database.now()
        return views.save(transaction, name, narrowed, unit_id=unit_id, officer=known.officer, moment=moment)

    if acts.attempt(_SAVE, act) is not None:
        acts.tell(t("Đã lưu bộ lọc “{name}”.", name=name.strip()))
        del st.session_state["view_name"]
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1  # the next one begins closed
    forget()
    st.rerun()


def _remove(known: Visitor, view: View) -> None:
    def act(transaction: Transaction, _key: str) -> None:
        views.remove(transaction, view.id, officer=known.officer)

    if acts.attempt(_REMOVE, act) is not None:
        acts.tell(t("Đã xóa bộ lọc “{name}”.", name=view.name))
    forget()
    st.rerun()
