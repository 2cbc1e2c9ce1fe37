"""A step that is done several times says how often, or for what."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.attributes import CAMUNDA, value
from bpmn.clinic.chart import Chart, Node, children, fact, label, text_of
from bpmn.clinic.registry import Change, repair


@repair("repair-loop", order=60)
def mend(chart: Chart) -> Iterator[Change]:
    """Repeated steps without a list, a number or a condition ask the officer for one."""
    for loop in chart.every("multiInstanceLoopCharacteristics"):
        step = loop.getparent()
        if not (value(loop, "collection") or text_of(loop, "loopCardinality") or text_of(loop, "loopDataInputRef")):
            name = fact(step, "items")
            _clear(loop)
            loop.set(f"{{{CAMUNDA}}}collection", name)
            loop.set(f"{{{CAMUNDA}}}elementVariable", fact(step, "item"))
            yield step, f"Bước lặp {label(step)} chưa ghi làm cho những gì; nay lặp theo danh sách “{name}”."
    for loop in chart.every("standardLoopCharacteristics"):
        step = loop.getparent()
        if not (loop.get("loopMaximum") or text_of(loop, "loopCondition")):
            name = fact(step, "again")
            _clear(loop)
            chart.say(loop, "loopCondition", name)
            yield step, f"Bước lặp {label(step)} chưa ghi đến khi nào; nay lặp lại khi thông tin “{name}” còn đúng."


def _clear(loop: Node) -> None:
    for empty in children(loop, "loopCondition", "loopCardinality", "loopDataInputRef"):
        loop.remove(empty)
