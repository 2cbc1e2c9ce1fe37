"""Running the files through workers; a worker that is killed is one more defect, and the next one goes on behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile

from tests.fuzz.seeds import ROOT
from tests.fuzz.worker import MOST_MEMORY, MOST_SECONDS

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Met:
    """How one file went. `why` is empty when it did no harm."""

    number: int
    name: str
    word: str
    why: str
    seconds: float = 0.0
    memory: int = 0

    @property
    def harm(self) -> str:
        """What harm the file did, in a line that finds it again; empty when none."""
        if not self.why and self.seconds <= MOST_SECONDS and self.memory <= MOST_MEMORY:
            return ""
        return (
            f"#{self.number} ({self.name}): {self.seconds:.2f} s, {self.memory / _MB:.0f} MB, {self.word}\n{self.why}"
        )


def run(first: int, last: int) -> Iterator[Met]:
    """Meets the files from one number up to another."""
    while first < last:
        with TemporaryFile("w+") as errors:
            command = [sys.executable, "-m", "tests.fuzz.worker", str(first), str(last)]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as worker:
                assert worker.stdout is not None
                told: dict[str, str] | None = None
                for line in worker.stdout:
                    document = json.loads(line)
                    if told is None:
                        told, first = document, document["number"] + 1
                    else:
                        yield Met(first - 1, told["name"], **document)
                        told = None
            errors.seek(0)
            why = errors.read()[-3000:]
        if told is not None:
            yield Met(first - 1, told["name"], f"killed ({worker.returncode})", why or "killed")
        elif worker.returncode != 0:
            raise RuntimeError(f"the worker itself is broken:\n{why}")


def summary(met: list[Met]) -> str:
    """One line: how many, what became of them, and the worst."""
    words = ", ".join(f"{count} {word}" for word, count in Counter(one.word for one in met).most_common())
    slowest = max(met, key=lambda one: one.seconds)
    largest = max(met, key=lambda one: one.memory)
    return (
        f"{len(met)} files, {sum(bool(one.harm) for one in met)} harmful; "
        f"worst {slowest.seconds:.2f} s (#{slowest.number}), {largest.memory / _MB:.0f} MB (#{largest.number}); {words}"
    )
