"""A node that nobody reaches is a step that is never done."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Flow, Lane, SubProcess
from bpmn.sentences import Sentence


@rule("connected", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every arrow joins two nodes of one scope, and every node can be reached from its scope's starts."""
    for flow in subject.flows:
        ends = [subject.model.elements.get(end) for end in (flow.source, flow.target)]
        if any(end is None or isinstance(end, Flow | Lane) or end.scope != flow.scope for end in ends):
            yield flow, Sentence("Mũi tên {flow} không nối hai phần tử của cùng một quy trình.", flow=called(flow))
    for scope in subject.scopes:
        starts = subject.starts(scope)
        reached = subject.reachable(starts)
        for node in subject.within(scope) if starts else ():
            if node.id not in reached and not (isinstance(node, SubProcess) and node.by_event):
                yield node, Sentence("Không có đường nào đi đến {node} từ sự kiện bắt đầu.", node=called(node))
