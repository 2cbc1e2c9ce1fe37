"""What kind of value an expression gives, and where it cannot be worked out whatever the facts are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from bpmn.expressions import tree
from bpmn.expressions.dates import Period
from bpmn.expressions.functions import FUNCTIONS
from bpmn.expressions.kinds import CALLED, Kind, comparable, fits, ordered
from bpmn.sentences import Sentence

Facts = Mapping[str, Kind]

_WORDED: Mapping[str, str] = {"==": Sentence("bằng"), "!=": Sentence("khác")}


def kind_of(node: tree.Node, facts: Facts) -> Kind:
    """The kind of the answer, `any` where it depends on what is not known. `facts` are the kinds of known names."""
    match node:
        case tree.Literal(value):
            return _of_value(value)
        case tree.Name(name):
            return facts.get(name, "any")
        case tree.Listing():
            return "list"
        case tree.Range():
            return "range"
        case tree.Comparison() | tree.Membership() | tree.Logic() | tree.Negation() | tree.Emptiness():
            return "boolean"
        case tree.Choice(_, then, otherwise):
            one, other = kind_of(then, facts), kind_of(otherwise, facts)
            return one if other in (one, "nothing") else other if one == "nothing" else "any"
        case tree.Arithmetic(operation, left, right):
            return _worked_out(operation, kind_of(left, facts), kind_of(right, facts))
        case tree.Minus(of):
            return "period" if kind_of(of, facts) == "period" else "number"
        case tree.Call(function, _):
            return FUNCTIONS[function].gives if function in FUNCTIONS else "any"
        case tree.Field() | tree.Item():
            return "any"


def _of_value(value: object) -> Kind:
    match value:
        case None:
            return "nothing"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case datetime():
            return "moment"
        case date():
            return "date"
        case time():
            return "time"
        case Period():
            return "period"
        case _:
            return "any"


def _worked_out(operation: tree.Operation, left: Kind, right: Kind) -> Kind:
    if "any" in (left, right):
        return "any" if operation in ("+", "-") else "number"
    if operation == "+" and "period" in (left, right):
        return right if left == "period" else left
    if operation == "-" and left in ("date", "moment"):
        return left if right == "period" else "period"
    return left if operation in ("+", "-") and left in ("text", "list", "period") else "number"


def flaws(node: tree.Node, facts: Facts, *, wanted: Kind = "any") -> Iterator[str]:
    """What in an expression can never be worked out or never hold, a sentence without its full stop each."""
    found = kind_of(node, facts)
    if not fits(found, wanted):
        yield Sentence("cần {kind}, nhưng biểu thức cho {other}", kind=CALLED[wanted], other=CALLED[found])
    yield from _within(node, facts)


def _within(node: tree.Node, facts: Facts) -> Iterator[str]:
    match node:
        case tree.Comparison(order, left, right):
            yield from _compared(order, kind_of(left, facts), kind_of(right, facts))
        case tree.Membership(item, among):
            yield from _among(kind_of(item, facts), among, facts)
        case tree.Arithmetic(operation, left, right):
            yield from _arithmetic(operation, kind_of(left, facts), kind_of(right, facts))
        case tree.Logic(word, parts):
            for part in parts:
                yield from _boolean(part, facts, Sentence("và") if word == "and" else Sentence("hoặc"))
        case tree.Negation(of):
            yield from _boolean(of, facts, Sentence("không"))
        case tree.Choice(condition, _, _):
            yield from _boolean(condition, facts, Sentence("nếu"))
        case tree.Call(function, arguments):
            yield from _called(function, arguments, facts)
        case _:
            pass
    for part in tree.parts(node):
        yield from _within(part, facts)


def _boolean(node: tree.Node, facts: Facts, word: str) -> Iterator[str]:
    kind = kind_of(node, facts)
    if not fits(kind, "boolean"):
        yield Sentence("“{word}” cần đúng/sai, nhưng đang là {kind}", word=word, kind=CALLED[kind])


def _compared(order: tree.Order, left: Kind, right: Kind) -> Iterator[str]:
    if order in _WORDED:
        if not comparable(left, right):
            yield Sentence(
                "{kind} không bao giờ {order} {other} một cách có nghĩa",
                kind=CALLED[left],
                order=_WORDED[order],
                other=CALLED[right],
            )
    elif not (comparable(left, right) and ordered(left) and ordered(right)):
        yield Sentence("không so sánh hơn kém được {kind} với {other}", kind=CALLED[left], other=CALLED[right])


def _among(item: Kind, among: tree.Node, facts: Facts) -> Iterator[str]:
    match among:
        case tree.Range(low, high):
            for end in (low, high):
                yield from _compared("<", item, kind_of(end, facts))
        case tree.Listing(parts):
            kinds: list[Kind] = [kind_of(part, facts) for part in parts if not isinstance(part, tree.Range)]
            if kinds and len(kinds) == len(parts) and not any(comparable(item, kind) for kind in kinds):
                yield Sentence(
                    "{kind} không thể nằm trong danh sách gồm {other}",
                    kind=CALLED[item],
                    other=CALLED[kinds[0]],
                )
        case _:
            kind = kind_of(among, facts)
            if not (fits(kind, "list") or fits(kind, "text") or kind == "record"):
                yield Sentence(
                    "sau “in” phải là danh sách hoặc khoảng giá trị, nhưng đang là {kind}", kind=CALLED[kind]
                )


def _arithmetic(operation: tree.Operation, left: Kind, right: Kind) -> Iterator[str]:
    if "any" in (left, right) or left == right == "number":
        return
    can = {
        "+": left == right and left in ("text", "list", "period"),
        "-": left == right and left in ("date", "moment", "period"),
    }.get(operation, False)
    moved = operation in ("+", "-") and left in ("date", "moment") and right == "period"
    if not (can or moved or (operation == "+" and left == "period" and right in ("date", "moment"))):
        yield Sentence(
            "không tính được {kind} {operation} {other}",
            kind=CALLED[left],
            operation=operation,
            other=CALLED[right],
        )


def _called(function: str, arguments: tuple[tree.Node, ...], facts: Facts) -> Iterator[str]:
    known = FUNCTIONS.get(function)
    if known is None:
        yield Sentence("không có hàm “{function}”", function=function)
        return
    for place, argument in enumerate(arguments):
        wanted = known.takes[min(place, len(known.takes) - 1)]
        kind = kind_of(argument, facts)
        if not fits(kind, wanted):
            yield Sentence(
                "hàm “{function}” cần {kind}, nhưng đang là {other}",
                function=function,
                kind=CALLED[wanted],
                other=CALLED[kind],
            )
