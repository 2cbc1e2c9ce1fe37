"""Timer events on the moment handed in, where SpiffWorkflow's own look at the wall clock."""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    TimerEventDefinition,
)

from bpmn import expressions
from bpmn.engine.periods import Cycle, due, is_plain, later

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task


def checked(text: str, *, cycle: bool = False) -> None:
    """Reads a timer's text when the diagram is read. Refuses: WrongTimer, WrongExpression."""
    if not is_plain(text):
        expressions.compile(text)
    elif cycle:
        Cycle.read(text)
    else:
        due(text, datetime.fromisoformat("2026-01-01T00:00+00:00"))


def _value(text: str, task: Task) -> object:
    return text.strip() if is_plain(text) else task.workflow.script_engine.evaluate(task, text)


class DueTimer(TimerEventDefinition):
    """Fires once: so long after its element was reached, or at the moment named. Worked out once, then kept."""

    def __init__(self, element: str, text: str, description: str | None) -> None:
        super().__init__(element, text, description=description)
        self.key = f"due:{element}"  # two timers behind one event gateway share one token

    def has_fired(self, my_task: Task) -> bool:
        """Whether the act's moment has reached the due time."""
        inner, moment = my_task.internal_data, my_task.workflow.script_engine.moment
        if self.key not in inner:
            inner[self.key] = due(_value(self.expression, my_task), moment).isoformat()
        if datetime.fromisoformat(inner[self.key]) <= moment:
            inner["event_fired"] = True
        return inner.get("event_fired", False)

    def due(self, my_task: Task) -> datetime | None:
        """When it will fire, None while it does not wait."""
        written = my_task.internal_data.get(self.key)
        return None if written is None else datetime.fromisoformat(written)

    def put_off(self, my_task: Task, until: datetime) -> None:
        """Has it fire at another moment."""
        my_task.internal_data[self.key] = until.isoformat()


class CycleTimer(CycleTimerEventDefinition):
    """Fires again and again; each time its flow starts once more."""

    def __init__(self, element: str, text: str, description: str | None) -> None:
        super().__init__(element, text, description=description)

    def cycle_complete(self, my_task: Task) -> bool:
        """Whether one more firing is due at the act's moment."""
        inner: dict[str, Any] = my_task.internal_data
        moment = my_task.workflow.script_engine.moment
        cycle = Cycle.read(str(_value(self.expression, my_task)))
        if "next" not in inner:
            start = later(moment, cycle.period) if cycle.start is None else cycle.start
            inner["next"], inner["left"] = start.isoformat(), cycle.times
        following = datetime.fromisoformat(inner["next"])
        if inner["left"] == 0:
            inner["event_fired"] = True
        if inner["left"] == 0 or following > moment:
            return False
        inner["next"], inner["left"] = cycle.next_after(following, moment).isoformat(), inner["left"] - 1
        return True

    def due(self, my_task: Task) -> datetime | None:
        """When it will fire next, None when it has done so often enough."""
        inner: dict[str, Any] = my_task.internal_data
        return datetime.fromisoformat(inner["next"]) if inner.get("left") else None

    def put_off(self, my_task: Task, until: datetime) -> None:
        """Has it fire next at another moment."""
        my_task.internal_data["next"] = until.isoformat()
