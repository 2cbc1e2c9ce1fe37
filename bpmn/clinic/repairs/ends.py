"""Every way has an end."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, definitions, drop, is_true, kind_of, label, means
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence


@repair("repair-end", order=85)
def mend(chart: Chart) -> Iterator[Change]:
    """An end is drawn behind what leads nowhere, and an end that leads on becomes an event on the way."""
    for scope in chart.scopes():
        if kind_of(scope) == "adHocSubProcess":
            continue
        for node in (one for one in chart.nodes(scope) if not chart.spares(one)):
            if kind_of(node) == "endEvent" and chart.outgoing(node):
                for definition in definitions(node):
                    if means(node) in ("terminate", "error", "cancel"):
                        drop(definition)
                chart.rename_kind(node, "intermediateThrowEvent")
                yield (
                    node,
                    Sentence(
                        "Sự kiện kết thúc {node} còn hướng đi ra; đã đổi thành sự kiện trung gian.", node=label(node)
                    ),
                )
            elif kind_of(node) != "endEvent" and _leads_nowhere(chart, node):
                yield node, _ended(chart, node)


def _leads_nowhere(chart: Chart, node: Node) -> bool:
    if chart.outgoing(node) or is_true(node, "triggeredByEvent") or chart.compensates(node):
        return False
    throws_link = kind_of(node) == "intermediateThrowEvent" and means(node) == "link"
    undoes = kind_of(node) == "boundaryEvent" and means(node) == "compensate"
    return not throws_link and not undoes


def _ended(chart: Chart, node: Node) -> str:
    if kind_of(node) == "intermediateThrowEvent":
        chart.rename_kind(node, "endEvent")
        return Sentence("{node} không dẫn đi đâu; đã đổi thành sự kiện kết thúc.", node=label(node))
    if kind_of(node) == "eventBasedGateway":
        chart.rename_kind(node, "exclusiveGateway")
        for attribute in ("instantiate", "eventGatewayType"):
            node.attrib.pop(attribute, None)
    chart.connect(node, chart.add("endEvent", beside=node))
    return Sentence("{node} không dẫn đi đâu; đã vẽ một sự kiện kết thúc sau nó.", node=label(node))
