"""The decisions of a file, each resting on facts and on other decisions, and how one of them is worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bpmn.decisions.cells import Functions, Text, spelled
from bpmn.decisions.refusals import NoDecision, NotDecidable, WrongInput, WrongOutput
from bpmn.decisions.tables import Hit, Row, Said, Table
from bpmn.decisions.types import NotOfType, Type
from bpmn.expressions.values import shown
from bpmn.sentences import Sentence


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """What keeps a decision from being worked out: the line (from 1), the decision's id, and why."""

    line: int
    id: str
    message: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a decision is told (DMN calls it input data): its id and name, what kind of value it is."""

    id: str
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Decision:
    """A question with its logic: a table, or one expression; None when it is written in a way we do not work out.

    `variable` is what other decisions call its answer; `facts` and `decisions` are the ids of what it rests on.
    """

    id: str
    name: str
    line: int
    variable: str
    type: Type
    logic: Table | Text | None
    facts: tuple[str, ...]
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer: its value, its rows by output name, the rules of its table that applied."""

    decision: Decision
    value: object
    rows: tuple[Row, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """All decisions of a file, in its order, by id; `flaws` say what in them cannot be worked out."""

    hash: str
    decisions: Mapping[str, Decision] = field(repr=False)
    facts: Mapping[str, Fact] = field(repr=False)
    flaws: tuple[Flaw, ...] = ()

    def find(self, called: str) -> Decision:
        """The decision with this id, else the one with this name. Refuses: NoDecision."""
        found = self.decisions.get(called)
        if found is not None:
            return found
        for decision in self.decisions.values():
            if spelled(called) in (decision.name, decision.variable):
                return decision
        raise NoDecision(decision=called)

    def below(self, decision: Decision) -> Iterator[Decision]:
        """The decision and those it rests on, each once, what comes first first."""
        done: dict[str, Decision] = {}
        waiting = [(decision, False)]
        while waiting:
            one, is_ready = waiting.pop()
            if is_ready:
                done[one.id] = one
            elif one.id not in done:
                waiting.append((one, True))
                waiting += [(self.decisions[required], False) for required in reversed(one.decisions)]
        yield from done.values()

    def needs(self, decision: Decision) -> frozenset[str]:
        """The names of the facts that the decision, and those it rests on, ask for."""
        below = list(self.below(decision))
        own = {name for one in below for name in (one.variable, one.name)}
        asked: set[str] = set()
        for one in below:
            asked |= {self.facts[fact].name for fact in one.facts}
            match one.logic:
                case Table():
                    own |= {column.name for column in one.logic.outputs}
                    asked |= {name for column in one.logic.inputs for name in column.expression.names}
                case Text():
                    asked |= one.logic.names
                case None:
                    pass
        return frozenset(asked - own)

    def hints(self, decision: Decision) -> Iterator[tuple[str, object]]:
        """Facts that the decision asks for, each with a value that one of its rules speaks of."""
        for one in self.below(decision):
            if isinstance(one.logic, Table):
                for place, column in enumerate(one.logic.inputs):
                    for name in column.expression.names:
                        cells = (rule.conditions[place] for rule in one.logic.rules)
                        yield from ((name, value) for cell in cells for value in cell.literals)

    def decide(self, called: str, names: Mapping[str, object], functions: Functions | None = None) -> Decided:
        """Works out a decision, and first those it rests on, from these facts.

        A fact is known by its name or its id. Refuses: NoDecision, NotDecidable, WrongInput, WrongOutput,
        UnknownName, and what its tables refuse.
        """
        decision = self.find(called)
        known = self._told(decision, names)
        lent = functions or {}
        answers: dict[str, object] = {}
        for required in self.below(decision):
            said = self._said(required, {**known, **answers}, lent)
            if required.id == decision.id:
                return Decided(decision, said.value, said.rows, said.hits)
            for name, value in said.rows[0].items() if len(said.rows) == 1 else ():
                known.setdefault(name, value)  # Camunda 7 hands on outputs by their own names
            answers |= {required.name: said.value, required.variable: said.value}
        raise NotDecidable(decision=decision.name, reason=Sentence("không tìm được thứ tự tính"))

    def _told(self, decision: Decision, names: Mapping[str, object]) -> dict[str, object]:
        known = {spelled(name): value for name, value in names.items()}
        for needed in {fact for one in self.below(decision) for fact in one.facts}:
            fact = self.facts[needed]
            if fact.name not in known and fact.id not in known:
                continue  # its absence is told by the text that asks for it
            value = known[fact.name] if fact.name in known else known[fact.id]
            try:
                known[fact.name] = fact.type.taken(value)
            except NotOfType as wrong:
                raise WrongInput(
                    decision=decision.name, input=fact.name, value=shown(value), reason=str(wrong)
                ) from None
        return known

    def _said(self, decision: Decision, names: Mapping[str, object], functions: Functions) -> Said:
        match decision.logic:
            case None:
                raise NotDecidable(decision=decision.name, reason=self._why(decision))
            case Table():
                said = decision.logic.evaluate(names, functions)
            case Text():
                value = decision.logic.evaluate(names, functions)
                said = Said(value, ({decision.variable: value},), ())
        try:
            value = decision.type.taken(said.value)
        except NotOfType as wrong:
            raise WrongOutput(decision=decision.name, value=shown(said.value), reason=str(wrong)) from None
        return Said(value, said.rows, said.hits)

    def _why(self, decision: Decision) -> str:
        told = (flaw.message for flaw in self.flaws if flaw.id == decision.id)
        return Sentence("{told}", told=next(told, Sentence("xem các lỗi đã báo")))
