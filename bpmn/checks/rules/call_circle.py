"""A process that calls itself, straight or by way of others, goes ever deeper."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import CallActivity


@rule("call-circle", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """No called process leads back to the process that calls it."""
    calls = [node for node in subject.nodes if isinstance(node, CallActivity)]
    for call in calls:
        deeper, waiting = set[str](), [call.called]
        while waiting:
            process = waiting.pop()
            if process not in deeper:
                deeper.add(process)
                waiting += [one.called for one in calls if one.process == process]
        if call.process in deeper:
            yield call, f"{called(call)} gọi một quy trình gọi lại chính quy trình này: hồ sơ không bao giờ dừng lại."
