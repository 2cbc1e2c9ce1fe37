"""A result is signed before it is issued."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import UserTask
from bpmn.sentences import Sentence

_APPROVED = "approved"


@rule("result-signed", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """A step before the issue signs the result; where it asks for a `decision`, `approved` is one of the answers."""
    for task in subject.tasks:
        if task.act == "issue" and not _signed_before(subject, task):
            yield (
                task,
                Sentence(
                    "Không có bước nào ký (`gov.sign`) trước khi bước {task} phát hành kết quả.", task=called(task)
                ),
            )
        form = subject.form(task) if task.sign else None
        asked = [field for field in form.fields if field.key == "decision"] if form else []
        if asked and not any(option.value == _APPROVED for field in asked for option in field.options):
            yield (
                task,
                Sentence(
                    "Bước {task} chỉ ký khi `decision` là `{approved}`, mà biểu mẫu không có lựa chọn đó.",
                    task=called(task),
                    approved=_APPROVED,
                ),
            )


def _signed_before(subject: Subject, issue: UserTask) -> bool:
    """A signature in another pool is taken to come before: the pools of a dossier wait for each other."""
    before = subject.reachable([issue], backwards=True) - {issue.id}
    inside = {scope.id for scope in subject.scopes if scope.id in before}
    return any(
        task.id in before or task.scope in inside or task.process != issue.process
        for task in subject.tasks
        if task.sign
    )
