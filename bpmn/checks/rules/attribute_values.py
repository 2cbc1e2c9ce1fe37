"""A property with a slip of the pen in it would silently mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.attributes import BY_NAME
from bpmn.calls import CALLER
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Element, UserTask
from bpmn.sentences import Sentence


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
            yield (
                task,
                Sentence("gov.fourEyes của bước {task} phải là mã của một bước khác do cán bộ làm.", task=called(task)),
            )
        if task.priority is None:
            yield (
                task,
                Sentence("Mức ưu tiên (priority) của bước {task} phải là số nguyên từ 0 đến 100.", task=called(task)),
            )


def _wrong(element: Element, name: str, value: str) -> Iterator[str]:
    known = BY_NAME.get(name)
    if known is None:
        yield Sentence("Không có thuộc tính “{name}” (ở {element}).", name=name, element=called(element))
    elif element.kind not in known.elements:
        yield Sentence("Thuộc tính “{name}” không dùng được ở {element}.", name=name, element=called(element))
    elif not value or (known.closed and value not in known.values):
        yield Sentence(
            "Giá trị “{value}” của “{name}” ở {element} không hợp lệ.", value=value, name=name, element=called(element)
        )
