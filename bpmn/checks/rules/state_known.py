"""A matter is always in a state of its own; a dossier has the nation's."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event


@rule("state-known", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """A matter runs in one process, whose starts and ends say its state, one of the release's; a dossier has none."""
    if subject.kind is None:
        return
    known = {state.code for state in subject.states}
    for element in subject.elements:
        said = element.state
        if said is not None and subject.kind == "dossier":
            yield element, f"Hồ sơ không có trạng thái riêng: bỏ gov.state ở {called(element)}."
        elif said is not None and said not in known:
            yield element, f"Trạng thái “{said}” ở {called(element)} không có trong danh sách trạng thái."
    if subject.kind == "matter":
        for process in subject.processes[1:]:
            yield process, f"Chỉ một quy trình được thực thi: {called(process)} là quy trình thứ hai."
        for event in _turns(subject):
            if event.state is None:
                yield event, f"Sự kiện {called(event)} chưa ghi trạng thái (gov.state)."


def _turns(subject: Subject) -> Iterator[Event]:
    """The starts and ends of the processes themselves."""
    for process in subject.processes:
        for node in subject.within(process):
            if isinstance(node, Event) and node.kind in ("startEvent", "endEvent"):
                yield node
