"""`motcua bench soundness`: what it costs to say whether a diagram is sound, and that branches do not blow it up."""

from __future__ import annotations

import os
import platform
import statistics
import time
from pathlib import Path

from bpmn import clinic, reader, releases
from bpmn.checks import soundness
from bpmn.model import Model

DIAGRAMS = Path(__file__).parent.parent / "bpmn" / "diagrams"
NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Wall times, the best of the rounds for each diagram: shipped ones, and others' where MOTCUA_TEST_CORPUS is.

    Others' are judged as they came and as the clinic repairs them. `branches_12x5_ms`: twelve branches of five tasks
    between two gateways; `choices_12_ms`: twelve that each choose on their way; `bound_ms`: thirty branches that meet
    crosswise, looked at up to the bound.
    """
    del database_url
    models = [*_shipped(), *_others()]
    judged = [_best(model, rounds) for model in models]
    spent = sorted(judged)
    unproven = sum(any(flaw.kind == "unproven" for flaw in soundness.judge(model)) for model in models)
    figures = {
        "diagrams": len(models),
        "median_ms": round(1e3 * statistics.median(spent), 3),
        "p99_ms": round(1e3 * spent[int(0.99 * (len(spent) - 1))], 2),
        "worst_ms": round(1e3 * spent[-1], 2),
        "unproven": unproven,
        "branches_12x5_ms": round(1e3 * _best(_branches(12, ("a", "b", "c", "d", "e")), rounds), 2),
        "choices_12_ms": round(1e3 * _best(_branches(12, ("a", "x", "b", "y", "c"), choosing=True), rounds), 2),
        "bound_ms": round(1e3 * _best(_crosswise(30), rounds), 1),
    }
    return {
        "bench": "soundness",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _best(model: Model, rounds: int) -> float:
    spent: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        soundness.judge(model)
        spent.append(time.perf_counter() - began)
    return min(spent)


def _shipped() -> list[Model]:
    return [releases.read_folder(folder).model for folder in sorted(DIAGRAMS.iterdir())]


def _others() -> list[Model]:
    corpus = os.environ.get("MOTCUA_TEST_CORPUS")
    files = sorted(Path(corpus).rglob("*.bpmn")) if corpus else []
    found: list[Model] = []
    for file in files:
        drawn = file.read_bytes()
        found += [reader.read(xml) for xml in (drawn, clinic.repair(drawn).xml)]
    return found


def _model(kinds: dict[str, str], arrows: list[tuple[str, str]]) -> Model:
    nodes = "".join(f'<{kind} id="{id_}"/>' for id_, kind in kinds.items())
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}"/>'
        for n, (source, target) in enumerate(arrows)
    )
    process = f'<process id="p" isExecutable="true">{nodes}{flows}</process>'
    return reader.read(f'<definitions xmlns="{NAMESPACE}" targetNamespace="t">{process}</definitions>'.encode())


def _frame() -> tuple[dict[str, str], list[tuple[str, str]]]:
    kinds = {"start": "startEvent", "split": "parallelGateway", "join": "parallelGateway", "end": "endEvent"}
    return kinds, [("start", "split"), ("join", "end")]


def _branches(number: int, steps: tuple[str, ...], *, choosing: bool = False) -> Model:
    """Branches of steps side by side; `x` opens a choice that `y` closes."""
    kinds, arrows = _frame()
    for branch in range(number):
        ids = [f"{step}{branch}" for step in steps]
        kinds |= {id_: "exclusiveGateway" if id_[0] in "xy" else "userTask" for id_ in ids}
        arrows += zip(["split", *ids], [*ids, "join"], strict=True)
        if choosing:
            kinds[f"z{branch}"] = "userTask"
            arrows += [(f"x{branch}", f"z{branch}"), (f"z{branch}", f"y{branch}")]
    return _model(kinds, arrows)


def _crosswise(number: int) -> Model:
    """Each branch chooses one or both of two joins, its own and its neighbour's: no block closes."""
    kinds, arrows = _frame()
    for branch in range(number):
        kinds |= {f"i{branch}": "inclusiveGateway", f"j{branch}": "inclusiveGateway"}
        kinds |= {f"a{branch}": "userTask", f"b{branch}": "userTask", f"c{branch}": "userTask"}
        arrows += [("split", f"i{branch}"), (f"i{branch}", f"a{branch}"), (f"i{branch}", f"b{branch}")]
        arrows += [(f"a{branch}", f"j{branch}"), (f"b{branch}", f"j{(branch + 1) % number}")]
        arrows += [(f"j{branch}", f"c{branch}"), (f"c{branch}", "end")]
    del kinds["join"], arrows[1]
    return _model(kinds, arrows)
