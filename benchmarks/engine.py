"""`motcua bench engine`: a step of a procedure as load, complete and save, beside the library as it comes.

The yardstick is the naive loop of design §6 without its database: `deserialize_json`, run, `serialize_json`, stock
serializer, stock prediction, in the same process, turn about.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

from benchmarks import procedures
from bpmn import engine, reader
from bpmn.model import Model
from tests.bpmn.engine import untouched

MOMENT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TURNS = 50
TRIES = 3
BLOCKS = 8


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """The figures of design §6: CPU ratios as medians over interleaved rounds, sizes as they are."""
    figures: dict[str, float] = {}
    for steps, drawn in procedures.PROCEDURES.items():
        figures |= _procedure(steps, drawn(), rounds)
    figures["loop_50_to_1"] = round(_loop(rounds), 3)
    figures["parallel_8_ms"] = round(_parallel(rounds), 3)
    figures |= _equivalence()
    return {
        "bench": "engine",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _procedure(steps: int, xml: str, rounds: int) -> dict[str, float]:
    model, naive = reader.read(xml.encode()), Naive(xml)
    _ours(model), naive.run()  # both begin warm
    ratios: list[float] = []
    spent: list[float] = []
    size = 0
    for _ in range(rounds):
        theirs, _size = naive.run()
        ours, size = _ours(model)
        ratios.append(theirs / ours)
        spent.append(ours)
    return {
        f"speedup_{steps}": round(statistics.median(ratios), 2),
        f"state_kb_{steps}": round(size / 1024, 2),
        f"step_{steps}_us": round(statistics.median(spent) * 1e6, 1),
    }


def _ours(model: Model) -> tuple[float, int]:
    """CPU seconds a step of the quickest of several runs through the whole procedure, and the largest state."""
    best, largest = float("inf"), 0
    for _ in range(TRIES):
        progress = engine.start(model, procedures.dossier(), moment=MOMENT)
        waiting = {one.ref: one for one in progress.opened}
        began, steps = time.process_time(), 0
        while waiting:
            ref = next(iter(waiting))
            progress = engine.complete(model, progress.state, ref, procedures.answer(steps), moment=MOMENT)
            for one in progress.closed:
                del waiting[one.ref]
            waiting |= {one.ref: one for one in progress.opened}
            largest = max(largest, len(progress.state))
            steps += 1
        best = min(best, (time.process_time() - began) / steps)
    return best, largest


class Naive:
    """The library as its documentation uses it."""

    def __init__(self, xml: str) -> None:
        from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

        for name in ("spiff", "spiff.task", "spiff.workflow"):
            logging.getLogger(name).setLevel(logging.ERROR)
        parser: Any = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(xml.encode()))
        process = reader.read(xml.encode()).main.id
        self.spec, self.parts = parser.get_spec(process), parser.get_subprocess_specs(process)
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def run(self) -> tuple[float, int]:
        """As `_ours`."""
        best, largest = float("inf"), 0
        for _ in range(TRIES):
            state, ref = self._start()
            began, steps = time.process_time(), 0
            while ref is not None:
                state, ref = self._complete(state, ref, procedures.answer(steps))
                largest = max(largest, len(state))
                steps += 1
            best = min(best, (time.process_time() - began) / steps)
        return best, largest

    def _start(self) -> tuple[str, str | None]:
        from SpiffWorkflow.bpmn import BpmnWorkflow

        workflow: Any = BpmnWorkflow(self.spec, self.parts)
        workflow.task_tree.data.update(procedures.dossier())
        workflow.do_engine_steps()
        return self.serializer.serialize_json(workflow), self._next(workflow)

    def _complete(self, state: str, ref: str, answer: dict[str, object]) -> tuple[str, str | None]:
        workflow: Any = self.serializer.deserialize_json(state)
        task = workflow.get_task_from_id(uuid.UUID(ref))
        task.data.update(answer)
        task.run()
        workflow.do_engine_steps()
        return self.serializer.serialize_json(workflow), self._next(workflow)

    def _next(self, workflow: Any) -> str | None:
        from SpiffWorkflow import TaskState

        found = (task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual)
        task = next(found, None)
        return None if task is None else str(task.id)


def _loop(rounds: int) -> float:
    """What the fiftieth turn of a send-back loop costs beside the first; each the best of many tries."""
    model = reader.read(procedures.small().encode())
    progress = engine.start(model, procedures.dossier(), moment=MOMENT)
    for number in range(2):
        progress = engine.complete(
            model, progress.state, progress.opened[0].ref, procedures.answer(number), moment=MOMENT
        )
    costs: list[float] = []
    for turn in range(TURNS):
        tries = 20 * rounds if turn in (0, TURNS - 1) else 1
        cost, progress = _best(lambda before=progress: _turn(model, before), tries)
        costs.append(cost)
    return costs[-1] / costs[0]


def _turn(model: Model, progress: engine.Progress) -> engine.Progress:
    for answer in ({"note": "đã thẩm định"}, {"rejected": True}):
        progress = engine.complete(model, progress.state, progress.opened[0].ref, answer, moment=MOMENT)
    return progress


def _parallel(rounds: int) -> float:
    model = reader.read(procedures.parallel(BLOCKS).encode())
    cost, _ = _best(lambda: engine.start(model, procedures.dossier(), moment=MOMENT), 5 * rounds)
    return cost * 1000


def _best(work: Callable[[], engine.Progress], tries: int) -> tuple[float, engine.Progress]:
    best = float("inf")
    progress = work()
    for _ in range(tries):
        began = time.process_time()
        progress = work()
        best = min(best, time.process_time() - began)
    return best, progress


def _equivalence() -> dict[str, float]:
    """The share of random runs that go as the untouched engine goes.

    Over drawn and random procedures, the shipped ones, and other tools' where MOTCUA_TEST_CORPUS names them.
    """
    taken: list[int] = []
    files: set[object] = set()
    for model in untouched.models(Random(1), number=100):
        files.add(model.hash)
        taken += [untouched.goes_as_untouched(model, MOMENT, Random(seed)) for seed in range(5)]
    for path, model, process in untouched.found():
        files.add(path)
        taken += [untouched.goes_as_untouched(model, MOMENT, Random(seed), process=process) for seed in range(5)]
    return {
        "equivalence_share": sum(steps >= 0 for steps in taken) / len(taken),
        "equivalence_runs": len(taken),
        "equivalence_files": len(files),
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
