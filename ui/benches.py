"""Benches: the modules of a checkout's `benchmarks/` that can be run by name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from bpmn.refusals import Refusal

Measure = Callable[[int, str | None], dict[str, object]]

FOLDER = Path(__file__).parent.parent / "benchmarks"


class NoCheckout(Refusal):
    """Benchmarks are not installed with the program."""

    code = "bench.no-checkout"
    sentence = "Chỉ đo được trong bản mã nguồn có thư mục benchmarks."
    status = 422


class NoSuchBench(Refusal):
    """There is no bench of that name."""

    code = "bench.unknown"
    sentence = "Không có bài đo “{name}”. Các bài đo hiện có: {known}."
    status = 422


def find(names: Sequence[str]) -> list[Measure]:
    """The benches with these names, or all of them, ready to run. Refuses: NoCheckout, NoSuchBench."""
    if not (FOLDER / "__init__.py").is_file():
        raise NoCheckout
    if str(FOLDER.parent) not in sys.path:
        sys.path.append(str(FOLDER.parent))
    known = _known()
    for name in names:
        if name not in known:
            raise NoSuchBench(name=name, known=", ".join(known))
    return [known[name] for name in names or known]


def _known() -> dict[str, Measure]:
    modules = [path.stem for path in sorted(FOLDER.glob("*.py")) if not path.stem.startswith("_")]
    found = {name: getattr(import_module(f"benchmarks.{name}"), "run", None) for name in modules}
    return {name: measure for name, measure in found.items() if measure is not None}
