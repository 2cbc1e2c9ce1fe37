"""A duration that cannot be read gives no due time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn import expressions
from bpmn.checks.fixes import Fix, set_attribute
from bpmn.checks.registry import Found, Shown, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression
from bpmn.model import Event, Timer, UserTask
from bpmn.sentences import Sentence

_PERIOD = r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?"
_MOMENT = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)?)?"
_WRITTEN = {
    "timeDuration": re.compile(_PERIOD),
    "timeDate": re.compile(_MOMENT),
    "timeCycle": re.compile(rf"R\d*/({_MOMENT}/)?{_PERIOD}"),
}
_HOUR = ("giờ", "h", "hour", "hours")
_WORDS = re.compile(r"\s*(\d{1,3})\s*(ngày|ngay|d|day|days|giờ|h|hour|hours)(?:\s+làm việc)?\s*", re.IGNORECASE)


@rule("duration-readable", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Allotments are `PnD`, `PTnH` or `PnM`; timers an ISO 8601 period, moment or cycle, or an expression."""
    for task in subject.tasks:
        if task.allotment_text and task.allotment is None:
            yield Shown(
                task,
                Sentence(
                    "Thời hạn “{allotment}” của bước {task} không đọc được; ví dụ đúng: P3D, PT6H.",
                    allotment=task.allotment_text,
                    task=called(task),
                ),
                fix=_spelled(task),
            )
    for node in subject.nodes:
        if isinstance(node, Event) and node.definition == "timer":
            if node.timer is None or not node.timer.text:
                yield node, Sentence("Sự kiện hẹn giờ {node} chưa có thời hạn.", node=called(node))
            elif not is_readable(node.timer):
                yield (
                    node,
                    Sentence(
                        "Thời hạn “{text}” của sự kiện hẹn giờ {node} không đọc được.",
                        text=node.timer.text,
                        node=called(node),
                    ),
                )


def _spelled(task: UserTask) -> Fix | None:
    """What the allotment says in words, as it should be written."""
    found = _WORDS.fullmatch(task.allotment_text)
    if found is None:
        return None
    term = f"PT{found[1]}H" if found[2].lower() in _HOUR else f"P{found[1]}D"
    return set_attribute(Sentence("Ghi thời hạn là {term}", term=term), task.id, "dueDate", term)


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
