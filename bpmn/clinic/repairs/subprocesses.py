"""A subprocess drawn closed, with nothing inside, is one step."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import SUBPROCESSES, children, definitions, drop, is_true, kind_of, label, means
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence

_SAID = ("documentation", "extensionElements", "incoming", "outgoing", "ioSpecification", "property")
_LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
_OWN = ("triggeredByEvent", "method", "ordering", "cancelRemainingInstances")


@repair("repair-subprocess", order=45)
def mend(chart: Chart) -> Iterator[Change]:
    """Empty subprocesses become user tasks, empty ones by event are removed, and the others start without an event."""
    for scope in reversed(chart.every(*SUBPROCESSES)):  # an inner one may leave its outer one empty
        if scope.getparent() is None or chart.spares(scope):
            continue
        by_event = is_true(scope, "triggeredByEvent")
        if not chart.nodes(scope):
            if by_event:
                chart.remove(scope)
                yield (
                    scope,
                    Sentence("Tiến trình con theo sự kiện {scope} không có gì bên trong; đã bỏ.", scope=label(scope)),
                )
                continue
            for child in [child for child in scope if kind_of(child) not in (*_SAID, *_LOOPS)]:
                chart.remove(child)
            for name in _OWN:
                scope.attrib.pop(name, None)
            chart.rename_kind(scope, "userTask")
            yield (
                scope,
                Sentence(
                    "Tiến trình con {scope} không có gì bên trong; đã đổi thành việc của cán bộ.", scope=label(scope)
                ),
            )
        elif not by_event:
            for start in children(scope, "startEvent"):
                if means(start) != "none" and not chart.spares(start):
                    for definition in definitions(start):
                        drop(definition)
                    yield (
                        start,
                        Sentence(
                            "Tiến trình con bắt đầu ngay khi đến lượt; đã bỏ điều phải chờ ở {start}.",
                            start=label(start),
                        ),
                    )
