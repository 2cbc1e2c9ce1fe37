"""FEEL's own functions, days and periods, in all three spellings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpmn import expressions
from bpmn.expressions import UnknownFunction, WrongExpression, WrongValue, compile_script
from bpmn.expressions.functions import FUNCTIONS

FACTS = {
    "name": "Nguyễn Thị Hoa",
    "born": "2008-02-29",
    "handed_in": "2026-03-02T08:30:00+07:00",
    "fees": [8000, 20000, 8000],
    "papers": ["CCCD", "giấy khai sinh"],
    "none": None,
}


def answer(text: str):
    return expressions.compile(text).evaluate(FACTS, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= string length(name)", 14),
        ("string_length(name)", 14),
        ("${string_length(name)}", 14),
        ('= upper case("đơn")', "ĐƠN"),
        ('= lower case("ĐƠN")', "đơn"),
        ('= contains(name, "Thị")', True),
        ('= starts with(name, "Nguyễn") and ends with(name, "Hoa")', True),
        ("= substring(name, 8, 3)", "Thị"),
        ("= substring(name, -3)", "Hoa"),
        ('= string(1.5) + "/" + string(2.0) + string(true) + string(null)', "1.5/2true"),
        ('= string(date("2026-03-02"))', "2026-03-02"),
        ('= string join(papers, "; ")', "CCCD; giấy khai sinh"),
        ('= number("12") + number("0.5")', 12.5),
        ("= floor(1.9) + ceiling(1.1) + abs(-1)", 4),
        ("= decimal(2.5, 0) + decimal(1.005, 1)", 3.0),
        ("= round half up(2.5)", 3),
        ("= modulo(17, 5)", 2),
        ("= min(fees) + max(1, 2, 3)", 8003),
        ("= sum(fees)", 36000),
        ("= mean([1, 2])", 1.5),
        ("= count(fees)", 3),
        ('= list contains(papers, "CCCD")', True),
        ("= distinct values(fees)", [8000, 20000]),
        ("= append(fees, 1, 2)", [8000, 20000, 8000, 1, 2]),
        ("= concatenate(papers, [1])", ["CCCD", "giấy khai sinh", 1]),
        ("= all([true, 1 = 1]) and any(false, true) and not(any([]))", True),
        ("= min([])", None),
        ('= max(date("2026-03-02"), date("2026-03-10")).day', 10),
    ],
)
def test_functions(text, expected):
    found = answer(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('= date("2026-03-02") < date("2026-03-10")', True),
        ("= date(2026, 3, 2) = @\"2026-03-02\"", True),
        ('= born < date("2008-03-01")', True),  # a form's day is a text
        ('= @"2008-03-01" > born', True),
        ('= born = @"2008-02-29"', True),
        ('= born in [date("2008-01-01")..date("2008-12-31")]', True),
        ('= date(handed_in) = @"2026-03-02"', True),
        ('= date and time(handed_in) > @"2026-03-02T01:29:00Z"', True),
        ('= date and time("2026-03-02T08:30:00") = date and time(handed_in)', True),  # no offset: the agency's clock
        ('= time("08:30:00") < time("17:00:00")', True),
        ('= date(born) + duration("P18Y") = @"2026-02-28"', True),
        ('= date("2026-01-31") + duration("P1M") = @"2026-02-28"', True),
        ('= date("2026-03-02") - duration("P2D") = @"2026-02-28"', True),
        ('= date("2026-03-02") - date("2026-02-28") = duration("P2D")', True),
        ('= (date("2026-03-02") - date("2026-02-28")).days', 2),
        ('= date and time("2026-03-02T08:00:00") + duration("PT6H") = @"2026-03-02T14:00:00"', True),
        ('= years and months duration(date(born), @"2026-02-28").years', 17),
        ('= years and months duration(@"2008-02-28", @"2026-02-28").years >= 18', True),
        ('= duration("PT90M") = duration("PT1H30M")', True),
        ('= duration("P1Y2M") > duration("P13M")', True),
        ('= -duration("P1D") < duration("PT0S")', True),
        ('= date("2026-03-02").weekday', 1),
        ('= date("2026-03-02").year * 100 + date("2026-03-02").month', 202603),
        ('= date and time("2026-03-02T08:30:00").hour', 8),
        ('= 3 between 1 and 5 and not(6 between 1 and 5)', True),
        ('= born = "không rõ"', False),
    ],
)  # fmt: skip
def test_days_and_periods(text, expected):
    assert answer(text) == expected


def test_what_a_script_writes_down_is_text_again():
    script = compile_script('due = date(born) + duration("P18Y")\nage = due - date(born)\n')
    written = script.run(FACTS, {})
    assert [str(written["due"]), str(written["age"])] == ["2026-02-28", "P6574D"]


@pytest.mark.parametrize(
    "text",
    [
        '= date("2026-02-30")',
        '= date("hôm qua")',
        '= time("25:00:00")',
        '= duration("3 ngày")',
        '= date("9999-12-31") + duration("P1D")',
        '= date("2026-03-02") + 1',
        '= date("2026-03-02") + duration("PT6H")',
        '= date("2026-03-02") + date("2026-03-02")',
        '= date("2026-03-02") - date and time("2026-03-02T08:00:00")',
        '= date("2026-03-02") < 5',
        '= duration("P1M") < duration("P30D")',  # a month has no fixed length
        "= substring(name, 0)",
        "= number(name)",
        "= sum(papers)",
        "= min(1, name)",
        "= string length(5)",
        "= decimal(1, 99)",
        "= count(name)",
        "= all(name)",
        "= string(papers)",
    ],
)
def test_what_cannot_be_worked_out_is_refused(text):
    with pytest.raises(WrongValue):
        answer(text)


@pytest.mark.parametrize(
    "text", ["= string length()", "upper_case(name, name)", "= date()", '= @"hôm qua"', "= @5", "= now(1)"]
)
def test_a_wrong_call_is_found_when_it_is_read(text):
    with pytest.raises(WrongExpression):
        expressions.compile(text)


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.work is None])
def test_what_the_act_lends_is_refused_by_name_when_nobody_does(name):
    values = ", ".join(["1"] * FUNCTIONS[name].least)
    with pytest.raises(UnknownFunction, match=name):
        answer(f"{name}({values})")
    assert expressions.compile(f"{name}({values})").evaluate({}, {name: lambda *_: True}) is True


def test_the_page_lists_every_function():
    page = (Path(__file__).parents[3] / "docs" / "expressions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (\w+) \|$", page, re.MULTILINE)
    written = [
        (f.name, ", ".join([*f.takes[: f.least], *(f"{kind}?" for kind in f.takes[f.least :])]), f.gives)
        for f in FUNCTIONS.values()
    ]
    assert [(name, takes.removesuffix(", …"), gives) for name, takes, gives in rows] == written
