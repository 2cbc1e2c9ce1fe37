"""Whether a diagram is sound: it can always end, no step is dead, nothing is left over.

Every scope is looked at by itself, its subprocesses and called processes as one step each, as the engine runs them.
Conditions are taken to hold or not as they please, events to happen or not, and people to do their work. W. van der
Aalst: Verification of Workflow Nets, 1997; for BPMN F. Corradini et al.: A Classification of BPMN Collaborations
based on Safeness and Soundness Notions, 2018.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from bpmn.checks.soundness import drawing, reduction
from bpmn.checks.soundness.drawing import Plan
from bpmn.checks.soundness.graph import Graph, Path, Thrown
from bpmn.checks.soundness.states import Search, States
from bpmn.model import CallActivity, Event, Flow, Model, Process, SubProcess

__all__ = ["Flaw", "Kind", "judge"]

DEEPEST = 50  # parts within parts, as the engine runs them
Kind = Literal["deadlock", "left", "endless", "dead", "doubled", "unproven"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One way in which a diagram is not sound, at an element, with the elements a dossier passes on its way there.

    `deadlock`: it stands still, nothing has ended; `left`: a branch has ended, another waits for ever; `endless`: it
    goes on and can never end; `doubled`: two tokens come the same way, what follows is done twice; `dead`: it is
    never come to; `unproven`: there are too many states to look at, nothing is known.
    """

    kind: Kind
    element: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class _Inside:
    """What a scope does to what is around it."""

    ends: Path | None
    throws: Mapping[Thrown, Path]
    flaws: tuple[Flaw, ...] = ()


_PLAIN = _Inside((), {})


def judge(model: Model) -> tuple[Flaw, ...]:
    """All flaws of the processes that will run, scope by scope. A sound diagram has none."""
    judging = _Judging(model)
    found = [judging.inside(process).flaws for process in model.processes if process.executable]
    return tuple(dict.fromkeys(flaw for flaws in found for flaw in flaws))


class _Judging:
    """One diagram being judged; each scope once."""

    def __init__(self, model: Model) -> None:
        self._plan = Plan.of(model)
        self._processes = {process.id: process for process in model.processes if process.executable}
        self._known: dict[str, _Inside] = {}
        self._depth = 0

    def inside(self, scope: Process | SubProcess) -> _Inside:
        """What a scope does, and its flaws with those of everything in it."""
        known = self._known.get(scope.id)
        if known is None and self._depth == DEEPEST:
            return _Inside((), {}, (Flaw("unproven", scope.id),))
        if known is None:
            self._depth += 1
            self._known[scope.id] = _PLAIN  # one that calls itself
            known = self._known[scope.id] = self._look(scope)
            self._depth -= 1
        return known

    def _look(self, scope: Process | SubProcess) -> _Inside:
        handlers: list[SubProcess] = []
        insides: dict[str, _Inside] = {}
        inner: list[tuple[str, Flaw]] = []
        for part in drawing.parts(self._plan, scope):
            if isinstance(part, CallActivity):
                called = self._processes.get(part.called)
                if called is not None:
                    insides[part.id] = replace(self.inside(called), flaws=())
                continue
            found = self.inside(part)
            if part.by_event:
                handlers.append(part)
            else:
                insides[part.id] = found
            inner += [(part.id, flaw) for flaw in found.flaws]
        graph = drawing.draw(self._plan, scope, insides)
        drawn = {node.id for node in graph.nodes} - {""}
        never = list(graph.never)
        reduction.reduce(graph)
        states = Search(graph).walk()
        throws = {**states.throws, **dict(self._escalations(scope, states))}
        ends = states.ends
        for handler in handlers:
            heard = [thrown for thrown in throws if self._hears(handler, thrown)]
            never += [handler.id] if not heard and self._waits_for_a_throw(handler) else []
            for thrown in heard:
                path = throws.pop(thrown)
                ends = path if ends is None else ends
        flaws = [*self._flaws(scope, states, drawn), *(Flaw("dead", event) for event in never)]
        flaws += [self._led_to(scope, insides, part, flaw) for part, flaw in inner]
        return _Inside(ends, MappingProxyType(throws), tuple(flaws))

    def _escalations(self, scope: Process | SubProcess, states: States) -> Iterator[tuple[Thrown, Path]]:
        """What is called out on the way, while the scope goes on."""
        for node in self._plan.within(scope):
            is_thrown = node.kind in ("intermediateThrowEvent", "endEvent") and node.id in states.covered
            if isinstance(node, Event) and node.definition == "escalation" and is_thrown:
                yield ("escalation", node.reference), ()

    def _starts(self, handler: SubProcess) -> list[Event]:
        return [node for node in self._plan.within(handler) if isinstance(node, Event) and node.kind == "startEvent"]

    def _hears(self, handler: SubProcess, thrown: Thrown) -> bool:
        kind, name = thrown
        return any(start.definition == kind and start.reference in (name, None) for start in self._starts(handler))

    def _waits_for_a_throw(self, handler: SubProcess) -> bool:
        return any(start.definition in ("error", "escalation") for start in self._starts(handler))

    def _flaws(self, scope: Process | SubProcess, states: States, drawn: set[str]) -> Iterator[Flaw]:
        told: set[str] = set()
        ends = {node.id for node in self._plan.within(scope) if node.kind == "endEvent"}
        for path, standing in states.stuck:
            kind: Kind = "left" if ends.intersection(path) else "deadlock"
            for element in dict.fromkeys(edge.target.id for edge in standing if edge.target is not None):
                if element not in told:
                    told.add(element)
                    yield Flaw(kind, element, path)
        for path, edge in states.doubled:
            element = self._first(edge.path) or (edge.target.id if edge.target is not None else scope.id)
            if element not in told:
                told.add(element)
                yield Flaw("doubled", element, path)
        if states.endless is not None:
            path, standing = states.endless
            element = standing[0].target.id if standing[0].target is not None else scope.id
            yield Flaw("endless", element, path)
        if not states.is_whole:
            yield Flaw("unproven", scope.id)
        elif not states.doubled:
            for element in sorted(drawn - states.covered - told):
                if any(flow.source in states.covered for flow in self._plan.model.incoming.get(element, ())):
                    yield Flaw("dead", element)

    def _first(self, path: Path) -> str | None:
        """The first element of a path that is no arrow."""
        elements = self._plan.model.elements
        return next((element for element in path if not isinstance(elements[element], Flow)), None)

    def _led_to(self, scope: Process | SubProcess, insides: Mapping[str, _Inside], part: str, flaw: Flaw) -> Flaw:
        """A flaw inside a part, with the way to that part before its own."""
        if not flaw.path:
            return flaw
        graph: Graph = drawing.draw(self._plan, scope, insides)
        entry = next((node for node in graph.nodes if node.id == part and node.ins), None)
        return flaw if entry is None else replace(flaw, path=Search(graph).to(entry) + flaw.path)
