"""Of any diagram: called sound, it never stands still; called unsound, the engine goes the way that is shown."""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest

from bpmn import engine, reader
from bpmn.checks import soundness
from bpmn.model import Event, Model
from tests.bpmn.clinic.test_any_drawing import drawn
from tests.bpmn.drawing import diagram
from tests.bpmn.soundness.chances import Drawing
from tests.bpmn.soundness.sketches import Walk
from tests.bpmn.soundness.test_soundness import holds_on_the_engine

DIAGRAMS = 1_000 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 100
RUNS = 1_000 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 100


def _walks(model: Model, seed: int) -> Walk | None:
    """A run of at most forty steps; None where an act is refused, as when gateways turn in circles."""
    try:
        walk = Walk(model, chance=Random(seed))
        assert walk.wander(40), walk.passed
    except (engine.NeverRests, engine.TooMuchAtOnce):
        return None
    return walk


def _beside(model: Model) -> set[str]:
    """What is opened beside the way by an event that may happen again and again."""
    events = [one for one in model.elements.values() if isinstance(one, Event) and not one.interrupting]
    found, waiting = set[str](), [one.id for one in events]
    while waiting:
        element = waiting.pop()
        if element not in found:
            found.add(element)
            waiting += [one.target for one in model.outgoing.get(element, ())]
    return found


@pytest.mark.soak
def test_what_is_called_sound_never_stands_still() -> None:
    """As many diagrams as runs: each is another diagram, gone through another way."""
    seen: Counter[str] = Counter()
    seed = 0
    while seen["sound"] < RUNS:
        seed += 1
        model = Drawing(Random(seed), spoils=seed % 3).model()
        flaws = soundness.judge(model)
        seen[flaws[0].kind if flaws else "sound"] += 1
        if flaws:
            continue
        walk = _walks(model, seed)
        if walk is not None:
            twice = {task for task, times in Counter(walk.waiting.values()).items() if times > 1}
            assert twice <= _beside(model), f"{seed}: {walk.passed}"
            seen["ended"] += walk.progress.ended
    assert seen["ended"] > RUNS // 2


@pytest.mark.soak
def test_what_is_shown_of_others_really_happens() -> None:
    seen: Counter[str] = Counter()
    for seed in range(DIAGRAMS):
        model = Drawing(Random(f"spoilt {seed}"), spoils=1 + seed % 3).model()
        for flaw in soundness.judge(model):
            seen[flaw.kind] += 1
            try:
                holds_on_the_engine(model, flaw)
            except (engine.NeverRests, engine.TooMuchAtOnce):
                seen["circles"] += 1
    assert seen["circles"] < DIAGRAMS // 20
    assert min(seen[kind] for kind in ("deadlock", "left", "doubled")) > DIAGRAMS // 30, seen


def test_whatever_is_drawn_is_judged() -> None:
    """Nodes of any kind, arrows from anywhere to anywhere: there is always an answer."""
    answered: Counter[bool] = Counter()
    for seed in range(400):
        model = reader.read(diagram(drawn(Random(seed))))
        answered[bool(soundness.judge(model))] += 1
    assert min(answered.values()) > 15
