"""Moments and periods of timers, on the agency's clock and calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bpmn.engine.periods import Cycle, due, is_plain
from bpmn.engine.refusals import WrongTimer

AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)  # eight o'clock in Hà Nội


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P3D", "2026-02-03T08:00+07:00"),
        ("PT6H30M", "2026-01-31T14:30+07:00"),
        ("P1M", "2026-02-28T08:00+07:00"),
        ("P1Y1M", "2027-02-28T08:00+07:00"),
        ("p2w", "2026-02-14T08:00+07:00"),
        ("2026-03-02", "2026-03-02T00:00+07:00"),
        ("2026-03-02T08:00", "2026-03-02T08:00+07:00"),
        ("2026-03-02T08:00Z", "2026-03-02T15:00+07:00"),
        (date(2026, 3, 2), "2026-03-02T00:00+07:00"),
        (datetime(2026, 3, 2, 8), "2026-03-02T08:00+07:00"),
        (timedelta(hours=1), "2026-01-31T09:00+07:00"),
    ],
)
def test_when_a_timer_is_due(text, expected):
    found = due(text, AT)
    assert found == datetime.fromisoformat(expected)
    assert found.tzinfo is UTC


BEYOND = (
    "0001-01-01",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:59+00:00",
    datetime.min,
    date.min,
    timedelta.max,
    timedelta.min,
)


@pytest.mark.parametrize(
    "text", ["P", "PT", "P1", "3D", "P-1D", "tomorrow", "", "P9999999D", "2026-13-01", 5, None, *BEYOND]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(WrongTimer):
        due(text, AT)


@pytest.mark.parametrize("text", ["R3", "R3/PT0S", "R/P", "P1D", "R3/2026-01-01"])
def test_what_is_no_cycle_is_refused(text):
    with pytest.raises(WrongTimer):
        Cycle.read(text)


def test_a_period_beyond_the_calendar_is_refused():
    with pytest.raises(WrongTimer):
        due("P999Y", datetime(9500, 1, 1, tzinfo=UTC))


def test_a_cycle_goes_on_after_now():
    monthly = Cycle.read("R/P1M")
    assert (monthly.times, Cycle.read("R3/PT6H").times) == (-1, 3)
    later = monthly.next_after(AT, datetime(2026, 5, 1, tzinfo=UTC))
    assert later > datetime(2026, 5, 1, tzinfo=UTC)
    hourly = Cycle.read("R/PT1H")
    assert hourly.next_after(AT, AT + timedelta(days=400, minutes=5)) == AT + timedelta(days=400, hours=1)
    assert hourly.next_after(AT, AT) == AT + timedelta(hours=1)


def test_an_expression_is_no_bare_time():
    assert [is_plain(text) for text in ("P3D", " R3/PT1H", "2026-01-01", "term(3)", "${due}", "=due", "PRIORITY")] == [
        *[True] * 3,
        *[False] * 4,
    ]


def test_a_turn_beyond_the_calendar_is_refused():
    last = datetime(9999, 12, 30, tzinfo=UTC)
    with pytest.raises(WrongTimer):
        Cycle.read("R/P3D").next_after(last, last)
