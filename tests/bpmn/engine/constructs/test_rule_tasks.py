"""A business rule task asks a decision of the release and writes down its answer (BPMN 2.0.2 §10.3.3.4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bpmn import checks, reader, releases
from bpmn.decisions import NoDecision, WrongInput
from bpmn.model import Model
from bpmn.play import play
from tests.bpmn.engine.running import CONSTRUCTS, Running

TABLE = Path(__file__).parents[2] / "decisions" / "field" / "le-phi.dmn"


@pytest.fixture
def model() -> Model:
    tables = releases.decision_tables({TABLE.name: TABLE.read_bytes()})
    return replace(reader.read((CONSTRUCTS / "rule_tasks.bpmn").read_bytes()), decisions=tables)


def test_each_shape_of_the_answer(model, monday):
    running = Running(model, monday, case="first")
    assert running.do("a", channel="online") == ("a", "whole", "entry", "row", "entries", "rows", "by_name")
    known = running.knows("b")
    assert (known["fee"], known["entry"], known["row"]) == (50000, 50000, {"Lệ phí": 50000})
    assert (known["entries"], known["rows"], known["Lệ phí"]) == ([50000], [{"Lệ phí": 50000}], 50000)


def test_no_rule_applies(model, monday):
    running = Running(model, monday, case="lost")
    running.do("a", channel="post")
    known = running.knows("b")
    assert [known[name] for name in ("fee", "entry", "row", "entries", "rows")] == [None, None, None, [], []]


def test_a_wrong_fact_refuses_the_act_and_changes_nothing(model, monday):
    running = Running(model, monday, case="first")
    with pytest.raises(WrongInput):
        running.do("a", channel="fax")
    assert running.do("a", channel="online")[-1] == "by_name"


def test_a_decision_that_is_not_there_is_found_and_refused(monday):
    running = Running("rule_tasks", monday, case="first")
    with pytest.raises(NoDecision):
        running.do("a", channel="online")
    found = [one for one in checks.check(running.model) if one.rule == "decision-known"]
    assert [one.element for one in found] == ["whole", "entry", "row", "entries", "rows", "by_name"]


def test_play_makes_up_what_the_rules_speak_of(model):
    assert "decision-known" not in {one.rule for one in checks.check(model)}
    assert all(play(model, {}, seed=seed).ended for seed in range(5))
