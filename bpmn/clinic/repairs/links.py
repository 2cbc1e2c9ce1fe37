"""Both ends of a link bear one name."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, children, drop, kind_of, label
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence

_THROWS, _CATCHES = "intermediateThrowEvent", "intermediateCatchEvent"


@repair("repair-link", order=37)
def mend(chart: Chart) -> Iterator[Change]:
    """A link is named as its event; what nothing answers is a plain event."""
    for scope in chart.scopes():
        ends = [node for node in chart.nodes(scope) if children(node, "linkEventDefinition")]
        for event in ends:
            (definition,) = children(event, "linkEventDefinition")[:1]
            if not definition.get("name") and not chart.spares(event):
                definition.set("name", _label(event))
                yield event, Sentence("Liên kết {event} chưa có tên; đã lấy tên của sự kiện.", event=label(event))
        yield from _lonely(chart, ends)


def _lonely(chart: Chart, ends: list[Node]) -> Iterator[Change]:
    names = {kind: {_name(event) for event in ends if kind_of(event) == kind} for kind in (_THROWS, _CATCHES)}
    lonely = [event for event in ends if not all(_name(event) in known for known in names.values())]
    throws = [event for event in lonely if kind_of(event) == _THROWS]
    catches = [event for event in lonely if kind_of(event) == _CATCHES]
    if len(catches) == 1 and len({_name(event) for event in throws}) == 1:
        for event in (one for one in throws if not chart.spares(one)):
            children(event, "linkEventDefinition")[0].set("name", _name(catches[0]))
            yield (
                event,
                Sentence(
                    "Liên kết {event} không có đầu kia cùng tên; đã nối với {other}.",
                    event=label(event),
                    other=label(catches[0]),
                ),
            )
        return
    for event in (one for one in lonely if not chart.spares(one)):
        for definition in children(event, "linkEventDefinition"):
            drop(definition)
        chart.rename_kind(event, _THROWS)
        yield (
            event,
            Sentence("Liên kết {event} không có đầu kia; đã thành sự kiện trung gian thường.", event=label(event)),
        )


def _name(event: Node) -> str:
    return children(event, "linkEventDefinition")[0].get("name", "")


def _label(event: Node) -> str:
    return " ".join(event.get("name", "").split()) or event.get("id")
