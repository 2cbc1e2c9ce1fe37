"""Working time, against the golden cases of practice and against counting minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.terms import Kind, Term, WorkingTime
from processes import calendars
from processes.calendars import Calendar, OutsideCalendar, SpecialDay, WrongMoment, local
from processes.hours import DEFAULT_WEEK, Hours, read_hours, read_week
from processes.swaps import SWAPS

TOWN = calendars.vietnam()
HALF_PAST = calendars.of_hours("07:30-11:30,13:30-17:00")
SUMMER, WINTER = "07:00-11:30,13:30-17:00", "07:30-12:00,13:00-16:00"
SEASONS = calendars.of_agency(
    SUMMER,
    (
        SpecialDay(date(2026, 2, 13), is_worked=True, name="tất niên", hours="07:00-11:30"),
        SpecialDay(date(2026, 2, 18), is_worked=True, name="trực Tết", hours="09:00-10:00"),
        SpecialDay(date(2026, 2, 21), is_worked=True, name="làm bù", hours="13:00-19:00"),
        SpecialDay(date(2026, 2, 25), is_worked=False, name="nghỉ bão"),
    ),
    ((date(2026, 2, 11), WINTER), (date(2026, 2, 26), SUMMER), (date(2026, 10, 16), WINTER)),
)
CALENDARS = st.sampled_from([TOWN, HALF_PAST, SEASONS, calendars.of_hours("08:00-12:00,13:00-17:30,18:00-19:15")])
AROUND_TET = st.datetimes(datetime(2026, 2, 6), datetime(2026, 3, 3)).map(
    lambda moment: moment.replace(tzinfo=calendars.ZONE).astimezone(UTC)
)
ANY_DAY = st.datetimes(datetime(2023, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=calendars.ZONE).astimezone(UTC)
)
DAYS, HOURS, MONTHS = (
    st.integers(0, 60).map(lambda n: f"P{n}D"),
    st.integers(1, 200).map(lambda n: f"PT{n}H"),
    st.integers(1, 24).map(lambda n: f"P{n}M"),
)
PARTS = st.sampled_from(["P0.25D", "P0.5D", "P1.5D", "P2.75D", "PT0.5H"])
TERMS = st.one_of(DAYS, HOURS, MONTHS, PARTS).map(Term.read) | DAYS.map(lambda text: Term.read(text, kind="calendar"))
many = settings(deadline=None, max_examples=200)
slow = settings(deadline=None, max_examples=40)


def at(text: str) -> datetime:
    return calendars.read_moment(text)


def said(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def ends(start: str, term: str, calendar: Calendar = TOWN, kind: Kind = "working") -> str:
    return said(calendar.add(at(start), Term.read(term, kind=kind)))


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2023-10-27 09:32", "P5D", "2023-11-03 09:32"),
        ("2025-10-24 17:07", "P10D", "2025-11-10 07:00"),
        ("2026-03-03 16:30", "PT6H", "2026-03-04 14:30"),
        ("2026-03-03 11:30", "PT1H", "2026-03-03 14:30"),
        ("2026-03-07 09:00", "PT4H", "2026-03-09 11:00"),
        ("2026-03-07 09:00", "PT8H", "2026-03-09 17:00"),
        ("2026-03-03 17:30", "PT8H", "2026-03-04 17:00"),
        ("2026-08-20 09:00", "P3D", "2026-08-24 09:00"),
    ],
)
def test_golden_cases(received: str, term: str, due: str) -> None:
    assert ends(received, term) == due


def test_the_fifth_day_is_the_fifth_day_in_a_shorter_working_day_too() -> None:
    assert ends("2025-10-24 17:07", "P10D", HALF_PAST) == "2025-11-10 07:30"
    assert ends("2026-03-02 16:45", "P5D", HALF_PAST) == "2026-03-09 16:45"
    assert HALF_PAST.day_at(at("2026-03-02 16:45")) == WorkingTime(450)


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2026-02-12 10:00", "P5D", "2026-02-26 10:00"),  # Tết: 16 to 20 February
        ("2026-02-18 10:00", "PT8H", "2026-02-23 17:00"),
        ("2026-11-23 10:00", "P1D", "2026-11-25 10:00"),  # 24 November, a holiday from 2026 on
        ("2025-11-21 10:00", "P1D", "2025-11-24 10:00"),
        ("2025-12-31 10:00", "P1D", "2026-01-05 10:00"),  # 2 January swapped for the 10th
        ("2026-01-09 10:00", "P1D", "2026-01-10 10:00"),
        ("2026-01-09 10:00", "P2D", "2026-01-12 10:00"),
        ("2026-08-28 10:00", "P1D", "2026-09-03 10:00"),
        ("2026-04-24 10:00", "P2D", "2026-04-29 10:00"),  # Giỗ Tổ on a Sunday
    ],
)
def test_holidays_and_made_up_saturdays(received: str, term: str, due: str) -> None:
    assert ends(received, term) == due


def test_a_swap_is_known_by_its_document_and_can_be_left_out() -> None:
    assert not TOWN.is_working_day(date(2026, 1, 2))
    assert TOWN.is_working_day(date(2026, 1, 10))
    assert TOWN.closed[date(2026, 1, 2)] == "ngày nghỉ thay cho ngày 10/01/2026"
    assert all(swap.basis for swap in SWAPS)
    without = calendars.vietnam(first_year=2025, last_year=2026, swaps=())
    assert without.is_working_day(date(2026, 1, 2))
    assert not without.is_working_day(date(2026, 1, 10))


def test_holidays_that_are_only_computed_say_so() -> None:
    assert TOWN.closed[date(2026, 2, 17)] == "Tết Nguyên Đán"
    assert TOWN.closed[date(2027, 2, 5)] == "Tết Nguyên Đán, dự kiến"
    assert TOWN.closed[date(2027, 4, 30)] == "Ngày Chiến thắng"
    assert TOWN.closed[date(2026, 4, 27)] == "Ngày Giỗ Tổ Hùng Vương nghỉ bù"
    assert TOWN.closed[date(2026, 8, 31)] == "ngày nghỉ thay cho ngày 22/08/2026"


def test_the_named_days_off_leave_out_weekends_and_make_up_days() -> None:
    found = TOWN.holidays(date(2026, 8, 20), date(2026, 9, 1))
    assert found == (
        (date(2026, 8, 31), "ngày nghỉ thay cho ngày 22/08/2026"),
        (date(2026, 9, 1), "Quốc khánh"),
    )
    assert TOWN.holidays(date(2026, 4, 25), date(2026, 4, 26)) == ()


def test_a_day_that_is_both_off_and_made_up_is_worked() -> None:
    day = date(2026, 3, 4)
    calendar = Calendar(closed={day: "nghỉ"}, made_up=[day], first_year=2026, last_year=2026)
    assert calendar.is_working_day(day)
    assert calendar.holidays(date(2026, 3, 1), date(2026, 3, 31)) == ()


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2024-01-31 09:00", "P1M", "2024-02-29 09:00"),
        ("2024-10-31 09:00", "P1M", "2024-12-02 09:00"),  # 30 November is a Saturday
        ("2026-01-30 09:00", "P1M", "2026-03-02 09:00"),  # 28 February too
        ("2024-12-31 09:00", "P2M", "2025-02-28 09:00"),
        ("2025-11-28 16:59", "P3M", "2026-03-02 16:59"),
        ("2026-03-02 17:30", "P12M", "2027-03-03 07:00"),
    ],
)
def test_months_end_on_their_day_or_their_last(received: str, term: str, due: str) -> None:
    assert ends(received, term) == due


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-03-03 09:00", 20, "2026-03-23 09:00"),
        ("2026-03-03 09:00", 18, "2026-03-23 09:00"),  # a Saturday rolls to Monday
        ("2026-02-06 09:00", 10, "2026-02-23 09:00"),  # Tết
        ("2026-03-07 09:00", 2, "2026-03-11 07:00"),
        ("2026-08-03 09:00", 19, "2026-08-22 09:00"),  # a worked Saturday
    ],
)
def test_calendar_days_roll_to_the_next_working_day(received: str, days: int, due: str) -> None:
    assert ends(received, f"P{days}D", kind="calendar") == due


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2026-03-03 09:00", "P0.5D", "2026-03-03 15:00"),
        ("2026-03-03 07:00", "P0.25D", "2026-03-03 09:00"),
        ("2026-03-03 16:00", "P1.5D", "2026-03-05 10:00"),
        ("2026-03-03 13:00", "P0.5D", "2026-03-04 07:30"),
        ("2026-03-03 14:00", "P0.375D", "2026-03-03 17:00"),  # three hours: a close, not an opening
    ],
)
def test_a_part_of_a_day_is_that_part_of_its_minutes(received: str, term: str, due: str) -> None:
    assert ends(received, term) == due


def test_a_part_of_a_minute_is_given_in_full() -> None:
    assert ends("2026-03-03 07:30", "P0.25D", HALF_PAST) == "2026-03-03 09:23"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-03 09:00", "2026-03-03 17:00"),
        ("2026-03-03 12:00", "2026-03-03 17:00"),
        ("2026-03-03 17:00", "2026-03-04 17:00"),
        ("2026-03-06 18:00", "2026-03-09 17:00"),
    ],
)
def test_no_day_at_all_ends_at_the_close_of_the_day(received: str, due: str) -> None:
    assert ends(received, "P0D") == due
    assert ends(received, "P0D", kind="calendar") == due


def test_a_border_is_an_opening_for_days_and_a_close_for_hours() -> None:
    assert ends("2026-03-03 07:00", "P1D") == "2026-03-04 07:00"
    assert ends("2026-03-03 07:00", "PT8H") == "2026-03-03 17:00"
    assert ends("2026-03-03 07:00", "PT4.5H") == "2026-03-03 11:30"
    assert TOWN.between(at("2026-03-03 17:00"), at("2026-03-04 07:00")) == WorkingTime(0)


def test_a_working_minute_has_a_first_and_a_last_instant() -> None:
    for moment in ("2026-03-06 17:00", "2026-03-07 12:00", "2026-03-09 07:00:30"):
        assert said(TOWN.earliest(at(moment))) == "2026-03-06 17:00"
        assert TOWN.latest(at(moment)) == at("2026-03-09 07:00:59.999999")
    assert TOWN.earliest(at("2026-03-06 09:32:10")) == at("2026-03-06 09:32")
    assert TOWN.latest(at("2026-03-06 09:32:10")) == at("2026-03-06 09:32:59.999999")


def test_a_door_may_be_open_while_terms_do_not_count() -> None:
    saturdays = Calendar(
        read_week("07:00-11:30,13:30-17:00;T7 07:30-11:00"),
        {date(2026, 3, 14): "bầu cử"},
        first_year=2026,
        last_year=2026,
    )
    assert saturdays.is_open(at("2026-03-07 08:00"))
    assert not saturdays.is_open(at("2026-03-07 11:00"))
    assert not saturdays.is_open(at("2026-03-14 08:00"))
    assert said(saturdays.deemed(at("2026-03-07 08:00"))) == "2026-03-09 07:00"
    assert saturdays.is_open(at("2026-03-06 16:59:59"))
    assert not saturdays.is_open(at("2026-03-06 12:00"))
    assert not TOWN.is_open(at("2026-03-07 08:00"))


def test_equal_calendars_are_one() -> None:
    assert calendars.of_hours("07:00-11:30,13:30-17:00") is calendars.of_hours("07:00-11:30,13:30-17:00")
    assert calendars.vietnam(read_week("7:00-11:30, 13:30-17:00")) is calendars.vietnam(DEFAULT_WEEK)


def test_days_outside_the_calendar_are_refused() -> None:
    short = calendars.vietnam(first_year=2026, last_year=2026)
    with pytest.raises(OutsideCalendar, match="từ năm 2026 đến năm 2026"):
        short.deemed(at("2025-12-31 09:00"))
    for term in ("P10D", "PT80H", "P1M", "P0.5D"):
        with pytest.raises(OutsideCalendar):
            short.add(at("2026-12-31 15:00"), Term.read(term))
    with pytest.raises(OutsideCalendar):
        short.add(at("2026-12-20 09:00"), Term.read("P60D", kind="calendar"))
    with pytest.raises(OutsideCalendar):
        short.deemed(at("2026-12-31 17:00"))
    with pytest.raises(OutsideCalendar):
        short.earliest(at("2026-01-01 17:00"))
    with pytest.raises(OutsideCalendar):
        short.is_working_day(date(2027, 1, 1))
    assert said(short.add(at("2026-12-31 09:00"), Term.read("P0D"))) == "2026-12-31 17:00"


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="without its zone"):
        TOWN.deemed(datetime(2026, 3, 3, 9))


def test_moments_are_read_in_vietnam_unless_they_name_their_zone() -> None:
    assert calendars.read_moment("2026-03-02T08:00") == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert calendars.read_moment("2026-03-02T08:00Z") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert calendars.read_moment("2026-03-02T08:00+09:00").utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["", "hôm nay", "2026-13-01T08:00", "0001-01-01T00:00", "9999-12-31T23:59Z", "08:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(WrongMoment):
        calendars.read_moment(text)


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2026-10-14 09:00", "P3D", "2026-10-19 09:00"),  # the clock time is worked in both
        ("2026-10-15 07:10", "P1D", "2026-10-16 07:30"),  # the winter's day opens later
        ("2026-10-15 11:45", "P1D", "2026-10-16 13:30"),  # deemed 13:30
        ("2026-10-15 16:30", "P1D", "2026-10-19 07:30"),  # after the winter's close: the same minute as the opening
        ("2026-10-15 16:00", "PT3H", "2026-10-16 09:30"),
        ("2026-10-15 17:00", "P0D", "2026-10-16 16:00"),
        ("2026-10-15 15:00", "P0.5D", "2026-10-16 09:23"),  # a quarter of its own day is left, a quarter of 450 minutes
        ("2026-10-12 16:40", "P4D", "2026-10-19 07:30"),
        ("2026-09-16 16:40", "P1M", "2026-10-19 07:30"),
    ],
)
def test_the_hours_may_change_from_a_day_on(received: str, term: str, due: str) -> None:
    assert ends(received, term, SEASONS) == due


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2026-02-12 14:00", "P1D", "2026-02-18 09:00"),  # the 13th closes at 11:30; the 18th is kept open for an hour
        ("2026-02-12 10:00", "P1D", "2026-02-13 10:00"),
        ("2026-02-13 10:30", "PT3H", "2026-02-21 14:00"),  # one hour before Tết, one on the 18th, one on the Saturday
        ("2026-02-12 15:00", "P0D", "2026-02-12 16:00"),
        ("2026-02-13 08:00", "P0D", "2026-02-13 11:30"),
        ("2026-02-24 08:00", "P1D", "2026-02-26 08:00"),  # the 25th is off
    ],
)
def test_a_day_may_have_hours_of_its_own(received: str, term: str, due: str) -> None:
    assert ends(received, term, SEASONS) == due


def test_a_calendar_tells_its_hours_of_a_day() -> None:
    assert SEASONS.hours_on(date(2026, 2, 10)) == read_hours(SUMMER)
    assert SEASONS.hours_on(date(2026, 2, 11)) == read_hours(WINTER)
    assert SEASONS.hours_on(date(2026, 2, 13)) == ((time(7), time(11, 30)),)
    assert SEASONS.hours_on(date(2026, 2, 14)) == SEASONS.hours_on(date(2026, 2, 17)) == ()
    assert SEASONS.week_on(date(2026, 2, 13)) == read_week(WINTER)
    assert SEASONS.day_at(at("2026-02-13 08:00")) == WorkingTime(450)
    assert SEASONS.day_at(at("2026-02-26 08:00")) == WorkingTime(480)
    with pytest.raises(OutsideCalendar):
        SEASONS.week_on(date(2009, 12, 31))


def test_the_door_is_open_besides_from_the_day_on_which_that_begins() -> None:
    calendar = calendars.of_agency(SUMMER, (), ((date(2026, 3, 14), f"{SUMMER};T7 07:30-11:00"),))
    assert [calendar.is_open(at(f"2026-03-{day:02} 08:00")) for day in (7, 14, 15, 21)] == [False, True, False, True]


@many
@given(CALENDARS, ANY_DAY, ANY_DAY, TERMS)
def test_who_comes_later_is_never_due_earlier(calendar: Calendar, a: datetime, b: datetime, term: Term) -> None:
    a, b = sorted((a, b))
    assert calendar.add(a, term) <= calendar.add(b, term)


@many
@given(CALENDARS, ANY_DAY, st.integers(1, 300))
def test_so_many_hours_are_so_many_hours(calendar: Calendar, start: datetime, hours: int) -> None:
    end = calendar.add(start, Term.read(f"PT{hours}H"))
    assert calendar.between(start, end) == WorkingTime(60 * hours)
    assert calendar.between(end, start) == WorkingTime(-60 * hours)


@many
@given(CALENDARS, ANY_DAY)
def test_a_deemed_receipt_is_its_own(calendar: Calendar, received: datetime) -> None:
    deemed = calendar.deemed(received)
    assert calendar.deemed(deemed) == deemed
    assert calendar.is_open(deemed)
    assert calendar.between(received, deemed) == WorkingTime(0)
    assert deemed > received - timedelta(minutes=1)


@many
@given(CALENDARS, ANY_DAY, TERMS)
def test_nothing_is_due_before_it_is_received(calendar: Calendar, received: datetime, term: Term) -> None:
    end = calendar.add(received, term)
    assert end > received
    assert end >= calendar.deemed(received)


@many
@given(CALENDARS, ANY_DAY, DAYS | MONTHS, st.sampled_from(["working", "calendar"]))
def test_days_end_on_a_working_day_at_the_same_clock_time(
    calendar: Calendar, received: datetime, text: str, kind: Kind
) -> None:
    term = Term.read(text, kind=kind)
    end = local(calendar.add(received, term))
    assert calendar.is_working_day(end.date())
    deemed = local(calendar.deemed(received))
    there, worked = datetime.combine(end.date(), deemed.time(), calendars.ZONE), calendar.hours_on(end.date())
    if term.is_same_day:
        assert end.time() == worked[-1][1]
    elif any(opens <= deemed.time() < closes for opens, closes in worked):
        assert end == there
    else:  # the hours of the last day are others
        assert end == calendar.deemed(end)
        assert worked != calendar.hours_on(deemed.date()) or calendar is SEASONS


@many
@given(CALENDARS, ANY_DAY)
def test_every_instant_of_a_working_minute_is_the_same(calendar: Calendar, moment: datetime) -> None:
    first, last = calendar.earliest(moment), calendar.latest(moment)
    assert first <= moment <= last
    assert calendar.between(first, last) == WorkingTime(0)
    assert calendar.between(last, last + timedelta(microseconds=1)) == WorkingTime(1)
    assert calendar.between(first - timedelta(microseconds=1), first) == WorkingTime(1)


def worked_on(calendar: Calendar, day: date) -> Hours:
    """The hours of a day, from the weekday, the bare sets and the weeks in their order."""
    if day in calendar.own:
        return calendar.own[day]
    is_worked = day in calendar.made_up or (day.weekday() < 5 and day not in calendar.closed)
    return [week.hours for begins, week in calendar.weeks if begins <= day][-1] if is_worked else ()


def counts(calendar: Calendar, moment: datetime) -> bool:
    """Whether a minute counts."""
    here = local(moment)
    return any(start <= here.time() < end for start, end in worked_on(calendar, here.date()))


MINUTE = timedelta(minutes=1)


@slow
@given(CALENDARS, AROUND_TET, st.integers(1, 12 * 60))
def test_hours_agree_with_counting_every_minute(calendar: Calendar, start: datetime, minutes: int) -> None:
    moment, left = start.replace(second=0, microsecond=0), minutes
    while left:
        left -= counts(calendar, moment)
        moment += MINUTE
    by = WorkingTime(minutes)
    assert calendar.shift(start, by, at_close=True) == moment
    while not counts(calendar, moment):
        moment += MINUTE
    assert calendar.shift(start, by, at_close=False) == moment


@slow
@given(CALENDARS, AROUND_TET, st.integers(1, 12))
def test_days_agree_with_counting_every_day(calendar: Calendar, start: datetime, days: int) -> None:
    moment, left = start.replace(second=0, microsecond=0), days
    while not counts(calendar, moment):
        moment += MINUTE
    while left:
        moment += timedelta(days=1)
        left -= bool(worked_on(calendar, local(moment).date()))
    while not counts(calendar, moment):
        moment += MINUTE
    assert calendar.add(start, Term.read(f"P{days}D")) == moment


@slow
@given(CALENDARS, AROUND_TET, st.integers(0, 5 * 24 * 60))
def test_between_agrees_with_counting_every_minute(calendar: Calendar, a: datetime, length: int) -> None:
    start = a.replace(second=0, microsecond=0)
    worked = sum(counts(calendar, start + n * MINUTE) for n in range(length))
    assert calendar.between(a, a + length * MINUTE) == WorkingTime(worked)
