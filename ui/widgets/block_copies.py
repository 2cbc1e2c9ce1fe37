"""The shared blocks of a design: which it calls and in which version, and the way to one more or to a newer one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from bpmn.model import UserTask
from bpmn.releases import Release
from processes import database
from processes.accounts import Visitor
from processes.catalogue import Published
from processes.database import Transaction
from processes.organisation import Directory
from tasks import blocks
from tasks.blocks import Place
from tasks.copies import Copy, Standing
from tasks.design import View
from ui.locale import t
from ui.widgets import acts, design_files, places, role_names
from ui.widgets.diagram import diagram
from ui.widgets.table import table

_COLORS: dict[Standing, str] = {"newest": "green", "older": "orange", "altered": "red", "unknown": "gray"}


def standings() -> dict[Standing, str]:
    """How a copy stands to its block."""
    return {
        "newest": t("Phiên bản mới nhất"),
        "older": t("Đã có phiên bản mới"),
        "altered": t("Khác với khối"),
        "unknown": t("Phiên bản không có tại đây"),
    }


@st.fragment
def draw(view: View, known: Visitor, directory: Directory) -> None:
    """Draws the copies that the design holds, and below them how one more is put in."""
    now = design_files.fresh(view, known)
    with database.snapshot() as snapshot:
        found = blocks.look(snapshot, now.design.id, officer=known.officer)
    with st.container(key="card_blocks"):
        _told(t("Khối bản thảo đang dùng"))
        if not found.copies:
            st.html(f'<p class="mc-quiet">{escape(t("Bản thảo chưa dùng khối nào."))}</p>')
        for copy in found.copies:
            _copy(copy, now, known)
        if found.left_over:
            _left_over(found.left_over, now, known)
        acts.show_refusal(_intent(now))
        acts.show_told()
    if now.may_change and found.offered:
        with st.container(key="card_new_block"):
            _told(t("Thêm khối"))
            _new(found, now, known, directory)


def _told(heading: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(heading)}</div>')


def _intent(view: View) -> str:
    return f"blocks_{view.design.id}"


def _copy(copy: Copy, view: View, known: Visitor) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"copy_{copy.call.id}", gap="small"):
        version = t("phiên bản {number}", number=copy.held.number) if copy.held else copy.mark.hash[:12]
        block = f'<a href="{places.procedure_address(copy.mark.code)}" target="_self">{escape(copy.name)}</a>'
        step = t("bước “{name}”", name=copy.call.name or copy.call.id)
        st.html(f'<div class="mc-design"><b>{block}</b><small>{escape(step)} · {escape(version)}</small></div>')
        st.badge(standings()[copy.standing], color=_COLORS[copy.standing])  # pyright: ignore[reportArgumentType]
        if view.may_change and copy.newest is not None and copy.standing != "newest":
            is_older = copy.standing == "older"
            told = t("Lấy phiên bản {number}", number=copy.newest.number) if is_older else t("Lấy lại khối")
            if st.button(told, icon=":material/sync:", type="tertiary", key=f"renew_{copy.call.id}"):
                _do(view, known, partial(blocks.renew, release_id=copy.newest.id), t("Đã cập nhật khối."))


def _left_over(names: tuple[str, ...], view: View, known: Visitor) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="left_over", gap="small"):
        st.warning(t("Không bước nào còn gọi: {names}.", names=", ".join(names)), icon=":material/link_off:")
        if view.may_change and st.button(t("Bỏ phần không còn dùng"), type="tertiary", key="sweep_blocks"):
            _do(view, known, blocks.sweep, t("Đã bỏ phần không còn dùng."))


def _new(found: blocks.View, view: View, known: Visitor, directory: Directory) -> None:
    offered = {one.id: one for one in found.offered}
    where = {one.element: one for one in found.places}
    left, right = st.columns(2)
    with left:
        chosen = st.selectbox(
            t("Khối"), list(offered), format_func=lambda one: _called(offered[one]), key=f"{_intent(view)}_block"
        )
    with right:
        element = st.selectbox(
            t("Đặt ở"), list(where), format_func=lambda one: _place(where[one]), key=f"{_intent(view)}_place"
        )
    if not where:
        return
    preview(offered[chosen].release, directory, key=f"{_intent(view)}_{chosen}")
    if st.button(t("Thêm vào sơ đồ"), type="primary", icon=":material/add:", key=f"{_intent(view)}_do"):
        verb = partial(blocks.call, release_id=chosen, element=element)
        _do(view, known, verb, t("Đã thêm khối. Ghi vai trò, thời hạn của bước gọi khối ở phần Sơ đồ."))


def _called(one: Published) -> str:
    return t("{name}, phiên bản {number}", name=one.release.name, number=one.number)


def _place(one: Place) -> str:
    return t("Giữa {way}", way=one.name) if one.is_arrow else t("Thay bước “{name}”", name=one.name)


def preview(block: Release, directory: Directory, *, key: str) -> None:
    """Draws what is in a block: its steps, and whom they wait for, or that the call says so."""
    called = role_names.names(directory)
    rows = [_row(task, called) for task in block.model.user_tasks()]
    st.html(table(block.name, (t("Bước"), t("Vai trò"), t("Thời hạn")), rows))
    diagram(block.model.xml.decode(), key=f"{key}_drawn", height=280, label=block.name)


def _row(task: UserTask, called: dict[str, str]) -> tuple[str, str, str]:
    role = escape(called.get(task.role, task.role).partition(",")[0])  # whichever the unit
    role = role or f"<i>{escape(t('vai trò do bước gọi khối ghi'))}</i>"
    if task.act == "return":
        return escape(task.name), role, escape(t("theo người nộp"))
    return escape(task.name), role, _allotted(task)


def _allotted(task: UserTask) -> str:
    if task.allotment is None:
        return f"<i>{escape(t('thời hạn do bước gọi khối ghi'))}</i>"
    return escape(t(task.allotment.said))


def _do(view: View, known: Visitor, verb: Callable[..., object], told: str) -> None:
    seen = next((file.number for name, file in view.files.items() if name.endswith(".bpmn")), 0)

    def act(transaction: Transaction, key: str) -> object:
        return verb(transaction, view.design.id, seen=seen, **acts.by(known, key))

    if acts.attempt(_intent(view), act) is not None:
        acts.tell(told)
    st.rerun(scope="fragment")
