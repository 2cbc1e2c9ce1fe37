"""Gateways that nobody can keep to are made ones that an officer can."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, children, definitions, drop, kind_of, label
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence


@repair("repair-complex-gateway", order=70)
def mend(chart: Chart) -> Iterator[Change]:
    """Complex gateways become inclusive ones."""
    for gateway in (one for one in chart.every("complexGateway") if not chart.spares(one)):
        chart.rename_kind(gateway, "inclusiveGateway")
        gateway.attrib.pop("activationCondition", None)
        for rule in children(gateway, "activationCondition"):
            text = "".join(rule.itertext()).strip()
            drop(rule)
            if text:
                chart.note(gateway, text)
        yield (
            gateway,
            Sentence("Cổng phức hợp {gateway} đã đổi thành cổng bao hàm (inclusive).", gateway=label(gateway)),
        )


@repair("repair-event-gateway", order=75)
def mend_event_gateways(chart: Chart) -> Iterator[Change]:
    """An event-based gateway in front of what nobody waits for becomes an officer's choice."""
    for gateway in chart.every("eventBasedGateway"):
        flows = chart.outgoing(gateway)
        is_chosen = not all(_is_waited_for(chart.target(flow)) for flow in flows)
        if is_chosen and not chart.spares(gateway):
            chart.rename_kind(gateway, "exclusiveGateway")
            for attribute in ("instantiate", "eventGatewayType"):
                gateway.attrib.pop(attribute, None)
            yield (
                gateway,
                Sentence(
                    "Sau cổng sự kiện {gateway} có bước không phải sự kiện chờ; nay cán bộ chọn hướng đi.",
                    gateway=label(gateway),
                ),
            )


def _is_waited_for(node: Node | None) -> bool:
    if node is None or kind_of(node) == "receiveTask":
        return node is not None
    return kind_of(node) == "intermediateCatchEvent" and bool(definitions(node))
