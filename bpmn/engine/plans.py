"""A diagram made ready to run, once for all its dossiers."""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types
from SpiffWorkflow.bpmn.parser import BpmnParser, TaskParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    EventDefinitionParser,
    IntermediateCatchEventParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import (
    CallActivityParser,
    ConditionalGatewayParser,
    GatewayParser,
    ScriptTaskParser,
    SubWorkflowParser,
)
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.base import TaskSpec

from bpmn import expressions
from bpmn.engine import diagram, events, flow, machines, timers
from bpmn.engine.refusals import NotExecutable
from bpmn.engine.rewrites import drawn
from bpmn.model import Model
from bpmn.refusals import Refusal
from bpmn.sentences import Sentence

MOST_KEPT = 256  # 44 to 220 KiB each


@dataclass(frozen=True, slots=True)
class Plan:
    """One process of a diagram and the parts it calls. Shared by threads: nothing in it changes at run time."""

    process: str
    spec: BpmnProcessSpec
    parts: dict[str, BpmnProcessSpec]


class _Event(EventDefinitionParser):
    def parse_timer_event(self, event: diagram.Node) -> timers.DueTimer | timers.CycleTimer:
        description = self.get_event_description(event)
        for child in event:
            match etree.QName(child).localname:
                case "timeDate" | "timeDuration":
                    return timers.DueTimer(drawn(self.bpmn_id), child.text or "", description)
                case "timeCycle":
                    return timers.CycleTimer(drawn(self.bpmn_id), child.text or "", description)
                case _:
                    pass
        raise NotExecutable(element=self.bpmn_id, reason=Sentence("sự kiện hẹn giờ chưa có thời hạn"))

    def parse_conditional_event(self, event: diagram.Node) -> events.Holding:
        condition = super().parse_conditional_event(event)
        return events.Holding(condition.expression or "", description=condition.description)

    def parse_cancel_event(self, event: diagram.Node) -> events.Cancelling:
        return events.Cancelling(description=self.get_event_description(event))


class _Start(_Event, StartEventParser):
    pass


class _End(_Event, EndEventParser):
    pass


class _Catch(_Event, IntermediateCatchEventParser):
    pass


class _Boundary(_Event, BoundaryEventParser):
    pass


class _Activity(TaskParser):
    PARALLEL_MI_CLASS = flow.ParallelTasks
    SEQUENTIAL_MI_CLASS = flow.SequentialTasks


class _Script(_Activity, ScriptTaskParser):
    pass


class _Part(_Activity, SubWorkflowParser):
    pass


class _Called(_Activity, CallActivityParser):
    pass


class _Machine(_Activity, machines.MachineParser):
    pass


class _Parser(BpmnParser):
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own way to extend it
        full_tag("startEvent"): (_Start, defaults.StartEvent),
        full_tag("endEvent"): (_End, defaults.EndEvent),
        full_tag("intermediateCatchEvent"): (_Catch, defaults.IntermediateCatchEvent),
        full_tag("boundaryEvent"): (_Boundary, events.BoundaryEvent),
        full_tag("userTask"): (_Activity, defaults.UserTask),
        full_tag("manualTask"): (_Activity, defaults.ManualTask),
        full_tag("task"): (_Activity, defaults.NoneTask),
        full_tag("scriptTask"): (_Script, defaults.ScriptTask),
        full_tag("businessRuleTask"): (_Machine, machines.RuleTask),
        full_tag("serviceTask"): (_Machine, machines.ServiceTask),
        full_tag("subProcess"): (_Part, defaults.SubWorkflowTask),
        full_tag("callActivity"): (_Called, defaults.CallActivity),
        full_tag("exclusiveGateway"): (ConditionalGatewayParser, flow.ExclusiveGateway),
        full_tag("parallelGateway"): (GatewayParser, flow.ParallelGateway),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, flow.InclusiveGateway),
    }


_kept: OrderedDict[tuple[str, str], Plan] = OrderedDict()
_lock = Lock()


def find(model: Model, process: str) -> Plan:
    """The plan of this process, read at most once as long as it is in use. Refuses: NotExecutable."""
    key = (model.hash, process)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = read(model.xml, process)
    with _lock:
        kept = _kept.setdefault(key, made)  # another thread may have been faster
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return kept


def read(xml: bytes, process: str) -> Plan:
    """Reads a diagram and everything written in it, so that no text can be wrong later. Refuses: NotExecutable."""
    parser = _Parser()
    try:
        parser.add_bpmn_xml(diagram.prepared(xml))
        parts: dict[str, BpmnProcessSpec] = parser.get_subprocess_specs(process)
        spec: BpmnProcessSpec = parser.process_parsers[process].get_spec()
    except ValidationException as wrong:
        if isinstance(wrong.__context__, NotExecutable):  # ours, wrapped on its way through the library
            raise wrong.__context__ from None
        reason = Sentence("phần tử này thiếu thông tin hoặc chưa được hỗ trợ")
        raise NotExecutable(element=wrong.id or process, reason=reason, detail=str(wrong)) from wrong
    except RecursionError as wrong:
        raise NotExecutable(element=process, reason=Sentence("chuỗi bước quá dài")) from wrong
    for each in {id(each): each for each in (spec, *parts.values())}.values():  # a process that calls itself is both
        _make_ready(each)
    return Plan(process, spec, parts)


def _make_ready(spec: BpmnProcessSpec) -> None:
    """Takes out of run time what the library would do to a spec, or over and over, while dossiers run on it."""
    inputs = {task_spec: tuple(task_spec.inputs) for task_spec in spec.task_specs.values()}
    for task_spec in spec.task_specs.values():
        _read_texts(task_spec)
        # Prediction grows the whole future, exponentially in parallel blocks; our tokens ask for the next
        # step only when they take it (execution.Token.run). Set on our specs alone, never on the library.
        task_spec._predict = _nothing_ahead
        task_spec.test = _tested
        if isinstance(task_spec, flow.InclusiveGateway):
            task_spec.look_back(inputs)
        if isinstance(task_spec, LoopTask):
            spec.task_specs[task_spec.task_spec].completed_event.connect(task_spec.merge_child)


def _nothing_ahead(*_args: object, **_kwargs: object) -> None: ...


def _tested() -> None: ...


def _read_texts(task_spec: TaskSpec) -> None:
    try:
        for text in _texts(task_spec):
            expressions.compile(text)
        if isinstance(task_spec, defaults.ScriptTask):
            expressions.compile_script(task_spec.script or "")
        for event in _events(task_spec):
            if isinstance(event, timers.DueTimer | timers.CycleTimer):
                timers.checked(event.expression, cycle=isinstance(event, timers.CycleTimer))
    except Refusal as wrong:
        raise NotExecutable(element=drawn(task_spec.bpmn_id or task_spec.name), reason=str(wrong)) from wrong


def _texts(task_spec: TaskSpec) -> Iterator[str]:
    for condition, _output in getattr(task_spec, "cond_task_specs", ()):
        if condition is not None:
            yield condition.args[0]
    if isinstance(task_spec, LoopTask):
        yield from (text for name in ("condition", "cardinality") if (text := getattr(task_spec, name, None)))
    for event in _events(task_spec):
        if isinstance(event, ConditionalEventDefinition):
            yield event.expression


def _events(task_spec: TaskSpec) -> list[object]:
    event = getattr(task_spec, "event_definition", None)
    return [] if event is None else [event, *getattr(event, "event_definitions", ())]
