"""The designs an officer may see, and the ways in which a new one begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import get_args

import streamlit as st

from bpmn.process_tables import Draft
from processes import database, permissions
from processes.accounts import Visitor
from processes.calendars import local
from processes.database import Transaction
from processes.designs import Design, State
from processes.organisation import Directory
from processes.originals import Original
from tasks import beginnings, design, procedures
from ui.locale import t
from ui.widgets import acts, clinic, design_from_files, design_from_table, places, role_names
from ui.widgets.design_from_files import Arrival
from ui.widgets.text import literal

_OPEN: tuple[State, ...] = ("open", "asked", "approved")
_MOST = 200
_BEGIN = "begin_design"
IMPORTING = "nhap"
"""What the address says while files are looked through."""


def states() -> dict[State, str]:
    """How a design stands."""
    return {
        "open": t("Đang soạn"),
        "asked": t("Chờ phê duyệt"),
        "approved": t("Chờ ban hành"),
        "published": t("Đã ban hành"),
        "discarded": t("Đã bỏ"),
    }


_COLORS: dict[State, str] = {
    "open": "blue",
    "asked": "orange",
    "approved": "violet",
    "published": "green",
    "discarded": "gray",
}


def way_back(label: str) -> None:
    """A button to the list: a link to the page on which one is already keeps what its address says."""
    if st.button(label, icon=":material/arrow_back:", type="tertiary", key="way_back"):
        st.query_params.clear()
        st.rerun()


def badge(state: State) -> None:
    """How a design stands, as a badge."""
    st.badge(states()[state], color=_COLORS[state])  # pyright: ignore[reportArgumentType]


def draw(known: Visitor, directory: Directory) -> None:
    """Draws the list, and above it the way to a new one."""
    mine = [one.id for one in directory.agencies.values() if permissions.may_design(known.officer, one.id)]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        title = escape(t("Thiết kế quy trình"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
        if mine and st.button(t("Bản thảo mới"), type="primary", icon=":material/add:", key="new_design"):
            _begin(known, directory, mine)
    waiting = design_from_files.arrived()
    if mine and waiting is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="card_arrival"):
            st.markdown(literal(t("Đang nhập sơ đồ “{file}”.", file=waiting.called)))
            if st.button(t("Xem tiếp"), icon=":material/arrow_forward:", key="arrival_go_on"):
                st.query_params[IMPORTING] = "tep"
                st.rerun()
    with st.container(key="card_designs"):
        whole = st.toggle(t("Cả bản đã ban hành và đã bỏ"), key="designs_whole")
        wanted = get_args(State) if whole else _OPEN
        with database.snapshot() as snapshot:
            found = design.listed(snapshot, officer=known.officer, states=wanted)
        if not found:
            st.html(f'<p class="mc-quiet">{escape(_nothing(may_begin=bool(mine)))}</p>')
        for one in found[:_MOST]:
            _line(one, directory)


def _nothing(*, may_begin: bool) -> str:
    if may_begin:
        return t("Chưa có bản thảo nào. Bấm “Bản thảo mới” để sửa một quy trình đang áp dụng hoặc vẽ quy trình mới.")
    return t("Chưa có bản thảo quy trình nào.")


def _line(one: Design, directory: Directory) -> None:
    changed = local(one.changed_at)
    agency = directory.agencies[one.agency_id].name
    told = t(
        "{agency} · bản {number} · sửa lúc {when}", agency=agency, number=one.number, when=f"{changed:%H:%M %d/%m}"
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"design_{one.id}", gap="small"):
        link = f'<a href="{places.design_address(one.id)}" target="_self">{escape(one.name)}</a>'
        st.html(f'<div class="mc-design"><b>{link}</b><small>{escape(told)}</small></div>')
        badge(one.state)


@st.dialog("Bản thảo mới", width="large")
def _begin(known: Visitor, directory: Directory, agencies: list[int]) -> None:
    ways: dict[str, Callable[[Visitor, int], None]] = {
        t("Sửa quy trình đang có"): _from_release,
        t("Quy trình mới từ mẫu"): _from_template,
        t("Khối dùng chung mới"): _from_block_template,
        t("Từ Cơ sở dữ liệu quốc gia"): _from_listing,
        t("Từ bảng quy trình"): partial(_from_table, directory),
        t("Từ tệp BPMN"): partial(_from_files, directory),
    }
    way = st.segmented_control(t("Bắt đầu từ"), list(ways), default=next(iter(ways)), required=True, key="design_way")
    names = {one: directory.agencies[one].name for one in agencies}
    agency = agencies[0]
    if len(agencies) > 1:
        agency = st.selectbox(t("Cơ quan soạn"), agencies, format_func=names.__getitem__, key="design_agency")
    ways[way or next(iter(ways))](known, agency)
    acts.show_refusal(_BEGIN)


def _from_release(known: Visitor, agency_id: int) -> None:
    with database.snapshot() as snapshot:
        listed = [one for one in procedures.listed(snapshot, officer=known.officer, limit=500) if one.releases]
    names = {one.code: f"{one.code} · {one.name}" for one in listed}
    code = st.selectbox(t("Thủ tục"), list(names), format_func=names.__getitem__, key="design_from")
    if not code:
        return
    with database.snapshot() as snapshot:
        history = procedures.history(snapshot, code, officer=known.officer)
    releases = {one.id: one for one in history.releases}
    chosen = st.selectbox(
        t("Phiên bản"),
        list(releases),
        format_func=lambda one: t(
            "Phiên bản {number}, áp dụng từ {day}",
            number=releases[one].number,
            day=f"{releases[one].in_force_on:%d/%m/%Y}",
        ),
        key="design_release",
    )
    if st.button(t("Bắt đầu sửa"), type="primary", key="begin_from_release"):

        def act(transaction: Transaction, key: str) -> int:
            return beginnings.from_release(transaction, chosen, agency_id, **acts.by(known, key))

        _go(act)


def _from_template(known: Visitor, agency_id: int) -> None:
    name = st.text_input(t("Tên thủ tục"), max_chars=300, key="design_name")
    if st.button(t("Bắt đầu vẽ"), type="primary", key="begin_from_template"):

        def act(transaction: Transaction, key: str) -> int:
            return beginnings.from_template(transaction, agency_id, name=name or "", **acts.by(known, key))

        _go(act)


def _from_block_template(known: Visitor, agency_id: int) -> None:
    told = t("Các bước nhiều thủ tục cùng dùng, vẽ một lần. Bước gọi khối ghi ai làm và thời hạn.")
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    name = st.text_input(t("Tên khối dùng chung"), max_chars=300, key="design_block_name")
    if st.button(t("Bắt đầu vẽ"), type="primary", key="begin_from_block_template"):

        def act(transaction: Transaction, key: str) -> int:
            return beginnings.from_block_template(transaction, agency_id, name=name or "", **acts.by(known, key))

        _go(act)


def _listings(known: Visitor) -> dict[str, str]:
    """The procedures of the national catalogue as a list shows them, by code."""
    with database.snapshot() as snapshot:
        found = procedures.listed(snapshot, officer=known.officer, limit=2_000)
    return {one.code: f"{one.code} · {one.name}" for one in found if one.is_listed}


def _from_listing(known: Visitor, agency_id: int) -> None:
    names = _listings(known)
    if not names:
        st.html(f'<p class="mc-quiet">{escape(t("Chưa nhập thủ tục nào từ Cơ sở dữ liệu quốc gia."))}</p>')
        return
    code = st.selectbox(t("Thủ tục"), list(names), format_func=names.__getitem__, key="design_listing")
    if st.button(t("Bắt đầu vẽ"), type="primary", key="begin_from_listing"):

        def act(transaction: Transaction, key: str) -> int:
            return beginnings.from_listing(transaction, code, agency_id, **acts.by(known, key))

        _go(act)


def _from_table(directory: Directory, known: Visitor, agency_id: int) -> None:
    def begin(draft: Draft, name: str) -> None:
        def act(transaction: Transaction, key: str) -> int:
            return beginnings.from_files(transaction, draft.files, agency_id, name=name, **acts.by(known, key))

        _go(act)

    design_from_table.draw(role_names.names(directory), _listings(known), begin)


def _from_files(directory: Directory, known: Visitor, agency_id: int) -> None:
    if design_from_files.draw(agency_id, role_names.names(directory)):
        st.query_params[IMPORTING] = "tep"
        st.rerun()


def take_in(arrival: Arrival, known: Visitor, directory: Directory) -> None:
    """Draws the clinic with the files that have arrived; they become a design there."""

    def begin(files: Mapping[str, bytes], name: str, original: Original) -> None:
        def act(transaction: Transaction, key: str) -> int:
            told = acts.by(known, key)
            return beginnings.from_files(transaction, files, arrival.agency_id, name=name, original=original, **told)

        _go(act, forget=design_from_files.forget)

    clinic.draw(arrival, role_names.names(directory), begin)
    acts.show_refusal(_BEGIN)


def _go(act: Callable[[Transaction, str], int], forget: Callable[[], None] = lambda: None) -> None:
    begun = acts.attempt(_BEGIN, act)
    if begun is not None:
        forget()
    if isinstance(begun, int):
        st.query_params.from_dict({"id": str(begun)})
        acts.tell(t("Đã mở bản thảo."))
        st.rerun()
    if begun is not None:
        st.rerun()
