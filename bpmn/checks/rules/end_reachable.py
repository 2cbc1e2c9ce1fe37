"""Whatever happens to a dossier, it can come to an end."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event, SubProcess
from bpmn.sentences import Sentence


@rule("end-reachable", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every scope has an end, and from every node that is reached an end can be reached."""
    for scope in subject.scopes:
        if isinstance(scope, SubProcess) and scope.kind == "adHocSubProcess":
            continue
        nodes = subject.within(scope)
        ends = [node for node in nodes if node.kind == "endEvent"]
        if not ends:
            yield scope, Sentence("{scope} không có sự kiện kết thúc.", scope=called(scope))
            continue
        ending = subject.reachable(ends, backwards=True)
        reached = subject.reachable(subject.starts(scope))
        for node in nodes:
            undoes = isinstance(node, Event) and node.attached_to and node.definition == "compensate"
            if node.id in reached and node.id not in ending and not undoes:
                yield node, Sentence("Từ {node} không có đường nào đi đến kết thúc.", node=called(node))
