"""What other tools really export: readable, publishable and playable after repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import checks, clinic, reader
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
    is_publishable = all(finding.severity != "error" for finding in checks.check(model))
    assert play(model, {}, seed=1).ended or not is_publishable
