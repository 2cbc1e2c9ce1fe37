"""What an element points to is there, and may be pointed to."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import ACTIVITIES, NODES, Node, above, drop, is_true, kind_of, label
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence

# attributes that name an element of another place in the file; without what they name they say nothing
_LOST = frozenset(
    {"messageRef", "signalRef", "errorRef", "escalationRef", "operationRef", "processRef", "activityRef"}
    | {"itemSubjectRef", "dataStoreRef", "dataObjectRef", "categoryValueRef", "evaluatesToTypeRef"}
)
_POINTERS = _LOST | {"calledElement", "sourceRef", "targetRef", "attachedToRef", "default"}
_TEXTS = ("flowNodeRef", "incoming", "outgoing")


@repair("repair-reference", order=30)
def mend(chart: Chart) -> Iterator[Change]:
    """Flows that lead out of their scope end at its border; what points to nothing is taken out."""
    _without_prefixes(chart)
    yield from _attributes(chart)
    for flow in (one for one in chart.everywhere("sequenceFlow") if not chart.spares(one)):
        yield from _flow(chart, flow)
    yield from _texts(chart)
    yield from _drawings(chart)


def _without_prefixes(chart: Chart) -> None:
    """Some tools write the file's own namespace before an id (BPMN 2.0.2 §15.3.2 has both ways)."""
    changed = False
    for node in chart.root.iter():
        for attribute in _POINTERS if kind_of(node) else ("bpmnElement",):
            value = node.get(attribute, "") if isinstance(node.tag, str) else ""
            prefix, colon, plain = value.rpartition(":")
            if colon and prefix in node.nsmap and value not in chart.by_id and plain in chart.by_id:
                node.set(attribute, plain)
                changed = True
    if changed:
        chart.reindex()


def _attributes(chart: Chart) -> Iterator[Change]:
    for node in list(chart.root.iter()):
        if not kind_of(node) or chart.spares(node):
            continue
        for attribute in _LOST & set(node.keys()):
            value = node.get(attribute)
            if value not in chart.by_id:
                del node.attrib[attribute]
                yield (
                    node,
                    Sentence(
                        "{attribute} của {node} trỏ đến “{value}” không có trong sơ đồ; đã bỏ.",
                        attribute=attribute,
                        node=label(node),
                        value=value,
                    ),
                )
        default = node.get("default")
        if default is not None and default not in {flow.get("id") for flow in chart.outgoing(node)}:
            del node.attrib["default"]
            yield (
                node,
                Sentence(
                    "Hướng mặc định “{default}” của {node} không đi ra từ đó; đã bỏ.", default=default, node=label(node)
                ),
            )
        if kind_of(node) == "boundaryEvent" and not _holds(chart.by_id.get(node.get("attachedToRef", "")), node):
            node.attrib.pop("attachedToRef", None)
            node.attrib.pop("cancelActivity", None)
            chart.rename_kind(node, "intermediateCatchEvent")
            yield (
                node,
                Sentence("Sự kiện {node} không gắn vào bước nào; đã thành sự kiện trung gian.", node=label(node)),
            )


def _holds(host: Node | None, event: Node) -> bool:
    """Whether an event can sit on this: an activity of its own scope that somebody comes to."""
    is_there = host is not None and kind_of(host) in ACTIVITIES and host.getparent() is event.getparent()
    return is_there and not is_true(host, "triggeredByEvent")


def _flow(chart: Chart, flow: Node) -> Iterator[Change]:
    source, target = chart.source(flow), chart.target(flow)
    if source is None or target is None or {kind_of(source), kind_of(target)} - NODES:
        chart.remove(flow)
        yield flow, Sentence("Hướng đi {flow} không nối hai phần tử có thật; đã bỏ.", flow=label(flow))
        return
    if kind_of(target) == "boundaryEvent":
        chart.remove(flow)
        yield (
            flow,
            Sentence(
                "Không hướng đi nào dẫn đến được sự kiện biên {target}; đã bỏ “{flow}”.",
                target=label(target),
                flow=flow.get("id"),
            ),
        )
        return
    inner, outer = _within(source, target), _within(target, source)
    if inner is None or outer is None or (inner is outer and source is not target):
        chart.remove(flow)
        yield flow, Sentence("Hướng đi {flow} nối hai quy trình khác nhau; đã bỏ.", flow=label(flow))
    elif inner is not source or outer is not target:
        chart.lead(flow, source=inner, target=outer)
        yield (
            flow,
            Sentence(
                "Hướng đi {flow} vượt qua ranh giới tiến trình con; nay nối {inner} với {outer}.",
                flow=label(flow),
                inner=label(inner),
                outer=label(outer),
            ),
        )
    elif flow.getparent() is not source.getparent():
        source.addnext(flow)
        yield flow, Sentence("Hướng đi {flow} nằm ngoài tiến trình của hai đầu; đã chuyển vào.", flow=label(flow))


def _within(node: Node, other: Node) -> Node | None:
    """The node itself, or what holds it, in the innermost scope that holds both."""
    around = {id(scope): scope for scope in above(other)}
    while node is not None and id(node.getparent()) not in around:
        node = node.getparent()
    return node if node is not None and kind_of(node) in NODES else None


def _texts(chart: Chart) -> Iterator[Change]:
    for node in chart.everywhere(*_TEXTS):
        holder, named = node.getparent(), (node.text or "").strip()
        wanted = chart.by_id.get(named)
        ends = {"incoming": "targetRef", "outgoing": "sourceRef"}.get(kind_of(node))
        if kind_of(holder) not in NODES | {"lane"} or chart.spares(holder):
            continue
        if wanted is None or (ends and wanted.get(ends) != holder.get("id")):
            drop(node)
            if wanted is None:
                yield (
                    holder,
                    Sentence(
                        "{holder} nhắc đến “{named}” không có trong sơ đồ; đã bỏ.", holder=label(holder), named=named
                    ),
                )


def _drawings(chart: Chart) -> Iterator[Change]:
    for flow in chart.everywhere("messageFlow", "association"):
        is_whole = all(flow.get(end, "") in chart.by_id for end in ("sourceRef", "targetRef"))
        if not is_whole and not chart.spares(flow):
            drop(flow)
            chart.by_id.pop(flow.get("id", ""), None)
            yield flow, Sentence("Đường nối {flow} không nối hai phần tử có thật; đã bỏ.", flow=label(flow))
    for drawn in chart.picture.drawn():
        element = drawn.get("bpmnElement", "").strip()
        if element not in chart.by_id and not chart.spares(drawn):
            chart.picture.erase(element)
            yield drawn, Sentence("Hình vẽ của “{element}” không ứng với phần tử nào; đã bỏ.", element=element)
