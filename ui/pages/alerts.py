"""Alerts: what the officer wants to be told of as soon as it holds, how each stands, and the form to set one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from processes import board as counted
from processes import database, organisation, permissions
from processes.accounts import Visitor
from processes.database import Transaction
from processes.organisation import Directory
from tasks import alerts, board
from tasks.alerts import MOST, Shown
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, alert_form, board_address, board_figures
from ui.widgets.alert_form import Choices
from ui.widgets.keys import keys

_ACT, _FOLLOWED = "alert_act", "alert_followed"


@dataclass(frozen=True, slots=True)
class Page:
    """What the page is drawn from: whose alerts, and the names of all that they speak of."""

    known: Visitor
    directory: Directory
    procedures: Mapping[int, str]
    found: list[Shown]
    asked: str


def show() -> None:
    """Draws the page."""
    known, moment = visitor.current(), database.now()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
        procedures = counted.procedures(snapshot)
        found = alerts.of(snapshot, officer=known.officer, moment=moment)
    oversees = permissions.has_board(known.officer)
    page = Page(known, directory, procedures, found, st.query_params.get("id", ""))
    _head(page, oversees=oversees)
    if not oversees and not found:
        said = t("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị và Phòng Kiểm soát thủ tục hành chính đặt được cảnh báo.")
        st.error(said, icon=":material/error:")
        return
    if oversees and alert_form.opened() is not None:
        alert_form.draw(known, Choices(board.sight(known.officer, directory), directory, procedures))
    with st.container(key="card_alerts"):
        acts.show_refusal(_ACT)
        if not found:
            said = t("Chưa có cảnh báo nào. Ví dụ: báo khi có hơn 5 hồ sơ quá hạn, hoặc việc chưa ai nhận sau 4 giờ.")
            st.html(f'<p class="mc-quiet">{escape(said)}</p>')
        for one in found:
            _row(page, one, oversees=oversees)
    keys()


def _head(page: Page, *, oversees: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        title = escape(t("Cảnh báo"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
        if oversees:
            is_full = len(page.found) >= MOST
            if st.button(
                t("Đặt cảnh báo mới"),
                key="alert_new",
                type="primary",
                icon=":material/add:",
                disabled=is_full,
                help=t("Mỗi người đặt nhiều nhất {most} cảnh báo.", most=MOST) if is_full else None,
            ):
                alert_form.open_form()
                st.rerun()
            _follow()
    told = escape(t("Báo một lần khi bắt đầu vượt mức, báo lại sau khi đã hết vượt."))
    way = escape(t("Cách nhận thông báo"))
    st.html(f'<p class="mc-quiet">{told} <a href="/thong-bao" target="_self">{way}</a></p>')


def _follow() -> None:
    """A link from the board opens the form for what is shown there, once."""
    part, measure, is_new = board_address.told()
    if not is_new:
        st.session_state.pop(_FOLLOWED, None)
    elif st.session_state.get(_FOLLOWED) != (part, measure):
        st.session_state[_FOLLOWED] = part, measure
        alert_form.open_form(part=part, measure=measure)


def _row(page: Page, one: Shown, *, oversees: bool) -> None:
    alert, key = one.alert, f"alert_{one.alert.id}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"line_{key}"):
        st.html(_told(page, one), width="stretch")
        with st.container(horizontal=True, vertical_alignment="center", width="content", key=f"acts_{key}"):
            is_on = st.toggle(
                t("Bật cảnh báo {name}", name=alert.rule.name),
                alert.is_on,
                key=f"{key}_on_{alert.is_on}",
                label_visibility="collapsed",
            )
            if is_on != alert.is_on:
                _switch(page, one, is_on=is_on)
            if oversees and st.button(t("Sửa"), icon=":material/edit:", key=f"{key}_change", type="tertiary"):
                alert_form.open_form(alert)
                st.rerun()
            if st.button(t("Xóa"), icon=":material/delete:", key=f"{key}_remove", type="tertiary"):
                _remove(page, one)


def _told(page: Page, one: Shown) -> str:
    """An alert in words: what it counts where, above what, and how it stands."""
    rule = one.alert.rule
    above = t("Báo khi nhiều hơn {number} hồ sơ", number=board_figures.number(rule.above))
    parts = [board_figures.lasting(rule.measure, rule.waits), *alert_form.where(rule, page.directory, page.procedures)]
    about = " · ".join(part for part in (*parts, above, t("nhắc lại mỗi ngày") if rule.is_daily else "") if part)
    mark, said = _stands(one)
    is_asked = ' aria-current="true"' if page.asked == str(one.alert.id) else ""
    number = ""
    if isinstance(one.number, int):
        told = escape(t("{number} hồ sơ", number=board_figures.number(one.number)))
        number = f'<a href="{escape(alert_form.listed(rule))}" target="_self">{told}</a>' if one.number else told
    state = f'<span class="{mark}">{escape(said)}</span>'
    return (
        f'<div class="mc-alert"{is_asked}><p><b>{escape(rule.name)}</b><small>{escape(about)}</small></p>'
        f"<p>{number}<small>{state}</small></p></div>"
    )


def _stands(one: Shown) -> tuple[str, str]:
    alert = one.alert
    if not alert.is_on:
        return "off", t("Đang tắt")
    match one.number:
        case "no_board":
            return "off", t("Tạm nghỉ: bạn không còn giữ vị trí có bảng giám sát")
        case "not_overseen":
            return "off", t("Tạm nghỉ: bạn không còn phụ trách phạm vi này")
        case _:
            pass
    if not one.holds:
        return "within", t("Chưa vượt mức")
    since = alert.since
    return "overdue", t("Vượt mức từ {at}", at=when(since)) if since else t("Vượt mức, sắp báo")


def _switch(page: Page, one: Shown, *, is_on: bool) -> None:
    def act(transaction: Transaction, _key: str) -> None:
        alerts.switch(transaction, one.alert.id, is_on=is_on, officer=page.known.officer)

    acts.attempt(_ACT, act)
    st.rerun()


def _remove(page: Page, one: Shown) -> None:
    def act(transaction: Transaction, _key: str) -> None:
        alerts.remove(transaction, one.alert.id, officer=page.known.officer)

    if acts.attempt(_ACT, act) is not None:
        acts.tell(t("Đã xóa cảnh báo “{name}”.", name=one.alert.rule.name))
        if alert_form.opened() == one.alert.id:
            alert_form.close()
    st.rerun()


show()
