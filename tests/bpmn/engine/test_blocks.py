"""Random procedures run as their blocks say, reloaded after every step."""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest

from bpmn import engine
from tests.bpmn.engine.blocks import Drawing, World

DIAGRAMS = 600 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 60
MIXTURES = [
    "seq seq and xor loop",
    "seq seq or xor loop",
    "seq or and or and",
    "seq seq sub timed and",
    "seq loop timed sub many",
    "seq xor and or loop sub timed many",
]


@pytest.mark.soak
@pytest.mark.parametrize("kinds", MIXTURES)
def test_it_runs_as_its_blocks_say(diagrams, monday, kinds):
    steps = 0
    for seed in range(DIAGRAMS):
        steps += _play(diagrams, monday, kinds, seed)
    assert steps > 4 * DIAGRAMS


def _play(diagrams, monday, kinds: str, seed: int) -> int:
    chance = Random(f"{kinds}/{seed}")
    drawing = Drawing(chance, kinds)
    inside, expected = drawing.process()
    model = diagrams.process(inside)
    world = World(monday)
    functions = {"holds": lambda flow: world.holds[flow]}
    world.holds = {name: chance.random() < 0.5 for name in drawing.conditions}
    expected.start(world, [])
    progress = engine.start(model, {}, moment=world.moment, functions=functions)
    waiting = {one.ref: one.element for one in progress.opened}
    for step in range(60):
        where = f"{kinds}/{seed}, step {step}: {inside}"
        assert Counter(waiting.values()) == Counter(expected.waiting()), where
        assert progress.ended == expected.is_done(), where
        if progress.ended:
            return step
        world.holds = {name: chance.random() < 0.4 for name in drawing.conditions}
        if progress.timers and chance.random() < 0.25:
            world.moment = max(world.moment, min(timer.due for timer in progress.timers))
            expected.fire(world)
            progress = engine.fire(model, progress.state, moment=world.moment, functions=functions)
        else:
            ref = chance.choice(sorted(waiting))
            assert expected.complete(waiting[ref], world), where
            progress = engine.complete(model, progress.state, ref, {}, moment=world.moment, functions=functions)
        for one in progress.closed:
            del waiting[one.ref]
        waiting |= {one.ref: one.element for one in progress.opened}
    return 60
