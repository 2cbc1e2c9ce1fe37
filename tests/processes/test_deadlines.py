"""Due times with their explanations, pauses, and where a dossier stands."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.terms import Kind, Term, WorkingTime
from processes import calendars, deadlines
from processes.calendars import OutsideCalendar, WrongMoment, local
from processes.deadlines import CutoffNotApplicable, Due, Pause, WrongPause

TOWN = calendars.vietnam()
HALF_PAST = calendars.of_hours("07:30-11:30,13:30-17:00")
THREE = time(15)
many = settings(deadline=None, max_examples=200)


def at(text: str) -> datetime:
    return calendars.read_moment(text)


def pause(text: str, reason: deadlines.Reason | None = None) -> Pause:
    read = deadlines.read_pause(text)
    return Pause(read.start, read.end, reason)


def due(received: str, term: str, *pauses: Pause, kind: Kind = "working", cutoff: time | None = None) -> Due:
    return deadlines.due(at(received), Term.read(term, kind=kind), TOWN, cutoff=cutoff, pauses=pauses)


def said(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def test_a_due_time_says_why() -> None:
    found = due("2023-10-27 09:32:41", "P5D")
    assert found.due == datetime(2023, 11, 3, 2, 32, tzinfo=UTC)
    assert found.received == at("2023-10-27 09:32:41")
    assert found.deemed == at("2023-10-27 09:32")
    assert found.term == Term.read("P5D")
    assert found.explanation == ("Hạn trả 09:32 thứ Sáu 03/11/2023: 5 ngày làm việc kể từ 09:32 thứ Sáu 27/10/2023.")


@pytest.mark.parametrize(
    ("received", "term", "explanation"),
    [
        (
            "2025-10-24 17:07",
            "P10D",
            "Hạn trả 07:00 thứ Hai 10/11/2025: 10 ngày làm việc kể từ 07:00 thứ Hai 27/10/2025 "
            "(nhận lúc 17:07 thứ Sáu 24/10/2025, ngoài giờ làm việc).",
        ),
        (
            "2026-03-07 09:00",
            "PT4H",
            "Hạn trả 11:00 thứ Hai 09/03/2026: 4 giờ làm việc kể từ 07:00 thứ Hai 09/03/2026 "
            "(nhận lúc 09:00 thứ Bảy 07/03/2026, ngày nghỉ hằng tuần).",
        ),
        (
            "2026-02-17 09:00",
            "P1D",
            "Hạn trả 07:00 thứ Ba 24/02/2026: 1 ngày làm việc kể từ 07:00 thứ Hai 23/02/2026 "
            "(nhận lúc 09:00 thứ Ba 17/02/2026, ngày nghỉ Tết Nguyên Đán).",
        ),
    ],
)
def test_a_receipt_outside_working_time_names_both_times(received: str, term: str, explanation: str) -> None:
    assert due(received, term).explanation == explanation


def test_a_holiday_between_the_receipt_and_its_opening_is_named() -> None:
    assert due("2026-11-23 17:06", "P1D").explanation.endswith(
        "Không tính ngày nghỉ: 24/11/2026 (Ngày Văn hóa Việt Nam)."
    )
    assert due("2024-08-31 09:00", "PT2H").explanation.endswith("Không tính ngày nghỉ: 02/09–03/09/2024 (Quốc khánh).")


def test_days_off_inside_a_term_are_named_and_neighbours_stand_together() -> None:
    assert due("2026-02-12 10:00", "P5D").explanation.endswith(
        "Không tính ngày nghỉ: 16/02–20/02/2026 (Tết Nguyên Đán)."
    )
    assert due("2026-08-20 09:00", "P10D").explanation == (
        "Hạn trả 09:00 thứ Hai 07/09/2026: 10 ngày làm việc kể từ 09:00 thứ Năm 20/08/2026. "
        "Không tính ngày nghỉ: 31/08/2026 (ngày nghỉ thay cho ngày 22/08/2026), "
        "01/09–02/09/2026 (Quốc khánh). Có tính ngày làm bù: thứ Bảy 22/08/2026."
    )
    assert "Không tính" not in due("2026-11-24 10:00", "P1D").explanation
    assert "24/11/2026 (Ngày Văn hóa Việt Nam)" in due("2026-11-23 10:00", "P1D").explanation


def test_a_term_that_rolls_says_so() -> None:
    assert due("2026-08-20 09:00", "P13D", kind="calendar").explanation == (
        "Hạn trả 09:00 thứ Năm 03/09/2026: 13 ngày kể từ 09:00 thứ Năm 20/08/2026. "
        "Ngày cuối thứ Tư 02/09/2026 là ngày nghỉ (Quốc khánh) nên chuyển sang ngày làm việc tiếp theo."
    )
    assert "Ngày cuối thứ Bảy 28/02/2026 là ngày nghỉ nên" in due("2026-01-30 09:00", "P1M").explanation
    assert due("2026-03-03 09:00", "P1M").explanation == (
        "Hạn trả 09:00 thứ Sáu 03/04/2026: 1 tháng kể từ 09:00 thứ Ba 03/03/2026."
    )


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-03-03 09:00", "2026-03-03 17:00"),
        ("2026-03-03 15:00:59", "2026-03-03 17:00"),
        ("2026-03-03 15:01", "2026-03-04 17:00"),
        ("2026-03-03 17:00", "2026-03-04 17:00"),
        ("2026-03-06 16:00", "2026-03-09 17:00"),
        ("2026-03-07 16:00", "2026-03-09 17:00"),  # Saturday is Monday 07:00, long before 15:00
        ("2026-08-21 16:00", "2026-08-22 17:00"),
    ],
)
def test_after_the_cutoff_a_same_day_result_is_due_the_next_day(received: str, expected: str) -> None:
    assert said(due(received, "P0D", cutoff=THREE).due) == expected
    assert said(due(received, "P0D", cutoff=THREE, kind="calendar").due) == expected


def test_the_cutoff_is_in_the_explanation_only_when_it_was_missed() -> None:
    assert due("2026-03-03 15:30", "P0D", cutoff=THREE).explanation == (
        "Hạn trả 17:00 thứ Tư 04/03/2026: giải quyết trong ngày kể từ 15:30 thứ Ba 03/03/2026; "
        "nhận sau 15:00 nên trả trong ngày làm việc tiếp theo."
    )
    assert due("2026-03-03 09:00", "P0D", cutoff=THREE).explanation == (
        "Hạn trả 17:00 thứ Ba 03/03/2026: giải quyết trong ngày kể từ 09:00 thứ Ba 03/03/2026."
    )


def test_a_cutoff_of_any_other_term_is_refused() -> None:
    with pytest.raises(CutoffNotApplicable, match=r"trước 15:00 .* 1 ngày làm việc"):
        due("2026-03-03 15:30", "P1D", cutoff=THREE)


def test_a_supplement_keeps_the_working_minutes_that_were_left() -> None:
    asked = pause("2026-03-05T16:00/2026-03-10T08:00", "supplement")
    found = due("2026-03-03 10:00", "P5D", asked)
    assert said(found.due) == "2026-03-12 14:00"
    assert found.explanation == (
        "Hạn trả 14:00 thứ Năm 12/03/2026: 5 ngày làm việc kể từ 10:00 thứ Ba 03/03/2026. "
        "Tạm dừng từ 16:00 thứ Năm 05/03/2026 đến 08:00 thứ Ba 10/03/2026 (chờ bổ sung hồ sơ), "
        "khi đó còn 2 ngày 4 giờ làm việc."
    )


def test_pauses_add_up_in_whatever_order_they_are_told() -> None:
    first = pause("2026-03-04T08:00/2026-03-04T09:30", "financial_duty")
    second = pause("2026-03-06T09:00/2026-03-09T09:00", "excluded_time")
    found = due("2026-03-03 10:00", "P5D", second, first)
    assert said(found.due) == "2026-03-11 13:30"  # nine and a half working hours later; 11:30 as the opening
    assert found.due == due("2026-03-03 10:00", "P5D", first, second).due
    assert found.explanation.index("nghĩa vụ tài chính") < found.explanation.index("pháp luật không tính")
    assert "khi đó còn 2 ngày 2 giờ 30 phút làm việc" in found.explanation


def test_a_pause_in_closed_time_moves_nothing() -> None:
    at_night = pause("2026-03-03T17:00/2026-03-04T07:00")
    for term in ("P3D", "PT10H", "P1M", "P0D", "P0.5D"):
        assert due("2026-03-03 10:00", term, at_night).due == due("2026-03-03 10:00", term).due


def test_a_border_after_a_pause_is_written_as_the_term_writes_it() -> None:
    an_hour = pause("2026-03-03T10:00/2026-03-03T11:00")
    assert said(due("2026-03-03 09:00", "PT5H", an_hour).due) == "2026-03-03 17:00"
    assert said(due("2026-03-03 09:00", "P0.625D", an_hour).due) == "2026-03-03 17:00"
    assert said(due("2026-03-02 16:00", "P1D", an_hour).due) == "2026-03-04 07:00"


def test_a_pause_after_the_due_time_keeps_the_lateness() -> None:
    found = due("2026-03-02 10:00", "P1D", pause("2026-03-03T14:30/2026-03-05T14:30"))
    assert said(found.due) == "2026-03-05 10:00"
    assert "khi đó đã quá hạn 2 giờ 30 phút làm việc" in found.explanation


def test_days_inside_a_pause_are_not_told_as_skipped_or_counted() -> None:
    over_tet = pause("2026-02-13T10:00/2026-02-24T10:00", "supplement")
    assert "Tết" not in due("2026-02-12 10:00", "P5D", over_tet).explanation
    over_saturday = pause("2026-08-21T10:00/2026-08-24T10:00", "supplement")
    assert "làm bù" not in due("2026-08-20 09:00", "P3D", over_saturday).explanation


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["2026-03-05T10:00/2026-03-05T09:00"], "kết thúc trước khi bắt đầu"),
        (["2026-03-02T10:00/2026-03-05T09:00"], "bắt đầu trước khi nhận hồ sơ"),
        (["2026-03-04T10:00/2026-03-06T09:00", "2026-03-05T10:00/2026-03-05T11:00"], "trùng với"),
    ],
)
def test_pauses_that_cannot_be_are_refused(texts: list[str], why: str) -> None:
    with pytest.raises(WrongPause, match=why):
        due("2026-03-03 10:00", "P5D", *(pause(text) for text in texts))


@pytest.mark.parametrize("text", ["", "2026-03-05T10:00", "2026-03-05T10:00/", "/", "a/b"])
def test_what_is_no_pause_is_refused(text: str) -> None:
    with pytest.raises(WrongMoment):
        deadlines.read_pause(text)


def test_beyond_the_calendar_nothing_is_said() -> None:
    with pytest.raises(OutsideCalendar):
        due("2059-03-03 10:00", "P500D")


@pytest.mark.parametrize(
    ("moment", "kind", "text"),
    [
        ("2026-03-03 10:00", "within", "Còn 3 ngày"),
        ("2026-03-03 10:01", "within", "Còn 2 ngày"),
        ("2026-03-05 10:00", "within", "Còn 1 ngày"),
        ("2026-03-05 10:01", "soon", "Còn 7 giờ"),
        ("2026-03-06 08:00", "soon", "Còn 2 giờ"),
        ("2026-03-06 09:35:40", "soon", "Còn 25 phút"),
        ("2026-03-06 10:00:59", "soon", "Đến hạn"),
        ("2026-03-06 10:01", "overdue", "Quá hạn 1 phút"),
        ("2026-03-06 11:00", "overdue", "Quá hạn 1 giờ"),
        ("2026-03-07 11:00", "overdue", "Quá hạn 5 giờ"),
        ("2026-03-10 10:00", "overdue", "Quá hạn 2 ngày"),
    ],
)
def test_an_open_dossier_stands_in_working_time(moment: str, kind: str, text: str) -> None:
    found = deadlines.standing(at("2026-03-06 10:00"), TOWN, at(moment))
    assert (found.kind, found.text) == (kind, text)


def test_a_day_is_the_calendars_own_day() -> None:
    moment, end = at("2026-03-02 07:30"), at("2026-03-03 07:30")
    assert deadlines.standing(end, HALF_PAST, moment).text == "Còn 1 ngày"
    assert deadlines.standing(end, TOWN, at("2026-03-02 08:00")).text == "Còn 7 giờ"
    assert deadlines.standing(end, HALF_PAST, moment).remaining == WorkingTime(450)


@pytest.mark.parametrize(
    ("finished", "kind", "text"),
    [
        ("2026-03-03 16:00", "early", "Trước hạn 3 ngày"),
        ("2026-03-05 16:59", "early", "Trước hạn 1 ngày"),
        ("2026-03-06 07:30", "on_time", "Đúng hạn"),
        ("2026-03-06 17:00", "on_time", "Đúng hạn"),
        ("2026-03-06 18:20", "on_time", "Đúng hạn"),
        ("2026-03-08 12:00", "on_time", "Đúng hạn"),
        ("2026-03-09 07:00:59", "on_time", "Đúng hạn"),
        ("2026-03-09 07:01", "overdue", "Quá hạn 1 phút"),
        ("2026-03-10 17:00", "overdue", "Quá hạn 2 ngày"),
    ],
)
@pytest.mark.parametrize("written", ["2026-03-06 17:00", "2026-03-09 07:00"])
def test_a_finished_dossier_stands_as_it_was_finished(finished: str, kind: str, text: str, written: str) -> None:
    found = deadlines.standing(at(written), TOWN, at("2027-01-04 09:00"), at(finished))
    assert (found.kind, found.text) == (kind, text)


def test_a_result_finished_hours_before_on_an_earlier_day_is_early() -> None:
    found = deadlines.standing(at("2026-03-06 10:00"), TOWN, at("2026-03-06 10:00"), at("2026-03-05 16:00"))
    assert (found.kind, found.text) == ("early", "Trước hạn 4 giờ")


def test_the_latest_instant_of_a_close_lies_in_the_next_opening() -> None:
    assert deadlines.latest_instant(at("2026-03-06 17:00"), TOWN) == at("2026-03-09 07:00:59.999999")
    assert deadlines.latest_instant(at("2026-03-06 09:32"), TOWN) == at("2026-03-06 09:32:59.999999")


MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2027, 3, 1)).map(
    lambda moment: moment.replace(tzinfo=calendars.ZONE).astimezone(UTC)
)
TERMS = st.sampled_from(["P0D", "P1D", "P5D", "P0.5D", "PT8H", "PT30H", "P1M"]).map(Term.read)
GAPS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), max_size=4)


@many
@given(MOMENTS, TERMS, GAPS)
def test_a_pause_moves_the_due_time_by_its_working_minutes(
    received: datetime, term: Term, gaps: list[tuple[int, int]]
) -> None:
    pauses, end = list[Pause](), received
    for wait, length in gaps:
        start = end + timedelta(minutes=wait)
        end = start + timedelta(minutes=length)
        pauses.append(Pause(start, end))
    plain = deadlines.due(received, term, TOWN)
    paused = deadlines.due(received, term, TOWN, pauses=pauses)
    lost = sum(TOWN.between(p.start, p.end).minutes for p in pauses)
    assert TOWN.between(plain.due, paused.due) == WorkingTime(lost)
    assert plain.deemed == paused.deemed <= plain.due


@many
@given(MOMENTS, MOMENTS)
def test_overdue_is_one_thing_on_the_working_clock_and_for_those_who_compare_instants(
    end: datetime, finished: datetime
) -> None:
    is_overdue = deadlines.standing(end, TOWN, finished).kind == "overdue"
    assert is_overdue == (deadlines.standing(end, TOWN, end, finished).kind == "overdue")
    assert is_overdue == (finished > deadlines.latest_instant(end, TOWN))
    assert is_overdue == (TOWN.earliest(end) < TOWN.earliest(finished))
