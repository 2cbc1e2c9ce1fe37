"""Working hours as people write them, read or refused."""

from __future__ import annotations

from datetime import time

import pytest

from processes import hours
from processes.hours import WrongHours, WrongMoment


def test_hours_are_read_in_order_and_apart() -> None:
    assert hours.read_hours("07:00-11:30,13:30-17:00") == hours.DEFAULT_WEEK.hours
    assert hours.read_hours(" 8:00 - 12:00 ") == ((time(8), time(12)),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "07:00",
        "07:00-11:30,",
        "11:30-07:00",
        "07:00-07:00",
        "07:00-12:00,11:00-17:00",
        "13:30-17:00,07:00-11:30",
        "07:00-11:30-13:30",
        "07:00-11:30-13:30-17:00",
        "07:00-24:00",
        "07:60-11:30",
        "7-11",
        "sáng",
    ],
)
def test_wrong_hours_are_refused_with_their_text(text: str) -> None:
    with pytest.raises(WrongHours) as refused:
        hours.read_hours(text)
    assert refused.value.params == {"text": text}


def test_a_time_of_day_is_read_or_refused() -> None:
    assert hours.read_clock("15:00") == time(15)
    for text in ("15", "24:00", "15:00:00", "15h"):
        with pytest.raises(WrongMoment):
            hours.read_clock(text)


def test_a_week_tells_when_the_door_is_open_besides() -> None:
    text = "07:00-11:30,13:30-17:00;T7 07:30-11:00;CN 08:00-09:00"
    week = hours.read_week(text)
    assert week.hours == hours.DEFAULT_WEEK.hours
    assert week.also_open == ((5, (time(7, 30), time(11))), (6, (time(8), time(9))))
    assert hours.written_week(week) == text
    assert hours.spoken_week(week) == "07:00–11:30, 13:30–17:00; mở cửa thêm T7 07:30–11:00, CN 08:00–09:00"
    assert hours.read_week("07:00-11:30;T2 13:30-17:00").also_open == ((0, (time(13, 30), time(17))),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";T7 07:30-11:00",
        "07:00-11:30;",
        "07:00-11:30;T8 07:30-11:00",
        "07:00-11:30;T7",
        "07:00-11:30;T7 11:00-07:30",
        "07:00-11:30;T6 11:00-12:00",
    ],
)
def test_a_wrong_week_is_refused_whole(text: str) -> None:
    with pytest.raises(WrongHours):
        hours.read_week(text)
