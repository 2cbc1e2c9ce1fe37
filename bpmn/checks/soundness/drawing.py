"""From a diagram's scope to its graph, as the engine runs it (bpmn.engine, bpmn.engine.rewrites)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bpmn.checks.soundness.graph import Edge, Graph, Kind, Node, Path, Thrown, connect
from bpmn.checks.soundness.states import subsets
from bpmn.model import Activity, CallActivity, Element, Event, Flow, Gateway, Lane, Model, Process, SubProcess

_THROWN = ("error", "escalation", "cancel")
_GATEWAYS: Mapping[str, tuple[Kind, Kind]] = {
    "exclusiveGateway": ("way", "way"),
    "eventBasedGateway": ("way", "way"),
    "parallelGateway": ("join", "split"),
    "inclusiveGateway": ("some-join", "some-split"),
    "complexGateway": ("some-join", "some-split"),
}


class Inside(Protocol):
    """What is known of a subprocess or a called process: the ways it ends and throws."""

    @property
    def ends(self) -> Path | None: ...
    @property
    def throws(self) -> Mapping[Thrown, Path]: ...


@dataclass(frozen=True, eq=False)
class Plan:
    """The elements of a diagram by scope, and what stands on whose border."""

    model: Model
    scopes: Mapping[str, list[Element]]
    borders: Mapping[str, list[Event]]

    @classmethod
    def of(cls, model: Model) -> Plan:
        """Sorts a diagram's elements."""
        scopes: dict[str, list[Element]] = {}
        borders: dict[str, list[Event]] = {}
        for element in model.elements.values():
            if not isinstance(element, Flow | Lane):
                scopes.setdefault(element.scope, []).append(element)
            if isinstance(element, Event) and element.attached_to:
                borders.setdefault(element.attached_to, []).append(element)
        return cls(model, scopes, borders)

    def within(self, scope: Process | SubProcess) -> list[Element]:
        """The nodes directly in a scope."""
        return self.scopes.get(scope.id, [])

    def leaving(self, element: Element) -> list[tuple[Path, Element, Flow | None]]:
        """Where a token goes from an element, along its arrows or from link to link."""
        elements = self.model.elements
        flows = self.model.outgoing.get(element.id, ())
        found: list[tuple[Path, Element, Flow | None]] = [
            ((flow.id,), elements[flow.target], flow) for flow in flows if flow.target in elements
        ]
        if isinstance(element, Event) and element.definition == "link" and element.kind == "intermediateThrowEvent":
            for other in self.scopes.get(element.scope, ()):
                is_linked = isinstance(other, Event) and (other.definition, other.reference) == (
                    "link",
                    element.reference,
                )
                if is_linked and other.kind == "intermediateCatchEvent":
                    found.append(((), other, None))
        return [(path, target, flow) for path, target, flow in found if target.scope == element.scope]


def draw(plan: Plan, scope: Process | SubProcess, insides: Mapping[str, Inside]) -> Graph:
    """The graph of a scope; `insides` are its subprocesses and called processes, by the element's id."""
    return _Pen(plan, insides).draw(scope)


