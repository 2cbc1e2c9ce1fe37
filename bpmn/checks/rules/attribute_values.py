"""A property with a slip of the pen in it would silently mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.attributes import BY_NAME
from bpmn.calls import CALLER
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Element, UserTask


@rule("attribute-values", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every `gov.*` property is one we know, stands where it may, and says what it may; a priority is 0 to 100."""
    for element in subject.elements:
        for name, value in element.properties.items():
            if name.startswith("gov."):
                yield from ((element, message) for message in _wrong(element, name, value))
    for task in subject.tasks:
        other = subject.model.elements.get(task.four_eyes or task.id)
        is_open = subject.kind == "block" and task.four_eyes == CALLER
        if not is_open and (not isinstance(other, UserTask) or task.four_eyes == task.id):
            yield task, f"gov.fourEyes của bước {called(task)} phải là mã của một bước khác do cán bộ làm."
        if task.priority is None:
            yield task, f"Mức ưu tiên (priority) của bước {called(task)} phải là số nguyên từ 0 đến 100."


def _wrong(element: Element, name: str, value: str) -> Iterator[str]:
    known = BY_NAME.get(name)
    if known is None:
        yield f"Không có thuộc tính “{name}” (ở {called(element)})."
    elif element.kind not in known.elements:
        yield f"Thuộc tính “{name}” không dùng được ở {called(element)}."
    elif not value or (known.closed and value not in known.values):
        yield f"Giá trị “{value}” của “{name}” ở {called(element)} không hợp lệ."
