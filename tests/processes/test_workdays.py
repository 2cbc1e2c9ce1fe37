"""The working calendar in a diagram's expressions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bpmn import engine, expressions, reader
from bpmn.expressions import WrongValue
from bpmn.expressions.functions import FUNCTIONS
from bpmn.terms import WrongTerm
from processes import calendars, workdays

MOMENT = datetime(2026, 4, 29, 3, tzinfo=UTC)  # Wednesday ten o'clock; Thursday and Friday are holidays
LENT = workdays.functions(calendars.vietnam(), MOMENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("working_days(1)", "2026-05-04T10:00:00+07:00"),
        ("working_days(0.5)", "2026-04-29T16:00:00+07:00"),
        ("working_hours(6)", "2026-05-04T08:00:00+07:00"),
        ("is_working_day('2026-04-30')", False),
        ('= is working day(@"2026-05-04")', True),
        ("next_working_day('2026-04-30')", "2026-05-04"),
        ("working_days_between('2026-04-29', '2026-05-05')", 2),
        ("working_days_between('2026-05-05', '2026-04-29')", -2),
        ("working_days_between('2026-04-29', '2026-04-29')", 0),
        ("working_days_between(working_days(3), '2026-05-06')", 0),
        ("working_days(3) - working_days(1) > duration('P1D')", True),
    ],
)
def test_the_calendar_answers(text, expected):
    found = expressions.compile(text).evaluate({}, LENT)
    assert (found if isinstance(found, int) else found.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("working_days('ba')", WrongValue),
        ("working_days(-1)", WrongTerm),
        ("working_days(999999)", WrongTerm),
        ("is_working_day(5)", WrongValue),
        ("is_working_day('hôm qua')", WrongValue),
        ("is_working_day('1900-01-01')", calendars.OutsideCalendar),
    ],
)
def test_what_it_cannot_answer_is_refused(text, refusal):
    with pytest.raises(refusal):
        expressions.compile(text).evaluate({}, LENT)


def test_all_that_is_promised_is_lent():
    promised = {name for name, function in FUNCTIONS.items() if function.work is None}
    assert promised - {"now", "today"} == set(LENT)


def test_a_timer_in_working_days_is_due_by_the_calendar():
    model = reader.read(_TIMED)
    progress = engine.start(model, {}, moment=MOMENT, functions=LENT)
    assert [timer.due for timer in progress.timers] == [datetime(2026, 5, 4, 3, tzinfo=UTC)]
    late = engine.fire(model, progress.state, moment=datetime(2026, 6, 1, tzinfo=UTC), functions={})
    assert late.ended


_TIMED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <process id="p" isExecutable="true">
    <startEvent id="start"/>
    <intermediateCatchEvent id="wait">
      <timerEventDefinition><timeDuration>working_days(1)</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <endEvent id="end"/>
    <sequenceFlow id="f" sourceRef="start" targetRef="wait"/>
    <sequenceFlow id="g" sourceRef="wait" targetRef="end"/>
  </process>
</definitions>"""
