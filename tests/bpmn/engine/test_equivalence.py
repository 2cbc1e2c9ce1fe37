"""Our engine, reloaded after every step, goes the way of SpiffWorkflow untouched in memory, with the same data.

This is what makes the codec, the pruning and the missing prediction safe: it must pass before SpiffWorkflow's version
moves.
"""

from __future__ import annotations

import os
import random

import pytest

from bpmn import reader
from bpmn.engine import plans
from tests import corpus
from tests.bpmn.engine.untouched import DRAWN, SHIPPED, Pair, found, goes_as_untouched, models

WHOLE = os.environ.get("MOTCUA_TEST_SIZE") == "full"
RANDOM = 600 if WHOLE else 60
RUNS = 30 if WHOLE else 3


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_reloaded_after_every_step_it_goes_as_untouched_in_memory(monday, path):
    steps = 0
    for seed in range(60):
        steps += _play(reader.read(path.read_bytes()), monday, random.Random(seed), forgets=seed < 10)
    assert steps > 100


@pytest.mark.soak
def test_random_procedures_go_as_untouched(monday):
    steps = 0
    for number, model in enumerate(models(random.Random(3), RANDOM)):
        for run in range(3):
            steps += _play(model, monday, random.Random(f"{number}/{run}"))
    assert steps > 10 * RANDOM


@pytest.mark.soak
@pytest.mark.corpus
def test_shipped_and_other_tools_procedures_go_as_untouched(monday):
    parted, steps, files = [], 0, set()
    for path, model, process in found():
        files.add(path)
        for run in range(RUNS):
            taken = goes_as_untouched(model, monday, random.Random(run), process=process)
            steps += max(taken, 0)
            if taken < 0:
                parted.append((path.parent.name, path.name, process, run))
    assert parted == []
    assert len(files) > len(SHIPPED) + 0.6 * len(corpus.diagrams())
    assert steps > 4 * len(files) * RUNS


def _play(model, moment, chance: random.Random, *, forgets: bool = False) -> int:
    pair = Pair(model, moment)
    for step in range(40):
        if pair.progress.ended:
            return step
        if forgets:
            plans._kept.clear()  # as in a process that has never seen this diagram
        pair.step(chance)
    return 40
