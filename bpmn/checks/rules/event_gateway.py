"""Behind an event-based gateway the first thing that happens decides: so there must be things that happen."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Element, Event
from bpmn.sentences import Sentence

_WAITED = ("message", "timer", "signal", "conditional", "multiple")


@rule("event-gateway", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Behind an event-based gateway stand only events that are waited for, and receive tasks."""
    for node in subject.nodes:
        if node.kind == "eventBasedGateway":
            for following in subject.next_of(node):
                if not _is_waited_for(following):
                    yield (
                        following,
                        Sentence(
                            "Sau cổng sự kiện {node} phải là sự kiện chờ, không phải {following}.",
                            node=called(node),
                            following=called(following),
                        ),
                    )


def _is_waited_for(node: Element) -> bool:
    if isinstance(node, Event):
        return node.kind == "intermediateCatchEvent" and node.definition in _WAITED
    return node.kind == "receiveTask"
