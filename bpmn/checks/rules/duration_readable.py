"""A duration that cannot be read gives no due time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn import expressions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression
from bpmn.model import Event, Timer

_PERIOD = r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?"
_MOMENT = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)?)?"
_WRITTEN = {
    "timeDuration": re.compile(_PERIOD),
    "timeDate": re.compile(_MOMENT),
    "timeCycle": re.compile(rf"R\d*/({_MOMENT}/)?{_PERIOD}"),
}


@rule("duration-readable", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Allotments are `PnD`, `PTnH` or `PnM`; timers an ISO 8601 period, moment or cycle, or an expression."""
    for task in subject.tasks:
        if task.allotment_text and task.allotment is None:
            yield (
                task,
                f"Thời hạn “{task.allotment_text}” của bước {called(task)} không đọc được; ví dụ đúng: P3D, PT6H.",
            )
    for node in subject.nodes:
        if isinstance(node, Event) and node.definition == "timer":
            if node.timer is None or not node.timer.text:
                yield node, f"Sự kiện hẹn giờ {called(node)} chưa có thời hạn."
            elif not is_readable(node.timer):
                yield node, f"Thời hạn “{node.timer.text}” của sự kiện hẹn giờ {called(node)} không đọc được."


def is_readable(timer: Timer) -> bool:
    """Whether a timer's text says when it fires."""
    if _WRITTEN[timer.kind].fullmatch(timer.text):
        return True
    if re.match(r"P[\dT]|R\d*/|\d", timer.text):
        return False
    try:
        expressions.compile(timer.text)
    except WrongExpression:
        return False
    return True
