"""Script tasks write down facts, and can do nothing else."""

from __future__ import annotations

import pytest

from bpmn.expressions import UnknownName, WrongExpression, compile_script


def test_lines_are_worked_out_in_their_order():
    script = compile_script('# phí\nfee = 5 * copies\n\ntotal = fee + 1\nlabel = "HS-" + kind\nsame = ${fee == 10}\n')
    facts = {"copies": 2, "kind": "A"}
    assert script.run(facts, {}) == {"fee": 10, "total": 11, "label": "HS-A", "same": True}
    assert facts == {"copies": 2, "kind": "A"}


def test_an_empty_script_writes_nothing():
    assert compile_script("\n  \n").run({}, {}) == {}


def test_a_missing_fact_is_refused_by_name():
    with pytest.raises(UnknownName, match="copies"):
        compile_script("fee = copies").run({}, {})


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "import os; os.system('id')",
        "fee",
        "fee == 1",
        "fee += 1",
        "a.b = 1",
        "a[0] = 1",
        "a, b = 1, 2",
        "a = b = 1",
        "for x in y: a = 1",
        "def f(): pass",
        "print(1)",
        "a = ",
        "a = (lambda: 1)()",
        "a = __builtins__; b = 1",
        "x = 1\n" * 101,
    ],
)
def test_anything_but_an_assignment_is_refused(text):
    with pytest.raises(WrongExpression):
        compile_script(text)
