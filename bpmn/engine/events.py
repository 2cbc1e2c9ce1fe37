"""What happens and who hears it: errors go outwards to the nearest who catches them, messages to all who wait."""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    CodeEventDefinition,
    ErrorEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent as Border
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.event import BpmnEvent, EventManager
from SpiffWorkflow.util.task import TaskState

from bpmn.engine.facts import Facts
from bpmn.engine.progress import Message
from bpmn.expressions import UnknownName, WrongValue

Token = Any  # execution.Token and Part, which stand above this module
Part = Any

_WAITING, _FUTURE = TaskState.WAITING, TaskState.FUTURE


class Events(EventManager):
    """The library's, but that errors and escalations go to the nearest border, and messages are kept.

    `sent` are the messages that nobody in the process hears; `early` those that came before they were waited for.
    """

    def __init__(self, workflow: Token) -> None:
        super().__init__(workflow)
        self.sent: list[Message] = []
        self.early: list[tuple[str, Facts]] = []

    def hear(self, message: str, facts: Facts) -> int:
        """How many heard a message or signal that comes from outside."""
        for kind in (MessageEventDefinition, SignalEventDefinition):
            if heard := super().catch(BpmnEvent(kind(message), payload=facts), internal=False):
                return heard
        return 0

    def hear_early(self) -> bool:
        """Whether a message that came early was waited for by now."""
        for place, (message, facts) in enumerate(self.early):
            if self.hear(message, facts):
                del self.early[place]
                return True
        return False

    def catch(self, event: BpmnEvent, internal: bool = True) -> int:
        """How many heard the event."""
        if isinstance(event.event_definition, MessageEventDefinition):
            heard = super().catch(event, internal=False)
            if not heard:
                element = self.workflow.journal.running
                self.sent.append(Message(str(event.event_definition.name), event.payload or {}, element))
            return heard
        if not isinstance(event.event_definition, CodeEventDefinition | Cancelling):
            return super().catch(event, internal)
        part: Part = event.target
        while part.parent_task_id is not None:
            host: Token = self.workflow.get_task_from_id(part.parent_task_id)
            border = _border(host, event)
            if border is not None:
                border.task_spec.catch(border, event)
                border.task_spec._update(border)
                if border.task_spec.cancel_activity:
                    # what throws is about to complete, and must not pass for the end of the activity
                    part.completed_event.disconnect(host.task_spec._on_subworkflow_completed)
                    host.cancel()
                return 1
            part = host.workflow
        if isinstance(event.event_definition, ErrorEventDefinition):
            self.workflow.cancel()  # BPMN 2.0.2 §10.5.4: an error that nobody catches ends the process
        return 0


def _border(host: Token, event: BpmnEvent) -> Token | None:
    """The event on the host's border that catches this: one that names the code before one that catches all."""
    above: Token = host.parent
    if isinstance(above.task_spec, LoopTask):
        above = above.parent
    waiting = [
        child
        for child in above.children
        if isinstance(child.task_spec, Border) and child._state == _WAITING and child.task_spec.catches(child, event)
    ]
    waiting.sort(key=lambda one: getattr(one.task_spec.event_definition, "code", "") is None)
    return waiting[0] if waiting else None


class Holding(ConditionalEventDefinition):
    """Waits for a condition. What it asks may not be known yet: others' acts must not fail on that."""

    def has_fired(self, my_task: Token) -> bool:
        """Whether the condition holds by what its branch knows."""
        try:
            fired = my_task.workflow.script_engine.evaluate(my_task, self.expression) is True
        except (UnknownName, WrongValue):
            fired = False
        my_task._set_internal_data(has_fired=fired)
        return fired


class Cancelling(CancelEventDefinition):
    """Cancels the transaction it is thrown in, and no other one beside it (§10.5.4)."""

    def throw(self, my_task: Token, **_more: object) -> None:
        """Goes to the border of the transaction."""
        my_task.workflow.top_workflow.catch(BpmnEvent(self, target=my_task.workflow))


class BoundaryEvent(defaults.BoundaryEvent):
    """An event on the border of an activity; one that lets it go on can happen again (§10.5.4)."""

    def _update_hook(self, my_task: Token) -> bool | None:
        followers = len(my_task.children)
        done = super()._update_hook(my_task)
        if len(my_task.children) > followers:  # a cycle's turn: it goes on without being over
            my_task.workflow.journal.passed.append(my_task.element)
        return done

    def _run_hook(self, my_task: Token) -> bool:
        done = super()._run_hook(my_task)
        again = not isinstance(self.event_definition, TimerEventDefinition | ConditionalEventDefinition)
        if again and not self.cancel_activity:
            following = my_task.parent._add_child(self, _FUTURE)
            self._update(following)
        return done
