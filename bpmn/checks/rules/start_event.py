"""It is plain where a dossier enters a process."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event, Process, SubProcess


@rule("start-event", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every process has a start, at most one of them plain; a subprocess has one plain start, one by event an event."""
    for scope in subject.scopes:
        starts = subject.starts(scope)
        if isinstance(scope, Process):
            yield from _of_process(scope, starts)
        elif scope.kind != "adHocSubProcess":
            yield from _of_subprocess(scope, starts)


def _of_process(process: Process, starts: list[Event]) -> Iterator[Found]:
    plain = [start for start in starts if start.definition == "none"]
    if not starts:
        yield process, f"{called(process)} chưa có sự kiện bắt đầu."
    elif len(plain) > 1:
        yield process, f"{called(process)} cần một sự kiện bắt đầu thường, đang có {len(plain)}."


def _of_subprocess(scope: SubProcess, starts: list[Event]) -> Iterator[Found]:
    if len(starts) != 1:
        yield scope, f"{called(scope)} cần đúng một sự kiện bắt đầu, đang có {len(starts)}."
    for start in starts:
        if scope.by_event and start.definition == "none":
            yield start, f"Tiến trình con theo sự kiện {called(scope)} chưa ghi sự kiện nào làm nó bắt đầu."
        elif not scope.by_event and start.definition != "none":
            yield start, f"Tiến trình con {called(scope)} phải bắt đầu bằng sự kiện thường, không chờ sự kiện khác."
