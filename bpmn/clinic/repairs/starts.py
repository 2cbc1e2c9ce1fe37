"""Every way has a beginning."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, definitions, drop, fact, is_true, kind_of, label, means
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence

MOST_STARTS = 50  # of more than these nobody looks which of them meet


@repair("repair-start", order=80)
def mend(chart: Chart) -> Iterator[Change]:
    """A start is drawn before what nothing leads to; of several plain starts an officer chooses one."""
    for scope in chart.scopes():
        if kind_of(scope) == "adHocSubProcess" or not chart.nodes(scope):
            continue
        yield from _entered_starts(chart, scope)
        yield from _several(chart, scope)
        yield from _heads(chart, scope)


def _starts(chart: Chart, scope: Node) -> list[Node]:
    return [node for node in chart.nodes(scope) if kind_of(node) == "startEvent"]


def _entered_starts(chart: Chart, scope: Node) -> Iterator[Change]:
    """A start that flows lead back to becomes an event on the way, behind a new start."""
    for start in _starts(chart, scope):
        if not chart.incoming(start) or chart.spares(start):
            continue
        _on_the_way(chart, start)
        chart.connect(chart.add("startEvent", beside=start, before=True), start)
        yield (
            start,
            Sentence(
                "Có hướng đi quay lại sự kiện bắt đầu {start}; đã vẽ một sự kiện bắt đầu trước nó.", start=label(start)
            ),
        )


def _on_the_way(chart: Chart, start: Node) -> None:
    if means(start) in ("error", "escalation", "compensate"):  # of an event subprocess; nothing else catches them
        for definition in definitions(start):
            drop(definition)
    chart.rename_kind(start, "intermediateThrowEvent" if means(start) == "none" else "intermediateCatchEvent")
    for attribute in ("isInterrupting", "parallelMultiple"):
        start.attrib.pop(attribute, None)


def _several(chart: Chart, scope: Node) -> Iterator[Change]:
    plain = [start for start in _starts(chart, scope) if means(start) == "none"]
    for start in [start for start in plain if not chart.outgoing(start) and not chart.spares(start)]:
        if len(plain) > 1:
            plain.remove(start)
            chart.remove(start)
            yield start, Sentence("Sự kiện bắt đầu {start} không dẫn đến đâu; đã bỏ.", start=label(start))
    if len(plain) < 2 or chart.spares(scope):
        return
    together = _meet(chart, plain)
    gateway = chart.add("parallelGateway" if together else "exclusiveGateway", beside=plain[0], before=True)
    chart.connect(chart.add("startEvent", beside=gateway, before=True), gateway)
    name = fact(scope, "start")
    for start in plain:
        _on_the_way(chart, start)
        flow = chart.connect(gateway, start)
        if not together and start is plain[-1]:
            gateway.set("default", flow.get("id"))
        elif not together:
            chart.ask(flow, f'{name} == "{start.get("id")}"')
    how = (
        Sentence("các hướng cùng bắt đầu")
        if together
        else Sentence("cán bộ chọn bằng thông tin “{name}” = mã sự kiện bắt đầu", name=name)
    )
    yield (
        scope,
        Sentence(
            "{scope} có {number} sự kiện bắt đầu; đã vẽ một sự kiện bắt đầu chung, {how}.",
            scope=label(scope),
            number=len(plain),
            how=how,
        ),
    )


def _meet(chart: Chart, starts: list[Node]) -> bool:
    """Whether a parallel join waits for ways that no single start opens all of."""
    if len(starts) > MOST_STARTS:
        return False
    reached = [_reached(chart, start) for start in starts]
    joins = (node for node in chart.nodes(starts[0].getparent()) if kind_of(node) == "parallelGateway")
    for join in joins:
        sources = {flow.get("sourceRef") for flow in chart.incoming(join)}
        opened = [sources & found for found in reached]
        if len(sources) > 1 and all(ways != sources for ways in opened) and set().union(*opened) == sources:
            return True
    return False


def _reached(chart: Chart, start: Node) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node is None or node.get("id") in found:
            continue
        found.add(node.get("id"))
        waiting += [chart.target(flow) for flow in chart.outgoing(node)]
        waiting += chart.next_of(node)
    return found


def _heads(chart: Chart, scope: Node) -> Iterator[Change]:
    starts = _starts(chart, scope)
    heads = [node for node in chart.nodes(scope) if _is_head(chart, node)]
    heads += _circles(chart, scope, [*starts, *heads])
    heads = [head for head in heads if not chart.spares(head)]
    if not heads:
        return
    start = starts[0] if starts else chart.add("startEvent", beside=heads[0], before=True)
    behind = [flow for flow in chart.outgoing(start) if chart.target(flow) is not None]
    if len(behind) + len(heads) == 1:
        chart.connect(start, heads[0])
    else:
        split = chart.add("parallelGateway", beside=start)
        for flow in behind:
            chart.lead(flow, source=split)
        chart.connect(start, split)
        for head in heads:
            chart.connect(split, head)
    for head in heads:
        yield head, Sentence("Không có hướng đi nào đến {head}; đã nối từ sự kiện bắt đầu.", head=label(head))


def _circles(chart: Chart, scope: Node, known: list[Node]) -> list[Node]:
    """The first node of each circle that nothing leads into."""
    found: list[Node] = []
    reached: set[str] = set()
    for start in known:
        reached |= _reached(chart, start)
    for node in chart.nodes(scope):
        if node.get("id") not in reached and _may_begin(chart, node):
            found.append(node)
            reached |= _reached(chart, node)
    return found


def _is_head(chart: Chart, node: Node) -> bool:
    return not chart.incoming(node) and kind_of(node) != "startEvent" and _may_begin(chart, node)


def _may_begin(chart: Chart, node: Node) -> bool:
    if kind_of(node) == "boundaryEvent" or is_true(node, "triggeredByEvent") or chart.compensates(node):
        return False
    is_link = any(kind_of(definition) == "linkEventDefinition" for definition in definitions(node))
    return not (is_link and kind_of(node) == "intermediateCatchEvent")
