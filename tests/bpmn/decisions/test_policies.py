"""Every hit policy of conformance level 2 says what the standard has it say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import decisions
from bpmn.decisions import DifferentOutputs, NoPriority, NotDecidable, SeveralRules, WrongInput, WrongOutput
from bpmn.expressions import UnknownName
from tests.bpmn.decisions.writing import decision, fact, file, table

AGE_AND_RISK = [fact("Applicant. Age", "number", element="age"), fact("Risk", "string")]
RULES = [
    (">= 18", '"Medium","Low"', '"Approved"'),
    ("< 18", "-", '"Declined"'),
    (">= 25", '"High"', '"Referred"'),
    ("> 60", "-", '"Declined"'),
]


def decide(policy: str, rules: list[tuple[str, ...]], outputs: list[Any], **names: object) -> object:
    """What a table over two facts says."""
    logic = table(policy, [("Applicant. Age", "number"), "Risk"], outputs, rules)
    read = decisions.read(file(*AGE_AND_RISK, decision("Approval Status", logic, needs=["age", "Risk"])))
    assert read.flaws == ()
    return read.decide("Approval Status", {"Applicant. Age": names["age"], "Risk": names["risk"]}).value


def numbers(policy: str, *answers: str) -> object:
    """What a table says whose rules all apply."""
    return decide(policy, [("-", "-", answer) for answer in answers], ["Points"], age=1, risk="x")


ORDERED = [("Status", 'string|"Declined","Referred","Approved"')]


def test_unique_takes_the_one_rule_that_applies() -> None:
    assert decide("UNIQUE", RULES, ["Status"], age=30, risk="High") == "Referred"
    assert decide("UNIQUE", RULES, ["Status"], age=18, risk="Low") == "Approved"
    assert decide("UNIQUE", RULES, ["Status"], age=20, risk="High") is None


def test_unique_refuses_two_rules_by_their_numbers() -> None:
    with pytest.raises(SeveralRules, match="số 1, 4"):
        decide("UNIQUE", RULES, ["Status"], age=61, risk="Low")


def test_any_takes_rules_that_agree_and_refuses_those_that_do_not() -> None:
    assert numbers("ANY", "7", "3 + 4") == 7
    with pytest.raises(DifferentOutputs, match="số 1, 2"):
        numbers("ANY", "7", "8")


def test_first_takes_the_first_in_the_order_of_the_table() -> None:
    assert decide("FIRST", RULES, ["Status"], age=61, risk="Low") == "Approved"


def test_first_asks_nothing_of_the_rules_behind_the_first() -> None:
    rules = [("-", "-", "1"), ("-", "-", "missing + 1")]
    assert decide("FIRST", rules, ["Points"], age=1, risk="x") == 1
    with pytest.raises(UnknownName):
        decide("ANY", rules, ["Points"], age=1, risk="x")


def test_priority_takes_the_answer_that_stands_first_in_the_list() -> None:
    assert decide("PRIORITY", RULES, ORDERED, age=61, risk="Low") == "Declined"
    with pytest.raises((NoPriority, WrongOutput)):
        decide("PRIORITY", [("-", "-", '"Unheard"')], ORDERED, age=61, risk="Low")


def test_priority_of_several_outputs_goes_column_by_column() -> None:
    outputs = [("A", 'string|"x","y"'), ("B", "number|3,2,1")]
    rules = [("-", "-", '"y"', "3"), ("-", "-", '"x"', "1"), ("-", "-", '"x"', "2")]
    assert decide("PRIORITY", rules, outputs, age=1, risk="x") == {"A": "x", "B": 2}
    ordered = [{"A": "x", "B": 2}, {"A": "x", "B": 1}, {"A": "y", "B": 3}]
    assert decide("OUTPUT ORDER", rules, outputs, age=1, risk="x") == ordered


def test_rule_order_and_output_order_take_all() -> None:
    assert decide("RULE ORDER", RULES, ["Status"], age=61, risk="Low") == ["Approved", "Declined"]
    assert decide("OUTPUT ORDER", RULES, ORDERED, age=61, risk="Low") == ["Declined", "Approved"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("COLLECT", [5, 2, 5]),
        ("COLLECT+SUM", 12),
        ("COLLECT+MIN", 2),
        ("COLLECT+MAX", 5),
        ("COLLECT+COUNT", 3),
    ],
)
def test_collect_takes_all_or_works_them_into_one(policy: str, expected: object) -> None:
    assert numbers(policy, "5", "2", "5") == expected


def test_what_is_no_number_is_not_added_up() -> None:
    with pytest.raises(WrongOutput):
        numbers("COLLECT+SUM", "5", '"năm"')


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("UNIQUE", None),
        ("ANY", None),
        ("FIRST", None),
        ("RULE ORDER", []),
        ("COLLECT", []),
        ("COLLECT+SUM", None),
        ("COLLECT+MIN", None),
        ("COLLECT+COUNT", 0),
    ],
)
def test_no_rule_is_no_answer(policy: str, expected: object) -> None:
    assert decide(policy, [("> 100", "-", "1")], ["Points"], age=1, risk="x") == expected


@pytest.mark.parametrize(("policy", "expected"), [("UNIQUE", 9), ("COLLECT", [9]), ("COLLECT+SUM", 9)])
def test_no_rule_is_the_default_where_there_is_one(policy: str, expected: object) -> None:
    assert decide(policy, [("> 100", "-", "1")], [("Points", "number||9")], age=1, risk="x") == expected
    both = [("Points", "number||9"), "Note"]
    if policy == "UNIQUE":
        assert decide(policy, [("> 100", "-", "1", "2")], both, age=1, risk="x") == {"Points": 9, "Note": None}


def test_an_input_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(WrongInput, match=r"Applicant\. Age.*cần một số"):
        decide("UNIQUE", RULES, ["Status"], age="ba mươi", risk="Low")


def test_nothing_matches_only_tests_that_allow_it() -> None:
    assert decide("COLLECT", [("< 5", "-", "1"), ("-", "-", "2"), ("null", "-", "3")], ["P"], age=None, risk="x") == [
        2,
        3,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        table("PRIORITY", ["Risk"], ["A"], [("-", "1")]),
        table("LAST", ["Risk"], ["A"], [("-", "1")]),
        table("COLLECT+AVERAGE", ["Risk"], ["A"], [("-", "1")]),
        table("COLLECT+SUM", ["Risk"], ["A", "B"], [("-", "1", "2")]),
        table("UNIQUE", ["Risk"], ["A", "A"], [("-", "1", "2")]),
        table("UNIQUE", ["Risk"], ["A"], [("-",)]),
        table("UNIQUE", ["Risk"], ["A"], [("[1..", "1")]),
    ],
)
def test_a_table_that_cannot_be_worked_out_is_told_and_refused(wrong: str) -> None:
    read = decisions.read(file(fact("Risk"), decision("D", wrong, needs=["Risk"])))
    assert [flaw.id for flaw in read.flaws] == ["d"]
    assert read.flaws[0].line > 1
    with pytest.raises(NotDecidable):
        read.decide("d", {"Risk": "x"})


TESTS = st.one_of(
    st.just(("-", lambda _: True)),
    st.integers(-9, 9).map(lambda n: (str(n), lambda value: value == n)),
    st.integers(-9, 9).map(lambda n: (f"< {n}", lambda value: value < n)),
    st.integers(-9, 9).map(lambda n: (f">= {n}", lambda value: value >= n)),
    st.tuples(st.integers(-9, 9), st.integers(0, 9)).map(
        lambda r: (f"[{r[0]}..{r[0] + r[1]})", lambda value: r[0] <= value < r[0] + r[1])
    ),
    st.tuples(st.integers(-9, 9), st.integers(0, 9)).map(
        lambda r: (f"]{r[0]}..{r[0] + r[1]}]", lambda value: r[0] < value <= r[0] + r[1])
    ),
    st.lists(st.integers(-9, 9), min_size=1, max_size=3).map(
        lambda ns: (f"not({', '.join(map(str, ns))})", lambda value: value not in ns)
    ),
)
LINES = st.lists(st.tuples(TESTS, TESTS, st.integers(0, 99)), min_size=1, max_size=6)


@given(LINES, st.integers(-10, 10), st.integers(-10, 10))
def test_random_tables_say_what_their_rules_say_one_by_one(lines: list[Any], left: int, right: int) -> None:
    expected = [answer for (_, one), (_, two), answer in lines if one(left) and two(right)]
    rules = [(one[0], two[0], str(answer)) for one, two, answer in lines]
    for policy in ("UNIQUE", "FIRST", "COLLECT"):
        logic = table(policy, ["left", "right"], ["points"], rules)
        read = decisions.read(file(decision("D", logic)))
        if policy == "UNIQUE" and len(expected) > 1:
            with pytest.raises(SeveralRules):
                read.decide("D", {"left": left, "right": right})
            continue
        found = read.decide("D", {"left": left, "right": right})
        assert found.value == (expected if policy == "COLLECT" else expected[0] if expected else None)
        if policy == "COLLECT":
            assert [hit.outputs["points"] for hit in found.hits] == expected
