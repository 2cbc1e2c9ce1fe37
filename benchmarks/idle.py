"""`motcua bench idle`: what everything that `make up` starts costs while nobody works: processor time and memory."""

from __future__ import annotations

import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from ui import supervisor

ROOT = Path(__file__).parent.parent
PARTS = ("web", "worker", "orchestrator")
SETTLES, WATCHED, PATIENCE = 60, 60, 240


def run(rounds: int = 1, database_url: str | None = None) -> dict[str, object]:
    """Seconds of processor time in a minute, as percent of one core, and proportional memory (PSS), in all and by part.

    The last of the rounds is shown: the first minutes after the start still tidy up.
    """
    with TemporaryDirectory() as folder, _up(Path(folder), database_url) as process:
        time.sleep(SETTLES)
        for _ in range(max(1, min(rounds, 2))):
            before = _spent(process)
            time.sleep(WATCHED)
            spent = {name: used - before.get(name, 0.0) for name, used in _spent(process).items()}
        memory = _memory(process)
    figures: dict[str, float] = {
        "cpu_percent": round(100 * sum(spent.values()) / WATCHED, 2),
        "pss_mb": round(sum(memory.values()), 1),
        **{f"cpu_percent_{name}": round(100 * spent[name] / WATCHED, 2) for name in PARTS},
        **{f"pss_mb_{name}": round(memory[name], 1) for name in PARTS},
    }
    return {
        "bench": "idle",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


@contextmanager
def _up(folder: Path, database_url: str | None) -> Generator[psutil.Process]:
    site, prefect = _free_port(), _free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MOTCUA__DATA": str(folder / "data"),
        "MOTCUA__PREFECT__PORT": str(prefect),
        **({"MOTCUA__DATABASE__URL": database_url} if database_url else {}),
    }
    command = [sys.executable, "-P", "-m", "ui.command", "up", "--demo", "--port", str(site)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _until(lambda: supervisor.health("127.0.0.1", site) is not None, process)
            _until(lambda: supervisor.bind_error("127.0.0.1", prefect) is not None, process)
            yield psutil.Process(process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("motcua up did not come up")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _parts(process: psutil.Process) -> dict[str, psutil.Process]:
    found = {"supervisor": process}
    for child in process.children(recursive=True):
        name = next((part for part in PARTS if part in child.cmdline()), str(child.pid))
        found[name] = child
    return found


def _spent(process: psutil.Process) -> dict[str, float]:
    used = {name: part.cpu_times() for name, part in _parts(process).items()}
    return {name: times.user + times.system for name, times in used.items()}


def _memory(process: psutil.Process) -> dict[str, float]:
    return {name: part.memory_full_info().pss / 2**20 for name, part in _parts(process).items()}
