"""A message that nobody hears is lost; one that nobody sends is waited for in vain."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import SENDING, Element, Event, MessageFlow, MessageTask


@rule("message-partner", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """In a diagram of several pools each message has who sends and who hears it; its arrow joins two pools there."""
    if len(subject.processes) < 2 and not subject.model.message_flows:
        return
    for flow in subject.model.message_flows:
        yield from _of_arrow(subject, flow)
    speaking = [node for node in subject.nodes if _name(node)]
    sent = {_name(node) for node in speaking if node.kind in SENDING}
    heard = {_name(node) for node in speaking if node.kind not in SENDING}
    for node in speaking:
        is_drawn = any(node.id in (flow.source, flow.target) for flow in subject.model.message_flows)
        if is_drawn or node.handoff is not None:
            continue
        if node.kind in SENDING and _name(node) not in heard:
            yield node, f"{called(node)} gửi thông điệp “{_name(node)}” mà không ai trong sơ đồ chờ."
        elif node.kind not in SENDING and _name(node) not in sent:
            yield node, f"{called(node)} chờ thông điệp “{_name(node)}” mà không ai trong sơ đồ gửi."


def _name(node: Element) -> str:
    is_message = isinstance(node, MessageTask) or (isinstance(node, Event) and node.definition == "message")
    return (node.reference or "") if is_message and isinstance(node, Event | MessageTask) else ""


def _of_arrow(subject: Subject, flow: MessageFlow) -> Iterator[Found]:
    elements = subject.model.elements
    source, target = elements.get(flow.source or ""), elements.get(flow.target or "")
    if flow.sender is not None and flow.sender == flow.receiver:
        yield source or subject.model.main, f"Mũi tên thông điệp “{flow.name or flow.id}” không nối hai bên khác nhau."
    if source is not None and not (source.kind in SENDING and _name(source)):
        yield source, f"{called(source)} không gửi thông điệp nào mà có mũi tên thông điệp đi ra."
    if target is not None and (target.kind in SENDING or not _name(target)):
        yield target, f"{called(target)} không chờ thông điệp nào mà có mũi tên thông điệp đi vào."
    if target is None and source is not None and flow.receiver in {process.id for process in subject.processes}:
        hears = any(node.process == flow.receiver and _name(node) == _name(source) for node in subject.nodes)
        if not hears:
            yield source, f"Bên nhận không có chỗ nào chờ thông điệp “{_name(source)}” của {called(source)}."
