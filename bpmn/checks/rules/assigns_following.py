"""A step chooses the officer of a step that comes after it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import UserTask
from bpmn.sentences import Sentence


@rule("assigns-following", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """`gov.assigns` names another user task that can follow in the same pool; `gov.mustAssign` stands beside it."""
    for task in subject.tasks:
        if task.must_assign and task.assigns is None:
            yield task, Sentence("gov.mustAssign của bước {task} phải đi cùng gov.assigns.", task=called(task))
        if task.assigns is None:
            continue
        following = subject.model.elements.get(task.assigns)
        if not isinstance(following, UserTask) or following.id == task.id:
            yield (
                task,
                Sentence("gov.assigns của bước {task} phải là mã của một bước khác do cán bộ làm.", task=called(task)),
            )
        elif following.process != task.process:
            yield (
                task,
                Sentence(
                    "Bước {following} mà {task} chọn người xử lý phải thuộc cùng một quy trình.",
                    following=called(following),
                    task=called(task),
                ),
            )
        elif following.scope == task.scope and following.id not in subject.reachable([task]):
            yield (
                task,
                Sentence(
                    "Bước {following} không thể đến sau bước {task} chọn người xử lý cho nó.",
                    following=called(following),
                    task=called(task),
                ),
            )
