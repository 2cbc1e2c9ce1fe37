"""The clock ledger: facts in, due time and reason out; number and sentence agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.terms import Term
from processes import calendars, deadlines, ledger
from processes.calendars import local
from processes.deadlines import when
from processes.ledger import WrongLedger

CALENDAR = calendars.vietnam()
FIVE_DAYS = Term.read("P5D")


def at(text: str) -> datetime:
    return calendars.read_moment(text)


MONDAY = at("2026-03-02T09:30")
RECEIVED = ledger.received(deadlines.due(MONDAY, FIVE_DAYS, CALENDAR))


def clock(*facts: dict[str, object]) -> ledger.Clock:
    return ledger.clock([RECEIVED, *facts], CALENDAR)


def asked(moment: str, *, reason: deadlines.Reason = "supplement") -> dict[str, object]:
    return ledger.paused(at(moment), reason, document="phiếu số 12", limit=at("2026-04-01T17:00"))


def test_a_receipt_alone_is_due_as_the_term_says():
    found = clock()
    assert (found.due, found.lawful_due, found.paused) == (at("2026-03-09T09:30"), at("2026-03-09T09:30"), None)
    assert "5 ngày làm việc kể từ 09:30 thứ Hai 02/03/2026" in found.explanation


def test_the_day_of_confirmation_is_kept_when_the_calendar_is_asked_again():
    due = deadlines.due(MONDAY, Term.read("P0D"), CALENDAR, cutoff=time(15), confirmation=1)
    fact = ledger.received(due, cutoff=time(15))
    assert ledger.clock([fact], CALENDAR).due == ledger.anew([fact], CALENDAR).due == at("2026-03-03T17:00")
    assert "thêm 1 ngày làm việc để người nộp xác nhận" in ledger.anew([fact], CALENDAR).explanation


def test_while_it_is_paused_it_says_what_is_left_and_by_which_letter():
    found = clock(asked("2026-03-04T09:30"))
    assert found.paused is not None
    assert (found.paused.left.minutes, found.paused.limit) == (3 * 480, at("2026-04-01T17:00"))
    assert found.explanation.startswith("Đang tạm dừng: 5 ngày làm việc kể từ")
    assert found.explanation.endswith(
        "Tạm dừng từ 09:30 thứ Tư 04/03/2026 (chờ bổ sung hồ sơ, phiếu số 12), khi đó còn 3 ngày làm việc."
    )


def test_it_goes_on_with_what_was_left():
    found = clock(asked("2026-03-04T09:30"), ledger.resumed(at("2026-03-16T10:30")))
    assert (found.due, found.lawful_due, found.paused) == (at("2026-03-19T10:30"), at("2026-03-19T10:30"), None)
    assert found.explanation.startswith("Hạn trả 10:30 thứ Năm 19/03/2026: 5 ngày làm việc kể từ 09:30 thứ Hai")
    assert found.explanation.endswith("hạn trả 10:30 thứ Năm 19/03/2026.")


def test_or_anew_where_the_law_says_so():
    found = clock(asked("2026-03-04T09:30"), ledger.resumed(at("2026-03-16T10:30"), policy="restart"))
    assert found.due == at("2026-03-23T10:30")


def test_a_pause_after_the_due_time_keeps_the_lateness():
    found = clock(asked("2026-03-10T09:30"), ledger.resumed(at("2026-03-16T09:30")))
    assert deadlines.standing(found.due, CALENDAR, at("2026-03-16T09:30")).text == "Quá hạn 1 ngày"
    assert "khi đó đã quá hạn 1 ngày" in found.explanation


def test_an_extension_promises_a_new_time_and_changes_no_report():
    until = at("2026-03-20T17:00")
    found = clock(ledger.extended(at("2026-03-06T09:00"), until, letter="văn bản số 3", approver="Phạm Quốc Việt"))
    assert (found.due, found.lawful_due, found.extensions) == (until, at("2026-03-09T09:30"), 1)
    assert "văn bản số 3, người duyệt Phạm Quốc Việt" in found.explanation


def test_a_pause_after_an_extension_moves_both():
    until = at("2026-03-20T17:00")
    found = clock(
        ledger.extended(at("2026-03-06T09:00"), until, letter="văn bản số 3", approver="Việt"),
        asked("2026-03-09T07:00"),
        ledger.resumed(at("2026-03-10T07:00")),
    )
    assert [local(one).day for one in (found.due, found.lawful_due)] == [23, 10]


def test_a_new_holiday_moves_the_due_time_only_when_it_was_approved():
    off = (calendars.SpecialDay(date(2026, 3, 4), is_worked=False, name="nghỉ bão"),)
    changed = calendars.of_agency("07:00-11:30,13:30-17:00", off)
    assert ledger.clock([RECEIVED], changed) == clock()
    after = ledger.anew([RECEIVED], changed)
    assert (after.due, after.lawful_due) == (at("2026-03-10T09:30"),) * 2
    fact = ledger.recalculated(at("2026-03-05T08:00"), after, basis="QĐ 1/QĐ-TTg", by="Phạm Quốc Việt", change=1)
    found = clock(fact)
    assert (found.due, found.lawful_due) == (at("2026-03-10T09:30"),) * 2
    assert "Tính lại theo QĐ 1/QĐ-TTg, người duyệt Phạm Quốc Việt" in found.explanation


DAYS = st.dates(date(2026, 2, 23), date(2026, 4, 30))


@given(st.sets(DAYS, max_size=6), st.sets(DAYS, max_size=3), st.booleans(), st.booleans())
def test_a_calendar_that_changes_moves_nothing_that_was_promised(off, worked, is_paused, is_extended):
    days = {day: calendars.SpecialDay(day, is_worked=False, name="nghỉ") for day in off}
    days |= {day: calendars.SpecialDay(day, is_worked=True, name="làm bù") for day in worked}
    changed = calendars.of_agency("07:00-11:30,13:30-17:00", tuple(days[day] for day in sorted(days)))
    facts = [RECEIVED]
    if is_paused:
        for fact in (asked("2026-03-04T09:30"), ledger.resumed(at("2026-03-16T10:30"))):
            facts.append(ledger.settled(fact, ledger.clock([*facts, fact], CALENDAR)))
    if is_extended:
        until = at("2026-04-20T17:00")
        facts.append(ledger.extended(at("2026-03-17T09:00"), until, letter="văn bản số 3", approver="Việt"))
    before = ledger.clock(facts, CALENDAR)
    assert ledger.clock(facts, changed) == before
    after = ledger.anew(facts, changed)
    recalculated = ledger.recalculated(at("2026-03-18T08:00"), after, basis="văn bản", by="Việt", change=1)
    found = ledger.clock([*facts, recalculated], CALENDAR)
    assert (found.due, found.lawful_due) == (after.due, after.lawful_due)
    assert when(found.due) in found.explanation
    assert ledger.anew([*facts, recalculated], changed) == after
    assert ledger.anew(facts, CALENDAR).due == before.due


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ([asked("2026-03-01T09:00")], "sớm hơn mốc trước đó"),
        ([asked("2026-03-04T09:00"), asked("2026-03-05T09:00")], "đang tạm dừng"),
        ([ledger.resumed(at("2026-03-05T09:00"))], "không ở trạng thái tạm dừng"),
        ([asked("2026-03-05T09:00"), ledger.resumed(at("2026-03-04T09:00"))], "sớm hơn mốc trước đó"),
        (
            [ledger.extended(at("2026-03-03T09:00"), at("2026-03-09T09:30"), letter="x", approver="y")],
            "phải sau hạn đang có",
        ),
        (
            [
                asked("2026-03-03T09:00"),
                ledger.extended(at("2026-03-04T09:00"), at("2026-05-09T09:30"), letter="x", approver="y"),
            ],
            "đang tạm dừng nên không gia hạn được",
        ),
    ],
)
def test_what_does_not_fit_is_refused(facts, why):
    with pytest.raises(WrongLedger, match=why):
        clock(*facts)


def test_nothing_is_due_before_it_is_received():
    with pytest.raises(WrongLedger, match="chưa được tiếp nhận"):
        ledger.clock([asked("2026-03-04T09:00")], CALENDAR)


MOMENTS = st.integers(0, 60 * 24 * 400).map(
    lambda minutes: datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=minutes)
)
TERMS = st.sampled_from(["P1D", "P3D", "P0.5D", "PT6H", "P10D", "P1M", "P0D"]).map(Term.read)


@given(MOMENTS, TERMS, st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)), max_size=4))
def test_the_ledger_and_the_pauses_say_the_same(moment, term, gaps):
    facts, now = [ledger.received(deadlines.due(moment, term, CALENDAR))], moment
    for before, length in gaps:
        now += timedelta(minutes=before)
        facts.append(ledger.paused(now, "supplement", document="phiếu", limit=None))
        now += timedelta(minutes=length)
        facts.append(ledger.resumed(now))
    found = ledger.clock(facts, CALENDAR)
    same = deadlines.due(moment, term, CALENDAR, pauses=ledger.pauses(facts))
    assert found.due == found.lawful_due == same.due
    assert when(found.due) in found.explanation


@given(MOMENTS, TERMS, st.integers(0, 9_000))
def test_a_pause_of_no_length_changes_nothing(moment, term, later):
    facts = [ledger.received(deadlines.due(moment, term, CALENDAR))]
    pause = moment + timedelta(minutes=later)
    paused = [ledger.paused(pause, "financial_duty", document="thông báo", limit=None), ledger.resumed(pause)]
    alone, again = ledger.clock(facts, CALENDAR), ledger.clock([*facts, *paused], CALENDAR)
    assert CALENDAR.between(alone.due, again.due).minutes == 0


@given(MOMENTS, TERMS, st.data())
def test_facts_of_other_kinds_do_not_matter(moment, term, data):
    facts = [
        ledger.received(deadlines.due(moment, term, CALENDAR)),
        ledger.paused(moment + timedelta(days=1), "supplement", document="phiếu", limit=None),
        ledger.resumed(moment + timedelta(days=3)),
    ]
    mixed = list(facts)
    for _ in range(data.draw(st.integers(0, 4))):
        mixed.insert(data.draw(st.integers(0, len(mixed))), {"fact": "due", "due": moment.isoformat()})
    assert ledger.clock(mixed, CALENDAR) == ledger.clock(facts, CALENDAR)
