"""A step chooses the officer of a step that comes after it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import UserTask


@rule("assigns-following", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """`gov.assigns` names another user task that can follow in the same pool; `gov.mustAssign` stands beside it."""
    for task in subject.tasks:
        if task.must_assign and task.assigns is None:
            yield task, f"gov.mustAssign của bước {called(task)} phải đi cùng gov.assigns."
        if task.assigns is None:
            continue
        following = subject.model.elements.get(task.assigns)
        if not isinstance(following, UserTask) or following.id == task.id:
            yield task, f"gov.assigns của bước {called(task)} phải là mã của một bước khác do cán bộ làm."
        elif following.process != task.process:
            yield task, f"Bước {called(following)} mà {called(task)} chọn người xử lý phải thuộc cùng một quy trình."
        elif following.scope == task.scope and following.id not in subject.reachable([task]):
            yield task, f"Bước {called(following)} không thể đến sau bước {called(task)} chọn người xử lý cho nó."
