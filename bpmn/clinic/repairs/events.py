"""An event says what happens, and what is sent or caught has a name."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, children, definitions, fact, kind_of, label, means, text_of
from bpmn.clinic.registry import Change, repair
from bpmn.clinic.repairs.activities import exchanges
from bpmn.sentences import Sentence

_NAMED = ("message", "signal", "error", "escalation")
_WORD = {
    "message": Sentence("thông điệp"),
    "signal": Sentence("tín hiệu"),
    "error": Sentence("lỗi"),
    "escalation": Sentence("báo cấp trên"),
}


@repair("repair-event", order=40)
def mend(chart: Chart) -> Iterator[Change]:
    """Events without a definition that need one wait for a message; nameless messages and the like get a name."""
    for event in chart.every("intermediateCatchEvent", "boundaryEvent"):
        if means(event) == "none" and not chart.spares(event):
            chart.place(event, "messageEventDefinition")
            yield event, Sentence("Sự kiện {event} chưa ghi điều phải chờ; nay chờ một thông điệp.", event=label(event))
    for definition in chart.every(*(f"{kind}EventDefinition" for kind in _NAMED)):
        kind = kind_of(definition).removesuffix("EventDefinition")
        event = definition.getparent()
        if not definition.get(f"{kind}Ref") and _needs_name(event, kind) and not chart.spares(event):
            reference = _message(chart, event) if kind == "message" else chart.named(kind, _name(event), event)
            definition.set(f"{kind}Ref", reference)
            yield (
                event,
                Sentence(
                    "{event} chưa ghi {word} nào; đã đặt theo tên “{name}”.",
                    event=label(event),
                    word=_WORD[kind],
                    name=chart.by_id[reference].get("name"),
                ),
            )
    for task in chart.every("sendTask", "receiveTask"):
        if not task.get("messageRef") and exchanges(chart, task) and not chart.spares(task):
            task.set("messageRef", _message(chart, task))
            yield (
                task,
                Sentence(
                    "Bước {task} chưa ghi thông điệp nào; đã đặt theo tên “{name}”.",
                    task=label(task),
                    name=_said(chart, task),
                ),
            )
    yield from _without_names(chart)
    for definition in chart.every("conditionalEventDefinition"):
        event = definition.getparent()
        if not text_of(definition, "condition") and not chart.spares(event):
            for old in children(definition, "condition"):
                definition.remove(old)
            chart.say(definition, "condition", fact(event, "holds"))
            yield (
                event,
                Sentence(
                    "Sự kiện {event} chưa có điều kiện; nay chờ thông tin “{fact}”.",
                    event=label(event),
                    fact=fact(event, "holds"),
                ),
            )


def _without_names(chart: Chart) -> Iterator[Change]:
    """A message that is declared without a name is called by the first element that means it."""
    for kind in _NAMED:
        for node in chart.every(f"{kind}EventDefinition", *(("sendTask", "receiveTask") if kind == "message" else ())):
            declared = chart.by_id.get(node.get(f"{kind}Ref", ""))
            if declared is not None and not declared.get("name"):
                owner = node if node.get("id") and kind_of(node).endswith("Task") else node.getparent()
                if chart.spares(owner):
                    continue
                declared.set("name", declared.get(f"{kind}Code") or _name(owner))
                yield (
                    owner,
                    Sentence(
                        "{owner} dùng {word} chưa có tên; đã đặt tên “{name}”.",
                        owner=label(owner),
                        word=_WORD[kind],
                        name=declared.get("name"),
                    ),
                )


def _needs_name(event: Node, kind: str) -> bool:
    """An error or escalation that is caught without a name is any (BPMN 2.0.2 §10.5.6)."""
    return kind in ("message", "signal") or kind_of(event) in ("endEvent", "intermediateThrowEvent")


def _said(chart: Chart, task: Node) -> str:
    return chart.by_id[task.get("messageRef")].get("name", "")


def _name(node: Node) -> str:
    return " ".join(node.get("name", "").split()) or node.get("id", "") or kind_of(node)


def _message(chart: Chart, node: Node) -> str:
    """The message of a node: what its message flow or the flow's other end says, else its own name."""
    for flow in chart.messages_of(node):
        if flow.get("messageRef"):
            return flow.get("messageRef")
        ends = [chart.by_id.get(flow.get(end, "")) for end in ("sourceRef", "targetRef")]
        for other in ends:
            if other is not None and other is not node and (known := _refers(other)):
                return known
        if flow.get("name"):
            return chart.named("message", _name(flow), flow)
        return chart.named("message", _name(ends[0] if kind_of(ends[0]) != "participant" else node), node)
    return chart.named("message", _name(node), node)


def _refers(node: Node) -> str | None:
    said = [node, *(found for found in definitions(node) if kind_of(found) == "messageEventDefinition")]
    return next((one.get("messageRef") for one in said if one.get("messageRef")), None)
