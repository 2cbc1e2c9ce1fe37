"""An arrow back into a join waits for a part of the way that is already done: nobody would ever pass it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence

_JOINS = ("parallelGateway", "inclusiveGateway")


@rule("loop-into-join", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """No arrow back leads into a parallel or inclusive join; one that leads in front of its split is fine."""
    starts = [start for scope in subject.scopes for start in subject.starts(scope)]
    place = {node.id: number for number, node in enumerate(subject.inside_out(starts))}
    for flow in subject.flows:
        join = subject.model.elements.get(flow.target)
        if join is None or join.kind not in _JOINS or len(subject.model.incoming[join.id]) < 2:
            continue
        if flow.source in place and place[join.id] >= place[flow.source]:
            yield (
                flow,
                Sentence(
                    "Hướng {flow} quay lại cổng hợp nhất {join}, hồ sơ sẽ dừng ở đó mãi.",
                    flow=called(flow),
                    join=called(join),
                ),
            )
