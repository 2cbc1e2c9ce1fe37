"""Fields for working hours: a morning and an afternoon, and when the door is open besides."""

from __future__ import annotations

from datetime import time, timedelta

import streamlit as st

from processes.hours import DEFAULT_WEEK, WEEKDAYS, Segment, Week
from ui.locale import t

_STEP = timedelta(minutes=15)
_SATURDAY = 5


def draw_day(key: str) -> str:
    """Draws one day's hours, at first a morning; as `processes.hours.read_hours` reads them."""
    return _joined([_segment(f"{key}_first", t("Sáng"), DEFAULT_WEEK.hours[0]), _segment(f"{key}_second", t("Chiều"))])


def draw_week(key: str, week: Week) -> str:
    """Draws a usual week, at first the given one; as `processes.hours.read_week` reads it."""
    given = [*week.hours, None, None][:2]
    counted = _joined([_segment(f"{key}_first", t("Sáng"), given[0]), _segment(f"{key}_second", t("Chiều"), given[1])])
    besides = next(iter(week.also_open), None)
    names = _weekdays()
    day = st.selectbox(
        t("Mở cửa thêm, không tính vào thời hạn"),
        list(names),
        index=None if besides is None else besides[0],
        format_func=names.__getitem__,
        placeholder=t("Không"),
        key=f"{key}_besides",
    )
    if day is None:
        return counted
    segment = _segment(f"{key}_besides_hours", names[day], besides[1] if besides else (time(7, 30), time(11)))
    return f"{counted};{WEEKDAYS[day]} {segment}"


def _segment(key: str, name: str, given: Segment | None = None) -> str:
    start, end = st.columns(2)
    with start:
        opens = st.time_input(t("{part}, từ", part=name), given[0] if given else None, step=_STEP, key=f"{key}_from")
    with end:
        closes = st.time_input(t("{part}, đến", part=name), given[1] if given else None, step=_STEP, key=f"{key}_to")
    if opens is None and closes is None:
        return ""
    return f"{_said(opens)}-{_said(closes)}"


def _said(clock: time | None) -> str:
    return f"{clock:%H:%M}" if clock else ""


def _joined(segments: list[str]) -> str:
    return ",".join(segment for segment in segments if segment)


def _weekdays() -> dict[int, str]:
    return {
        **{day: t("Thứ {number}", number=day + 2) for day in range(_SATURDAY + 1)},
        _SATURDAY + 1: t("Chủ nhật"),
    }
