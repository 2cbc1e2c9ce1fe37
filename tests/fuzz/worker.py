"""The worker that meets the files: one process under the machine's own limits, telling each file before it is met."""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

from tests.fuzz import cases, seeds
from tests.fuzz.meeting import ways

MOST_SECONDS = 2.0
MOST_MEMORY = 200 * 1024 * 1024
_KILLED_AFTER = 10  # seconds of CPU on one file
_KILLED_OVER = 5 * MOST_MEMORY


@dataclass(frozen=True, slots=True)
class Met:
    """What became of a file, why it is a defect if it is one; CPU seconds and bytes of the worst of its ways."""

    word: str
    why: str
    seconds: float
    memory: int


def work(first: int, last: int) -> None:
    """Meets the files from one number up to another; a line before and a line after each."""
    faulthandler.register(signal.SIGXCPU, chain=True)
    found = seeds.gather()
    met(".bpmn", found[0].content)  # what is imported only at the first file is not this file's
    resource.setrlimit(resource.RLIMIT_AS, (_status("VmSize") + _KILLED_OVER,) * 2)
    for number in range(first, last):
        case = cases.made(number, found)
        _tell({"number": number, "name": case.name, "way": case.way, "kind": case.kind})
        used = process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + _KILLED_AFTER, resource.RLIM_INFINITY))
        _tell(asdict(met(case.kind, case.content)))


def met(kind: str, content: bytes) -> Met:
    """What became of a file on all its ways."""
    words, why, seconds, memory = list[str](), "", 0.0, 0
    for way in ways(kind):
        before, used = _begin_memory(), process_time()
        try:
            words.append(way(content))
        except BaseException as defect:  # noqa: BLE001 - whatever it is, it is what is looked for
            words.append(type(defect).__name__)
            why += "".join(traceback.format_exception(defect, limit=-6))[-3000:]
        seconds, memory = max(seconds, process_time() - used), max(memory, _status("VmHWM") - before)
    return Met(" and ".join(dict.fromkeys(words)), why, seconds, memory)


def _begin_memory() -> int:
    """Begins to watch how far the memory grows, from what is used now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def _tell(document: dict[str, object]) -> None:
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    os.nice(10)
    work(int(sys.argv[1]), int(sys.argv[2]))
