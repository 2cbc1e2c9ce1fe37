"""Decision tables: which rules apply to the facts, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bpmn.decisions.cells import Cell, Functions, Names, Text
from bpmn.decisions.refusals import DifferentOutputs, NoPriority, SeveralRules, WrongInput, WrongOutput
from bpmn.decisions.types import NotOfType, Type
from bpmn.expressions.values import equal, shown
from bpmn.sentences import Sentence

Policy = Literal["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
Aggregation = Literal["SUM", "MIN", "MAX", "COUNT"]
Row = Mapping[str, object]

POLICIES: tuple[Policy, ...] = ("UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS: Mapping[str, Aggregation] = {"SUM": "SUM", "MIN": "MIN", "MAX": "MAX", "COUNT": "COUNT"}


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions: what it asks about. `variable` is another word for it inside its cells."""

    label: str
    expression: Text
    type: Type
    allowed: Cell | None
    variable: str


@dataclass(frozen=True, slots=True)
class Output:
    """A column of answers. `order` are the texts it may answer, the most important first."""

    name: str
    type: Type
    order: tuple[Text, ...]
    allowed: Cell | None
    default: Text | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table, numbered from 1."""

    number: int
    id: str
    conditions: tuple[Cell, ...]
    answers: tuple[Text, ...]
    annotation: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that applied, and what it answered."""

    number: int
    rule: str
    annotation: str
    outputs: Row


