"""Diagrams that no one means to run: each is stopped by name before it costs anything."""

from __future__ import annotations

import pytest

from bpmn import engine
from tests.bpmn.drawing import chain, flow

REPEATED = """
<bpmn:startEvent id="s"/><bpmn:userTask id="a"><bpmn:multiInstanceLoopCharacteristics {loop}>{inner}
</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask><bpmn:endEvent id="e"/>
<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="a"/><bpmn:sequenceFlow id="g" sourceRef="a" targetRef="e"/>
"""
TIMES = "<bpmn:loopCardinality>times</bpmn:loopCardinality>"


def bpmn(text: str) -> str:
    """The text of a drawing in the frame of these tests."""
    return text.replace("<", "<bpmn:").replace("<bpmn:/", "</bpmn:")


def test_a_process_that_calls_itself_never_rests(diagrams, monday):
    model = diagrams.process(
        bpmn('<startEvent id="s"/><callActivity id="c" calledElement="p"/><endEvent id="e"/>' + chain("s", "c", "e"))
    )
    with pytest.raises(engine.NeverRests):
        engine.start(model, {}, moment=monday)


@pytest.mark.parametrize("sequential", ["true", "false"])
@pytest.mark.parametrize("value", [5, "ba mục", True, None, 1.5])
def test_a_task_repeats_for_a_list_only(diagrams, monday, sequential, value):
    loop = f'isSequential="{sequential}" camunda:collection="items"'
    model = diagrams.process(REPEATED.format(loop=loop, inner=""))
    with pytest.raises(engine.WrongRepeat):
        engine.start(model, {"items": value}, moment=monday)


@pytest.mark.parametrize("sequential", ["true", "false"])
@pytest.mark.parametrize("value", ["3", True, None, 1.5, -1, []])
def test_a_task_repeats_a_whole_number_of_times_only(diagrams, monday, sequential, value):
    model = diagrams.process(REPEATED.format(loop=f'isSequential="{sequential}"', inner=TIMES))
    with pytest.raises(engine.WrongRepeat):
        engine.start(model, {"times": value}, moment=monday)


@pytest.mark.parametrize(("sequential", "opened"), [("true", 1), ("false", 3)])
def test_a_task_repeats_so_many_times(diagrams, monday, sequential, opened):
    model = diagrams.process(REPEATED.format(loop=f'isSequential="{sequential}"', inner=TIMES))
    assert len(engine.start(model, {"times": 3}, moment=monday).opened) == opened
    assert engine.start(model, {"times": 0}, moment=monday).ended


@pytest.mark.parametrize("value", [1, ["x"], {}])
def test_an_answer_that_takes_away_the_list_is_refused(diagrams, monday, value):
    model = diagrams.process(REPEATED.format(loop='isSequential="true" camunda:collection="items"', inner=""))
    progress = engine.start(model, {"items": ["x", "y", "z"]}, moment=monday)
    with pytest.raises(engine.WrongRepeat):
        engine.complete(model, progress.state, progress.opened[0].ref, {"items": value}, moment=monday)


def test_two_thousand_branches_that_wait_for_each_other_are_too_much(diagrams, monday):
    tasks = "".join(f'<scriptTask id="t{n}"><script>x{n} = 1</script></scriptTask>' for n in range(2_000))
    flows = "".join(flow("g", f"t{n}") + flow(f"t{n}", "j") for n in range(2_000))
    body = '<startEvent id="s"/><parallelGateway id="g"/><parallelGateway id="j"/><userTask id="u"/><endEvent id="e"/>'
    model = diagrams.process(bpmn(body + tasks + flows + chain("s", "g") + chain("j", "u", "e")))
    with pytest.raises(engine.TooMuchAtOnce):
        engine.start(model, {}, moment=monday)


def test_a_picture_with_places_that_are_no_numbers_does_not_hinder(diagrams, monday):
    xml = diagrams("sequence").xml.decode().replace(
        "</bpmn:definitions>",
        '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:c="urn:c"><d:BPMNPlane>'
        '<d:BPMNShape bpmnElement="start"><Bounds xmlns="http://www.omg.org/spec/DD/20100524/DC" x="true" y="true"/>'
        "</d:BPMNShape></d:BPMNPlane></d:BPMNDiagram></bpmn:definitions>",
    )  # fmt: skip
    assert engine.start(diagrams.of(xml.encode()), {"kind": "A", "number": 2}, moment=monday).opened


def test_a_task_that_repeats_in_two_ways_is_refused(diagrams, monday):
    loops = "<bpmn:standardLoopCharacteristics/><bpmn:multiInstanceLoopCharacteristics/>"
    model = diagrams.process(
        bpmn('<startEvent id="s"/><userTask id="a">')
        + loops
        + bpmn('</userTask><endEvent id="e"/>' + chain("s", "a", "e"))
    )
    with pytest.raises(engine.NotExecutable, match="hai cách"):
        engine.start(model, {}, moment=monday)
