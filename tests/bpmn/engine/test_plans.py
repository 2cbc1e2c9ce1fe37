"""Reading a diagram for the engine: all that is written in it is read once; what would run wrongly is refused."""

from __future__ import annotations

from collections import OrderedDict

import pytest
from SpiffWorkflow.bpmn.script_engine import TaskDataEnvironment

from bpmn import engine
from bpmn.engine import plans
from bpmn.engine.scripting import ScriptEngine
from bpmn.expressions import WrongExpression

LINE = (
    '<bpmn:startEvent id="start"/>{inside}<bpmn:endEvent id="end"/>'
    '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="x"/>'
    '<bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="end"/>'
)
TIMER = (
    '<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition>{}</bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)


@pytest.mark.parametrize(
    ("inside", "element"),
    [
        ('<bpmn:serviceTask id="x"/>', "x"),
        ('<bpmn:businessRuleTask id="x"/>', "x"),
        ('<bpmn:subProcess id="x"/>', "x"),
        ('<bpmn:callActivity id="x" calledElement="elsewhere"/>', None),
        ('<bpmn:intermediateThrowEvent id="x"><bpmn:linkEventDefinition/></bpmn:intermediateThrowEvent>', "x"),
        ('<bpmn:userTask id="x"/><bpmn:subProcess id="s" triggeredByEvent="true"/>', "s"),
        ('<bpmn:scriptTask id="x"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>', "x"),
        ('<bpmn:scriptTask id="x" camunda:resource="h.py"/>', "x"),
        (TIMER.format(""), "x"),
        (TIMER.format("<bpmn:timeDuration>P3</bpmn:timeDuration>"), "x"),
        (TIMER.format("<bpmn:timeDuration>a +</bpmn:timeDuration>"), "x"),
        (TIMER.format("<bpmn:timeDate>2026-02-30</bpmn:timeDate>"), "x"),
        (
            '<bpmn:userTask id="x"><bpmn:multiInstanceLoopCharacteristics camunda:collection="${a.b()}"/>'
            "</bpmn:userTask>",
            "x",
        ),
    ],
)
def test_what_cannot_run_as_drawn_is_refused_where_it_stands(diagrams, monday, inside, element):
    with pytest.raises(engine.NotExecutable) as refused:
        engine.start(diagrams.process(LINE.format(inside=inside)), {}, moment=monday)
    if element is not None:
        assert refused.value.params["element"] == element


def test_an_ignored_condition_is_refused(diagrams, monday):
    inside = LINE.format(inside='<bpmn:parallelGateway id="x"/>').replace(
        'targetRef="end"/>',
        'targetRef="end"><bpmn:conditionExpression>a</bpmn:conditionExpression></bpmn:sequenceFlow>',
    )
    with pytest.raises(engine.NotExecutable) as refused:
        engine.start(diagrams.process(inside), {}, moment=monday)
    assert refused.value.params["element"] == "f2"


def test_a_wrong_condition_is_found_before_anybody_comes_to_it(diagrams, monday):
    xml = diagrams("loop").xml.replace(b"kind in ['a', 'b']", b"__import__('os').system('id')")
    with pytest.raises(engine.NotExecutable) as refused:
        engine.start(diagrams.of(xml), {}, moment=monday)
    assert refused.value.params["element"] == "enough"
    assert "Biểu thức" in str(refused.value)


def test_an_unknown_process_is_refused(diagrams, monday):
    with pytest.raises(engine.NotExecutable):
        engine.start(diagrams("sequence"), {}, moment=monday, process="nowhere")


def test_another_process_of_the_file_can_be_started(diagrams, monday):
    model = diagrams("call_activity")
    progress = engine.start(model, {"number": 1}, moment=monday, process="consultation")
    assert {one.element for one in progress.opened} == {"police", "land_office"}
    for task in progress.opened:
        progress = engine.complete(model, progress.state, task.ref, {}, moment=monday)
    assert progress.data["consulted"] == 1


def test_a_plan_is_made_once(diagrams, monday):
    assert plans.find(diagrams("loop"), "loop") is plans.find(diagrams("loop"), "loop")


def test_only_so_many_plans_are_kept(diagrams, monkeypatch):
    monkeypatch.setattr(plans, "MOST_KEPT", 2)
    monkeypatch.setattr(plans, "_kept", OrderedDict())
    for name in ("sequence", "loop", "sequence", "parallel"):
        plans.find(diagrams(name), name)
    assert [process for _, process in plans._kept] == ["sequence", "parallel"]


def test_nothing_of_a_plan_changes_while_dossiers_run_on_it(diagrams, monday):
    model = diagrams("repeated")

    def shape():
        spec = plans.find(model, "repeated").spec
        return {
            name: (one._inputs[:], one._outputs[:], one.completed_event.n_subscribers(), len(vars(one)))
            for name, one in spec.task_specs.items()
        }

    before = shape()
    progress = engine.start(model, {}, moment=monday)
    waiting = list(progress.opened)
    while waiting:
        progress = engine.complete(model, progress.state, waiting.pop().ref, {}, moment=monday)
        waiting += progress.opened
    assert progress.ended
    assert shape() == before


@pytest.mark.parametrize("attack", ["__import__('os').getpid()", "().__class__.__base__", "open('/etc/passwd').read()"])
def test_the_librarys_own_script_engine_is_out_of_reach(monday, attack):
    ours = ScriptEngine(monday, {})
    assert not isinstance(ours.environment, TaskDataEnvironment)
    for ask in (ours.environment.evaluate, ours.environment.execute):
        with pytest.raises(WrongExpression):
            ask(attack, {})


def test_a_timers_expression_is_worked_out_with_the_functions_lent(diagrams, monday):
    model = diagrams.process(LINE.format(inside=TIMER.format("<bpmn:timeDuration>term(days)</bpmn:timeDuration>")))
    progress = engine.start(model, {"days": 3}, moment=monday, functions={"term": lambda days: f"P{days}D"})
    assert [(one.element, (one.due - monday).days) for one in progress.timers] == [("x", 3)]
    assert engine.fire(model, progress.state, moment=progress.timers[0].due).ended
