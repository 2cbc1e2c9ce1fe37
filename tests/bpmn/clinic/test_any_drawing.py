"""Drawings nobody would draw: whatever is left out, the clinic ends, and what it writes needs no second repair."""

from __future__ import annotations

from random import Random

import pytest

from bpmn import checks, clinic, reader
from bpmn.clinic import REPAIRS
from bpmn.clinic.nodes import NODES
from bpmn.files import NotReadable
from tests.bpmn.drawing import diagram, flow

DEFINITIONS = (
    *("", "", "<timerEventDefinition/>", "<messageEventDefinition/>", "<signalEventDefinition/>"),
    *("<errorEventDefinition/>", "<escalationEventDefinition/>", "<conditionalEventDefinition/>"),
    *('<linkEventDefinition name="L"/>', "<terminateEventDefinition/>", "<compensateEventDefinition/>"),
    "<timerEventDefinition><timeDuration>2 hours</timeDuration></timerEventDefinition>",
)
LOOPS = (*[""] * 4, "<multiInstanceLoopCharacteristics/>", "<standardLoopCharacteristics/>")
CONDITIONS = ("", "", "", "x == 1", "nếu có", "${a.b()}", "${ok}")
# a circle without a way out, branches that do not close, what starts an event subprocess, what the engine does not
# run: nobody can repair these
BEYOND_REPAIR = {"unsupported", "end-reachable", "loop-into-join", "soundness", "start-event"}


def drawn(chance: Random, prefix: str = "", depth: int = 0) -> str:
    """A process's or a subprocess's inside: nodes of any kind, flows from anywhere to anywhere."""
    kinds = [chance.choice(sorted(NODES)) for _ in range(chance.randint(1, 8))]
    ids = [f"{prefix}n{number}" for number in range(len(kinds))]
    nodes = [_node(chance, kind, element, ids, depth) for kind, element in zip(kinds, ids, strict=True)]
    ends = [(chance.choice(ids), chance.choice([*ids, "nowhere"])) for _ in range(chance.randint(0, len(ids) + 3))]
    return "".join(nodes) + "".join(flow(*pair, chance.choice(CONDITIONS)) for pair in dict.fromkeys(ends))


def _node(chance: Random, kind: str, element: str, ids: list[str], depth: int) -> str:
    more = f' attachedToRef="{chance.choice(ids)}"' if kind == "boundaryEvent" else ""
    inner = chance.choice(LOOPS) if "Task" in kind else ""
    if kind.endswith("Event"):
        inner = chance.choice(DEFINITIONS)
    elif kind in ("subProcess", "transaction") and depth < 2 and chance.random() < 0.6:
        inner = drawn(chance, f"{element}_", depth + 1)
        more = ' triggeredByEvent="true"' if chance.random() < 0.2 else ""
    return f'<{kind} id="{element}"{more}>{inner}</{kind}>'


@pytest.mark.parametrize("seed", range(150))
def test_whatever_is_drawn_is_repaired_once_and_for_all(seed: int) -> None:
    found = clinic.repair(diagram("\n" + drawn(Random(seed)), executable="false"))
    broken = {finding.rule for finding in checks.check(reader.read(found.xml)) if finding.severity == "error"}
    assert broken <= BEYOND_REPAIR or "unsupported" in broken
    assert clinic.repair(found.xml) == clinic.Repaired(found.xml, ())


@pytest.mark.parametrize("seed", range(150))
def test_whatever_is_refused_stays_and_harms_nothing(seed: int) -> None:
    chance = Random(seed)
    xml = diagram("\n" + drawn(chance), executable="false")
    spots = sorted({(finding.rule, finding.element) for finding in clinic.repair(xml).findings})
    refused = set(chance.sample(spots, chance.randint(1, len(spots))))
    try:
        found = clinic.repair(xml, refused=refused)
    except NotReadable:  # what is left of it nobody can read
        return
    needed = {spot for spot in refused if REPAIRS[spot[0]].is_needed}
    assert not (refused - needed) & {(finding.rule, finding.element) for finding in found.findings}
    checks.check(reader.read(found.xml))


def test_more_than_anybody_can_read_is_refused() -> None:
    with pytest.raises(NotReadable, match="nhiều hơn số có thể tự sửa"):
        clinic.repair(diagram("<task/>" * (clinic.MOST_ELEMENTS + 1)))
