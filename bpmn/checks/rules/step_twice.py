"""Branches that are not brought together do what follows once each."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Shown, rule
from bpmn.checks.remedies import remedy
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence


@rule("step-twice", severity="warning")
def check(subject: Subject) -> Iterator[Shown]:
    """No two branches of one dossier come the same way at a time, which would open what follows twice."""
    for flaw in subject.flaws:
        if flaw.kind == "doubled":
            element = subject.place(flaw.element)
            told = Sentence("sẽ được mở hai lần cùng lúc: hai nhánh cùng đi tới mà chưa được hợp lại")
            fix = remedy(subject.model, flaw, subject.flaws)
            yield Shown(
                element,
                Sentence("Đi theo đường này, {element} {told}.", element=called(element), told=told),
                flaw.path,
                fix,
            )
