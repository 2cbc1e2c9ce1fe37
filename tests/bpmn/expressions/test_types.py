"""What can never be worked out is told when the diagram is checked."""

from __future__ import annotations

import pytest

from bpmn import expressions
from bpmn.expressions import types

FACTS: types.Facts = {"fee": "number", "kind": "text", "born": "date", "urgent": "boolean", "papers": "list"}


def flaws(text: str) -> list[str]:
    return list(types.flaws(expressions.compile(text).tree, FACTS, wanted="boolean"))


@pytest.mark.parametrize(
    "text",
    [
        "fee > 5 and kind == 'a' or urgent",
        "= fee in [1..5] and kind in (\"a\", \"b\")",
        "'CCCD' in papers and 'x' in kind",
        '= born < date("2000-01-01") + duration("P1D")',
        "born == '2000-01-01'",
        "unknown > 5 and unknown == 'a'",
        "fee == None",
        "= if urgent then fee > 1 else false",
        "working_days_between(born, now()) > 3",
        "= (today() - born).days > 5",
        "kind + '1' == 'a1' and count(papers) > 0 and -fee < 0",
    ],
)  # fmt: skip
def test_what_can_be_worked_out_has_no_flaw(text):
    assert flaws(text) == []


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("fee", "cần đúng/sai, nhưng biểu thức cho số"),
        ("kind == 5", "chữ không bao giờ bằng số"),
        ("kind < 5", "không so sánh hơn kém được chữ với số"),
        ("urgent > urgent", "không so sánh hơn kém được đúng/sai"),
        ("fee and urgent", "“và” cần đúng/sai, nhưng đang là số"),
        ("not kind", "“không” cần đúng/sai"),
        ("= if fee then true else false", "“nếu” cần đúng/sai"),
        ("fee in ['a', 'b']", "số không thể nằm trong danh sách gồm chữ"),
        ("= kind in [1..5]", "không so sánh hơn kém được chữ với số"),
        ("5 in fee", "sau “in” phải là danh sách"),
        ("kind * 2 == 4", "không tính được chữ * số"),
        ("born + 1 == born", "không tính được ngày + số"),
        ("unheard_of(fee)", "không có hàm “unheard_of”"),
        ("count(kind) > 1", "hàm “count” cần danh sách, nhưng đang là chữ"),
        ("(fee > 1) == kind", "đúng/sai không bao giờ bằng chữ"),
    ],
)
def test_what_cannot_be_worked_out_is_told(text, flaw):
    assert any(flaw in found for found in flaws(text)), flaws(text)
