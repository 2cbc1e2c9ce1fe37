"""A message that nobody hears is lost; one that nobody sends is waited for in vain."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks import messages
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import SENDING, MessageFlow
from bpmn.sentences import Sentence


@rule("message-partner", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """In a diagram of several pools each message has who sends and who hears it; its arrow joins two pools there."""
    if len(subject.processes) < 2 and not subject.model.message_flows:
        return
    for flow in subject.model.message_flows:
        yield from _of_arrow(subject, flow)
    speaking = [node for node in subject.nodes if messages.name(node)]
    sent = {messages.name(node) for node in speaking if node.kind in SENDING}
    heard = {messages.name(node) for node in speaking if node.kind not in SENDING}
    for node in speaking:
        is_drawn = any(node.id in (flow.source, flow.target) for flow in subject.model.message_flows)
        if is_drawn or node.handoff is not None:
            continue
        if node.kind in SENDING and messages.name(node) not in heard:
            yield (
                node,
                Sentence(
                    "{node} gửi thông điệp “{name}” mà không ai trong sơ đồ chờ.",
                    node=called(node),
                    name=messages.name(node),
                ),
            )
        elif node.kind not in SENDING and messages.name(node) not in sent:
            yield (
                node,
                Sentence(
                    "{node} chờ thông điệp “{name}” mà không ai trong sơ đồ gửi.",
                    node=called(node),
                    name=messages.name(node),
                ),
            )


def _of_arrow(subject: Subject, flow: MessageFlow) -> Iterator[Found]:
    elements = subject.model.elements
    source, target = elements.get(flow.source or ""), elements.get(flow.target or "")
    if flow.sender is not None and flow.sender == flow.receiver:
        yield (
            source or subject.model.main,
            Sentence("Mũi tên thông điệp “{flow}” không nối hai bên khác nhau.", flow=flow.name or flow.id),
        )
    if source is not None and not (source.kind in SENDING and messages.name(source)):
        yield (
            source,
            Sentence("{source} không gửi thông điệp nào mà có mũi tên thông điệp đi ra.", source=called(source)),
        )
    if target is not None and (target.kind in SENDING or not messages.name(target)):
        yield (
            target,
            Sentence("{target} không chờ thông điệp nào mà có mũi tên thông điệp đi vào.", target=called(target)),
        )
    if target is None and source is not None and flow.receiver in {process.id for process in subject.processes}:
        said = messages.name(source)
        hears = any(node.process == flow.receiver and messages.name(node) == said for node in subject.nodes)
        if not hears:
            yield (
                source,
                Sentence(
                    "Bên nhận không có chỗ nào chờ thông điệp “{said}” của {source}.", said=said, source=called(source)
                ),
            )
