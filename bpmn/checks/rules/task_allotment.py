"""Every step has its share of the time, and says which time."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called


@rule("task-allotment", severity="error", of_release=True)
def check(subject: Subject) -> Iterator[Found]:
    """Every user task has an allotment and its unit; the return of the result has none, the applicant sets it."""
    for task in subject.tasks:
        if not task.allotment_text:
            if task.act != "return":
                yield task, f"Bước {called(task)} chưa có thời hạn (dueDate)."
        elif "gov.unit" not in task.properties:
            yield task, f"Thời hạn của bước {called(task)} chưa ghi đơn vị (gov.unit: working hoặc calendar)."
        elif task.properties["gov.unit"] == "calendar" and task.allotment and task.allotment.unit == "hour":
            yield task, f"Thời hạn tính bằng giờ của bước {called(task)} luôn là giờ làm việc."
