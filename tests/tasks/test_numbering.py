"""Eight processes accept dossiers and issue letters at once: no number is given twice, none is left out."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import select

from processes import clocks, history, tables
from processes.database import Database
from tests.conftest import ROOT

PROCESSES = 8
EACH = 25 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 3


@pytest.mark.soak
def test_numbers_have_no_gap_and_no_double(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.tasks.numbers", url]
    running = [
        subprocess.Popen([*command, f"p{number}", str(EACH)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    for process in running:
        _, said = process.communicate(timeout=500)
        assert process.returncode == 0, said
    expected = list(range(1, PROCESSES * EACH + 1))
    with database.snapshot() as snapshot:
        letters = select(tables.Letter.number).order_by(tables.Letter.number)
        dossiers = select(tables.Dossier.number).order_by(tables.Dossier.number)
        assert list(snapshot.execute(letters).scalars()) == expected
        assert list(snapshot.execute(dossiers).scalars()) == expected
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []
