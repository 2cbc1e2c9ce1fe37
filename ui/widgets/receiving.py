"""Receiving papers: a list that came is gone through line by line, what is there on its shelf, what is not with why."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from processes import database
from processes.accounts import Visitor
from processes.consignments import Consignment, Line
from processes.database import Transaction
from processes.organisation import Directory
from tasks import consignments
from tasks.bundles import LONGEST
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, bundle, form
from ui.widgets.consigning import line, listed
from ui.widgets.text import literal

_TRIED = "receive_tried"


def draw(known: Visitor, directory: Directory, coming: Sequence[Consignment]) -> None:
    """Draws the lists that wait to be received, the oldest first."""
    if not coming:
        with st.container(key="card_nothing"):
            st.html(f'<p class="mc-quiet">{escape(t("Không có giấy bàn giao nào chờ nhận."))}</p>')
    for number, one in enumerate(coming):
        _list(known, directory, one, is_open=number == 0)


@st.fragment
def _list(known: Visitor, directory: Directory, one: Consignment, *, is_open: bool) -> None:
    visitor.current()
    with st.container(key=f"card_coming_{one.id}", gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.html(_told(directory, one), width="content")
            with st.container(horizontal=True, width="content", gap="small"):
                st.link_button(t("In"), f"/api/consignments/{one.id}.pdf", icon=":material/print:", type="tertiary")
                if st.button(t("Kiểm nhận"), icon=":material/fact_check:", key=f"check_{one.id}"):
                    st.session_state[f"checking_{one.id}"] = not st.session_state.get(f"checking_{one.id}", is_open)
        if st.session_state.get(f"checking_{one.id}", is_open):
            _check(known, one)


def _told(directory: Directory, one: Consignment) -> str:
    number = t("Giấy bàn giao số {number}", number=one.symbol)
    giver = directory.units[one.from_unit_id].name
    receiver = t("giao cho {unit}", unit=directory.units[one.to_unit_id].name)
    by = t("{name} giao lúc {moment}", name=directory.name(one.made_by), moment=when(one.made_at))
    bundles = t("{number} hồ sơ", number=one.bundles)
    return line(number, f"{giver}, {receiver}", f"{bundles} · {by}")


def _check(known: Visitor, one: Consignment) -> None:
    with database.snapshot() as snapshot:
        lines = consignments.one(snapshot, one.id, officer=known.officer).lines
    boxes = [f"came_{one.id}_{each.dossier_id}" for each in lines]
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"check_bar_{one.id}"):
        hint = t("Áp dụng cho hồ sơ chưa ghi riêng")
        common = bundle.shelf_field(t("Vị trí lưu chung"), key=f"shelf_all_{one.id}", hint=hint)
        st.button(
            t("Đánh dấu đã nhận tất cả"),
            icon=":material/done_all:",
            key=f"came_all_{one.id}",
            on_click=_tick,
            args=(boxes,),
        )
    bundle.used(one.to_unit_id, field=f"shelf_all_{one.id}")
    shelves: dict[int, str] = {}
    refused: dict[int, str] = {}
    for each in lines:
        came, said = _row(one, each, common)
        (shelves if came else refused)[each.dossier_id] = said
    acts.show_refusal(f"receive_{one.id}")
    told = t("Xác nhận đã nhận {number} hồ sơ", number=len(shelves))
    if refused:
        told = t("Xác nhận: nhận {here}, không nhận {missing}", here=len(shelves), missing=len(refused))
    if st.button(told, type="primary", icon=":material/how_to_reg:", key=f"receive_{one.id}"):
        st.session_state[f"{_TRIED}_{one.id}"] = True
        if all(why.strip() for why in refused.values()):
            _receive(known, one, shelves, refused)
        st.rerun(scope="fragment")


def _tick(boxes: Sequence[str]) -> None:
    for box in boxes:
        st.session_state[box] = True


def _row(one: Consignment, each: Line, common: str) -> tuple[bool, str]:
    """Whether it came, and then its shelf, else why not."""
    key = f"{one.id}_{each.dossier_id}"
    with st.container(key=f"line_{key}"):
        which, about, papers, where = st.columns([3, 4, 3, 3], vertical_alignment="center")
        with which:
            came = st.checkbox(f"**{literal(each.code)}**", key=f"came_{key}")
        about.html(line(each.owner, each.procedure))
        papers.html(line("", listed(each.papers), each.note))
        with where:
            if came:
                own = bundle.shelf_field(t("Vị trí lưu"), key=f"shelf_{key}", hint=common)
                return True, own or common
            return False, _why(one, key)


def _why(one: Consignment, key: str) -> str:
    given = str(st.session_state.get(f"why_{key}") or "")
    is_wrong = bool(st.session_state.get(f"{_TRIED}_{one.id}")) and not given.strip()
    with st.container(key=f"{'wrong' if is_wrong else 'field'}_why_{key}", gap=None):
        why = st.text_input(t("Lý do không nhận"), max_chars=LONGEST, key=f"why_{key}")
        form.say_below(t("Hãy ghi lý do.") if is_wrong else "")
    return why or ""


def _receive(known: Visitor, one: Consignment, shelves: dict[int, str], refused: dict[int, str]) -> None:
    def act(transaction: Transaction, key: str) -> None:
        consignments.receive(
            transaction,
            one.id,
            shelves=shelves,
            refused=refused,
            officer=known.officer,
            moment=database.now(),
            key=key,
        )

    if acts.attempt(f"receive_{one.id}", act) is not None:
        told = t("Đã nhận {number} hồ sơ theo giấy bàn giao số {symbol}.", number=len(shelves), symbol=one.symbol)
        acts.tell(told)
        st.rerun()
