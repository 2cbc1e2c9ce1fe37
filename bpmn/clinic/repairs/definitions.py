"""An event happens by what its place allows (BPMN 2.0.2 §10.5.2 to §10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import definitions, drop, is_true, kind_of, label
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence

_WAITED = frozenset({"message", "timer", "signal", "conditional"})
_CAUGHT = frozenset({"error", "escalation", "compensate"})
_ALLOWED = {
    "startEvent": _WAITED,
    "intermediateCatchEvent": _WAITED | {"link"},
    "boundaryEvent": _WAITED | _CAUGHT | {"cancel"},
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation", "compensate", "link"}),
    "endEvent": frozenset({"message", "signal", "terminate", "cancel"}) | _CAUGHT,
}


@repair("repair-definition", order=36)
def mend(chart: Chart) -> Iterator[Change]:
    """What an event cannot happen by where it stands is taken out of it."""
    for event in chart.every(*_ALLOWED):
        allowed = _ALLOWED[kind_of(event)]
        if kind_of(event) == "startEvent" and is_true(event.getparent(), "triggeredByEvent"):
            allowed |= _CAUGHT
        for definition in definitions(event):
            kind = kind_of(definition).removesuffix("EventDefinition")
            if kind not in allowed and not chart.spares(event):
                drop(definition)
                yield (
                    event,
                    Sentence(
                        "Sự kiện {event} không thể có loại “{kind}” ở vị trí này; đã bỏ.", event=label(event), kind=kind
                    ),
                )
