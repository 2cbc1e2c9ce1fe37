"""Reminders of a dossier: of which task who was told when and why, and what a later rung overtook."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st

from processes.calendars import local
from processes.ladders import written
from processes.reminders import SENT, Reminder
from tasks.viewing import DossierView
from ui.locale import t, when
from ui.notices import reason

_SHOWN = 8
_AT_ONCE = timedelta(minutes=10)


def draw(view: DossierView) -> None:
    """Draws what was told, the newest first; beyond the first few they are folded away."""
    lines = [_line(view, one) for one in reversed(view.reminders)]
    _list(lines[:_SHOWN])
    if lines[_SHOWN:]:
        with st.expander(t("{number} lần nhắc trước đó", number=len(lines) - _SHOWN)):
            _list(lines[_SHOWN:])


def _list(lines: list[str]) -> None:
    label = escape(t("Nhắc hạn, báo cấp trên"))
    st.html(f'<ol class="mc-story" aria-label="{label}">{"".join(lines)}</ol>')


def _line(view: DossierView, one: Reminder) -> str:
    step = next((step.name for step in view.steps if step.task_id == one.task_id), "")
    rung = one.rung
    act = t("Báo cấp trên") if rung.is_escalation else t("Nhắc hạn")
    why = reason(written(rung.days))
    at = f"{local(one.at):%H:%M %d/%m/%Y}"
    quiet = "" if one.state == SENT else ' class="quiet"'
    return (
        f"<li{quiet}><time>{at}</time><div><p><b>{escape(act)}</b>: “{escape(step)}” {escape(why)}</p>"
        f'<div class="post">{escape(_told(view, one))}</div></div></li>'
    )


def _told(view: DossierView, one: Reminder) -> str:
    if one.state != SENT:
        return t("Không gửi riêng: khi gửi đã đến mốc sau")
    names = ", ".join(filter(None, (view.directory.name(officer) for officer in one.told)))
    if not names:
        return t("Không có ai giữ vị trí để báo")
    if one.fired_at - one.at < _AT_ONCE:
        return t("Đã báo {names}", names=names)
    return t("Đã báo {names} lúc {when}", names=names, when=when(one.fired_at))
