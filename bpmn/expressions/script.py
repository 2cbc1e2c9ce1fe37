"""What a script task may do: write down facts worked out from other facts, a line each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from bpmn.expressions.expression import Expression
from bpmn.expressions.expression import compile as compile_expression
from bpmn.expressions.refusals import WrongExpression
from bpmn.expressions.values import weigh
from bpmn.sentences import Sentence

_ASSIGNMENT = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*=(?!=)\s*(?P<value>.*\S)\s*")
MOST_LINES = 100
ROOM = 10_000  # values that a script may write down, those inside others counted


class Script:
    """Assignments in their order; a later line sees what an earlier one wrote."""

    __slots__ = ("assignments",)

    def __init__(self, assignments: tuple[tuple[str, Expression], ...]) -> None:
        self.assignments = assignments

    def run(self, names: Mapping[str, object], functions: Mapping[str, Callable[..., object]]) -> dict[str, object]:
        """The new facts; `names` stay as they are. Refuses what its expressions refuse."""
        known, written = dict(names), dict[str, object]()
        room = ROOM
        for name, expression in self.assignments:
            known[name] = written[name] = expression.evaluate(known, functions)
            room = weigh(known[name], room)
        return written


@lru_cache(maxsize=1024)
def compile_script(text: str) -> Script:
    """Reads the lines `name = expression` of a script task. Blank lines and `#` lines say nothing.

    Refuses: WrongExpression, for any line that is something else.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) > MOST_LINES:
        raise WrongExpression(text, 1, Sentence("quá {most} dòng", most=MOST_LINES))
    return Script(tuple(_assignment(line) for line in lines))


def _assignment(line: str) -> tuple[str, Expression]:
    found = _ASSIGNMENT.fullmatch(line)
    if found is None:
        raise WrongExpression(line, 1, Sentence("mỗi dòng chỉ được là phép gán “tên = biểu thức”"))
    return found["name"], compile_expression(found["value"])
