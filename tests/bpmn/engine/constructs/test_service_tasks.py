"""A service task works out an expression, or a registered handler does it; nothing else of a file is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bpmn import checks, engine, handlers
from bpmn.expressions import WrongValue
from tests.bpmn.engine.running import Running

TOPIC = "test-reading-fee"


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    handlers.handler(TOPIC)(lambda facts: {"told": f"phí {facts['fee']} đồng", "seen": sorted(facts)})
    yield
    del handlers.HANDLERS[TOPIC]


def test_what_they_give_is_written(monday):
    running = Running("service_tasks", monday)
    assert running.do("a", copies=3) == ("a", "worked_out", "handled")
    assert running.knows("b") == {"copies": 3, "fee": 24000, "told": "phí 24000 đồng", "seen": ["copies", "fee"]}


def test_a_refusal_changes_nothing(monday):
    running = Running("service_tasks", monday)
    with pytest.raises(WrongValue):
        running.do("a", copies="ba")
    assert running.do("a", copies=1) == ("a", "worked_out", "handled")


def test_a_handler_nobody_registered_is_found_and_not_run(monday, diagrams):
    inside = (
        '<bpmn:startEvent id="start"/><bpmn:serviceTask id="x" camunda:topic="nobody"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="start" targetRef="x"/>'
    )
    model = diagrams.process(inside)
    assert ("unsupported", "x") in {(one.rule, one.element) for one in checks.check(model)}
    with pytest.raises(engine.NotExecutable):
        Running(model, monday)


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match=TOPIC):
        handlers.handler(TOPIC)(dict)
