"""Where the way divides by conditions, every way says when it is taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.fixes import Fix, set_default
from bpmn.checks.registry import Shown, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Activity, Flow, Gateway
from bpmn.sentences import Sentence


@rule("gateway-conditions", severity="error")
def check(subject: Subject) -> Iterator[Shown]:
    """Each arrow out of an exclusive or inclusive gateway has a condition, or is its default and has none."""
    for node in subject.nodes:
        leaving = {flow.id for flow in subject.model.outgoing.get(node.id, ())}
        if isinstance(node, Gateway | Activity) and node.default not in (None, *leaving):
            always = [flow for flow in subject.model.outgoing.get(node.id, ()) if flow.condition is None]
            fix = _default(node, always[0]) if isinstance(node, Gateway) and len(always) == 1 else None
            yield Shown(
                node, Sentence("Hướng mặc định của {node} không phải là hướng đi ra từ đó.", node=called(node)), fix=fix
            )
    for gateway, flows in subject.dividing():
        always = [flow for flow in flows if flow.condition is None]
        for flow in flows:
            if flow.id == gateway.default and flow.condition is not None:
                fix = set_default(Sentence("Bỏ điều kiện của hướng mặc định"), gateway.id, flow.id)
                yield Shown(
                    flow, Sentence("Hướng mặc định {flow} không được có điều kiện.", flow=called(flow)), fix=fix
                )
            elif flow.id != gateway.default and flow.condition is None:
                is_meant = gateway.default is None and always == [flow]
                told = Sentence(
                    "Hướng {flow} từ cổng {gateway} chưa có điều kiện.", flow=called(flow), gateway=called(gateway)
                )
                yield Shown(flow, told, fix=_default(gateway, flow) if is_meant else None)


def _default(gateway: Gateway, flow: Flow) -> Fix:
    return set_default(Sentence("Đặt hướng {flow} làm hướng mặc định", flow=called(flow)), gateway.id, flow.id)
