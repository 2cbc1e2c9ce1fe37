"""It is plain where a dossier enters a process."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event, Process, SubProcess
from bpmn.sentences import Sentence


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
        yield process, Sentence("{process} chưa có sự kiện bắt đầu.", process=called(process))
    elif len(plain) > 1:
        yield (
            process,
            Sentence(
                "{process} cần một sự kiện bắt đầu thường, đang có {number}.",
                process=called(process),
                number=len(plain),
            ),
        )


def _of_subprocess(scope: SubProcess, starts: list[Event]) -> Iterator[Found]:
    if len(starts) != 1:
        yield (
            scope,
            Sentence(
                "{scope} cần đúng một sự kiện bắt đầu, đang có {number}.", scope=called(scope), number=len(starts)
            ),
        )
    for start in starts:
        if scope.by_event and start.definition == "none":
            yield (
                start,
                Sentence(
                    "Tiến trình con theo sự kiện {scope} chưa ghi sự kiện nào làm nó bắt đầu.", scope=called(scope)
                ),
            )
        elif not scope.by_event and start.definition != "none":
            yield (
                start,
                Sentence(
                    "Tiến trình con {scope} phải bắt đầu bằng sự kiện thường, không chờ sự kiện khác.",
                    scope=called(scope),
                ),
            )
