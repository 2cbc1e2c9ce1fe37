"""A complex gateway's rule is written for no machine; an inclusive one asks for each way by itself."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart, children, drop, label
from bpmn.clinic.registry import Change, repair


@repair("repair-complex-gateway", order=70)
def mend(chart: Chart) -> Iterator[Change]:
    """Complex gateways become inclusive ones."""
    for gateway in chart.every("complexGateway"):
        chart.rename_kind(gateway, "inclusiveGateway")
        gateway.attrib.pop("activationCondition", None)
        for rule in children(gateway, "activationCondition"):
            text = "".join(rule.itertext()).strip()
            drop(rule)
            if text:
                chart.note(gateway, text)
        yield gateway, f"Cổng phức hợp {label(gateway)} đã đổi thành cổng bao hàm (inclusive)."
