"""An officer's list shows the name of the step."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject
from bpmn.sentences import Sentence


@rule("task-name", severity="error", of_release=True)
def check(subject: Subject) -> Iterator[Found]:
    """Every user task has a name."""
    for task in subject.tasks:
        if not task.name:
            yield task, Sentence("Bước “{task}” chưa có tên, cán bộ sẽ không biết phải làm gì.", task=task.id)