class _Pen:
    """Draws one graph, from its starts onwards: what no token can come to is not in it."""

    def __init__(self, plan: Plan, insides: Mapping[str, Inside]) -> None:
        self._plan, self._insides = plan, insides
        self._graph = Graph(Node("", "way"))
        self._graph.add(self._graph.root)
        self._entries: dict[str, Node] = {}
        self._waiting: list[tuple[Element, Node]] = []

    def draw(self, scope: Process | SubProcess) -> Graph:
        for node in self._plan.within(scope):
            if node.kind == "startEvent":
                connect(self._graph.root, self._entry(node))
        while self._waiting:
            self._go_on(*self._waiting.pop())
        return self._graph

    def _node(self, id_: str, kind: Kind, emits: Path = (), *, is_work: bool = False) -> Node:
        return self._graph.add(Node(id_, kind, emits, is_work))

    def _entry(self, element: Element) -> Node:
        """Where tokens come to an element; of gateways and plain steps also where they go from."""
        found = self._entries.get(element.id)
        if found is not None:
            return found
        is_work = not isinstance(element, Gateway) and element.kind not in ("startEvent", "endEvent")
        join, _ = _GATEWAYS.get(element.kind, ("way", "way"))
        if len(self._plan.model.incoming.get(element.id, ())) > 1 and is_work:
            entry = self._node(element.id, "way")
            self._entries[element.id] = entry
            inner = self._inner(element)
            connect(entry, inner)
            return entry
        entry = self._node(element.id, join, (element.id,)) if isinstance(element, Gateway) else self._inner(element)
        self._entries[element.id] = entry
        if isinstance(element, Gateway):
            self._waiting.append((element, entry))
        return entry

    def _inner(self, element: Element) -> Node:
        """An element that is not a gateway."""
        inside = self._insides.get(element.id)
        borders = self._plan.borders.get(element.id, [])
        if borders or (inside is not None and inside.throws):
            return self._host(element, borders, inside)
        before = (inside.ends or ()) if inside is not None else ()
        node = self._node(element.id, "way", (*before, element.id), is_work=element.kind != "startEvent")
        if isinstance(element, Event) and element.kind == "endEvent":
            return self._end(element, node)
        self._waiting.append((element, node))
        return node

    def _end(self, event: Event, node: Node) -> Node:
        node.is_work = event.definition not in ("none", "terminate", "error", "cancel", "escalation")
        if event.definition in ("terminate", "error", "cancel"):
            node.kind = "stop"
            node.thrown = None if event.definition == "terminate" else (event.definition, event.reference)
        else:
            node.outs.append(Edge(node, None))
        return node

    def _host(self, element: Element, borders: list[Event], inside: Inside | None) -> Node:
        """An activity that events on its border may leave, or that throws what nobody on its border catches."""
        host = self._node(element.id, "host")
        host.covers.add(element.id)
        throws = dict(inside.throws) if inside is not None else {}
        leaving: list[Edge] = []
        beside: list[Edge] = []
        if inside is None or inside.ends is not None or not throws:
            before = (inside.ends or ()) if inside is not None else ()
            done = self._node(element.id, "way", (*before, element.id), is_work=True)
            self._waiting.append((element, done))
            leaving.append(connect(host, done))
        for thrown, path in throws.items():
            if thrown[0] != "escalation" and _catcher(borders, thrown) is None:
                stop = self._node(element.id, "stop", path)
                stop.thrown = thrown
                leaving.append(connect(host, stop))
        for event in borders:
            if event.definition == "compensate":
                continue
            caught = [path for thrown, path in throws.items() if _catcher(borders, thrown) is event]
            if event.definition in _THROWN and not caught:
                self._graph.never.append(event.id)
                continue
            # it happens while its activity still waits: nothing is done for it
            node = self._node(event.id, "way", ((*caught[0],) if caught else ()) + (event.id,))
            self._waiting.append((event, node))
            (leaving if event.interrupting else beside).append(connect(host, node))
        host.choices = [(*others, edge) for edge in leaving for others in subsets(beside)]
        return host

    def _go_on(self, element: Element, node: Node) -> None:
        """Draws the ways from an element."""
        ways = self._plan.leaving(element)
        if isinstance(element, Gateway):
            ways = list(self._told_apart(element, ways))
            _, split = _GATEWAYS.get(element.kind, ("way", "way"))
            if len(ways) > 1 and split != node.kind:
                node = self._behind(node, split)
        elif any(flow is not None and flow.condition for _, _, flow in ways):
            self._choose(element, self._behind(node, "host"), ways)
            return
        elif len(ways) > 1:
            node = self._behind(node, "split")
        for path, target, _ in ways:
            connect(node, self._entry(target), path)
        if not ways and isinstance(element, Gateway) and element.kind != "parallelGateway":
            self._behind(node, "host")  # the engine refuses: a choice among nothing
        elif not ways:
            node.outs.append(Edge(node, None))

    def _behind(self, node: Node, kind: Kind) -> Node:
        after = self._node(node.id, kind)
        connect(node, after)
        return after

    def _choose(self, element: Element, host: Node, ways: list[tuple[Path, Element, Flow | None]]) -> None:
        """Arrows with conditions out of a step: some of them, and always those without; else the default. §13.3.2"""
        default = element.default if isinstance(element, Activity) else None
        always: list[Edge] = []
        asked: list[Edge] = []
        otherwise: list[Edge] = []
        for path, target, flow in ways:
            edge = connect(host, self._entry(target), path)
            has_condition = flow is not None and flow.condition is not None
            is_default = flow is not None and flow.id == default
            (otherwise if is_default else asked if has_condition else always).append(edge)
        taken = [(*always, *some) for some in subsets(asked)]
        host.choices = [choice for choice in taken if choice] + ([] if always or not otherwise else [tuple(otherwise)])

    def _told_apart(
        self, gateway: Gateway, ways: list[tuple[Path, Element, Flow | None]]
    ) -> Iterator[tuple[Path, Element, Flow | None]]:
        """A join counts from where tokens came, not by which arrow: of two from one choice either will do."""
        seen: set[str] = set()
        for path, target, flow in ways:
            is_join = target.kind in ("parallelGateway", "inclusiveGateway")
            if is_join and gateway.kind == "exclusiveGateway" and target.id in seen:
                continue
            seen.add(target.id)
            yield path, target, flow


def _catcher(borders: list[Event], thrown: Thrown) -> Event | None:
    """Who on a border catches what was thrown: who names it before who names nothing."""
    kind, name = thrown
    fitting = [event for event in borders if event.definition == kind and event.reference in (name, None)]
    if kind == "cancel":
        fitting = [event for event in borders if event.definition == kind]
    fitting.sort(key=lambda event: event.reference is None)
    return fitting[0] if fitting else None


def parts(plan: Plan, scope: Process | SubProcess) -> Iterator[SubProcess | CallActivity]:
    """What in a scope has an inside."""
    for node in plan.within(scope):
        if isinstance(node, SubProcess | CallActivity):
            yield node
