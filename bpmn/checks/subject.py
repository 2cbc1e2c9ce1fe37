"""What a rule looks at: a diagram, and what is known of the release around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bpmn import calls, expressions
from bpmn.checks import soundness
from bpmn.checks.soundness import Flaw
from bpmn.expressions import WrongExpression, WrongValue
from bpmn.forms import Form
from bpmn.model import CallActivity, Element, Event, Flow, Gateway, Lane, Model, Process, SubProcess, UserTask
from bpmn.procedures import Case, Outcome, Runs, State


@dataclass(frozen=True, eq=False)
class Subject:
    """A diagram under examination. Only what is executable is judged: the rest of a drawing is explanation.

    `forms` and `kind` are None when the diagram is judged alone; `cases`, `outcomes` and `states` are then empty.
    """

    model: Model
    forms: Mapping[str, Form] | None = None
    cases: tuple[Case, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    kind: Runs | None = None
    states: tuple[State, ...] = ()

    @cached_property
    def processes(self) -> list[Process]:
        """The processes that will run."""
        return [process for process in self.model.processes if process.executable]

    @cached_property
    def elements(self) -> list[Element]:
        """Everything in them, in the order of the file."""
        running = {process.id for process in self.processes}
        return [element for element in self.model.elements.values() if element.process in running]

    @cached_property
    def nodes(self) -> list[Element]:
        """What a case passes through."""
        return [element for element in self.elements if not isinstance(element, Flow | Lane)]

    @cached_property
    def flows(self) -> list[Flow]:
        """The arrows."""
        return [element for element in self.elements if isinstance(element, Flow)]

    @cached_property
    def tasks(self) -> list[UserTask]:
        """The steps people do."""
        return [element for element in self.elements if isinstance(element, UserTask)]

    @cached_property
    def scopes(self) -> list[Process | SubProcess]:
        """Everything that has a start and an end of its own."""
        inner = [element for element in self.elements if isinstance(element, SubProcess)]
        return [*self.processes, *inner]

    @cached_property
    def flaws(self) -> tuple[Flaw, ...]:
        """Why it is not sound; of what cannot be run nothing is said."""
        return soundness.judge(self.model)

    @cached_property
    def calls(self) -> list[CallActivity]:
        """The steps that are a process of their own."""
        return [element for element in self.elements if isinstance(element, CallActivity)]

    def led_to(self, process: str) -> set[str]:
        """The processes that are gone through when this one is: itself, and whatever it calls, straight or not."""
        return calls.within(self.model, process)

    def inside(self, node: Element) -> Process | SubProcess | None:
        """What is gone through at a node: a subprocess, or the process it calls unless that leads back here."""
        if isinstance(node, SubProcess):
            return node
        if not isinstance(node, CallActivity) or node.process in self.led_to(node.called):
            return None
        return next((process for process in self.processes if process.id == node.called), None)

    def within(self, scope: Process | SubProcess) -> list[Element]:
        """The nodes that lie directly in a scope."""
        return self._by_scope.get(scope.id, [])

    def place(self, id_: str) -> Element | Process:
        """The element or the process with this id."""
        found = self.model.elements.get(id_)
        return found if found is not None else next(one for one in self.model.processes if one.id == id_)

    def starts(self, scope: Process | SubProcess) -> list[Event]:
        """The start events of a scope."""
        return [node for node in self.within(scope) if isinstance(node, Event) and node.kind == "startEvent"]

    def form(self, task: UserTask) -> Form | None:
        """The form of a step, when there is one and it is known."""
        return None if self.forms is None or task.form is None else self.forms.get(task.form)

    def next_of(self, node: Element) -> list[Element]:
        """Where a case may go from a node: along its arrows, by an event on its border, or from link to link."""
        elements = self.model.elements
        along = [elements[flow.target] for flow in self.model.outgoing.get(node.id, ()) if flow.target in elements]
        return along + self._borders.get(node.id, []) + self._linked(node, to="intermediateCatchEvent")

    def on_channel(self, channel: str) -> Subject:
        """The diagram as far as a dossier of one channel may go: without the arrows whose conditions exclude it."""
        open_here = {node: tuple(_open(flows, channel)) for node, flows in self.model.outgoing.items()}
        return replace(self, model=replace(self.model, outgoing=open_here))

    def previous_of(self, node: Element) -> list[Element]:
        """Where a case may have come from."""
        elements = self.model.elements
        along = [elements[flow.source] for flow in self.model.incoming.get(node.id, ()) if flow.source in elements]
        along += self._linked(node, to="intermediateThrowEvent")
        host = elements.get(node.attached_to or "") if isinstance(node, Event) else None
        return along if host is None else [*along, host]

    def _linked(self, node: Element, *, to: str) -> list[Element]:
        """The other ends of a link, which are drawn apart to save an arrow (BPMN 2.0.2 §10.5.5)."""
        if not isinstance(node, Event) or node.definition != "link" or node.kind == to:
            return []
        return self._links.get(f"{node.scope}/{to}/{node.reference}", [])

    @cached_property
    def _links(self) -> dict[str, list[Element]]:
        events = (node for node in self.nodes if isinstance(node, Event) and node.definition == "link")
        return _grouped((f"{event.scope}/{event.kind}/{event.reference}", event) for event in events)

    @cached_property
    def _by_scope(self) -> dict[str, list[Element]]:
        return _grouped((node.scope, node) for node in self.nodes)

    @cached_property
    def _borders(self) -> dict[str, list[Element]]:
        events = (node for node in self.nodes if isinstance(node, Event))
        return _grouped((event.attached_to, event) for event in events if event.attached_to)

    def reachable(self, starts: Iterable[Element], *, backwards: bool = False) -> set[str]:
        """The ids of the nodes that can be reached from these, themselves among them."""
        found: set[str] = set()
        waiting = list(starts)
        while waiting:
            node = waiting.pop()
            if node.id not in found:
                found.add(node.id)
                waiting += self.previous_of(node) if backwards else self.next_of(node)
        return found

    def inside_out(self, starts: Iterable[Element]) -> list[Element]:
        """The nodes that can be reached, each after those that follow it; a turn back follows nothing."""
        found: list[Element] = []
        entered: set[str] = set()
        left: set[str] = set()
        waiting = list(starts)
        while waiting:
            node = waiting[-1]
            if node.id not in entered:
                entered.add(node.id)
                waiting += [following for following in self.next_of(node) if following.id not in entered]
                continue
            waiting.pop()
            if node.id not in left:
                left.add(node.id)
                found.append(node)
        return found

    def dividing(self) -> Iterator[tuple[Gateway, tuple[Flow, ...]]]:
        """The gateways that choose by conditions among several arrows."""
        for node in self.nodes:
            flows = self.model.outgoing.get(node.id, ())
            if isinstance(node, Gateway) and node.kind in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1:
                yield node, flows


def called(element: Element | Process) -> str:
    """How a message names an element: by its label, else by its id."""
    return f"“{element.name or element.id}”"


def _grouped(pairs: Iterable[tuple[str, Element]]) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for key, element in pairs:
        found.setdefault(key, []).append(element)
    return found


def _open(flows: tuple[Flow, ...], channel: str) -> Iterator[Flow]:
    """The arrows that conditions on the channel alone do not close; one that they open closes the default."""
    asked = {flow.id: _holds(flow, channel) for flow in flows}
    for flow in flows:
        holds = asked[flow.id]
        if holds is not False and not (flow.condition is None and True in asked.values()):
            yield flow


def _holds(flow: Flow, channel: str) -> bool | None:
    """What a condition on the channel alone says; None for every other."""
    try:
        condition = expressions.compile(flow.condition or "")
        return bool(condition.evaluate({"channel": channel})) if set(condition.names) == {"channel"} else None
    except (WrongExpression, WrongValue):  # condition-readable and expression-types tell it
        return None
