"""An arrow whose condition no choice of the form fulfils is never taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.enumerations import divisions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence

_NEVER = Sentence("Hướng {flow} không bao giờ được chọn: “{fact}” chỉ có thể là {offered}.")


@rule("condition-possible", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """Where a gateway divides a field's choices, each arrow is taken by one of them."""
    for division in divisions(subject):
        offered = ", ".join(f"“{choice.value}”" for choice in division.choices if choice.value is not None)
        for flow, taken in division.taken.items():
            if not taken:
                element = subject.model.elements[flow]
                yield element, _NEVER.filled(flow=called(element), fact=division.fact, offered=offered)
