"""What may be done with values: every operation is bounded, and refuses what it cannot do by name."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from bpmn.expressions.refusals import WrongValue

LARGEST = 10**18  # the state is JSON: beyond 64 bits a number could not be stored
LONGEST = 10_000  # characters of a text, items of a list

Value = object


def truth(value: Value) -> bool:
    """Whether a condition holds. Nothing counts as no. Refuses: WrongValue, for what is neither yes nor no."""
    if value is True:
        return True
    if value is False or value is None:
        return False
    raise WrongValue(reason=f"{shown(value)} không phải là đúng hoặc sai")


def equal(left: Value, right: Value) -> bool:
    """Same value; yes is not 1 and no is not 0."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def unequal(left: Value, right: Value) -> bool:
    """Not the same value."""
    return not equal(left, right)


def _ordered(compare: Callable[..., object]) -> Callable[[Value, Value], bool]:
    def test(left: Value, right: Value) -> bool:
        try:
            return compare(left, right) is True
        except TypeError:
            raise WrongValue(reason=f"không so sánh được {shown(left)} với {shown(right)}") from None

    return test


ORDERS: Mapping[str, Callable[[Value, Value], bool]] = {
    "==": equal,
    "!=": unequal,
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
}


def number(value: Value) -> int | float:
    """The value as a number. Refuses: WrongValue, also for yes and no."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise WrongValue(reason=f"{shown(value)} không phải là số")


def bounded(value: int | float) -> int | float:
    """The number, unless it is too large to be kept. Refuses: WrongValue."""
    if abs(value) > LARGEST or (isinstance(value, float) and not math.isfinite(value)):
        raise WrongValue(reason="kết quả là số quá lớn")
    return value


def plus(left: Value, right: Value) -> Value:
    """The sum of two numbers; two texts or two lists are joined."""
    if isinstance(left, str) and isinstance(right, str):
        _room(len(left) + len(right))
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        first, second = cast("list[object]", left), cast("list[object]", right)
        _room(len(first) + len(second))
        return first + second
    return bounded(number(left) + number(right))


def _room(length: int) -> None:
    if length > LONGEST:
        raise WrongValue(reason="kết quả quá dài")


def _of_numbers(work: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    def done(left: Value, right: Value) -> Value:
        try:
            return bounded(work(bounded(number(left)), bounded(number(right))))
        except ZeroDivisionError:
            raise WrongValue(reason="chia cho không") from None

    return done


OPERATIONS: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": plus,
    "-": _of_numbers(operator.sub),
    "*": _of_numbers(operator.mul),
    "/": _of_numbers(operator.truediv),
    "//": _of_numbers(operator.floordiv),
    "%": _of_numbers(operator.mod),
}


def among(item: Value, many: Value) -> bool:
    """Whether the item is in the list, a key of the record, or part of the text. Refuses: WrongValue."""
    if isinstance(many, str):
        if isinstance(item, str):
            return item in many
    elif isinstance(many, Mapping):
        return isinstance(item, str) and item in many
    elif isinstance(many, Sequence):
        return any(equal(item, one) for one in cast("Sequence[object]", many))
    raise WrongValue(reason=f"không tìm được {shown(item)} trong {shown(many)}")


def shown(value: Value) -> str:
    """The value in a sentence, cut short."""
    text = "(trống)" if value is None else f"“{value}”"
    return text if len(text) <= 60 else text[:60] + "…”"
