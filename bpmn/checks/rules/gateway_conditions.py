"""Where the way divides by conditions, every way says when it is taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Activity, Gateway


@rule("gateway-conditions", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Each arrow out of an exclusive or inclusive gateway has a condition, or is its default and has none."""
    for node in subject.nodes:
        leaving = {flow.id for flow in subject.model.outgoing.get(node.id, ())}
        if isinstance(node, Gateway | Activity) and node.default not in (None, *leaving):
            yield node, f"Hướng mặc định của {called(node)} không phải là hướng đi ra từ đó."
    for gateway, flows in subject.dividing():
        for flow in flows:
            if flow.id == gateway.default and flow.condition is not None:
                yield flow, f"Hướng mặc định {called(flow)} không được có điều kiện."
            elif flow.id != gateway.default and flow.condition is None:
                yield flow, f"Hướng {called(flow)} từ cổng {called(gateway)} chưa có điều kiện."
