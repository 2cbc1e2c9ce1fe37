"""A step that no dossier ever comes to is a mistake or a leftover."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event, SubProcess
from bpmn.sentences import Sentence


@rule("step-dead", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """Every element is come to on some way; an error, an escalation or a cancel that is caught is also thrown."""
    for flaw in subject.flaws:
        if flaw.kind == "dead":
            element = subject.place(flaw.element)
            waits = isinstance(element, SubProcess) or (isinstance(element, Event) and element.attached_to)
            why = Sentence("không có gì làm nó xảy ra") if waits else Sentence("không hồ sơ nào đi tới được")
            yield element, Sentence("{element} không bao giờ được thực hiện: {why}.", element=called(element), why=why)
