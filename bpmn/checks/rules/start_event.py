"""A dossier enters a process at one place."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called


@rule("start-event", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every process and subprocess has exactly one start; a subprocess starts without waiting for an event."""
    for scope in subject.scopes:
        starts = subject.starts(scope)
        if len(starts) != 1:
            yield scope, f"{called(scope)} cần đúng một sự kiện bắt đầu, đang có {len(starts)}."
    for scope in subject.scopes[len(subject.processes) :]:
        for start in subject.starts(scope):
            if start.definition != "none":
                yield (
                    start,
                    f"Tiến trình con {called(scope)} phải bắt đầu bằng sự kiện thường, không chờ sự kiện khác.",
                )
