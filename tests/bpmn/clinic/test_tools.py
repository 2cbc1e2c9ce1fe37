"""Small diagrams in the manner of the tools people draw with: they become publishable and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import checks, clinic, reader
from bpmn.play import play

DIAGRAMS = sorted((Path(__file__).parent / "diagrams").glob("*.bpmn"))


@pytest.mark.parametrize("file", DIAGRAMS, ids=lambda file: file.stem)
def test_what_a_tool_drew_becomes_publishable_and_runs(file: Path) -> None:
    found = clinic.repair(file.read_bytes())
    model = reader.read(found.xml)
    assert [finding for finding in checks.check(model) if finding.severity == "error"] == []
    for seed in range(5):
        played = play(model, {}, seed=seed)
        assert played.ended, played.reason


def told(name: str) -> set[tuple[str, str, int]]:
    (file,) = (file for file in DIAGRAMS if file.stem == name)
    return {(f.rule, f.element, f.line) for f in clinic.repair(file.read_bytes()).findings}


def test_camunda_8() -> None:
    assert told("camunda8") == {
        ("repair-foreign", "check", 7),
        ("repair-foreign", "rule", 21),
        ("repair-foreign", "sum", 29),
        ("repair-foreign", "sign", 46),
        ("repair-foreign", "each", 57),
        ("repair-task", "rule", 21),
        ("repair-task", "sign", 46),
    }


def test_flowable() -> None:
    assert told("flowable") == {
        ("repair-foreign", "holiday", 3),
        ("repair-foreign", "start", 4),
        ("repair-foreign", "approve", 5),
        ("repair-foreign", "nudge", 11),
        ("repair-task", "nudge", 11),
        ("repair-end", "nudge", 11),
        ("repair-condition", "decision", 12),
        ("repair-foreign", "external", 13),
        ("repair-task", "external", 13),
        ("repair-task", "script", 14),
        ("repair-foreign", "each", 17),
        ("repair-foreign", "each", 18),
        ("repair-loop", "odd", 20),
        ("repair-foreign", "odd", 21),
        ("repair-condition", "f4", 32),
    }


def test_spiffworkflow() -> None:
    assert told("spiff") == {
        ("repair-foreign", "tell", 8),
        ("repair-task", "tell", 8),
        ("repair-foreign", "ask", 16),
        ("repair-task", "count", 28),
        ("repair-task", "call", 35),
    }


def test_signavio() -> None:
    assert told("signavio") == {
        ("repair-executable", "sid-x1", 8),
        ("repair-start", "sid-x1", 8),
        ("repair-task", "sid-a", 24),
        ("repair-condition", "sid-g", 42),
        ("repair-subprocess", "sid-sub", 47),
        ("repair-task", "sid-send", 51),
        ("repair-end", "sid-send", 51),
        ("repair-timer", "sid-t", 54),
        ("repair-task", "sid-b", 61),
        ("repair-end", "sid-b", 61),
        ("repair-condition", "sid-f4", 67),
        ("repair-reference", "sid-gone_gui", 91),
    }


def test_bizagi() -> None:
    assert told("bizagi") == {
        ("repair-executable", "Id_main", 3),
        ("repair-event", "Id_start", 11),
        ("repair-task", "Id_a", 15),
        ("repair-loop", "Id_a", 15),
        ("repair-condition", "Id_g", 20),
        ("repair-task", "Id_call", 25),
        ("repair-task", "Id_rule", 29),
        ("repair-complex-gateway", "Id_x", 33),
        ("repair-event", "Id_end", 38),
        ("repair-condition", "Id_f3", 44),
    }


def test_trisotech() -> None:
    assert told("trisotech") == {
        ("repair-executable", "WFP-6-", 4),
        ("repair-event", "_s", 5),
        ("repair-reference", "_prop", 12),
        ("repair-condition", "_g", 14),
        ("repair-event", "_lt", 19),
        ("repair-event", "_e", 24),
        ("repair-condition", "_f3", 33),
    }


def test_what_other_tools_said_is_said_in_our_words() -> None:
    written = {file.stem: clinic.repair(file.read_bytes()).xml.decode() for file in DIAGRAMS}
    assert 'camunda:candidateGroups="hr" camunda:formRef="leave-form"' in written["camunda8"]
    assert "<bpmn:script>total = =days + 1</bpmn:script>" in written["camunda8"]
    assert 'camunda:collection="${rooms}" camunda:elementVariable="room"' in written["camunda8"]
    assert 'flowable:candidateGroups="managers"' in written["flowable"], "the old words stay"
    assert "<documentation>class: org.example.Nudge</documentation>" in written["flowable"]
    assert 'camunda:formRef="order"' in written["spiff"]
    assert "<bpmn:documentation># Chào **bạn**</bpmn:documentation>" in written["spiff"]


@pytest.mark.parametrize("file", DIAGRAMS, ids=lambda file: file.stem)
def test_a_repaired_file_needs_no_repair(file: Path) -> None:
    assert clinic.repair(clinic.repair(file.read_bytes()).xml).findings == ()
