"""Every mistake in a procedure.toml is told at its field, all of them at once."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from bpmn import procedure_facts
from bpmn.files import NotReadable
from tests.bpmn.drawing import FACTS, MATTER


def told(table: dict[str, Any]) -> dict[str, str]:
    """Where something is not right, and what is said there."""
    return {
        ".".join(map(str, one.place)): one.sentence.format_map(one.params) for one in procedure_facts.mistakes(table)
    }


def facts(**case: object) -> dict[str, Any]:
    """The facts of a test with something else in their case; None takes a fact out."""
    table = tomllib.loads(FACTS)
    table["case"][0] |= case
    table["case"][0] = {key: value for key, value in table["case"][0].items() if value is not None}
    return table


def test_nothing_is_told_of_what_is_right() -> None:
    assert told(facts()) == told(tomllib.loads(MATTER)) == {}


def test_all_that_is_missing_or_of_another_kind_is_told_at_once() -> None:
    table = facts(name="", code="Chủ hộ", kind=None, fees={"counter": -1}, confirmation_days={"counter": 31})
    table |= {"name": "", "slug": "Thử", "level": "district", "surprise": 1}
    assert told(table) == {
        "name": "Hãy nhập mục này.",
        "slug": "Chỉ dùng chữ thường không dấu, chữ số và dấu gạch ngang.",
        "level": "Hãy chọn một trong các giá trị cho sẵn.",
        "surprise": "Tệp procedure.toml không có mục này.",
        "case.0.name": "Hãy nhập mục này.",
        "case.0.code": "Mã bắt đầu bằng chữ thường không dấu, sau đó chỉ có chữ thường không dấu, "
        "chữ số và dấu gạch dưới.",
        "case.0.kind": "Hãy nhập mục này.",
        "case.0.fees.counter": "Số nhỏ nhất là 0.",
        "case.0.confirmation_days.counter": "Số lớn nhất là 30.",
    }


YEAR = {"amount": 1, "since": date(2026, 1, 1), "until": date(2026, 12, 31), "basis": "NQ 1"}
NEXT = {**YEAR, "since": date(2027, 1, 1), "until": date(2027, 12, 31)}
PAPER = {"code": "form", "name": "Tờ khai"}


@pytest.mark.parametrize(
    ("case", "places"),
    [
        ({"term": "3 ngày"}, ["case.0.term"]),
        ({"supplement_window": ""}, ["case.0.supplement_window"]),
        ({"guidance_window": "P1Y"}, ["case.0.guidance_window"]),
        ({"immediate": True}, ["case.0.immediate"]),
        ({"confirmation_days": {"counter": 1}}, ["case.0.confirmation_days"]),
        ({"term": "P0D", "immediate": True, "confirmation_days": {"counter": 1}}, []),
        ({"term": "P0D", "immediate": True, "confirmation_days": {"phone": 1}}, ["case.0.confirmation_days"]),
        ({"fees": {"online": 5}}, ["case.0.fees.counter", "case.0.fees.online"]),
        ({"paper": [PAPER, {**PAPER, "name": "Khác"}]}, ["case.0.paper.1.code"]),
        ({"dated_fee": [{**YEAR, "until": date(2025, 1, 1)}]}, ["case.0.dated_fee.0.until"]),
        ({"dated_fee": [{**YEAR, "since": date(2026, 5, 1)}, YEAR]}, ["case.0.dated_fee.0.since"]),
        ({"dated_fee": [YEAR, NEXT]}, []),
        ({"dated_fee": [YEAR, {**NEXT, "since": date(2026, 12, 31)}]}, ["case.0.dated_fee.1.since"]),
    ],
)
def test_what_does_not_go_together_is_told_where_it_is_put_right(case: dict[str, object], places: list[str]) -> None:
    assert sorted(told(facts(**case))) == places


def test_a_code_is_told_by_what_runs_on_the_procedure() -> None:
    assert told(facts() | {"code": "PAKN"}) == {"code": "Mã thủ tục có dạng 1.234567."}
    table = tomllib.loads(MATTER) | {"code": "1.001612"}
    assert told(table) == {"code": "Mã gồm 2 đến 8 chữ in hoa không dấu."}
    twice = facts()
    twice["case"].append(twice["case"][0])
    assert told(twice) == {"case.1.code": "Một trường hợp khác đã dùng mã này."}


def test_what_a_kind_of_procedure_has_no_use_for_is_told_at_its_section() -> None:
    state = {"code": "done", "name": "Xong", "ends": True}
    assert told(facts() | {"state": [state]}) == {"state": "Loại quy trình này không dùng mục này."}
    block = {"kind": "block", "code": "KHOI-KYSO", "case": tomllib.loads(FACTS)["case"]}
    assert {"case", "channels", "outcome"} <= told(facts() | block).keys()


@pytest.mark.parametrize(
    "wrong", [{"case": 3}, {"outcome": ["a"]}, {"channels": "counter"}, {"case": [{"paper": {"code": "a"}}]}]
)
def test_what_no_field_could_show_is_for_the_file(wrong: dict[str, Any]) -> None:
    procedure_facts.require_rows(facts(paper=[PAPER]))
    with pytest.raises(NotReadable, match="không đúng dạng"):
        procedure_facts.require_rows(facts() | wrong)
