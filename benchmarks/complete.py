"""`motcua bench complete`: W1 through the real verbs beside the two yardsticks, interleaved round by round.

Gated: the CPU ratio to the naive loop, and exact counts of statements and commits an act. Reported: wall times.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, event

from benchmarks import workload
from processes import database, settings
from tests import prefect_server
from tests.prefect_server import Server, Wire

CASES = 20
Result = TypeVar("Result")
Spent = dict[str, list[float]]


class Meter:
    """Counts what goes over the driver, and measures an act's CPU and wall time."""

    def __init__(self, engine: Engine) -> None:
        self.statements = self.commits = 0
        self.cpu: Spent = {}
        self.wall: Spent = {}
        self.counts: dict[str, list[tuple[int, int]]] = {}
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    def _statement(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self.statements += not statement.startswith("BEGIN")

    def _commit(self, _connection: object) -> None:
        self.commits += 1

    def __call__(self, act: str, work: Callable[..., Result], *subject: object) -> Result:
        """Runs one act and notes what it took."""
        statements, commits = self.statements, self.commits
        wall, cpu = time.perf_counter(), time.process_time()
        result = work(*subject)
        self.cpu.setdefault(act, []).append(time.process_time() - cpu)
        self.wall.setdefault(act, []).append(time.perf_counter() - wall)
        self.counts.setdefault(act, []).append((self.statements - statements, self.commits - commits))
        return result

    def round(self) -> tuple[Spent, Spent]:
        """What the acts took since the last round, and forgets it."""
        spent = self.cpu, self.wall
        self.cpu, self.wall = {}, {}
        return spent


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """The figures of design §6: medians over interleaved rounds, counts as they are."""
    with tempfile.TemporaryDirectory() as folder, _yardsticks(folder, database_url) as ask:
        os.environ["MOTCUA__DATA"] = folder
        settings.settings.cache_clear()
        record = database.use(database_url or f"sqlite:///{folder}/motcua.db")
        province = workload.seed(record)
        meter = Meter(record.engine)
        for number in range(5):  # both sides begin warm
            workload.run_case(province, number, meter)
        ask(5)
        meter.round()
        meter.counts.clear()
        taken = [_round(province, meter, ask) for _ in range(rounds)]
        figures = _figures(taken, meter) | _without_prefect(province, meter, Path(folder), rounds)
        record.close()
    return {
        "bench": "complete",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "durability": "SQLite WAL, synchronous=FULL" if not database_url else "PostgreSQL, as configured",
        "rounds": rounds,
        "figures": figures,
    }


@contextmanager
def _yardsticks(folder: str, database_url: str | None) -> Generator[Callable[[int], Spent]]:
    """The yardsticks' process; the function asks it for a batch of cases."""
    url = database_url or f"sqlite:///{folder}/yardsticks.db"
    command = [sys.executable, "-m", "benchmarks.yardsticks", url]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(cases: int) -> Spent:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps({"cases": cases}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask


def _round(province: workload.Province, meter: Meter, ask: Callable[[int], Spent]) -> dict[str, float]:
    theirs = ask(CASES)
    for number in range(CASES):
        workload.run_case(province, number, meter)
    cpu, wall = meter.round()
    complete, naive = statistics.median(cpu["complete"]), statistics.median(theirs["complete"])
    floor = statistics.median(theirs["floor"])
    return {
        "complete_to_naive": complete / naive,
        "complete_to_floor": complete / floor,
        "naive_to_floor": naive / floor,
        "start_to_naive": statistics.median(cpu["start"]) / statistics.median(theirs["start"]),
        "complete_cpu_ms": complete * 1000,
        "naive_cpu_ms": naive * 1000,
        "floor_cpu_ms": floor * 1000,
        "start_cpu_ms": statistics.median(cpu["start"]) * 1000,
        "claim_cpu_ms": statistics.median(cpu["claim"]) * 1000,
        "list_cpu_ms": statistics.median(cpu["list"]) * 1000,
        "complete_ms": statistics.median(wall["complete"]) * 1000,
    }


def _figures(taken: list[dict[str, float]], meter: Meter) -> dict[str, float]:
    figures = {name: round(statistics.median(one[name] for one in taken), 3) for name in taken[0]}
    for act in ("complete", "start", "claim", "list"):
        figures[f"statements_{act}"] = max(statements for statements, _ in meter.counts[act])
        figures[f"commits_{act}"] = max(commits for _, commits in meter.counts[act])
    return figures


def _without_prefect(province: workload.Province, meter: Meter, folder: Path, rounds: int) -> dict[str, float]:
    """CPU of complete while the Prefect server that is set up cannot be reached ÷ while it can, in turns."""
    ratios = list[float]()
    with prefect_server.running(folder) as server, _set_up(server) as wire:
        for _ in range(rounds):
            spent = list[float]()
            for change in (wire.mend, wire.cut):
                change()
                for number in range(CASES):
                    workload.run_case(province, number, meter)
                cpu, _wall = meter.round()
                spent.append(statistics.median(cpu["complete"]))
            up, down = spent
            ratios.append(down / up)
    return {"complete_prefect_down_to_up": round(statistics.median(ratios), 3)}


@contextmanager
def _set_up(server: Server) -> Generator[Wire]:
    """A way to the server that this process believes in, cut."""
    wire = Wire(server)
    wire.cut()
    os.environ["MOTCUA__PREFECT__URL"] = wire.api
    settings.settings.cache_clear()
    try:
        yield wire
    finally:
        del os.environ["MOTCUA__PREFECT__URL"]
        settings.settings.cache_clear()
