"""What other tools really export: readable, publishable and playable after repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import checks, clinic, reader
from bpmn.model import Model
from bpmn.play import play
from tests import corpus


@pytest.mark.corpus
@pytest.mark.parametrize("file", corpus.diagrams(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_repaired_diagram_needs_no_repair_and_runs_when_it_is_publishable(file: Path) -> None:
    found = clinic.repair(file.read_bytes())
    model = reader.read(found.xml)
    lines = file.read_bytes().count(b"\n") + 1
    assert all(0 < finding.line <= lines and finding.element for finding in found.findings)
    assert clinic.repair(found.xml).findings == ()
    unsound = [finding for finding in checks.check(model) if finding.rule == "soundness"]
    assert bool(unsound) == (file in _unsound())
    played = play(model, {}, seed=1) if unsound or _is_publishable(model) else None
    if unsound:
        assert "chờ một nhánh không bao giờ tới" in played.reason
    elif played:
        assert played.ended, played.reason


@pytest.mark.corpus
def test_at_least_112_files_can_be_published_and_played_to_an_end() -> None:
    models = [(file, reader.read(clinic.repair(file.read_bytes()).xml)) for file in corpus.diagrams()]
    publishable = [file for file, model in models if _is_publishable(model)]
    assert (len(models), len(publishable)) >= (127, 112)


def _is_publishable(model: Model) -> bool:
    return all(finding.severity != "error" for finding in checks.check(model))


def _unsound() -> list[Path]:
    """As drawn they stand still: “Parallel Gateway 2” joins ways of which an inclusive choice takes one."""
    tools = {
        "Reference": ["B.2.0.bpmn"],
        "ADONIS_17.0": ["B.2.0-export.bpmn", "B.2.0-roundtrip.bpmn"],
        "Bonita_BPM_7.2.3": ["B.2.0-roundtrip.bpmn"],
        "bpmn.io__Camunda_Modeler__18.6.1": ["B.2.0-roundtrip.bpmn"],
    }
    return [file for file in corpus.diagrams() if file.name in tools.get(file.parent.name, ())]
