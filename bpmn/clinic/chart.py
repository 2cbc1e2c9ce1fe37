"""A diagram on the operating table: its XML, with what repairs ask of it and do to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from itertools import count

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn.attributes import CAMUNDA
from bpmn.clinic.nodes import NODES, SUBPROCESSES, Node, children, drop, is_true, kind_of, known_by
from bpmn.clinic.picture import Picture
from bpmn.reader import BPMN

_NODE_TAGS = [f"{{{BPMN}}}{kind}" for kind in sorted(NODES)]
XSI = "http://www.w3.org/2001/XMLSchema-instance"

# where BPMN wants an element's children; what is not here stands last
_PLACES = {kind: place for place, kind in enumerate(("documentation", "extensionElements", "incoming", "outgoing"))}


class Chart:
    """The whole file. What runs are the processes marked executable; the rest of a drawing is explanation."""

    def __init__(self, root: Node, decisions: Collection[str] = ()) -> None:
        self.root = root
        self.decisions = decisions
        self._spared: Collection[str] = ()
        self.reindex()

    def reindex(self) -> None:
        """Looks at everything anew; needed when ids or the ends of flows were written past this class."""
        self.picture = Picture(self.root)
        self.by_id: dict[str, Node] = {}
        self._out: dict[str, list[Node]] = {}
        self._in: dict[str, list[Node]] = {}
        for node in self.root.iter():
            if kind_of(node) and node.get("id"):
                self.by_id.setdefault(node.get("id"), node)
            if kind_of(node) == "sequenceFlow":
                self._out.setdefault(node.get("sourceRef", ""), []).append(node)
                self._in.setdefault(node.get("targetRef", ""), []).append(node)
        self._lanes: dict[str, list[Node]] = {}
        for reference in self.everywhere("flowNodeRef"):
            self._lanes.setdefault((reference.text or "").strip(), []).append(reference)
        self._borders: dict[str, list[Node]] = {}
        for event in self.everywhere("boundaryEvent"):
            self._borders.setdefault(event.get("attachedToRef", ""), []).append(event)
        self._named: dict[str, dict[str, Node]] = {}
        self._entries: dict[tuple[str, str], Node] = {}
        self._drawn: dict[str, list[Node]] = {}
        for link in self.everywhere("messageFlow", "association"):
            for end in {link.get("sourceRef", ""), link.get("targetRef", "")}:
                self._drawn.setdefault(end, []).append(link)
        self._undoing = self._found_undoing()
        self._numbers: Counter[str] = Counter()
        self._ids = {node.get("id") for node in self.root.iter() if isinstance(node.tag, str) and node.get("id")}

    # looking

    @property
    def processes(self) -> list[Node]:
        """All processes of the file."""
        return children(self.root, "process")

    @property
    def running(self) -> list[Node]:
        """The processes that run."""
        return [process for process in self.processes if is_true(process, "isExecutable")]

    def scopes(self) -> list[Node]:
        """Everything that runs and has a start and an end of its own."""
        tags = [f"{{{BPMN}}}{kind}" for kind in SUBPROCESSES]
        return [scope for process in self.running for scope in (process, *process.iter(*tags))]

    def every(self, *kinds: str) -> list[Node]:
        """The elements of these kinds in what runs."""
        tags = [f"{{{BPMN}}}{kind}" for kind in kinds]
        return [node for process in self.running for node in process.iter(*tags)]

    def everywhere(self, *kinds: str) -> list[Node]:
        """The elements of these kinds in the whole file."""
        return list(self.root.iter(*(f"{{{BPMN}}}{kind}" for kind in kinds)))

    def nodes(self, scope: Node) -> list[Node]:
        """What a case passes through directly in a scope."""
        return list(scope.iterchildren(*_NODE_TAGS))

    def outgoing(self, node: Node) -> list[Node]:
        """The flows that leave a node."""
        return list(self._out.get(node.get("id", ""), ()))

    def incoming(self, node: Node) -> list[Node]:
        """The flows that come to a node."""
        return list(self._in.get(node.get("id", ""), ()))

    def next_of(self, node: Node) -> list[Node]:
        """Where a case may go from a node without a flow: by an event on its border, or from link to link."""
        scope = node.getparent()
        names = {link.get("name") for link in children(node, "linkEventDefinition")}
        element_id = node.get("id", "")
        borders = [event for event in self._borders.get(element_id, []) if event.get("attachedToRef") == element_id]
        if not names or kind_of(node) != "intermediateThrowEvent":
            return borders
        catches = children(scope, "intermediateCatchEvent")
        return borders + [
            catch
            for catch in catches
            if any(link.get("name") in names for link in children(catch, "linkEventDefinition"))
        ]

    def source(self, flow: Node) -> Node | None:
        """The node a flow leaves."""
        return self.by_id.get(flow.get("sourceRef", ""))

    def target(self, flow: Node) -> Node | None:
        """The node a flow leads to."""
        return self.by_id.get(flow.get("targetRef", ""))

    def messages_of(self, node: Node) -> list[Node]:
        """The message flows drawn at a node."""
        drawn = self._drawn.get(node.get("id", ""), [])
        return [flow for flow in drawn if kind_of(flow) == "messageFlow" and flow.getparent() is not None]

    def compensates(self, node: Node) -> bool:
        """Whether a node only undoes another one: it lies on no way of its own."""
        return is_true(node, "isForCompensation") or node.get("id") in self._undoing

    def _found_undoing(self) -> set[str]:
        undone = {node.getparent().get("id") for node in self.everywhere("compensateEventDefinition")}
        drawn = self.everywhere("association")
        return {link.get("targetRef", "") for link in drawn if link.get("sourceRef") in undone}

    def spare(self, elements: Collection[str]) -> None:
        """Which elements the repair whose turn it is leaves as they are."""
        self._spared = elements

    def spares(self, node: Node) -> bool:
        """Whether an element is to be left as it is by the repair whose turn it is."""
        return bool(self._spared) and known_by(node) in self._spared

    # changing

    def fresh(self, wanted: str) -> str:
        """An id like this one that nothing in the file has yet."""
        plain = re.sub(r"[^\w.-]", "_", wanted)
        plain = plain if re.match(r"[^\W\d]", plain) else f"_{plain}"
        found = plain
        while found in self._ids:
            self._numbers[plain] += 1
            found = f"{plain}_{self._numbers[plain] + 1}"
        self._ids.add(found)
        return found

    def place(self, node: Node, kind: str, **attributes: str) -> Node:
        """A new child where BPMN wants it among its brothers."""
        child = node.makeelement(f"{{{BPMN}}}{kind}", attributes)
        rank = _PLACES.get(kind, len(_PLACES))
        last = self._entries.get((node.get("id", ""), kind))
        if last is not None and last.getparent() is node:  # a gateway may have thousands of flows
            last.addnext(child)
            self._entries[node.get("id", ""), kind] = child
            return child
        before = [old for old in node if _PLACES.get(kind_of(old), len(_PLACES)) <= rank]
        node.insert(node.index(before[-1]) + 1 if before else 0, child)
        if kind in ("incoming", "outgoing"):
            self._entries[node.get("id", ""), kind] = child
        return child

    def add(self, kind: str, *, beside: Node, before: bool = False, name: str = "") -> Node:
        """A new node next to another one, in the same scope and lane, drawn when that one is drawn."""
        element_id = self.fresh(f"{kind}_{'before' if before else 'after'}_{beside.get('id')}")
        node = beside.makeelement(f"{{{BPMN}}}{kind}", {"id": element_id} | ({"name": name} if name else {}))
        beside.addnext(node)
        self.by_id[element_id] = node
        for reference in self._lanes.get(beside.get("id", ""), ()):
            entry = reference.makeelement(reference.tag)
            entry.text = element_id
            reference.addnext(entry)
            self._lanes.setdefault(element_id, []).append(entry)
        self.picture.draw(element_id, kind, beside.get("id"), before=before)
        return node

    def connect(self, source: Node, target: Node) -> Node:
        """A new flow from one node to another of the same scope."""
        flow_id = self.fresh(f"Flow_{source.get('id')}_{target.get('id')}")
        ends = {"id": flow_id, "sourceRef": source.get("id"), "targetRef": target.get("id")}
        flow = source.makeelement(f"{{{BPMN}}}sequenceFlow", ends)
        source.addnext(flow)
        self.by_id[flow_id] = flow
        self._join(flow, source, target)
        self.picture.connect(flow_id, source.get("id"), target.get("id"))
        return flow

    def lead(self, flow: Node, *, source: Node | None = None, target: Node | None = None) -> None:
        """Puts an end of a flow elsewhere; its scope becomes the source's."""
        old = (self.source(flow), self.target(flow))
        self._part(flow)
        source = old[0] if source is None else source
        target = old[1] if target is None else target
        if source is None or target is None:
            raise ValueError(flow.get("id"))
        flow.set("sourceRef", source.get("id"))
        flow.set("targetRef", target.get("id"))
        if flow.getparent() is not source.getparent():
            source.addnext(flow)
        self._join(flow, source, target)
        self.picture.erase(flow.get("id"))
        self.picture.connect(flow.get("id"), source.get("id"), target.get("id"))

    def _join(self, flow: Node, source: Node, target: Node) -> None:
        self._out.setdefault(source.get("id"), []).append(flow)
        self._in.setdefault(target.get("id"), []).append(flow)
        self.place(source, "outgoing").text = flow.get("id")
        self.place(target, "incoming").text = flow.get("id")

    def _part(self, flow: Node) -> None:
        for end, kind, known in (("sourceRef", "outgoing", self._out), ("targetRef", "incoming", self._in)):
            end_id = flow.get(end, "")
            if flow in known.get(end_id, ()):
                known[end_id].remove(flow)
            ends = self.by_id.get(end_id)
            for entry in () if ends is None else children(ends, kind):
                if (entry.text or "").strip() == flow.get("id"):
                    entry.getparent().remove(entry)

    def rename_kind(self, node: Node, kind: str) -> None:
        """Makes a node one of another kind; everything said about it stays."""
        if kind_of(node) in SUBPROCESSES:
            self.picture.close(node.get("id", ""))
        node.tag = f"{{{BPMN}}}{kind}"

    def remove(self, node: Node) -> None:
        """Takes an element out, with what cannot be without it: its flows, its border events, its picture."""
        waiting = [node]
        while waiting:  # a hostile file hangs thousands of elements on each other, in circles
            waiting += self._taken_out(waiting.pop())

    def _taken_out(self, node: Node) -> list[Node]:
        """What cannot be without an element, once it is out."""
        if node.getparent() is None:
            return []
        element_id = node.get("id", "")
        left = [*self.outgoing(node), *self.incoming(node)] if kind_of(node) in NODES else []
        left += self.nodes(node)
        if kind_of(node) == "sequenceFlow":
            self._part(node)
        drop(node)
        self.by_id.pop(element_id, None)
        self.picture.erase(element_id)
        if kind_of(node) in SUBPROCESSES:
            self.picture.close(element_id)
        if kind_of(node) not in NODES or not element_id:
            return left
        for reference in self._lanes.pop(element_id, ()):
            drop(reference)
        for drawn in self._drawn.pop(element_id, ()):
            drop(drawn)
            self.picture.erase(drawn.get("id", ""))
        return left + [event for event in self._borders.get(element_id, ()) if event.get("attachedToRef") == element_id]

    def ask(self, flow: Node, condition: str) -> None:
        """Writes a flow's condition, in the place of the old one."""
        for old in children(flow, "conditionExpression"):
            drop(old)
        self._formal(self.place(flow, "conditionExpression"), condition)

    def _formal(self, node: Node, text: str) -> None:
        prefix = next((prefix for prefix, space in node.nsmap.items() if space == BPMN and prefix), "")
        node.set(f"{{{XSI}}}type", f"{prefix}:tFormalExpression" if prefix else "tFormalExpression")
        node.text = text

    def say(self, node: Node, kind: str, text: str) -> Node:
        """A child that holds an expression."""
        child = self.place(node, kind)
        self._formal(child, text)
        return child

    def note(self, node: Node, text: str) -> None:
        """Keeps in the element's documentation what had to be taken out of it."""
        self.place(node, "documentation").text = text

    def named(self, kind: str, name: str, owner: Node) -> str:
        """The id of the message, signal, error or escalation of this name; it is added when there is none."""
        if kind not in self._named:
            found = [node for node in reversed(children(self.root, kind)) if node.get("id")]
            self._named[kind] = {node.get("name", ""): node for node in found}
        if (known := self._named[kind].get(name)) is not None:
            return known.get("id")
        element_id = self.fresh(f"{kind.capitalize()}_{owner.get('id')}")
        made = self.root.makeelement(f"{{{BPMN}}}{kind}", {"id": element_id, "name": name})
        self.processes[-1].addnext(made)
        self.by_id[element_id] = self._named[kind][name] = made
        return element_id

    def written(self) -> bytes:
        """The file as it is now; all its namespaces stand at the top, where modellers look for them."""
        top: dict[str | None, str] = {None: self.root.nsmap[None]} if None in self.root.nsmap else {}
        declared = [(CAMUNDA, "camunda"), (XSI, "xsi")]
        declared += [(space, prefix) for node in self.root.iter() for prefix, space in node.nsmap.items()]
        for space, prefix in dict.fromkeys(declared):
            known = {old for old, one in top.items() if one == space}
            if prefix not in known and (not known or space == BPMN):
                free = (f"{prefix or 'ns'}{number or ''}" for number in count())
                top[next(name for name in free if name not in top)] = space
        root = etree.Element(self.root.tag, dict(self.root.attrib), nsmap=top)
        root.extend(list(self.root))
        etree.cleanup_namespaces(root, top_nsmap=top, keep_ns_prefixes=[prefix for prefix in top if prefix])
        etree.indent(root)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
