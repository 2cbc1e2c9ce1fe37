"""A diagram's parts: whatever of it has an id, and all that it says, other tools' words included; not the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn import reader
from bpmn.attributes import CAMUNDA
from bpmn.clinic.picture import BPMNDI
from bpmn.differences.parts import Part, Said
from bpmn.differences.trees import Node, attributes, flattened, local, space, text_of, words
from bpmn.differences.words import NOUNS, label, value
from bpmn.elements import BPMN
from bpmn.model import USUAL_PRIORITY
from bpmn.terms import Term, WrongTerm

_PARTS = frozenset(NOUNS)
_HOLDERS = frozenset({"laneSet", "childLaneSet"})
_DRAWN_FROM_FLOWS = frozenset({"incoming", "outgoing", "flowNodeRef"})
_FLOWS = frozenset({"sequenceFlow", "messageFlow", "association"})
_LOOPS = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})
_TIMERS = frozenset({"timeDuration", "timeDate", "timeCycle"})
_REFERENCES = frozenset(
    {"sourceRef", "targetRef", "default", "attachedToRef", "calledElement", "processRef", "messageRef"}
    | {"signalRef", "errorRef", "escalationRef", "gov.fourEyes", "gov.assigns", "dataObjectRef", "dataStoreRef"}
)
# what is meant when nothing is written: told where something else was or is, never listed
_MEANT = {
    "userTask": {
        "camunda:priority": str(USUAL_PRIORITY),
        "gov.act": "complete",
        "gov.clock": "dossier",
        "gov.sign": "false",
        "gov.mustAssign": "false",
    },
    "process": {"isExecutable": "false"},
    "boundaryEvent": {"cancelActivity": "true", "gov.clock": "dossier"},
    "intermediateCatchEvent": {"gov.clock": "dossier"},
    "startEvent": {"isInterrupting": "true", "gov.clock": "dossier"},
}
_TOOL_MARKS = frozenset(
    {"exporter", "exporterVersion", "modeler:executionPlatform", "modeler:executionPlatformVersion"}
)


def parts(xml: bytes) -> list[Part]:
    """The parts of a diagram in the order of its file. Refuses: NotReadable."""
    return _Drawing(reader.parse(xml)).parts


class _Drawing:
    def __init__(self, root: Node) -> None:
        self._names = {node.get("id"): node for node in root.iter() if isinstance(node.tag, str) and node.get("id")}
        self._lanes = {text_of(reference): reference.getparent() for reference in root.iter(f"{{{BPMN}}}flowNodeRef")}
        self._count: dict[str, int] = {}
        self.parts: list[Part] = []
        self._add(root, root)

    def _add(self, node: Node, holder: Node) -> None:
        part = self._part(node, holder)
        self.parts.append(part)
        self._below(node, node)

    def _below(self, node: Node, holder: Node) -> None:
        for child in node:
            if _is_part(child):
                self._add(child, holder)
            elif isinstance(child.tag, str) and local(child) in _HOLDERS:
                self._below(child, holder)

    def _part(self, node: Node, holder: Node) -> Part:
        kind = local(node)
        says = {"name": Said(label("name"), words(node), titled=True)} if words(node) else {}
        says["kind"] = Said(label("kind"), kind, NOUNS.get(kind, kind), titled=True)
        says |= self._place(node, holder)
        said = dict(_said(node))
        unit = said.get("gov.unit", "working")
        for aspect, text in said.items():
            says[aspect] = self._one(aspect, text, unit, _of(aspect, said))
        for aspect, text in _MEANT.get(kind, {}).items():
            says.setdefault(aspect, Said(label(aspect), text, value(aspect, text), titled=True, of="kind"))
        key = (node.get("id") if node.getparent() is not None else "") or self._numbered(node)
        named = words(node) if kind not in _FLOWS else ""
        place = "/".join(says[where].text for where in ("lane", "scope") if where in says)
        return Part(key, self._title(node), says, alike=f"{kind}/{named}/{place}" if named else "")

    def _numbered(self, node: Node) -> str:
        """What stands for an id where none is written, as with arrows between pools."""
        if node.getparent() is None:
            return "definitions"
        key = f"{local(node)} {node.get('sourceRef', '')}>{node.get('targetRef', '')}"
        self._count[key] = self._count.get(key, 0) + 1
        return key if self._count[key] == 1 else f"{key}#{self._count[key]}"

    def _place(self, node: Node, holder: Node) -> Mapping[str, Said]:
        kind = local(node)
        if kind in _FLOWS or holder is node:
            return {}
        found: dict[str, Said] = {}
        lane = self._lanes.get(node.get("id", ""))
        if lane is not None:
            found["lane"] = Said("làn", lane.get("id", ""), f"“{_called(lane)}”", refers=True, places=True)
        if local(holder) not in ("definitions", "collaboration"):
            told = self._title(holder)
            is_plain = local(holder) == "process"
            found["scope"] = Said("", holder.get("id", ""), told, refers=True, places=True, titled=is_plain)
        return found

    def _one(self, aspect: str, text: str, unit: str, of: str) -> Said:
        attribute = aspect.rpartition("@")[2]
        if attribute in _REFERENCES:
            pointed = self._names.get(text)
            told = "" if pointed is None else f"“{_called(pointed)}”"
            return Said(
                label(attribute), text, told, refers=True, of=of, titled=attribute in ("sourceRef", "targetRef")
            )
        if aspect.startswith("+"):
            return Said(f"phần mở rộng {aspect[1:]}", "", text or "(trống)")
        if aspect == "timer":
            return Said(label(aspect), text, f"“{text.partition(' ')[2]}”", of=of)
        if aspect == "gov.block":
            return Said(label(aspect), text, _version(text), of=of)
        told = _term(text, unit) if aspect in ("camunda:dueDate", "gov.allotment") else value(aspect, text)
        return Said(label(aspect), text, told, of=of)

    def _title(self, node: Node) -> str:
        kind = local(node)
        noun = NOUNS.get(kind, kind)
        if kind not in _FLOWS:
            return f"{noun} “{_called(node)}”" if node.getparent() is not None else noun
        ends = [self._names.get(node.get(end, "")) for end in ("sourceRef", "targetRef")]
        source, target = ("?" if end is None else _called(end) for end in ends)
        name = f" “{words(node)}”" if words(node) else ""
        return f"{noun}{name} từ “{source}” đến “{target}”"


def _is_part(node: Node) -> bool:
    if not isinstance(node.tag, str) or space(node) != BPMN:
        return False
    return local(node) in _PARTS or (local(node.getparent()) == "definitions" and bool(node.get("id")))


def _called(node: Node) -> str:
    text = words(node) or " ".join("".join(node.itertext()).split() if local(node) == "textAnnotation" else [])
    return text or node.get("id") or local(node)


def _said(node: Node) -> Iterator[tuple[str, str]]:
    """Everything the element itself says, by aspect; `name` is told by the caller."""
    for name, text in attributes(node, BPMN):
        if name != "name" and name not in _TOOL_MARKS:
            yield name, text
    definitions = [local(child).removesuffix("EventDefinition") for child in node if _happens(child)]
    if definitions:
        yield "definition", " + ".join(definitions)
    for extensions in node.iterchildren(f"{{{BPMN}}}extensionElements"):
        yield from _extensions(extensions)
    for path, text in flattened(node, BPMN, _told_elsewhere):
        if text or not path.endswith("EventDefinition"):
            yield _aspect(path, text)
    for child in node:
        if isinstance(child.tag, str) and local(child) in _LOOPS:
            yield "loop", _loop(child)
            yield from (one for one in attributes(child, BPMN) if one[0] != "isSequential")
            yield from flattened(child, BPMN, lambda inner: local(inner) == "extensionElements")
            for extensions in child.iterchildren(f"{{{BPMN}}}extensionElements"):
                yield from _extensions(extensions)


def _extensions(extensions: Node) -> Iterator[tuple[str, str]]:
    """What stands under extension elements: properties by their names, everything else by its path."""
    holder = f"{{{CAMUNDA}}}properties"
    count: dict[str, int] = {}
    for entry in (entry for found in extensions.iterchildren(holder) for entry in found):
        if not isinstance(entry.tag, str):
            continue
        name = entry.get("name", "")
        count[name] = count.get(name, 0) + 1
        yield name if count[name] == 1 else f"{name}#{count[name]}", words(entry, "value")
    found = list(flattened(extensions, BPMN, lambda child: child.tag == holder))
    tops: dict[str, list[str]] = {}
    for path, text in found:
        tops.setdefault(_top(path), []).append(text)
    yield from ((f"+{top}", ", ".join(filter(None, texts))) for top, texts in tops.items())
    yield from ((path, text) for path, text in found if text)


def _top(path: str) -> str:
    return path.partition("/")[0].partition("@")[0]


def _told_elsewhere(node: Node) -> bool:
    kind = local(node)
    if space(node) != BPMN:
        return space(node) == BPMNDI
    return _is_part(node) or kind in _HOLDERS | _DRAWN_FROM_FLOWS | _LOOPS | {"extensionElements"}


def _happens(node: Node) -> bool:
    return isinstance(node.tag, str) and space(node) == BPMN and local(node).endswith("EventDefinition")


def _aspect(path: str, text: str) -> tuple[str, str]:
    last = path.rpartition("/")[2]
    return ("timer", f"{last} {text}") if path == f"timerEventDefinition/{last}" and last in _TIMERS else (path, text)


def _of(aspect: str, said: Mapping[str, str]) -> str:
    """Which aspect this one is told with when both changed."""
    top = _top(aspect)
    if top.partition("#")[0].endswith("EventDefinition") or aspect == "timer":
        return "definition"
    if top in _WITH_LOOP:
        return "loop"
    return f"+{top}" if f"+{top}" in said else ""


_WITH_LOOP = frozenset(
    {"camunda:collection", "camunda:elementVariable", "loopCardinality", "completionCondition"}
    | {"loopCondition", "loopMaximum", "testBefore", "behavior", "loopDataInputRef", "inputDataItem"}
)


def _loop(node: Node) -> str:
    if local(node) == "standardLoopCharacteristics":
        return "standard"
    return "sequential" if node.get("isSequential") == "true" else "parallel"


def _version(text: str) -> str:
    """A block and its version, as short as releases are shown."""
    code, _, version = text.partition("@")
    return f"{code} phiên bản {version[:12]}" if version else ""


def _term(text: str, unit: str) -> str:
    try:
        return str(Term.read(text, kind="calendar" if unit == "calendar" else "working"))
    except WrongTerm:
        return ""
