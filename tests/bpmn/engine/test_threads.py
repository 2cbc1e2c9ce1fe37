"""One plan serves all threads at once, and nothing in it changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from bpmn import engine, reader
from bpmn.engine import plans
from tests.bpmn.engine.running import CONSTRUCTS
from tests.bpmn.engine.untouched import DRAWN

THREADS, EXECUTIONS = 8, 10
FACTS = {
    "far": True,
    "number": 2,
    "wrong": True,
    "verdict": "other",
    "missing": False,
    "more": False,
    "cancel": True,
    "agreed": False,
    "urgent": True,
    "fee_paid": True,
    "people": ["an", "bình"],
    "kind": "a",
    "returns": 0,
}
HEARD = ("bổ sung", "rút hồ sơ", "nghỉ lễ")


def shape(plan: plans.Plan) -> list[object]:
    """Everything that could change: who is connected to whom, who listens, how many attributes there are."""
    return [
        (spec.name, name, one._inputs[:], one._outputs[:], one.completed_event.n_subscribers(), sorted(vars(one)))
        for spec in (plan.spec, *plan.parts.values())
        for name, one in sorted(spec.task_specs.items())
    ]


def play(model, moment, seed: int) -> tuple[str, ...]:
    """The elements that a run goes through; the same for the same seed."""
    chance = Random(seed)
    progress = engine.start(model, FACTS, moment=moment)
    waiting = {one.ref: one.element for one in progress.opened}
    way = list(progress.passed)
    for _ in range(25):
        if waiting:
            ref = chance.choice(sorted(waiting, key=lambda one: (waiting[one], int(one[24:], 16))))
            progress = engine.complete(model, progress.state, ref, {}, moment=moment)
        else:
            for heard in HEARD:
                try:
                    progress = engine.deliver(model, progress.state, heard, {}, moment=moment)
                    break
                except engine.NotAwaited:
                    continue
            else:
                break
        for one in progress.closed:
            waiting.pop(one.ref, None)
        waiting |= {one.ref: one.element for one in progress.opened}
        way += progress.passed
    return tuple(way)


ASKING_OTHERS = ("rule_tasks", "service_tasks")  # they need tables and handlers beside the diagram
ALONE = [path for path in sorted(CONSTRUCTS.glob("*.bpmn")) if path.stem not in ASKING_OTHERS]


@pytest.mark.parametrize("path", [*DRAWN, *ALONE], ids=lambda path: path.stem)
def test_threads_do_not_disturb_each_other(monday, path):
    model = reader.read(path.read_bytes())
    plan = plans.find(model, model.main.id)
    before = shape(plan)
    alone = [play(model, monday, seed) for seed in range(EXECUTIONS)]
    with ThreadPoolExecutor(THREADS) as threads:
        runs = [threads.submit(play, model, monday, seed) for seed in range(EXECUTIONS) for _ in range(THREADS)]
        together = [run.result() for run in runs]
    assert together == [way for way in alone for _ in range(THREADS)]
    assert plans.find(model, model.main.id) is plan
    assert shape(plan) == before
