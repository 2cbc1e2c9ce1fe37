"""How a task or dossier stands against its due time: colour, shape and words together."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

import streamlit as st

from bpmn.terms import WorkingTime
from processes import deadlines
from processes.deadlines import Standing, StandingKind
from processes.organisation import Directory
from ui.locale import t

Chip = Literal["overdue", "soon", "within"]

_LOOKS: dict[StandingKind, tuple[Literal["red", "orange", "green", "gray"], str]] = {
    "overdue": ("red", ":material/error:"),
    "soon": ("orange", ":material/schedule:"),
    "within": ("green", ":material/check_circle:"),
    "early": ("green", ":material/check_circle:"),
    "on_time": ("green", ":material/check_circle:"),
    "paused": ("gray", ":material/pause_circle:"),
}
_PART = re.compile(r"(\d+) (ngày|giờ|phút)")
_AMOUNT = re.compile(r"(\d+) (ngày|giờ|phút)$")


def of(due_at: datetime, agency_id: int, known: Directory, moment: datetime) -> Standing:
    """How something open stands on the working clock of the agency that decides."""
    calendar = known.calendar(agency_id)
    return deadlines.standing(due_at, calendar, moment)


def chip(standing: Standing) -> Chip:
    """The standing as the work list draws it."""
    return standing.kind if standing.kind in ("overdue", "soon") else "within"


def told(standing: Standing) -> str:
    """The standing in the visitor's language: `Còn 3 giờ`."""
    found = _AMOUNT.search(standing.text)
    if found is None:
        return t("Đúng hạn") if standing.kind == "on_time" else t("Đến hạn")
    amount = _amount(int(found[1]), found[2])
    match standing.kind:
        case "overdue":
            return t("Quá hạn {amount}", amount=amount)
        case "paused":
            return t("Tạm dừng, còn {amount}", amount=amount)
        case "early":
            return t("Trước hạn {amount}", amount=amount)
        case _:
            return t("Còn {amount}", amount=amount)


def length(minutes: int, day: WorkingTime) -> str:
    """An amount of working time in the visitor's language, in days of that length: `1 ngày 2 giờ`."""
    return _PART.sub(lambda part: _amount(int(part[1]), part[2]), deadlines.amount(minutes, day, units=2))


def _amount(number: int, unit: str) -> str:
    match unit:
        case "ngày":
            return t("{number} ngày", number=number)
        case "giờ":
            return t("{number} giờ", number=number)
        case _:
            return t("{number} phút", number=number)


def badge(standing: Standing) -> None:
    """Draws the standing."""
    color, icon = _LOOKS[standing.kind]
    st.badge(told(standing), color=color, icon=icon)
