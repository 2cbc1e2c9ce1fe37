"""What could not be looked at as a whole is not called sound."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence


@rule("soundness-unproven", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """The branches side by side are few enough that every state they can be in together is looked at."""
    for flaw in subject.flaws:
        if flaw.kind == "unproven":
            element = subject.place(flaw.element)
            told = Sentence("có quá nhiều nhánh đan nhau để xét hết: chưa chứng minh được là hồ sơ luôn kết thúc")
            yield (
                element,
                Sentence(
                    "{element} {told}; hãy chơi thử, hoặc hợp các nhánh lại sớm hơn.",
                    element=called(element),
                    told=told,
                ),
            )
