"""A timer that goes off again and again has a place only where what it watches goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn.checks.fixes import set_period
from bpmn.checks.registry import Shown, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event
from bpmn.sentences import Sentence

_PERIOD = re.compile(r"R\d*/(P[^/]+)")


@rule("timer-cycle", severity="warning")
def check(subject: Subject) -> Iterator[Shown]:
    """A cycle stands on a border, or begins an event subprocess, that does not stop what it watches."""
    for node in subject.nodes:
        if not isinstance(node, Event) or node.timer is None or node.timer.kind != "timeCycle":
            continue
        goes_on = not node.interrupting and node.kind in ("boundaryEvent", "startEvent")
        if not goes_on:
            period = _PERIOD.fullmatch(node.timer.text)
            fix = (
                set_period(Sentence("Hẹn giờ một lần, sau {period}", period=period[1]), node.id, period[1])
                if period
                else None
            )
            told = Sentence(
                "Sự kiện {node} hẹn giờ lặp lại nhưng chỉ xảy ra một lần; hãy ghi một thời hạn (P3D).",
                node=called(node),
            )
            yield Shown(node, told, fix=fix)
