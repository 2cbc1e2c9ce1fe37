"""A step that is done several times says how often, or for what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn.attributes import CAMUNDA, value
from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, children, fact, label, text_of
from bpmn.clinic.registry import Change, repair
from bpmn.clinic.repairs.conditions import is_readable
from bpmn.sentences import Sentence

_NAME = re.compile(r"(?:[$#]\{\s*)?[^\W\d]\w*(?:\s*\})?")


@repair("repair-loop", order=60)
def mend(chart: Chart) -> Iterator[Change]:
    """Repeated steps without a list, a number or a condition ask the officer for one."""
    for loop in chart.every("multiInstanceLoopCharacteristics"):
        step = loop.getparent()
        collection, number = value(loop, "collection"), text_of(loop, "loopCardinality")
        is_list = _NAME.fullmatch(collection) if collection else text_of(loop, "loopDataInputRef")
        is_known = is_list or (number and not collection and is_readable(number))
        if not is_known and not chart.spares(step):
            name = fact(step, "items")
            if collection or number:
                chart.note(step, collection or number)
            _clear(loop)
            loop.set(f"{{{CAMUNDA}}}collection", name)
            if not value(loop, "elementVariable"):
                loop.set(f"{{{CAMUNDA}}}elementVariable", fact(step, "item"))
            yield (
                step,
                Sentence(
                    "Bước lặp {step} chưa ghi làm cho những gì; nay lặp theo danh sách “{name}”.",
                    step=label(step),
                    name=name,
                ),
            )
    for loop in chart.every("standardLoopCharacteristics"):
        step = loop.getparent()
        condition = text_of(loop, "loopCondition")
        is_known = is_readable(condition) if condition else loop.get("loopMaximum")
        if not is_known and not chart.spares(step):
            if condition:
                chart.note(step, condition)
            name = fact(step, "again")
            _clear(loop)
            chart.say(loop, "loopCondition", f"{name} == true")
            yield (
                step,
                Sentence(
                    "Bước lặp {step} chưa ghi đến khi nào; nay lặp lại khi thông tin “{name}” còn đúng.",
                    step=label(step),
                    name=name,
                ),
            )


def _clear(loop: Node) -> None:
    for empty in children(loop, "loopCondition", "loopCardinality", "loopDataInputRef"):
        loop.remove(empty)
