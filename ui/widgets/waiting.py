"""What waits to leave, a line for each channel and partner: how many, since when, and why it does not go."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from processes import database
from processes.database import Transaction
from processes.outbox import Waiting
from tasks import operations
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts
from ui.widgets.trouble import plain


def channel(topic: str) -> str:
    """What a channel is called; one that has no name here is shown by its own."""
    names = {
        "dossier.status": t("Trạng thái hồ sơ lên Cổng Dịch vụ công"),
        "officer.mail": t("Thư điện tử cho cán bộ"),
        "applicant.notice": t("Tin báo người nộp hồ sơ"),
        "handoff": t("Chuyển liên thông"),
    }
    return names.get(topic, topic)


def draw(lines: Sequence[Waiting]) -> None:
    """Draws the lines, the longest wait first."""
    with st.container(key="card_waiting", gap="small"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Theo kênh gửi"))}</div>')
        if not lines:
            st.html(f'<p class="mc-quiet">{escape(t("Mọi tin đã được gửi đi."))}</p>')
        for one in lines:
            _line(one)


def _line(one: Waiting) -> None:
    key = f"{one.topic}_{one.partner}"
    with st.container(key=f"written_waiting_{key}", horizontal=True, vertical_alignment="center"):
        st.html(_told(one), width="stretch")
        if (one.dead or one.failing) and st.button(
            t("Gửi lại tất cả"), icon=":material/send:", key=f"resend_{key}", type="tertiary"
        ):
            _resend(one)
    acts.show_refusal(f"resend_{key}")


def _told(one: Waiting) -> str:
    to = f" → {escape(one.partner)}" if one.partner else ""
    parts = [
        t("{number} tin", number=f"{one.count:,}".replace(",", ".")),
        t("lâu nhất từ {moment}", moment=when(one.since)),
    ]
    failing = f"<small>{escape(plain(one.trouble))}</small>" if one.trouble and one.failing else ""
    marks = ""
    if one.dead:
        marks += f' <span class="mc-mark">{escape(t("{number} chờ xử lý", number=one.dead))}</span>'
    if one.failing:
        marks += f' <span class="mc-mark">{escape(t("{number} gửi chưa được", number=one.failing))}</span>'
    return (
        f'<div class="mc-letter"><b>{escape(channel(one.topic))}{to}{marks}</b>'
        f"<small>{escape(' · '.join(parts))}</small>{failing}</div>"
    )


def _resend(one: Waiting) -> None:
    officer = visitor.current().officer

    def act(transaction: Transaction, key: str) -> int:
        told = {"topic": one.topic, "partner": one.partner}
        return operations.resend_all(transaction, **told, officer=officer, moment=database.now(), key=key)

    given = acts.attempt(f"resend_{one.topic}_{one.partner}", act)
    if given is not None:
        acts.tell(t("Đã cho gửi lại."))
    st.rerun()
