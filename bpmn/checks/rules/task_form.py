"""The form a step asks for is in the release."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called


@rule("task-form", severity="error", of_release=True)
def check(subject: Subject) -> Iterator[Found]:
    """Every form that is named exists; the steps that issue or return a result name one."""
    for task in subject.tasks:
        if task.form is None:
            if task.act in ("issue", "return"):
                yield task, f"Bước {called(task)} phải có biểu mẫu."
        elif subject.forms is not None and task.form not in subject.forms:
            yield task, f"Biểu mẫu “{task.form}” của bước {called(task)} không có trong bản quy trình."
