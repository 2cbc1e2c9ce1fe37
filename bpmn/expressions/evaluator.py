"""The one evaluator: a tree becomes closures once, and each evaluation is a few plain calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from bpmn.expressions import dates, tree, values
from bpmn.expressions.functions import FUNCTIONS
from bpmn.expressions.refusals import UnknownFunction, UnknownName, WrongValue
from bpmn.sentences import Sentence

Names = Mapping[str, object]
Functions = Mapping[str, Callable[..., object]]
Answer = Callable[[Names, Functions], object]


def closure(node: tree.Node) -> Answer:
    """How the answer is found, given the facts and the functions handed in."""
    match node:
        case tree.Literal(value):
            return lambda _names, _functions: value
        case tree.Name(name):
            return _name(name)
        case tree.Field() | tree.Item():
            return _lookup(node)
        case tree.Listing(items):
            return _listing(items)
        case tree.Comparison() | tree.Membership() | tree.Range():
            return _test(node)
        case tree.Logic() | tree.Negation() | tree.Choice() | tree.Emptiness():
            return _decision(node)
        case tree.Arithmetic(operation, left, right):
            return _pair(values.OPERATIONS[operation], closure(left), closure(right))
        case tree.Minus(of):
            inner = closure(of)
            return lambda names, functions: values.negative(inner(names, functions))
        case tree.Call(function, arguments):
            return _call(function, tuple(closure(argument) for argument in arguments))


def _name(name: str) -> Answer:
    def answer(names: Names, _functions: Functions) -> object:
        try:
            return names[name]
        except KeyError:
            raise UnknownName(name=name) from None

    return answer


def _lookup(node: tree.Field | tree.Item) -> Answer:
    called = tree.spelled(node)
    inner = closure(node.of)
    if isinstance(node, tree.Field):
        key = node.key

        def field(names: Names, functions: Functions) -> object:
            record = inner(names, functions)
            if isinstance(record, Mapping) and key in record:
                return cast("Mapping[str, object]", record)[key]
            found = dates.part(record, key)
            if found is None:
                raise UnknownName(name=called)
            return found

        return field
    index, first = closure(node.index), node.first

    def item(names: Names, functions: Functions) -> object:
        many, at = inner(names, functions), index(names, functions)
        if isinstance(many, Mapping):
            if isinstance(at, str) and at in many:
                return cast("Mapping[str, object]", many)[at]
        elif isinstance(many, list) and isinstance(at, int) and not isinstance(at, bool):
            items = cast("list[object]", many)
            place = at - first if at >= first else at
            if (at >= first or at < 0) and -len(items) <= place < len(items):
                return items[place]
        raise UnknownName(name=called)

    return item


def _listing(items: tuple[tree.Node, ...]) -> Answer:
    answers = [closure(item) for item in items]
    return lambda names, functions: [answer(names, functions) for answer in answers]


def _pair(work: Callable[[object, object], object], left: Answer, right: Answer) -> Answer:
    return lambda names, functions: work(left(names, functions), right(names, functions))


def _test(node: tree.Comparison | tree.Membership | tree.Range) -> Answer:
    if isinstance(node, tree.Comparison):
        return _pair(values.ORDERS[node.order], closure(node.left), closure(node.right))
    if isinstance(node, tree.Range):
        return _range_alone
    item = closure(node.item)
    holds = _holds(node.among)
    return lambda names, functions: holds(item(names, functions), names, functions)


def _range_alone(_names: Names, _functions: Functions) -> object:
    raise WrongValue(reason=Sentence("khoảng giá trị chỉ dùng được sau chữ “in”"))


def _holds(node: tree.Node) -> Callable[[object, Names, Functions], bool]:
    """Whether a value lies among what the node says: a range, a list (of ranges too), or a fact."""
    if isinstance(node, tree.Range):
        low, high = closure(node.low), closure(node.high)
        above = values.ORDERS[">=" if node.low_in else ">"]
        below = values.ORDERS["<=" if node.high_in else "<"]
        return lambda item, names, functions: above(item, low(names, functions)) and below(item, high(names, functions))
    if isinstance(node, tree.Listing):
        each = [_holds(one) if isinstance(one, tree.Range) else _same(closure(one)) for one in node.items]
        return lambda item, names, functions: any(test(item, names, functions) for test in each)
    many = closure(node)
    return lambda item, names, functions: values.among(item, many(names, functions))


def _same(answer: Answer) -> Callable[[object, Names, Functions], bool]:
    return lambda item, names, functions: values.equal(item, answer(names, functions))


def _decision(node: tree.Logic | tree.Negation | tree.Choice | tree.Emptiness) -> Answer:
    truth = values.truth
    match node:
        case tree.Logic("and", parts):
            every = [closure(part) for part in parts]
            return lambda names, functions: all(truth(part(names, functions)) for part in every)
        case tree.Logic(_, parts):
            some = [closure(part) for part in parts]
            return lambda names, functions: any(truth(part(names, functions)) for part in some)
        case tree.Negation(of):
            inner = closure(of)
            return lambda names, functions: not truth(inner(names, functions))
        case tree.Emptiness(of):
            held = closure(of)
            return lambda names, functions: held(names, functions) in (None, "", [], {})
        case tree.Choice(condition, then, otherwise):
            asked, yes, no = closure(condition), closure(then), closure(otherwise)
            return lambda names, functions: (
                yes(names, functions) if truth(asked(names, functions)) else no(names, functions)
            )


def _call(function: str, arguments: tuple[Answer, ...]) -> Answer:
    offered = FUNCTIONS.get(function)
    if offered is not None and offered.work is not None:
        work = offered.work
        return lambda names, functions: work(*[argument(names, functions) for argument in arguments])

    def answer(names: Names, functions: Functions) -> object:
        called = functions.get(function)
        if called is None:
            raise UnknownFunction(name=function)
        return called(*[argument(names, functions) for argument in arguments])

    return answer
