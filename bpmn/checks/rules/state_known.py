"""A matter is always in a state of its own; a dossier has the nation's."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event
from bpmn.sentences import Sentence


@rule("state-known", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """A matter runs in one process, whose starts and ends say its state, one of the release's; a dossier has none."""
    if subject.kind is None:
        return
    known = {state.code for state in subject.states}
    for element in subject.elements:
        said = element.state
        if said is not None and subject.kind == "dossier":
            yield (
                element,
                Sentence("Hồ sơ không có trạng thái riêng: bỏ gov.state ở {element}.", element=called(element)),
            )
        elif said is not None and said not in known:
            yield (
                element,
                Sentence(
                    "Trạng thái “{said}” ở {element} không có trong danh sách trạng thái.",
                    said=said,
                    element=called(element),
                ),
            )
    if subject.kind == "matter":
        for process in subject.processes[1:]:
            yield (
                process,
                Sentence("Chỉ một quy trình được thực thi: {process} là quy trình thứ hai.", process=called(process)),
            )
        for event in _turns(subject):
            if event.state is None:
                yield event, Sentence("Sự kiện {event} chưa ghi trạng thái (gov.state).", event=called(event))


def _turns(subject: Subject) -> Iterator[Event]:
    """The starts and ends of the processes themselves."""
    for process in subject.processes:
        for node in subject.within(process):
            if isinstance(node, Event) and node.kind in ("startEvent", "endEvent"):
                yield node