@dataclass(frozen=True, slots=True)
class Said:
    """What the table says: the value of the decision, its rows by output name, the rules that applied."""

    value: object
    rows: tuple[Row, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table (DMN 1.3 §8). `decision` is what refusals call it."""

    decision: str
    policy: Policy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...] = field(repr=False)

    def evaluate(self, names: Names, functions: Functions) -> Said:
        """The answer for these facts.

        Refuses: SeveralRules, DifferentOutputs, NoPriority, WrongInput, WrongOutput, UnknownName and whatever else
        its texts refuse.
        """
        asked = [self._asked(column, names, functions) for column in self.inputs]
        hits: list[Hit] = []
        for rule in self.rules:
            if _applies(rule, asked, functions):
                hits.append(self._hit(rule, names, functions))
                if self.policy == "FIRST":
                    break
        if not hits:
            return self._without_hit(names, functions)
        return _POLICIES[self.policy](self, hits)

    def _asked(self, column: Input, names: Names, functions: Functions) -> tuple[object, Names]:
        value = column.expression.evaluate(names, functions)
        try:
            taken = column.type.taken(value)
            if column.allowed is not None and taken is not None and not column.allowed.holds(taken, names, functions):
                raise NotOfType(Sentence("không thuộc các giá trị được phép"))
        except NotOfType as wrong:
            raise WrongInput(
                decision=self.decision, input=column.label, value=shown(value), reason=str(wrong)
            ) from None
        inside = {**names, "cellInput": taken}
        return taken, {**inside, column.variable: taken} if column.variable else inside

    def _hit(self, rule: Rule, names: Names, functions: Functions) -> Hit:
        outputs: dict[str, object] = {}
        for column, text in zip(self.outputs, rule.answers, strict=True):
            outputs[column.name] = self._answer(column, text, names, functions)
        return Hit(rule.number, rule.id, rule.annotation, outputs)

    def _answer(self, column: Output, text: Text, names: Names, functions: Functions) -> object:
        value = text.evaluate(names, functions)
        try:
            taken = column.type.taken(value)
            if column.allowed is not None and taken is not None and not column.allowed.holds(taken, names, functions):
                raise NotOfType(Sentence("không thuộc các giá trị được phép"))
        except NotOfType as wrong:
            raise WrongOutput(decision=self.decision, value=shown(value), reason=str(wrong)) from None
        return taken

    def _without_hit(self, names: Names, functions: Functions) -> Said:
        several = self.policy in ("RULE ORDER", "OUTPUT ORDER") or (self.policy == "COLLECT" and not self.aggregation)
        if any(column.default is not None for column in self.outputs):
            row = {
                column.name: None if column.default is None else self._answer(column, column.default, names, functions)
                for column in self.outputs
            }
            value = self.single(row)
            return Said([value] if several else value, (row,), ())
        if several:
            return Said([], (), ())
        return Said(0 if self.aggregation == "COUNT" else None, (), ())

    def single(self, row: Row) -> object:
        """The value of one row: that of its only output, or all of them by name."""
        return dict(row) if len(self.outputs) > 1 else next(iter(row.values()))

    def one(self, hit: Hit, hits: Sequence[Hit]) -> Said:
        """One rule's answer is the answer."""
        return Said(self.single(hit.outputs), (hit.outputs,), tuple(hits))

    def several(self, hits: Sequence[Hit]) -> Said:
        """Every rule's answer, in this order."""
        return Said([self.single(hit.outputs) for hit in hits], tuple(hit.outputs for hit in hits), tuple(hits))

    def ranked(self, hits: Sequence[Hit]) -> list[Hit]:
        """The most important answer first, by the order of the output values, column by column. Refuses: NoPriority."""
        orders = [[text.evaluate({}, {}) for text in column.order] for column in self.outputs]

        def rank(hit: Hit) -> list[int]:
            ranks: list[int] = []
            for column, order in zip(self.outputs, orders, strict=True):
                value = hit.outputs[column.name]
                if not order and any(orders):
                    continue  # a column without a list does not count (DMN 1.3 §8.2.11)
                place = next((place for place, one in enumerate(order) if equal(one, value)), None)
                if place is None:
                    raise NoPriority(decision=self.decision, value=shown(value))
                ranks.append(place)
            return ranks

        return sorted(hits, key=rank)


def _applies(rule: Rule, asked: Sequence[tuple[object, Names]], functions: Functions) -> bool:
    return all(
        cell.holds(value, inside, functions) for cell, (value, inside) in zip(rule.conditions, asked, strict=True)
    )


def _unique(table: Table, hits: Sequence[Hit]) -> Said:
    if len(hits) > 1:
        raise SeveralRules(decision=table.decision, rules=_numbers(hits))
    return table.one(hits[0], hits)


def _any(table: Table, hits: Sequence[Hit]) -> Said:
    first = table.single(hits[0].outputs)
    if not all(equal(table.single(hit.outputs), first) for hit in hits):
        raise DifferentOutputs(decision=table.decision, rules=_numbers(hits))
    return table.one(hits[0], hits)


def _priority(table: Table, hits: Sequence[Hit]) -> Said:
    ranked = table.ranked(hits)
    return table.one(ranked[0], ranked)


def _collect(table: Table, hits: Sequence[Hit]) -> Said:
    if table.aggregation is None:
        return table.several(hits)
    name = table.outputs[0].name
    total = _aggregated(table, table.aggregation, [hit.outputs[name] for hit in hits])
    return Said(total, ({name: total},), tuple(hits))


def _aggregated(table: Table, aggregation: Aggregation, found: Sequence[object]) -> object:
    """`COUNT` counts the rules that apply (DMN 1.3 §8.2.11), also those with equal answers."""
    if aggregation == "COUNT":
        return len(found)
    numbers: list[int | float] = []
    for value in found:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongOutput(decision=table.decision, value=shown(value), reason=Sentence("chỉ tính được trên các số"))
        numbers.append(value)
    return {"SUM": sum, "MIN": min, "MAX": max}[aggregation](numbers)


def _numbers(hits: Sequence[Hit]) -> str:
    return ", ".join(str(hit.number) for hit in hits)


_POLICIES: Mapping[Policy, Callable[[Table, Sequence[Hit]], Said]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": lambda table, hits: table.one(hits[0], hits),
    "PRIORITY": _priority,
    "RULE ORDER": lambda table, hits: table.several(hits),
    "OUTPUT ORDER": lambda table, hits: table.several(table.ranked(hits)),
    "COLLECT": _collect,
}
