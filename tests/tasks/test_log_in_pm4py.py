"""pm4py opens what leaves: in an environment of its own, for it is AGPL and never a dependency of ours.

At full size alone: it downloads half a gigabyte.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from processes.database import Database
from tasks.log_exports import Order
from tests.conftest import MONDAY_8AM
from tests.tasks.test_log_exports import lived, take
from tests.town import Town

FULL = os.environ.get("MOTCUA_TEST_SIZE") == "full"
SCRIPT = """
import json, sys, pm4py
log = pm4py.read_xes(sys.argv[1])
ocel = pm4py.read_ocel2_json(sys.argv[2])
graph, begins, ends = pm4py.discover_dfg(log[log["lifecycle:transition"] == "complete"])
print(json.dumps({
    "cases": int(log["case:concept:name"].nunique()),
    "events": len(log),
    "flows": len(graph),
    "types": sorted(pm4py.ocel_get_object_types(ocel)),
    "ocel_events": len(ocel.events),
}))
"""


@pytest.mark.soak
@pytest.mark.skipif(not FULL, reason="pm4py is installed into an environment of its own at full size alone")
def test_pm4py_opens_xes_and_ocel(sqlite_database: Database, tmp_path: Path) -> None:
    town = lived(Town(sqlite_database, MONDAY_8AM))
    home = tmp_path / "pm4py"
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    subprocess.run([home / "bin" / "pip", "install", "-q", "pm4py"], check=True)
    files = {form: tmp_path / f"log.{form}" for form in ("xes", "ocel")}
    for form, path in files.items():
        path.write_bytes(b"".join(take(town, Order(form)).pieces()))
    asked = [home / "bin" / "python", "-W", "ignore", "-c", SCRIPT, *(files[form] for form in ("xes", "ocel"))]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.strip().splitlines()[-1])
    assert found["cases"] == 3
    # papers are related to their dossiers alone, and pm4py tells the types that events touch
    assert found["types"] == ["agency", "dossier", "officer", "procedure"]
    assert found["ocel_events"] == 4
    assert found["flows"] > 0
