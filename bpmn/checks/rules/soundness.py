"""Whatever way a dossier goes, it comes to an end with nothing left waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.checks.registry import Shown, rule
from bpmn.checks.remedies import remedy
from bpmn.checks.soundness import Flaw, Kind
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence

_TOLD: Mapping[Kind, Sentence] = {
    "deadlock": Sentence("Hồ sơ đi theo đường này sẽ dừng mãi ở {name}: một nhánh mà nó chờ không bao giờ tới."),
    "left": Sentence(
        "Đi theo đường này, một nhánh đã kết thúc còn một nhánh chờ mãi ở {name}: hồ sơ không đóng lại được."
    ),
    "endless": Sentence("Từ {name}, hồ sơ đi theo đường này không còn cách nào đến kết thúc."),
}


@rule("soundness", severity="error")
def check(subject: Subject) -> Iterator[Shown]:
    """From every state that can be come to an end can be come to, with no branch left waiting; a path shows where."""
    for flaw in subject.flaws:
        told = _TOLD.get(flaw.kind)
        element = subject.place(flaw.element)
        if told is not None and not _has_no_end(subject, flaw):
            fix = remedy(subject.model, flaw, subject.flaws)
            yield Shown(element, told.filled(name=called(element)), flaw.path, fix)


def _has_no_end(subject: Subject, flaw: Flaw) -> bool:
    """Where no arrow leads to an end, end-reachable tells it."""
    if flaw.kind != "endless" and subject.model.outgoing.get(flaw.element):
        return False
    ends = [node for node in subject.nodes if node.kind == "endEvent"]
    return flaw.element not in subject.reachable(ends, backwards=True)
