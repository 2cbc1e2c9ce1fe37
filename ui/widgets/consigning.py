"""Handing papers over: those that another unit works on by now, ticked and put on a list for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from processes import database
from processes.accounts import Visitor
from processes.bundles import Lying
from processes.consignments import Consignment
from processes.database import Transaction
from processes.organisation import Directory
from tasks import consignments
from tasks.consignments import LONGEST_NOTE, MOST, Group
from tasks.letters.consignment import count
from ui import visitor
from ui.locale import t
from ui.widgets import acts
from ui.widgets.text import literal

MADE = "consignment_made"
_GO = "consignment_go"


def turn(key: str) -> None:
    """Has the page go to the part that the last act led to, before that field is drawn."""
    part = st.session_state.pop(_GO, None)
    if part is not None:
        st.session_state[key] = part


def draw(known: Visitor, directory: Directory, groups: Sequence[Group]) -> None:
    """Draws what waits to be handed over, a card for each unit that is to have it."""
    if not groups:
        with st.container(key="card_nothing"):
            st.html(f'<p class="mc-quiet">{escape(t("Không có bản giấy nào chờ giao."))}</p>')
    several = len({group.from_unit_id for group in groups}) > 1
    for group in groups:
        _group(known, directory, group, tells_giver=several)


@st.fragment
def _group(known: Visitor, directory: Directory, group: Group, *, tells_giver: bool) -> None:
    visitor.current()
    key = f"{group.from_unit_id}_{group.to_unit_id}"
    shown = group.bundles[:MOST]
    boxes = {one.dossier_id: f"go_{key}_{one.dossier_id}" for one in shown}
    ticked = [one for one, box in boxes.items() if st.session_state.get(box)]
    with st.container(key=f"card_group_{key}", gap="small"):
        _group_head(directory, group, boxes, tells_giver=tells_giver)
        for one in shown:
            _row(one, boxes[one.dossier_id])
        acts.show_refusal(f"make_{key}")
        told = t("Lập giấy bàn giao ({number} hồ sơ)", number=len(ticked))
        if st.button(
            told, type="primary", icon=":material/assignment_turned_in:", key=f"make_{key}", disabled=not ticked
        ):
            notes = {one: str(st.session_state.get(f"note_{boxes[one]}") or "") for one in ticked}
            _make(known, group, key, ticked, notes)


def _group_head(directory: Directory, group: Group, boxes: Mapping[int, str], *, tells_giver: bool) -> None:
    title = t("Giao cho {unit}", unit=directory.units[group.to_unit_id].name)
    giver = t("từ {unit}", unit=directory.units[group.from_unit_id].name) if tells_giver else ""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        small = f"<small>{escape(giver)}</small>" if giver else ""
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}{small}</div>', width="content")
        is_whole = all(st.session_state.get(box) for box in boxes.values())
        said = t("Bỏ chọn tất cả") if is_whole else t("Chọn tất cả")
        st.button(
            said,
            icon=":material/select_all:",
            type="tertiary",
            key=f"all_{group.from_unit_id}_{group.to_unit_id}",
            on_click=_tick,
            args=(tuple(boxes.values()), not is_whole),
        )
    if len(group.bundles) > len(boxes):
        told = t("Chỉ hiện {number} hồ sơ đầu; lập giấy rồi lập tiếp.", number=len(boxes))
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')


def _tick(boxes: Sequence[str], ticked: bool) -> None:
    for box in boxes:
        st.session_state[box] = ticked


def _row(one: Lying, box: str) -> None:
    with st.container(key=f"line_{box}"):
        which, about, papers, note = st.columns([3, 4, 3, 3], vertical_alignment="center")
        with which:
            st.checkbox(f"**{literal(one.code)}**", key=box)
        about.html(line(one.owner, one.procedure, one.step or t("Đã kết thúc")))
        papers.html(line("", listed(one.papers), one.shelf))
        with note:
            st.text_input(
                t("Ghi chú của hồ sơ {code}", code=one.code),
                placeholder=t("Ghi chú"),
                label_visibility="collapsed",
                max_chars=LONGEST_NOTE,
                on_change="ignore",
                key=f"note_{box}",
            )


def line(bold: str, *quiet: str) -> str:
    """A name and what is said of it, as HTML; what is empty is left out."""
    head = f"<b>{escape(bold)}</b>" if bold else ""
    return f'<div class="mc-line">{head}{"".join(f"<span>{escape(one)}</span>" for one in quiet if one)}</div>'


def listed(papers: Sequence[Mapping[str, object]]) -> str:
    """The papers that came, in one line."""
    told = [(str(paper["name"]), count(paper)) for paper in papers]
    return "; ".join(f"{name}: {number}" for name, number in told if number) or t("Bản giấy của hồ sơ")


def _make(known: Visitor, group: Group, key: str, ticked: Sequence[int], notes: Mapping[int, str]) -> None:
    def act(transaction: Transaction, act_key: str) -> Consignment:
        return consignments.make(
            transaction,
            ticked,
            from_unit_id=group.from_unit_id,
            to_unit_id=group.to_unit_id,
            notes=notes,
            officer=known.officer,
            moment=database.now(),
            key=act_key,
        )

    made = acts.attempt(f"make_{key}", act)
    if made is not None:
        if isinstance(made, Consignment):
            st.session_state[MADE] = made.id
            acts.tell(t("Đã lập giấy bàn giao số {number}.", number=made.symbol))
        st.session_state[_GO] = "da-giao"
    st.rerun()
