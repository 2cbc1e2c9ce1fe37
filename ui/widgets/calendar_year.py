"""A year of an agency's calendar in twelve small months: worked, off, made up and changed days told apart by shape."""

from __future__ import annotations

from calendar import Calendar as Months
from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from processes.calendar_changes import Change
from processes.calendars import Calendar
from processes.hours import spoken
from ui.locale import t

_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_MONTHS = Months()


def draw(calendar: Calendar, changes: Sequence[Change], year: int) -> None:
    """Draws the year with its legend."""
    changed = {change.day for change in changes if change.day is not None and change.kind != "hours"}
    months = "".join(_month(calendar, changed, year, month) for month in range(1, 13))
    legend = "".join(
        f'<li><span class="{kind}">5</span>{escape(said)}</li>'
        for kind, said in (
            ("off", t("Nghỉ lễ, tết")),
            ("made-up", t("Làm bù")),
            ("changed", t("Thay đổi theo văn bản")),
            ("own", t("Giờ riêng")),
            ("weekend", t("Cuối tuần")),
        )
    )
    st.html(f'<ul class="mc-legend">{legend}</ul><div class="mc-year">{months}</div>')


def _month(calendar: Calendar, changed: set[date], year: int, month: int) -> str:
    head = "".join(f'<th scope="col">{day}</th>' for day in _WEEKDAYS)
    weeks = "".join(
        f"<tr>{''.join(_day(calendar, changed, day, month) for day in week)}</tr>"
        for week in _MONTHS.monthdatescalendar(year, month)
    )
    title = escape(t("Tháng {month}", month=month))
    return f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{weeks}</tbody></table>"


def _day(calendar: Calendar, changed: set[date], day: date, month: int) -> str:
    if day.month != month:
        return "<td></td>"
    kinds = [kind for kind, fits in _kinds(calendar, changed, day) if fits]
    name = calendar.closed.get(day, "") or spoken(calendar.own.get(day, ()))
    title = f' title="{escape(name)}"' if name else ""
    return f'<td><span class="{" ".join(kinds)}"{title}>{day.day}</span></td>'


def _kinds(calendar: Calendar, changed: set[date], day: date) -> list[tuple[str, bool]]:
    is_worked = calendar.is_working_day(day)
    return [
        ("off", day in calendar.closed and day.weekday() < 5),
        ("made-up", is_worked and day.weekday() >= 5),
        ("changed", day in changed),
        ("own", day in calendar.own),
        ("weekend", not is_worked and day.weekday() >= 5),
    ]
