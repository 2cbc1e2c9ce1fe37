"""Where the way divides and nobody wrote by what, an officer chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn import expressions
from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, children, drop, fact, kind_of, label, text_of
from bpmn.clinic.registry import Change, repair
from bpmn.expressions import WrongExpression
from bpmn.sentences import Sentence

_XPATH = re.compile(
    r"""(?<!\w)(?:\w{1,50}:)?get(?:DataObject|DataInput|ProcessProperty|ActivityProperty)\(["'](\w+)["']\)"""
)
_CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@repair("repair-condition", order=90)
def mend(chart: Chart) -> Iterator[Change]:
    """Flows that no condition, or none we can read, tells apart are chosen by a fact the officer is asked for."""
    for flow in chart.every("sequenceFlow"):
        yield from _unread(chart, flow)
    for gateway in chart.every("parallelGateway", "eventBasedGateway"):
        for flow in chart.outgoing(gateway):
            condition = text_of(flow, "conditionExpression")
            if condition and not chart.spares(flow):
                _take_out(chart, flow, condition)
                yield (
                    flow,
                    Sentence(
                        "Cổng {gateway} không xét điều kiện; đã chuyển “{condition}” vào phần mô tả.",
                        gateway=label(gateway),
                        condition=condition,
                    ),
                )
    for gateway in chart.every(*_CHOOSING):
        flows = chart.outgoing(gateway)
        if len(flows) > 1:
            yield from _chosen(chart, gateway, flows)


def _take_out(chart: Chart, flow: Node, text: str) -> None:
    for condition in children(flow, "conditionExpression"):
        drop(condition)
    chart.note(flow, text)


def is_readable(text: str) -> bool:
    """Whether a condition compiles."""
    try:
        expressions.compile(text)
    except WrongExpression:
        return False
    return True


def _feel(xpath: str) -> str:
    """The standard's own expressions call a fact `getDataObject('name')` (BPMN 2.0.2 §10.4.3)."""
    return "= " + _XPATH.sub(r"\1", xpath).replace("'", '"')


def _unread(chart: Chart, flow: Node) -> Iterator[Change]:
    """A condition of another language is kept in the documentation; an empty one is none."""
    for condition in () if chart.spares(flow) else children(flow, "conditionExpression"):
        text = "".join(condition.itertext()).strip()
        if _XPATH.search(text) and is_readable(feel := _feel(text)):
            chart.ask(flow, feel)
            yield (
                flow,
                Sentence(
                    "Điều kiện XPath “{text}” của hướng {flow} đã viết lại thành “{feel}”.",
                    text=text,
                    flow=label(flow),
                    feel=feel,
                ),
            )
            continue
        if text and is_readable(text):
            continue
        drop(condition)
        if not text:
            continue
        chart.note(flow, text)
        source = chart.source(flow)
        if source is None or kind_of(source) in _CHOOSING:
            then = (
                Sentence("cán bộ sẽ chọn hướng đi")
                if len(chart.outgoing(source)) > 1
                else Sentence("hướng đi này luôn mở")
            )
        else:
            name = fact(flow, "holds")
            chart.ask(flow, name)
            then = Sentence("cán bộ cho biết bằng thông tin “{name}”", name=name)
        yield (
            flow,
            Sentence(
                "Không đọc được điều kiện “{text}” của hướng {flow}; đã chuyển vào phần mô tả, {then}.",
                text=text,
                flow=label(flow),
                then=then,
            ),
        )


def _chosen(chart: Chart, gateway: Node, flows: list[Node]) -> Iterator[Change]:
    default = gateway.get("default")
    open_ones = [flow for flow in flows if not text_of(flow, "conditionExpression") and flow.get("id") != default]
    for flow in flows:
        if flow.get("id") == default and children(flow, "conditionExpression") and not chart.spares(flow):
            text = text_of(flow, "conditionExpression")
            _take_out(chart, flow, text)
            yield (
                flow,
                Sentence("Hướng mặc định {flow} không có điều kiện; đã bỏ “{text}”.", flow=label(flow), text=text),
            )
    if not open_ones:
        return
    if default is None and not chart.spares(gateway):
        last = open_ones.pop()
        gateway.set("default", last.get("id"))
        yield (
            gateway,
            Sentence(
                "Cổng {gateway} chưa có hướng mặc định; đã lấy hướng {last}.", gateway=label(gateway), last=label(last)
            ),
        )
    name = fact(gateway, "choice")
    for flow in (one for one in open_ones if not chart.spares(one)):
        wanted = f'"{flow.get("id")}"'
        chart.ask(flow, f"{name} == {wanted}" if kind_of(gateway) == "exclusiveGateway" else f"{wanted} in {name}")
        yield (
            flow,
            Sentence(
                "Hướng {flow} chưa có điều kiện; cán bộ chọn hướng này bằng thông tin “{name}” = {wanted}.",
                flow=label(flow),
                name=name,
                wanted=wanted,
            ),
        )
