"""`motcua bench imports`: every diagram of the interchange working group, dropped into the real studio in Chromium.

From the moment a file is given to the field until the mended diagram is painted beside the original (`drop`), and from
the press of the button until the modeler is painted (`open`). The three largest files are told by themselves.
Needs MOTCUA_TEST_CORPUS. Without the browser: what the server alone needs to read one (`read`).
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bpmn import imports
from tests import corpus
from tests.servers import free_port
from tests.stories.browser import chromium, sign_in
from tests.stories.conftest import Nursery, Site
from tests.stories.importing import Importing
from tests.stories.test_first_run_in_browser import OWN

_LARGEST = 3
_LIMIT = 2_000


def run(rounds: int = 1, database_url: str | None = None) -> dict[str, object]:
    """Serves the site, and drops and opens each file so many times; the best of the rounds counts."""
    files = sorted(corpus.diagrams(), key=lambda file: file.stat().st_size)
    if not files:
        raise SystemExit("Chưa có MOTCUA_TEST_CORPUS: không có sơ đồ nào để nhập.")
    with TemporaryDirectory() as folder:
        turns = [_measured(Path(folder), files) for _ in range(rounds)]
    drops, opens = ([min(times) for times in zip(*series, strict=True)] for series in zip(*turns, strict=True))
    reads = [min(_read(file) for _ in range(3)) for file in files]
    return {
        "bench": "imports",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": {"files": len(files), **_told("drop", drops), **_told("open", opens), **_told("read", reads)},
    }


def _measured(folder: Path, files: Sequence[Path]) -> tuple[list[float], list[float]]:
    nursery, port = Nursery(folder), free_port()
    data = folder / f"data-{port}"
    data.mkdir()
    password = nursery.furnish(data, "")
    site = Site(
        f"http://127.0.0.1:{port}", password, nursery.fork(data, port, ""), lambda: nursery.fork(data, port, "")
    )
    drops, opens = list[float](), list[float]()
    try:
        site.wait(answering=True)
        with chromium() as browser:
            phan = sign_in(browser, site.address, "phan", password, OWN)
            phan.go("/thiet-ke")
            bringing = Importing(phan)
            for file in [files[0], *files]:  # the first one loads what all others find
                bringing.begin()
                drops.append(bringing.drawn(file))
                phan.calm()
                opens.append(bringing.opened())
                phan.calm()
                bringing.back()
    finally:
        site.end()
        nursery.close()
    return drops[1:], opens[1:]


def _read(file: Path) -> float:
    xml = file.read_bytes()
    began = time.process_time()
    imports.read(xml)
    return (time.process_time() - began) * 1000


def _told(name: str, times: Sequence[float]) -> dict[str, float]:
    usual = times[:-_LARGEST]
    return {
        f"{name}_ms": round(statistics.median(times), 1),
        f"{name}_most_ms": round(max(usual), 1),
        f"{name}_largest_ms": round(max(times[-_LARGEST:]), 1),
        f"{name}_over_limit": sum(one > _LIMIT for one in usual),
    }
