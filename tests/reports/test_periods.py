"""Periods by their names, and the last that is over."""

from __future__ import annotations

from datetime import date

import pytest

from processes import periods
from processes.periods import Length, Period
from tasks.report_forms.form import alphabetical


@pytest.mark.parametrize(
    ("length", "day", "since", "until", "name"),
    [
        ("month", date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28), "Tháng 2 năm 2026"),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "Quý IV năm 2026"),
        ("half", date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31), "6 tháng cuối năm 2026"),
        ("half", date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30), "6 tháng đầu năm 2026"),
        ("year", date(2028, 2, 29), date(2028, 1, 1), date(2028, 12, 31), "Năm 2028"),
    ],
)
def test_a_day_lies_in_one_of_each(length: Length, day: date, since: date, until: date, name: str) -> None:
    found = periods.around(length, day)
    assert (found, found.length, found.name) == (Period(since, until), length, name)


def test_the_last_that_is_over_is_never_the_one_that_goes_on() -> None:
    assert periods.before("month", date(2026, 1, 1)) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert periods.before("quarter", date(2026, 3, 31)) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert [one.since.month for one in periods.latest("quarter", date(2026, 5, 5), 3)] == [4, 1, 10]


def test_other_days_have_no_name_and_a_day_ends_at_midnight_in_vietnam() -> None:
    found = Period(date(2026, 3, 2), date(2026, 3, 31))
    assert (found.length, found.name, str(found)) == (None, "", "từ ngày 02/03/2026 đến ngày 31/03/2026")
    assert f"{found.ends_at:%Y-%m-%dT%H:%M%z}" == "2026-04-01T00:00+0700"


def test_names_stand_in_the_order_of_the_alphabet() -> None:
    names = ["Đất đai", "Hộ tịch", "Dân tộc", "Ánh", "An", "Y tế", "Ẩn"]
    assert sorted(names, key=alphabetical) == ["An", "Ánh", "Ẩn", "Dân tộc", "Đất đai", "Hộ tịch", "Y tế"]
