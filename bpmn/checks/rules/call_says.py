"""A call says what the process it calls leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.calls import CALLER
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import CallActivity, UserTask
from bpmn.sentences import Sentence


@rule("call-says", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """A call whose process asks for the `@caller`'s step names a user task, and its allotment can be read."""
    for call in subject.calls:
        inside = [task for task in subject.tasks if task.process == call.called]
        asking = [task for task in inside if task.properties.get("gov.fourEyes") == CALLER]
        other = subject.model.elements.get(call.four_eyes or "")
        if asking and (not isinstance(other, UserTask) or other.process == call.called):
            told = Sentence(
                "Bước {call} phải ghi (gov.fourEyes) {step} không do người đã làm bước nào làm.",
                call=called(call),
                step=called(asking[0]),
            )
            yield call, told
        if call.allotment_text and call.allotment is None:
            yield (
                call,
                Sentence(
                    "Thời hạn “{allotment}” ghi ở {call} không đọc được; ví dụ đúng: P3D, PT6H.",
                    allotment=call.allotment_text,
                    call=called(call),
                ),
            )
        yield from _torn(subject, call)


def _torn(subject: Subject, call: CallActivity) -> Iterator[Found]:
    """Two calls of one process that say different things leave its steps open."""
    others = [one for one in subject.calls if one.called == call.called and one.id < call.id]
    said = (call.role, call.allotment_text, call.four_eyes)
    if any((one.role, one.allotment_text, one.four_eyes) != said for one in others):
        yield (
            call,
            Sentence(
                "{call} và {other} gọi cùng một quy trình mà ghi vai trò, thời hạn khác nhau.",
                call=called(call),
                other=called(others[0]),
            ),
        )
