"""An expression of a diagram, read once and answered many times."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from bpmn.expressions import tree
from bpmn.expressions.evaluator import Answer, closure
from bpmn.expressions.feel import Feel
from bpmn.expressions.grammar import Grammar
from bpmn.expressions.juel import Juel
from bpmn.expressions.python import Python

_NO_FUNCTIONS: Mapping[str, Callable[..., object]] = {}


class Expression:
    """A question to a dossier's facts. `names` are the facts it asks for, `functions` what it calls."""

    __slots__ = ("_answer", "functions", "names", "text", "tree")

    def __init__(self, text: str, node: tree.Node, names: frozenset[str], functions: frozenset[str]) -> None:
        self.text = text
        self.tree = node
        self.names = names
        self.functions = functions
        self._answer: Answer = closure(node)

    def evaluate(
        self, names: Mapping[str, object], functions: Mapping[str, Callable[..., object]] = _NO_FUNCTIONS
    ) -> object:
        """The answer, from these facts alone. Refuses: UnknownName, UnknownFunction, WrongValue."""
        return self._answer(names, functions)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


@lru_cache(maxsize=8192)
def compile(text: str) -> Expression:  # noqa: A001 - the word for it
    """Reads an expression: `=…` is FEEL, `${…}` and `#{…}` are JUEL, everything else the Python spelling.

    Each text is read once and kept. Refuses: WrongExpression, with the position of the first wrong character.
    """
    composed = unicodedata.normalize("NFC", text)  # “ệ” typed in two ways must be the same name
    grammar = _grammar(composed)
    node = grammar.read()
    return Expression(text, node, frozenset(grammar.names), frozenset(grammar.functions))


def _grammar(text: str) -> Grammar:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if text.startswith(("${", "#{"), start) and text.endswith("}", start, end):
        return Juel(text, start + 2, end - 1)
    if text.startswith("=", start) and not text.startswith("==", start):
        return Feel(text, start + 1, end)
    return Python(text, start, max(start, end))
