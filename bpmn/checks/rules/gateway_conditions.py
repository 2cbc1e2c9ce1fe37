"""Where the way divides by conditions, every way says when it is taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called


@rule("gateway-conditions", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Each arrow out of an exclusive or inclusive gateway has a condition, or is its default and has none."""
    for gateway, flows in subject.dividing():
        if gateway.default is not None and gateway.default not in {flow.id for flow in flows}:
            yield gateway, f"Hướng mặc định của cổng {called(gateway)} không phải là hướng đi ra từ cổng này."
        for flow in flows:
            if flow.id == gateway.default and flow.condition is not None:
                yield flow, f"Hướng mặc định {called(flow)} không được có điều kiện."
            elif flow.id != gateway.default and flow.condition is None:
                yield flow, f"Hướng {called(flow)} từ cổng {called(gateway)} chưa có điều kiện."
