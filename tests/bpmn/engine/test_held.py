"""The joins that hold branches: what is told when a procedure stands still."""

from __future__ import annotations

from bpmn import engine, reader
from bpmn.play import play
from tests.bpmn.engine.running import Running

_UNSOUND = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <process id="p" isExecutable="true">
    <startEvent id="start"/>
    <exclusiveGateway id="choice" default="to_a"/>
    <userTask id="a"/>
    <userTask id="b"/>
    <parallelGateway id="join" name="Đủ hai ý kiến"/>
    <endEvent id="end"/>
    <sequenceFlow id="s" sourceRef="start" targetRef="choice"/>
    <sequenceFlow id="to_a" sourceRef="choice" targetRef="a"/>
    <sequenceFlow id="to_b" sourceRef="choice" targetRef="b">
      <conditionExpression>big</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="a_join" sourceRef="a" targetRef="join"/>
    <sequenceFlow id="b_join" sourceRef="b" targetRef="join"/>
    <sequenceFlow id="e" sourceRef="join" targetRef="end"/>
  </process>
</definitions>""".encode()


def test_a_join_that_waits_for_a_way_nobody_takes_is_named(monday):
    model = reader.read(_UNSOUND)
    running = Running(model, monday, big=False)
    assert engine.held(model, running.progress.state) == ()
    running.do("a")
    assert engine.held(model, running.progress.state) == ("join",)
    assert "“Đủ hai ý kiến” chờ một nhánh không bao giờ tới" in play(model, {}, seed=1).reason
