"""Values to try a diagram with: answers that a form accepts, and facts that lead a condition either way."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import cast

from bpmn.expressions import tree
from bpmn.expressions.functions import FUNCTIONS, Function
from bpmn.expressions.kinds import Kind
from bpmn.expressions.types import kind_of
from bpmn.forms import Field, Form, WrongValues
from bpmn.refusals import Refusal

Path = tuple[str | int, ...]
Hints = Mapping[Path, Sequence[object]]

_OTHER = "giá trị khác"
_TEXTS = (
    "Nội dung ví dụ",
    "Có",
    *("0912345678", "nguyen.van.an@example.vn", "https://example.vn", "01/KQ-UBND", "2026-03-02", "AB123456"),
    *(("0123456789" * 5)[:length] for length in range(1, 21)),
    *((string.ascii_uppercase * 2)[:length] for length in range(1, 21)),
    *(("Nội dung ví dụ dài hơn. " * 500)[:length].strip() for length in (40, 120, 500, 2_000, 9_000)),
)
_NUMBERS = (1, 0, 2, 5, 10, 50, 100, 1_000, 100_000, 10_000_000, 0.5, -1)
_MOST_VALUES = 200
_DAYS = ("2026-03-02", "2000-01-31", "2026-12-31")
_OF_KIND: Mapping[Kind, tuple[object, ...]] = {
    "text": (_OTHER,),
    "number": (1, 2),
    "boolean": (True, False),
    "date": _DAYS,
    "moment": tuple(f"{day}T08:00:00" for day in _DAYS),
    "time": ("08:00:00", "17:00:00"),
    "period": ("P1D", "P1Y"),
    "list": ([_OTHER], []),
}
_CLOCKS: Mapping[str, tuple[str, ...]] = {
    "date": _DAYS,
    "time": ("08:00", "17:00"),
    "moment": tuple(f"{day}T08:00" for day in _DAYS),
}
_FILE = [{"id": 1, "name": "tep-vi-du.pdf"}]


class NothingFits(Refusal):
    """No value that we know to make up fits this field; give it with `--answers`."""

    code = "play.nothing-fits"
    sentence = "Không tự tạo được giá trị hợp lệ cho mục “{label}”; hãy cho sẵn bằng --answers."
    status = 422


def answer(form: Form, hints: Hints, chance: Random) -> dict[str, object]:
    """A whole form filled in, every field of it, as the form accepts it. Refuses: NothingFits."""
    pools = {field.key: _pool(field, hints, chance) for field in form.fields if field.kind != "note"}
    values = {key: pool.pop() for key, pool in pools.items()}
    while True:
        try:
            return form.check(values)
        except WrongValues as wrong:
            for key in wrong.fields:
                if not pools[key]:
                    raise NothingFits(label=form.labels[key]) from wrong
                values[key] = pools[key].pop()


def _pool(field: Field, hints: Hints, chance: Random) -> list[object]:
    """What may be tried for a field, the likeliest last: what conditions ask for comes before the rest."""
    match field.kind:
        case "select" | "radio":
            found: list[object] = [option.value for option in field.options]
            chance.shuffle(found)
            return found
        case "checklist":
            values = [option.value for option in field.options]
            return [values, [chance.choice(values)]]
        case "table":
            return _tables(field, chance)
        case "checkbox":
            return [True, chance.choice([True, False])]
        case "file":
            return [_FILE]
        case "number":
            hinted = [hint for hint in hints.get((field.key,), ()) if isinstance(hint, int | float)]
            bounds = [bound for bound in (field.minimum, field.maximum) if bound is not None]
            return _ordered([*hinted, *bounds], _NUMBERS, chance)
        case "date" | "time" | "moment":
            return _ordered(hints.get((field.key,), ()), _CLOCKS[field.kind], chance)
        case _:
            return _ordered(hints.get((field.key,), ()), _TEXTS, chance)


def _tables(field: Field, chance: Random) -> list[object]:
    """Tables of one row, each of its cells one further in what may be tried for its column."""
    pools = {column.key: _pool(column, {}, chance)[::-1] for column in field.columns}
    longest = max(len(pool) for pool in pools.values())
    rows = [{key: pool[min(turn, len(pool) - 1)] for key, pool in pools.items()} for turn in range(longest)]
    return [[row] for row in reversed(rows)]


def _ordered(first: Sequence[object], then: Sequence[object], chance: Random) -> list[object]:
    likely = [*first, then[0]]
    chance.shuffle(likely)
    return [*reversed(then[1:]), *likely]


def facts(hints: Hints, chance: Random) -> dict[str, object]:
    """One value for each fact that is asked for, nested as the paths say."""
    found: dict[str, object] = {}
    for path, values in hints.items():
        if values and isinstance(path[0], str):
            found[path[0]] = _placed(found.get(path[0]), path[1:], chance.choice(values))
    return found


def _placed(holder: object, path: Path, value: object) -> object:
    """The holder with the value at this path in it; a place in a list is filled up to there with the same value."""
    if not path:
        return value
    if isinstance(path[0], int):
        items = list(cast("list[object]", holder)) if isinstance(holder, list) else []
        filled = _placed(items[-1] if items else None, path[1:], value)
        return [*items, *[filled] * (path[0] + 1 - len(items))]
    record = dict(cast("Mapping[str, object]", holder)) if isinstance(holder, Mapping) else {}
    return {**record, path[0]: _placed(record.get(path[0]), path[1:], value)}


def merged(hints: Iterator[tuple[Path, object]]) -> dict[Path, list[object]]:
    """All values that are asked for, by fact, each once."""
    found: dict[Path, list[object]] = {}
    for path, value in hints:
        known = found.setdefault(path, [])
        if len(known) < _MOST_VALUES and not any(value == one and type(value) is type(one) for one in known):
            known.append(value)
    return found


def asked(node: tree.Node) -> Iterator[tuple[Path, object]]:
    """The facts a condition asks for, each with values that make it hold and values that do not."""
    path = _path(node)
    if path is not None:
        yield from ((path, value) for value in (True, False))
        return
    match node:
        case tree.Comparison(order, left, right):
            yield from _compared(left, right, order)
            yield from _compared(right, left, order)
        case tree.Membership(item, among):
            yield from _among(item, among)
        case tree.Emptiness(of):
            yield from _valued(of, ("", _OTHER))
        case tree.Choice(condition, then, otherwise):
            yield from asked(condition)
            yield from worked_with(then)
            yield from worked_with(otherwise)
        case tree.Logic(_, parts):
            for part in parts:
                yield from asked(part)
        case tree.Negation(of):
            yield from asked(of)
        case _:
            yield from worked_with(node)


def worked_with(node: tree.Node) -> Iterator[tuple[Path, object]]:
    """The facts a calculation works with, each with a value it can use."""
    match node:
        case tree.Arithmetic(operation, left, right):
            is_text = operation == "+" and any(_is_text(side) for side in (left, right))
            for side in (left, right):
                yield from _valued(side, (_OTHER,) if is_text else (1, 2))
        case tree.Minus(of):
            yield from _valued(of, (1, 2))
        case tree.Listing(parts):
            for part in parts:
                yield from worked_with(part)
        case tree.Call(function, parts):
            known = FUNCTIONS.get(function)
            for place, part in enumerate(parts):
                yield from _valued(part, _given(known, place))
        case tree.Comparison() | tree.Membership() | tree.Emptiness() | tree.Logic() | tree.Negation() | tree.Choice():
            yield from asked(node)
        case _:
            yield from _valued(node, (_OTHER,))


def _given(function: Function | None, place: int) -> Sequence[object]:
    """What a function can be called with at this place."""
    if function is None:
        return (_OTHER,)
    wanted = function.takes[min(place, len(function.takes) - 1)] if function.takes else "any"
    if wanted == "any" and place == 0:
        wanted = function.gives
    return _OF_KIND.get(wanted, (_OTHER,))


def _valued(node: tree.Node, values: Sequence[object]) -> Iterator[tuple[Path, object]]:
    """The facts in a node, each with values that could make the whole node one of these."""
    path = _path(node)
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    match node:
        case _ if path is not None:
            yield from ((path, value) for value in values)
        case tree.Minus(of) if numbers:
            yield from _valued(of, [-number for number in numbers])
        case tree.Arithmetic(_, left, right) if numbers:
            for side in (left, right):
                yield from _valued(side, [*numbers, 1, 2 * max(map(abs, numbers))])
        case tree.Literal() | tree.Name() | tree.Field() | tree.Item() | tree.Range():
            return
        case _:
            yield from worked_with(node)


def _compared(side: tree.Node, other: tree.Node, order: tree.Order) -> Iterator[tuple[Path, object]]:
    literal = _literal(other)
    match literal.value if literal else None:
        case bool() as value:
            values: tuple[object, ...] = (value, not value)
        case str() as value:
            values = (value, _OTHER) if order in ("==", "!=") else (value, "", value + "~")
        case int() | float() as value:
            values = (value, value + 1, value - 1)
        case None if literal:
            values = (None, _OTHER)
        case _:
            values = _OF_KIND.get(kind_of(other, {}), (1, 2))
    yield from _valued(side, values)


def _among(item: tree.Node, among: tree.Node) -> Iterator[tuple[Path, object]]:
    match among:
        case tree.Listing(parts):
            for part in parts:
                yield from _among(item, part)
        case tree.Range(low, high):
            for end in (low, high):
                yield from _compared(item, end, "<")
        case tree.Literal():
            yield from _compared(item, among, "==")
        case _:
            literal = _literal(item)
            sought = _OTHER if literal is None else literal.value
            yield from _valued(among, ([sought], []))
            yield from _valued(item, (sought,))


def _literal(node: tree.Node) -> tree.Literal | None:
    match node:
        case tree.Literal():
            return node
        case tree.Minus(tree.Literal(int() | float() as value)):
            return tree.Literal(-value)
        case _:
            return None


def _is_text(node: tree.Node) -> bool:
    literal = _literal(node)
    return literal is not None and isinstance(literal.value, str)


def _path(node: tree.Node) -> Path | None:
    """Where a fact lies: `applicant.papers[0]` is `("applicant", "papers", 0)`."""
    match node:
        case tree.Name(name):
            return (name,)
        case tree.Field(of, key):
            return _below(of, key)
        case tree.Item(of, tree.Literal(str() as key)):
            return _below(of, key)
        case tree.Item(of, tree.Literal(int() as place), first) if 0 <= place - first < 20:
            return _below(of, place - first)
        case _:
            return None


def _below(of: tree.Node, step: str | int) -> Path | None:
    above = _path(of)
    return None if above is None else (*above, step)
