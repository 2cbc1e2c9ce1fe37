"""What is not run as BPMN defines it is not published: each construct is a finding of severity error at its element."""

from __future__ import annotations

import pytest

from bpmn import checks, engine, reader
from tests.bpmn.engine.running import CONSTRUCTS

REFUSED = {
    "compensation": ["undo", "take_back"],
    "compensation_event_subprocess": ["begun"],
    "ad_hoc": ["anyhow"],
    "timer_on_gateway": ["late"],
    "complex_gateway": ["gateway"],
    "several_events": ["both"],
    "several_tokens": ["a"],
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_blocks_publishing_at_its_element(name):
    model = reader.read((CONSTRUCTS / "refused" / f"{name}.bpmn").read_bytes())
    found = [one for one in checks.check(model) if one.rule == "unsupported"]
    assert [one.element for one in found] == REFUSED[name]
    assert {one.severity for one in found} == {"error"}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_not_run_either(monday, name):
    model = reader.read((CONSTRUCTS / "refused" / f"{name}.bpmn").read_bytes())
    with pytest.raises(engine.NotExecutable):
        engine.start(model, {}, moment=monday)


def test_each_has_its_diagram():
    assert sorted(path.stem for path in (CONSTRUCTS / "refused").glob("*.bpmn")) == sorted(REFUSED)
