"""Pools of one diagram, each an execution of the dossier, and the messages between them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bpmn import engine, reader
from bpmn.engine import Message
from bpmn.exchange import Exchanged, Moved, NeverSilent, exchange, receiver
from bpmn.model import Model
from tests.bpmn.engine.running import CONSTRUCTS

MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def model() -> Model:
    return reader.read((CONSTRUCTS / "pools.bpmn").read_bytes())


class Dossier:
    """Both executions, spoken to by element."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.states: dict[str, bytes] = {}
        self.refs: dict[str, tuple[str, str]] = {}
        self.take(Moved("a", engine.start(model, {"code": "H1"}, moment=MOMENT), is_new=True))

    def take(self, moved: Moved) -> Exchanged:
        others = {process: state for process, state in self.states.items() if process != moved.process}
        exchanged = exchange(self.model, others, moved, moment=MOMENT)
        for one in exchanged.moves:
            self.states[one.process] = one.progress.state
            self.refs |= {waiting.element: (one.process, waiting.ref) for waiting in one.progress.opened}
        return exchanged

    def do(self, element: str, **answer: object) -> Exchanged:
        process, ref = self.refs[element]
        return self.take(Moved(process, engine.complete(self.model, self.states[process], ref, answer, moment=MOMENT)))


def test_a_message_begins_the_other_pool_and_its_answer_comes_back(model):
    dossier = Dossier(model)
    asked = dossier.do("prepare", question="Đất này có quy hoạch không?")
    assert [(one.process, one.is_new, one.progress.passed) for one in asked.moves] == [
        ("a", False, ("prepare", "ask", "recall", "tell_police")),
        ("b", True, ()),
        ("b", False, ("b_start",)),
        ("b", False, ()),  # “rút lại” came before anybody waited for it
    ]
    assert engine.data(model, dossier.states["b"], dossier.refs["consider"][1])["question"].startswith("Đất")
    answered = dossier.do("consider", opinion="Không")
    assert [(one.process, one.progress.passed) for one in answered.moves] == [
        ("b", ("consider", "hear_recall", "give", "b_end")),
        ("a", ("wait",)),
    ]
    facts = engine.data(model, dossier.states["a"], dossier.refs["conclude"][1])
    assert facts == {"code": "H1", "question": "Đất này có quy hoạch không?", "opinion": "Không"}
    assert dossier.do("conclude").moves[0].progress.ended


def test_what_goes_to_an_empty_pool_is_left_to_others(model):
    asked = Dossier(model).do("prepare")
    assert [(message.name, message.element) for message in asked.outside] == [("xin ý kiến", "tell_police")]


def test_what_is_awaited_is_told(model):
    dossier = Dossier(model)
    moved = dossier.do("prepare").moves[0].progress
    assert [(one.name, one.element) for one in moved.awaited] == [("trả lời", "wait")]


def test_two_dossiers_do_not_hear_each_other(model):
    one, other = Dossier(model), Dossier(model)
    one.do("prepare", question="của hồ sơ một")
    other.do("prepare", question="của hồ sơ hai")
    one.do("consider", opinion="chỉ một")
    facts = engine.data(model, one.states["a"], one.refs["conclude"][1])
    assert (facts["question"], facts["opinion"]) == ("của hồ sơ một", "chỉ một")
    assert "conclude" not in other.refs


def test_the_flows_between_pools_are_read(model):
    read = [(flow.source, flow.target, flow.sender, flow.receiver) for flow in model.message_flows]
    assert read == [
        ("ask", "b_start", "a", "b"),
        ("give", "wait", "b", "a"),
        ("recall", None, "a", "b"),
        ("tell_police", None, "a", None),
    ]


def test_without_a_drawn_flow_the_name_finds_who_waits(model):
    bare = reader.read(model.xml.replace(b"messageFlow", b"association"))
    assert bare.message_flows == ()
    assert receiver(bare, Message("trả lời", {}, "give")) == ("a", "trả lời")
    assert receiver(bare, Message("thông báo khác", {}, "give")) is None


def test_pools_that_never_fall_silent_are_refused():
    echo = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
      <message id="to_a" name="a"/><message id="to_b" name="b"/>
      {}{}</definitions>"""
    pool = """<process id="{0}" isExecutable="true"><startEvent id="{0}s"/><exclusiveGateway id="{0}g"/>
      <sendTask id="{0}x" messageRef="to_{1}"/><receiveTask id="{0}y" messageRef="to_{0}"/>
      <sequenceFlow id="{0}1" sourceRef="{0}s" targetRef="{0}g"/>
      <sequenceFlow id="{0}2" sourceRef="{0}g" targetRef="{0}x"><conditionExpression>true</conditionExpression>
      </sequenceFlow>
      <sequenceFlow id="{0}3" sourceRef="{0}x" targetRef="{0}y"/>
      <sequenceFlow id="{0}4" sourceRef="{0}y" targetRef="{0}g"/></process>"""
    model = reader.read(echo.format(pool.format("a", "b"), pool.format("b", "a")).encode())
    begun = engine.start(model, {}, moment=MOMENT, process="a")
    with pytest.raises(NeverSilent):
        exchange(model, {}, Moved("a", begun, is_new=True), moment=MOMENT)
