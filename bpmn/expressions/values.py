"""What may be done with values: every operation is bounded, and refuses what it cannot do by name."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import cast

from bpmn.expressions import dates
from bpmn.expressions.dates import Period
from bpmn.expressions.refusals import WrongValue
from bpmn.sentences import Sentence

LARGEST = 10**18  # the state is JSON: beyond 64 bits a number could not be stored
LONGEST = 10_000  # characters of a text
MOST_ITEMS = 1_000  # of a list that is looked through; an expression of 300 words may do so 300 times

_TEMPORAL = (date, time, Period)

Value = object


def truth(value: Value) -> bool:
    """Whether a condition holds. Nothing counts as no. Refuses: WrongValue, for what is neither yes nor no."""
    if value is True:
        return True
    if value is False or value is None:
        return False
    raise WrongValue(reason=Sentence("{value} không phải là đúng hoặc sai", value=shown(value)))


def equal(left: Value, right: Value) -> bool:
    """Same value; yes is not 1 and no is not 0."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, _TEMPORAL) or isinstance(right, _TEMPORAL):
        left, right = _or_apart(left, right)
    return left == right


def _or_apart(left: Value, right: Value) -> tuple[Value, Value]:
    try:
        return dates.alike(left, right)
    except WrongValue:  # a text that is no day equals none
        return left, right


def unequal(left: Value, right: Value) -> bool:
    """Not the same value."""
    return not equal(left, right)


def _ordered(compare: Callable[..., object]) -> Callable[[Value, Value], bool]:
    def test(left: Value, right: Value) -> bool:
        try:
            if isinstance(left, _TEMPORAL) or isinstance(right, _TEMPORAL):
                left, right = dates.alike(left, right)
            return compare(left, right) is True
        except TypeError:
            raise WrongValue(
                reason=Sentence("không so sánh được {left} với {right}", left=shown(left), right=shown(right))
            ) from None

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
    raise WrongValue(reason=Sentence("{value} không phải là số", value=shown(value)))


def bounded(value: int | float) -> int | float:
    """The number, unless it is too large to be kept. Refuses: WrongValue."""
    if abs(value) > LARGEST or (isinstance(value, float) and not math.isfinite(value)):
        raise WrongValue(reason=Sentence("kết quả là số quá lớn"))
    return value


def plus(left: Value, right: Value) -> Value:
    """The sum of two numbers; two texts or two lists are joined; a day or moment moves on by a period."""
    if isinstance(left, str) and isinstance(right, str):
        room(len(left) + len(right))
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        return items(cast("list[object]", left) + cast("list[object]", right))
    if isinstance(left, _TEMPORAL):
        return dates.plus(left, right)
    return bounded(number(left) + number(right))


def minus(left: Value, right: Value) -> Value:
    """The difference of two numbers or two days; a day or moment goes back by a period."""
    if isinstance(left, _TEMPORAL):
        return dates.minus(left, right)
    return bounded(bounded(number(left)) - bounded(number(right)))


def negative(value: Value) -> Value:
    """The number or period with its sign turned."""
    return -value if isinstance(value, Period) else bounded(-number(value))


def room(length: int) -> None:
    """Refuses a text that grows too long: WrongValue."""
    if length > LONGEST:
        raise WrongValue(reason=Sentence("kết quả quá dài"))


def items(many: Value) -> list[object]:
    """The list, when it is one and not too long to look through. Refuses: WrongValue."""
    if not isinstance(many, list):
        raise WrongValue(reason=Sentence("{many} không phải là danh sách", many=shown(many)))
    if len(cast("list[object]", many)) > MOST_ITEMS:
        raise WrongValue(reason=Sentence("danh sách có quá {most} mục", most=MOST_ITEMS))
    return cast("list[object]", many)


def weigh(value: Value, left: int) -> int:
    """What is left of the room after this value, counting everything in it. Refuses: WrongValue.

    A value that holds another twice counts it twice: written down it would be there twice.
    """
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        left -= 1 + (len(one) // 10 if isinstance(one, str) else 0)
        if left < 0:
            raise WrongValue(reason=Sentence("kết quả quá lớn"))
        if isinstance(one, Mapping):
            waiting += cast("Mapping[str, object]", one).values()
        elif isinstance(one, list):
            waiting += cast("list[object]", one)
    return left


def _of_numbers(work: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    def done(left: Value, right: Value) -> Value:
        try:
            return bounded(work(bounded(number(left)), bounded(number(right))))
        except ZeroDivisionError:
            raise WrongValue(reason=Sentence("chia cho không")) from None

    return done


OPERATIONS: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": plus,
    "-": minus,
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
    elif isinstance(many, list):
        return any(equal(item, one) for one in items(many))
    raise WrongValue(reason=Sentence("không tìm được {item} trong {many}", item=shown(item), many=shown(many)))


def shown(value: Value) -> str:
    """The value in a sentence, cut short."""
    text = Sentence("(trống)") if value is None else f"“{value}”"
    text = text.encode(errors="replace").decode()  # half a character can come in JSON, and cannot be written
    return text if len(text) <= 60 else text[:60] + "…”"
