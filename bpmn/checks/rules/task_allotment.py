"""Every step has its share of the time, and says which time."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.fixes import set_property
from bpmn.checks.registry import Shown, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence


@rule("task-allotment", severity="error", of_release=True)
def check(subject: Subject) -> Iterator[Shown]:
    """Every user task has an allotment and its unit; not the return of the result, nor a step due by its mandate."""
    units = {call.called: call.properties.get("gov.unit") for call in subject.calls}
    for task in subject.tasks:
        if not task.allotment_text:
            if task.act != "return" and subject.kind != "block" and not task.due_by_mandate:
                yield Shown(task, Sentence("Bước {task} chưa có thời hạn (dueDate).", task=called(task)))
            continue
        working = set_property(Sentence("Tính theo thời gian làm việc"), task.id, "gov.unit", "working")
        unit = task.properties.get("gov.unit") or units.get(task.process)
        if unit is None:
            told = Sentence(
                "Thời hạn của bước {task} chưa ghi đơn vị (gov.unit: working hoặc calendar).", task=called(task)
            )
            yield Shown(task, told, fix=working)
        elif unit == "calendar" and task.allotment and task.allotment.unit == "hour":
            told = Sentence("Thời hạn tính bằng giờ của bước {task} luôn là giờ làm việc.", task=called(task))
            yield Shown(task, told, fix=working)
