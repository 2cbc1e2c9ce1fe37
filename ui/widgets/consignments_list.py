"""The lists that a unit has made, each with how it stands; and the papers that lie in the unit, each on its shelf."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from processes import database
from processes.accounts import Visitor
from processes.bundles import Lying, Place
from processes.consignments import Consignment, Line, symbol
from processes.database import Transaction
from processes.organisation import Directory
from tasks import bundles, consignments
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, bundle, form, pager
from ui.widgets.consigning import MADE, line, listed

PAGE = 25
_PLACES = "lying_places"


def draw(known: Visitor, directory: Directory, given: Sequence[Consignment]) -> None:
    """Draws the lists, the newest first; the one just made is to be printed."""
    if not given:
        with st.container(key="card_nothing"):
            st.html(f'<p class="mc-quiet">{escape(t("Chưa lập giấy bàn giao nào."))}</p>')
        return
    made = st.session_state.get(MADE)
    with st.container(key="card_given"):
        for one in given:
            _list(known, directory, one, is_new=one.id == made)


def _list(known: Visitor, directory: Directory, one: Consignment, *, is_new: bool) -> None:
    with st.container(key=f"written_consignment_{one.id}", gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.html(_told(directory, one), width="content")
            with st.container(horizontal=True, width="content", gap="small", vertical_alignment="center"):
                _standing(one)
                st.link_button(
                    t("In giấy bàn giao"),
                    f"/api/consignments/{one.id}.pdf",
                    icon=":material/print:",
                    type="primary" if is_new else "tertiary",
                )
                if one.state == "made" and st.button(
                    t("Hủy"), icon=":material/cancel:", key=f"cancel_{one.id}", type="tertiary"
                ):
                    acts.forget_refusal("consignment_cancel")
                    _cancel(one)
        with st.expander(t("{number} hồ sơ", number=one.bundles), key=f"lines_{one.id}", on_change="rerun") as opened:
            if opened.open:
                _lines(known, one)


def _told(directory: Directory, one: Consignment) -> str:
    number = t("Giấy bàn giao số {number}", number=one.symbol)
    to = t("Giao cho {unit}", unit=directory.units[one.to_unit_id].name)
    by = t("{name} giao lúc {moment}", name=directory.name(one.made_by), moment=when(one.made_at))
    closed = ""
    if one.closed_at is not None:
        who, moment = directory.name(one.closed_by), when(one.closed_at)
        closed = t("{name} nhận lúc {moment}", name=who, moment=moment)
        if one.state == "cancelled":
            closed = t("{name} hủy lúc {moment}: {reason}", name=who, moment=moment, reason=one.reason)
    return line(number, to, by, closed)


def _standing(one: Consignment) -> None:
    if one.state == "made":
        st.badge(t("Đang giao"), color="blue", icon=":material/local_shipping:")
    elif one.state == "cancelled":
        st.badge(t("Đã hủy"), color="gray", icon=":material/block:")
    elif one.refused:
        st.badge(t("Đã nhận, thiếu {number}", number=one.refused), color="orange", icon=":material/warning:")
    else:
        st.badge(t("Đã nhận đủ"), color="green", icon=":material/check:")


def _lines(known: Visitor, one: Consignment) -> None:
    with database.snapshot() as snapshot:
        found = consignments.one(snapshot, one.id, officer=known.officer).lines
    headings = t("Mã hồ sơ"), t("Chủ hồ sơ"), t("Thành phần giấy"), t("Ghi chú")
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    label = escape(t("Giấy bàn giao số {number}", number=one.symbol))
    st.html(
        f'<table class="mc-table mc-matters mc-consigned" aria-label="{label}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(_cells(each) for each in found)}</tbody></table>"
    )


def _cells(each: Line) -> str:
    link = f'<a href="/ho-so?id={each.dossier_id}" target="_self">{escape(each.code)}</a>'
    refused = t("Không nhận: {reason}", reason=each.reason) if each.state == "refused" else ""
    notes = "".join(f"<small>{escape(one)}</small>" for one in (each.note, each.shelf, refused) if one)
    owner = f"<b>{escape(each.owner)}</b><small>{escape(each.procedure)}</small>"
    cells = (link, owner, escape(listed(each.papers)), notes)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


@st.dialog("Hủy giấy bàn giao")
def _cancel(one: Consignment) -> None:
    officer = visitor.current().officer
    told = t(
        "Bản giấy của {number} hồ sơ ở lại đơn vị. Số {symbol} không dùng lại.", number=one.bundles, symbol=one.symbol
    )
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    reason = st.text_input(form.label(t("Lý do hủy"), required=True), max_chars=bundles.LONGEST, key="cancel_reason")
    acts.show_refusal("consignment_cancel")

    def act(transaction: Transaction, key: str) -> None:
        consignments.cancel(transaction, one.id, reason=reason or "", officer=officer, moment=database.now(), key=key)

    if st.button(t("Hủy giấy này"), type="primary", key="cancel_save"):
        if acts.attempt("consignment_cancel", act) is None:
            st.rerun(scope="fragment")
        acts.tell(t("Đã hủy giấy bàn giao số {number}.", number=one.symbol))
        st.rerun()


def draw_lying(known: Visitor, directory: Directory) -> None:
    """Draws the papers that the own units hold; a shelf is on record as soon as it is chosen."""
    places: list[Place] = st.session_state.setdefault(_PLACES, [])
    after = places[-1] if places else None
    with database.snapshot() as snapshot:
        found = bundles.lying(snapshot, officer=known.officer, after=after, limit=PAGE + 1)
    several = len({one.unit_id for one in found}) > 1
    with st.container(key="card_lying", gap="small"):
        if not found:
            st.html(f'<p class="mc-quiet">{escape(t("Đơn vị không giữ bản giấy nào."))}</p>')
        for one in found[:PAGE]:
            _lies(known, directory, one, tells_unit=several)
        pager.draw(places, found[PAGE - 1].place if len(found) > PAGE else None)


@st.fragment
def _lies(known: Visitor, directory: Directory, one: Lying, *, tells_unit: bool) -> None:
    visitor.current()
    with st.container(key=f"line_lying_{one.dossier_id}"):
        which, about, where = st.columns([3, 6, 4], vertical_alignment="center")
        link = f'<a class="mc-file" href="/ho-so?id={one.dossier_id}" target="_self">{escape(one.code)}</a>'
        since = t("từ {moment}", moment=when(one.since))
        which.html(f'<div class="mc-line">{link}<span>{escape(since)}</span></div>')
        about.html(line(one.owner, one.procedure, directory.units[one.unit_id].name if tells_unit else ""))
        with where:
            if one.number is not None:
                st.html(line("", one.shelf, t("Đang giao, giấy số {number}", number=symbol(one.number))))
                return
            key = f"shelf_lying_{one.dossier_id}_{one.shelf}"  # what others have recorded meanwhile begins anew
            label = t("Vị trí lưu của hồ sơ {code}", code=one.code)
            shelf = bundle.shelf_field(label, key=key, value=one.shelf, is_bare=True)
            acts.show_refusal(key)
            if shelf and shelf != one.shelf and shelf != st.session_state.get(f"{key}_kept"):
                _shelve(known, one, shelf, key)


def _shelve(known: Visitor, one: Lying, shelf: str, key: str) -> None:
    def act(transaction: Transaction, act_key: str) -> None:
        bundles.shelve(
            transaction, one.dossier_id, shelf=shelf, officer=known.officer, moment=database.now(), key=act_key
        )

    if acts.attempt(key, act) is not None:
        acts.tell(t("Đã ghi vị trí lưu bản giấy."))
        st.rerun()
    st.session_state[f"{key}_kept"] = shelf
    st.rerun(scope="fragment")
