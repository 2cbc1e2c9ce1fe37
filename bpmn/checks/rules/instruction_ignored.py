"""What another tool's engine would do around a step is not done here."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence


@rule("instruction-ignored", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """Listeners, mappings and scripts that other engines run around an element are named: they have no effect here."""
    for element in subject.elements:
        for name in dict.fromkeys(element.ignored):
            yield (
                element,
                Sentence(
                    "Phần “{name}” của {element} là lệnh của công cụ khác, không có tác dụng ở đây.",
                    name=name,
                    element=called(element),
                ),
            )
