"""The notices: all that the officer was told, the newest first, and how to be told from now on."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from processes import database, notices, organisation
from processes.accounts import Visitor
from processes.notices import KINDS, Choice, Notice
from processes.settings import settings
from ui import visitor
from ui.locale import t
from ui.notices import line
from ui.widgets import acts, bell

PAGE = 30
_PLACES = "notices_places"


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    places: list[int | None] = st.session_state.setdefault(_PLACES, [])
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
        before = places[-1] if places else None
        found = notices.page(snapshot, known.officer.id, before=before, limit=PAGE + 1)
        unread = notices.count(snapshot, known.officer.id)
        choices = notices.choices(snapshot, known.officer.id)
        address = notices.address(snapshot, known.officer.id)
    _head(known, found, unread)
    left, right = st.columns([7, 5], gap="medium")
    with left, st.container(key="card_notices"):
        if found:
            bell.listed(known, [line(notice, directory) for notice in found[:PAGE]])
        else:
            st.html(f'<p class="mc-quiet">{escape(t("Chưa có thông báo nào."))}</p>')
        _pager(places, found)
    with right, st.container(key="card_choices"):
        _choices(known, choices, address)


def _head(known: Visitor, found: list[Notice], unread: int) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        title = escape(t("Thông báo"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
        if unread and st.button(t("Đánh dấu đã đọc tất cả"), icon=":material/done_all:", key="read_all"):
            with database.transaction() as transaction:
                newest = found[0].id if not st.session_state[_PLACES] else None
                notices.read(transaction, known.officer.id, moment=database.now(), only=None, until=newest)
            st.rerun()


def _pager(places: list[int | None], found: list[Notice]) -> None:
    more = len(found) > PAGE
    if not more and not places:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        if st.button(t("Mới hơn"), icon=":material/chevron_left:", disabled=not places, key="newer"):
            places.pop()
            st.rerun()
        if st.button(
            t("Cũ hơn"), icon=":material/chevron_right:", icon_position="right", disabled=not more, key="older"
        ):
            places.append(found[PAGE - 1].id)
            st.rerun()


def _choices(known: Visitor, choices: list[Choice], address: str) -> None:
    title, screen, mail = escape(t("Cách nhận thông báo")), t("Trên màn hình"), t("Qua thư")
    st.html(
        f'<div class="mc-section" role="heading" aria-level="2">{title}</div>'
        f'<p class="mc-quiet">{escape(_where(address))}</p>'
    )
    with st.form("choices", border=False):
        chosen: list[Choice] = []
        for choice in choices:
            name = t(KINDS[choice.kind].name)
            with st.container(key=f"choice_{choice.kind}", gap="xsmall"):
                st.html(f'<b class="mc-choice">{escape(name)}</b>')
                with st.container(horizontal=True, gap="medium"):
                    on_screen = st.checkbox(screen, choice.on_screen, key=f"screen_{choice.kind}", width="content")
                    by_mail = st.checkbox(mail, choice.by_mail, key=f"mail_{choice.kind}", width="content")
            chosen.append(replace(choice, on_screen=on_screen, by_mail=by_mail))
        if st.form_submit_button(t("Lưu cách nhận"), type="primary"):
            with database.transaction() as transaction:
                for choice in chosen:
                    notices.choose(transaction, known.officer.id, choice)
            acts.tell(t("Đã lưu cách nhận thông báo."))
            st.rerun()


def _where(address: str) -> str:
    if not settings().mail.host:
        return t("Hệ thống này chưa được cài đặt để gửi thư; lựa chọn được giữ lại cho khi có.")
    if not address:
        return t("Chưa có địa chỉ thư công vụ của bạn trong danh bạ, nên chưa gửi thư được.")
    return t("Thư được gửi đến {address}.", address=address)


show()
