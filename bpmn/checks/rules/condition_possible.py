"""An arrow whose condition no choice of the form fulfils is never taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.enumerations import divisions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called


@rule("condition-possible", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """Where a gateway divides a field's choices, each arrow is taken by one of them."""
    for division in divisions(subject):
        offered = ", ".join(f"“{choice.value}”" for choice in division.choices if choice.value is not None)
        for flow, taken in division.taken.items():
            if not taken:
                told = f"Hướng {called(subject.model.elements[flow])} không bao giờ được chọn"
                yield subject.model.elements[flow], f"{told}: “{division.fact}” chỉ có thể là {offered}."
