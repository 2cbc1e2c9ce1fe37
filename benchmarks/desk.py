"""`motcua bench desk`: the inbox as an officer feels it, with a hundred thousand open tasks behind it.

In Chromium, of the quietest round: from the press of the mouse until the task is painted that was clicked on, and until
what follows a claim or a completed task is. Over thirty lines in Streamlit's own protocol, 70 % open, 15 % claim and
15 % complete with a form: what an action costs the site's processor, and what its memory (PSS) grows by.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import office, panes, wire
from benchmarks.office import Desk, Site
from benchmarks.panes import Pane
from benchmarks.wire import Line
from processes.database import Database

TASKS, EACH, ACTIONS = 100_000, 80, 2_000
CLICKS, ACTS, ROUNDS = 30, 8, 5  # in Chromium: each round so many; and at most so many rounds, or the desk runs empty
MIX = (*["open"] * 5, "claim", "complete", *["open"] * 5, "claim", "complete", *["open"] * 4, "claim", "complete")
_BEGINS = (0, 7, 14)  # where in the mix a desk may begin: nothing is claimed there
_WITHIN = 12  # rows of the list that are clicked on
_LOOK_EVERY = 20  # actions between two looks at the memory
_BURSTS, _AFTER = 10, 30  # clicks by everybody at once; the first of them is so far down the list


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Furnishes the desks, starts the site, and works at them in a browser and over the lines."""
    figures, kind = measured(database_url, tasks=TASKS, actions=ACTIONS, rounds=min(rounds, ROUNDS))
    return {
        "bench": "desk",
        "database": kind,
        "tasks": TASKS,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def measured(url: str | None, *, tasks: int, actions: int, rounds: int) -> tuple[dict[str, float], str]:
    """The figures, and the kind of database."""
    with TemporaryDirectory() as folder:
        address = url or f"sqlite:///{folder}/desk.db"
        record = Database(address)
        try:
            desks = office.furnish(record, tasks=tasks, each=EACH)
        finally:
            record.close()
        with office.site(address, folder) as site:
            figures = _before_the_glass(site, desks[-1], rounds) | _on_the_lines(site, desks, actions)
    return figures, record.engine.dialect.name


def _before_the_glass(site: Site, desk: Desk, rounds: int) -> dict[str, float]:
    with panes.pane(site.host, desk.token, desk.tasks) as pane:
        _clicks(pane), _acts(pane)  # the browser has loaded everything it needs
        clicks, acts = zip(*((_clicks(pane), _acts(pane)) for _ in range(rounds)), strict=True)
    return {
        "click_p50_ms": round(min(map(statistics.median, clicks)), 1),
        "click_p95_ms": round(min(map(_p95, clicks)), 1),
        "act_p50_ms": round(min(map(statistics.median, acts)), 1),
        "act_p95_ms": round(min(map(_p95, acts)), 1),
    }


def _clicks(pane: Pane) -> list[float]:
    return [pane.open(number * 7 % _WITHIN) for number in range(1, CLICKS + 1)]


def _acts(pane: Pane) -> list[float]:
    return [took for _ in range(ACTS) for took in (pane.claim(), pane.complete())]


def _p95(spent: Sequence[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


def _on_the_lines(site: Site, desks: Sequence[Desk], actions: int) -> dict[str, float]:
    with ExitStack() as lines:
        days = []
        for number, desk in enumerate(desks[:-1]):  # the last one has been worked at in the browser
            line = lines.enter_context(wire.line(site.host, desk.token))
            line.open()
            days.append((line, _day(line, desk, _BEGINS[number % len(_BEGINS)])))
        spent: dict[str, list[float]] = {"open": [], "claim": [], "complete": []}
        memory = [_worked(site, days, spent, actions // 2) for _ in range(2)]
        burst = _burst(site, [line for line, _ in days], desks)
    every = [one for kind in spent.values() for one in kind]
    return {
        "cpu_per_action_ms": round(statistics.median(every), 1),
        "cpu_mean_ms": round(statistics.mean(every), 1),
        "cpu_p95_ms": round(_p95(every), 1),
        **{f"cpu_{kind}_ms": round(statistics.median(taken), 1) for kind, taken in spent.items()},
        "cpu_burst_ms": round(burst, 1),
        "pss_mb": round(memory[1], 1),
        "pss_2000_to_1000": round(memory[1] / memory[0], 3),
    }


def _day(line: Line, desk: Desk, begin: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """What an officer does: looks at tasks, claims the most urgent one, fills its form in and sends it on."""
    left, looks = list(desk.tasks), 0
    for number in cycle(range(len(MIX))):
        kind, task = MIX[(begin + number) % len(MIX)], left[0]
        match kind:
            case "open" if MIX[(begin + number + 1) % len(MIX)] == "claim":
                yield kind, lambda task=task: _look(line, task)
            case "open":
                looks += 1
                yield kind, lambda task=left[1 + looks * 7 % _WITHIN]: _look(line, task)
            case "claim":
                yield kind, lambda task=task: line.press(f"claim_task_{task}")
            case _:
                del left[0]
                yield kind, lambda task=task: _complete(line, task)


def _look(line: Line, task: int) -> None:
    line.pick("tasks", task)
    if not line.has(f"claim_task_{task}"):
        raise LookupError(f"the task {task} was asked for and is not shown")


def _complete(line: Line, task: int) -> None:
    line.type(f"task_{task}_opinion", "Hồ sơ đủ điều kiện giải quyết")
    line.press(f"complete_task_{task}")
    if line.has(f"complete_task_{task}"):
        raise LookupError(f"the task {task} was completed and is still shown")


def _worked(
    site: Site,
    days: Sequence[tuple[Line, Iterator[tuple[str, Callable[[], None]]]]],
    spent: dict[str, list[float]],
    actions: int,
) -> float:
    """Does so many actions, in turn at each desk, and notes the processor's milliseconds; the memory towards their end.

    The least of many looks: garbage that waits for its collection comes and goes.
    """
    memory: list[float] = []
    for number, (_, day) in zip(range(actions), cycle(days), strict=False):
        kind, act = next(day)
        before = _processor(site)
        act()
        spent[kind].append(1e3 * (_processor(site) - before))
        if 2 * number >= actions and number % _LOOK_EVERY == 0:
            memory.append(_memory(site))
    return min(memory)


def _burst(site: Site, lines: Sequence[Line], desks: Sequence[Desk]) -> float:
    """Everybody clicks at the same moment: the processor's milliseconds a click."""
    before = _processor(site)
    with ThreadPoolExecutor(len(lines)) as everybody:
        for number in range(_BURSTS):
            asked = [desk.tasks[_AFTER + number] for desk in desks[: len(lines)]]
            list(everybody.map(lambda line, task: line.pick("tasks", task), lines, asked))
    return 1e3 * (_processor(site) - before) / (_BURSTS * len(lines))


def _processor(site: Site) -> float:
    """The seconds of processor time that the site has taken, its ended threads too, by the kernel's own clock of it."""
    return time.clock_gettime(~site.pid << 3 | 2)


def _memory(site: Site) -> float:
    """Megabytes, what is shared with others in proportion."""
    told = Path(f"/proc/{site.pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")) / 1024
