"""Conditions and small calculations of a diagram, in three spellings and with one safe evaluator."""

from bpmn.expressions.expression import Expression, compile  # noqa: A004 - the word for it
from bpmn.expressions.refusals import UnknownFunction, UnknownName, WrongExpression, WrongValue
from bpmn.expressions.script import Script, compile_script
from bpmn.expressions.values import truth

__all__ = [
    "Expression",
    "Script",
    "UnknownFunction",
    "UnknownName",
    "WrongExpression",
    "WrongValue",
    "compile",
    "compile_script",
    "truth",
]
