"""A step waits for somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence

_ROLE = re.compile(
    r"@mandate/(?:receiver|giver)|(@(?:receiving|superior)/)?[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)?|[A-Z]\d{2}(\.\d{1,3})*(/[a-z][a-z0-9_]*){2}"
)


@rule("task-role", severity="error", of_release=True)
def check(subject: Subject) -> Iterator[Found]:
    """Every user task names one role: `unit/role`, `role`, `@receiving/…`, `@superior/…`, `@mandate/…`, or a post."""
    for task in subject.tasks:
        if not task.role:
            if subject.kind == "block":
                continue
            yield task, Sentence("Bước {task} chưa ghi vai trò xử lý (candidateGroups).", task=called(task))
        elif not _ROLE.fullmatch(task.role):
            yield (
                task,
                Sentence(
                    "Vai trò “{role}” của bước {task} không hợp lệ; ví dụ đúng: office/case_officer.",
                    role=task.role,
                    task=called(task),
                ),
            )
