from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.letters import wording


def test_a_moment_is_written_as_the_form_wants_it_in_vietnam() -> None:
    assert wording.minute(datetime(2023, 10, 27, 2, 32, tzinfo=UTC)) == "09 giờ 32 phút, ngày 27 tháng 10 năm 2023"


def test_late_in_the_day_of_greenwich_is_tomorrow_in_vietnam() -> None:
    assert wording.day(datetime(2025, 12, 31, 17, 0, tzinfo=UTC)) == "ngày 01 tháng 01 năm 2026"


@pytest.mark.parametrize(
    ("month", "written"), [(1, "tháng 01"), (2, "tháng 02"), (3, "tháng 3"), (9, "tháng 9"), (12, "tháng 12")]
)
def test_only_january_and_february_take_a_leading_zero(month: int, written: str) -> None:
    assert wording.day(datetime(2026, month, 5, tzinfo=UTC)) == f"ngày 05 {written} năm 2026"


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        wording.minute(datetime(2023, 10, 27, 9, 32))


@pytest.mark.parametrize(
    ("dong", "written"),
    [(0, "0 đồng"), (700, "700 đồng"), (150_000, "150.000 đồng"), (1_234_567, "1.234.567 đồng")],
)
def test_thousands_are_parted_by_points(dong: int, written: str) -> None:
    assert wording.amount(dong) == written


def test_counts_have_two_digits_and_nothing_is_a_dash() -> None:
    assert [wording.count(n) for n in (0, 1, 12)] == ["–", "01", "12"]
