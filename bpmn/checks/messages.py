"""Messages between the pools of a diagram: what an element says or hears, and who says what is heard."""

from __future__ import annotations

from bpmn.checks.subject import Subject
from bpmn.model import SENDING, Element, Event, MessageTask


def name(node: Element) -> str:
    """The message that an element sends or waits for; empty for one that does neither."""
    is_message = isinstance(node, MessageTask) or (isinstance(node, Event) and node.definition == "message")
    return (node.reference or "") if is_message and isinstance(node, Event | MessageTask) else ""


def hears(node: Element) -> bool:
    """Whether an element waits for a message of its diagram; what it hears of a handoff the platform tells it."""
    return bool(name(node)) and node.kind not in SENDING and node.handoff is None


def senders(subject: Subject, node: Element) -> list[Element]:
    """Who in the diagram sends what an element waits for; nobody where it may come from outside."""
    arrows = [flow for flow in subject.model.message_flows if flow.target == node.id]
    if any(flow.source is None for flow in arrows):
        return []
    drawn = {flow.source for flow in arrows}
    said = name(node)
    return [one for one in subject.nodes if one.kind in SENDING and (one.id in drawn or name(one) == said)]
