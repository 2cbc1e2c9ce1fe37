"""A process that calls itself, straight or by way of others, goes ever deeper."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence


@rule("call-circle", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """No called process leads back to the process that calls it."""
    for call in subject.calls:
        if call.process in subject.led_to(call.called):
            yield (
                call,
                Sentence(
                    "{call} gọi một quy trình gọi lại chính quy trình này: hồ sơ không bao giờ dừng lại.",
                    call=called(call),
                ),
            )
