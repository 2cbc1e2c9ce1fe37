"""Tokens of other systems: those that open an agency's door, until when and last used, a new one, and no longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape

import streamlit as st

from processes import database
from processes.api_tokens import SCOPES, Token
from processes.calendars import local
from processes.database import Transaction
from tasks import tokens
from tasks.staffing import Roll
from tasks.tokens import Grant
from ui import locale, visitor
from ui.locale import t
from ui.widgets import acts, form
from ui.widgets.substitutions import save

_HANDED = "token_handed_over"
_USUAL = timedelta(days=365)


def handed_over() -> None:
    """Shows, once, the token that was just made."""
    given = st.session_state.pop(_HANDED, None)
    if given is None:
        return
    name, token = given
    with st.container(key="card_token"):
        said = t("Mã truy cập của {name}, chỉ hiện một lần này:", name=name)
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(said)}</div>')
        st.code(token, language=None, wrap_lines=True)
        st.html(f'<p class="mc-quiet">{escape(t("Hãy trao cho đơn vị vận hành hệ thống đó qua kênh an toàn."))}</p>')


def draw(roll: Roll) -> None:
    """Draws the agency's tokens with what may be done with each."""
    officer, moment = visitor.current().officer, database.now()
    with database.snapshot() as snapshot:
        found = tokens.listed(snapshot, roll.agency.id, officer=officer)
    with st.container(key="card_tokens"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Mã truy cập"))}</div>')
            if st.button(t("Thêm mã"), icon=":material/vpn_key:", key="token_new"):
                acts.forget_refusal("token")
                _create(roll)
        if not found:
            st.html(f'<p class="mc-quiet">{escape(t("Không hệ thống nào khác được vào cơ quan này."))}</p>')
        for one in found:
            with st.container(key=f"written_token_{one.id}", gap="small"):
                st.html(_told(one, moment))
                if st.button(t("Thu hồi"), key=f"token_revoke_{one.id}", icon=":material/key_off:", type="tertiary"):
                    acts.forget_refusal("token_revoke")
                    _revoke(roll, one)


def _told(one: Token, moment: datetime) -> str:
    mark = f' <span class="mc-mark">{escape(t("hết hạn"))}</span>' if one.expires_at <= moment else ""
    last = local(one.expires_at - timedelta(seconds=1)).date()
    reach = "; ".join(_scopes()[scope] for scope in one.scopes)
    at = one.last_used_at
    used = t("Chưa dùng lần nào") if at is None else t("Dùng gần nhất lúc {when}", when=locale.when(at))
    lines = (reach, t("đến hết {day}", day=f"{last:%d/%m/%Y}"), used)
    smaller = "".join(f"<small>{escape(line)}</small>" for line in lines)
    return f'<div class="mc-letter"><b><span class="mc-name">{escape(one.name)}</span>{mark}</b>{smaller}</div>'


def _scopes() -> Mapping[str, str]:
    return {"intake": t("Gửi hồ sơ đăng ký đến cơ quan này")}


@st.dialog("Thêm mã truy cập")
def _create(roll: Roll) -> None:
    officer, today = visitor.current().officer, local(database.now()).date()
    name = st.text_input(form.label(t("Hệ thống được cấp"), required=True), max_chars=100, key="token_name")
    scopes = st.multiselect(
        form.label(t("Quyền"), required=True),
        list(SCOPES),
        default=list(SCOPES) if len(SCOPES) == 1 else None,
        format_func=_scopes().__getitem__,
        placeholder=t("Chọn quyền"),
        key="token_scopes",
    )
    last = st.date_input(
        form.label(t("Đến hết ngày"), required=True),
        today + _USUAL,
        min_value=today,
        max_value=today + tokens.LONGEST,
        format="DD/MM/YYYY",
        key="token_last",
    )
    basis = _basis("token")

    def do(transaction: Transaction, key: str) -> None:
        given = Grant(name or "", scopes, last, basis)
        made = tokens.create(transaction, roll.agency.id, given, officer=officer, moment=database.now(), key=key)
        st.session_state[_HANDED] = given.name.strip(), made

    if st.button(t("Tạo mã"), type="primary", key="token_save"):
        save("token", do, t("Đã tạo mã truy cập"))


@st.dialog("Thu hồi mã truy cập")
def _revoke(roll: Roll, one: Token) -> None:
    officer = visitor.current().officer
    told = t("{name} không gửi được gì vào đây nữa ngay khi thu hồi.", name=one.name)
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    basis = _basis("token_revoke")

    def do(transaction: Transaction, key: str) -> None:
        tokens.revoke(transaction, roll.agency.id, one.id, basis=basis, officer=officer, moment=database.now(), key=key)

    if st.button(t("Thu hồi"), type="primary", key="token_revoke_save"):
        save("token_revoke", do, t("Đã thu hồi mã truy cập"))


def _basis(intent: str) -> str:
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), max_chars=100, key=f"{intent}_basis")
    acts.show_refusal(intent)
    return basis or ""
