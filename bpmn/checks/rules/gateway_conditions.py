"""Where the way divides by conditions, every way says when it is taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.fixes import Fix, set_default
from bpmn.checks.registry import Shown, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Activity, Flow, Gateway


@rule("gateway-conditions", severity="error")
def check(subject: Subject) -> Iterator[Shown]:
    """Each arrow out of an exclusive or inclusive gateway has a condition, or is its default and has none."""
    for node in subject.nodes:
        leaving = {flow.id for flow in subject.model.outgoing.get(node.id, ())}
        if isinstance(node, Gateway | Activity) and node.default not in (None, *leaving):
            always = [flow for flow in subject.model.outgoing.get(node.id, ()) if flow.condition is None]
            fix = _default(node, always[0]) if isinstance(node, Gateway) and len(always) == 1 else None
            yield Shown(node, f"Hướng mặc định của {called(node)} không phải là hướng đi ra từ đó.", fix=fix)
    for gateway, flows in subject.dividing():
        always = [flow for flow in flows if flow.condition is None]
        for flow in flows:
            if flow.id == gateway.default and flow.condition is not None:
                fix = set_default("Bỏ điều kiện của hướng mặc định", gateway.id, flow.id)
                yield Shown(flow, f"Hướng mặc định {called(flow)} không được có điều kiện.", fix=fix)
            elif flow.id != gateway.default and flow.condition is None:
                is_meant = gateway.default is None and always == [flow]
                told = f"Hướng {called(flow)} từ cổng {called(gateway)} chưa có điều kiện."
                yield Shown(flow, told, fix=_default(gateway, flow) if is_meant else None)


def _default(gateway: Gateway, flow: Flow) -> Fix:
    return set_default(f"Đặt hướng {called(flow)} làm hướng mặc định", gateway.id, flow.id)
