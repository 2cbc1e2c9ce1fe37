"""With a wheelhouse beside the Makefile, `make install` asks no registry; without one it asks as ever."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT

# in place of pip and Python: tells how it was called, and what it was told of registries
STUB = """#!/bin/sh
echo "$(basename $0) $* | $PIP_NO_INDEX $PIP_FIND_LINKS $npm_config_offline $npm_config_cache" >> {log}
"""


@pytest.mark.parametrize("is_offline", [True, False])
def test_install_takes_from_the_wheelhouse_alone(tmp_path: Path, *, is_offline: bool) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "pyproject.toml").touch()
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("pip", "python"):
        (programs / name).write_text(STUB.format(log=tmp_path / "log"), encoding="utf-8")
        (programs / name).chmod(0o755)
    if is_offline:
        (tmp_path / "wheelhouse").mkdir()
    command = ["make", "-C", str(tmp_path), "install"]
    subprocess.run(command, env={"PATH": os.environ["PATH"]}, check=True, stdout=subprocess.DEVNULL)
    calls = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert [call.split()[0] for call in calls] == ["pip", "python", "pip"]
    assert "--require-hashes -r requirements.lock" in calls[0]
    house = tmp_path / "wheelhouse"
    told = f"1 {house} true {house}/npm" if is_offline else ""
    assert {call.partition(" | ")[2].strip() for call in calls} == {told}
