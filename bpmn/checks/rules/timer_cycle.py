"""A timer that goes off again and again has a place only where what it watches goes on."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Event


@rule("timer-cycle", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """A cycle stands on a border, or begins an event subprocess, that does not stop what it watches."""
    for node in subject.nodes:
        if not isinstance(node, Event) or node.timer is None or node.timer.kind != "timeCycle":
            continue
        goes_on = not node.interrupting and node.kind in ("boundaryEvent", "startEvent")
        if not goes_on:
            yield node, f"Sự kiện {called(node)} hẹn giờ lặp lại nhưng chỉ xảy ra một lần; hãy ghi một thời hạn (P3D)."
