"""The form a step asks for is in the release."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence


@rule("task-form", severity="error", of_release=True)
def check(subject: Subject) -> Iterator[Found]:
    """Every form that is named exists; the steps that issue or return a result name one."""
    for task in subject.tasks:
        if task.form is None:
            if task.act in ("issue", "return"):
                yield task, Sentence("Bước {task} phải có biểu mẫu.", task=called(task))
        elif subject.forms is not None and task.form not in subject.forms:
            yield (
                task,
                Sentence(
                    "Biểu mẫu “{form}” của bước {task} không có trong bản quy trình.", form=task.form, task=called(task)
                ),
            )
