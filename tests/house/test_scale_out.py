"""The unit files, settings and commands of docs/howto/scale-out are those of the program."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click import Command

from tests.house.source import ROOT, table_rows
from ui.command import main

FOLDER = ROOT / "docs" / "howto" / "scale-out"
SERVICES = sorted(FOLDER.glob("*.service"))
SHIPPED = "/opt/motcua/current/.venv/bin/motcua"


def entries(unit: Path) -> dict[str, list[str]]:
    """What a unit says, by name; a name may stand more than once."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if verifier is None:  # no systemd here: at least every line is a section or an entry
        for unit in [*SERVICES, FOLDER / "motcua.target"]:
            lines = [line for line in unit.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
            assert all(re.fullmatch(r"\[[A-Z][a-z]+\]|[A-Z]\w+=.*", line) for line in lines)
        return
    program = tmp_path / "motcua"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    units: list[str] = []
    for unit in [*SERVICES, FOLDER / "motcua.target"]:
        copy = tmp_path / unit.name.replace("@.", "@8501.")
        copy.write_text(unit.read_text(encoding="utf-8").replace(SHIPPED, str(program)), encoding="utf-8")
        units.append(str(copy))
    said = subprocess.run([verifier, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_calls_a_command_with_options_it_has(unit: Path) -> None:
    (called,) = entries(unit)["ExecStart"]
    assert called.startswith(f"{SHIPPED} ")
    name, *words = called.removeprefix(SHIPPED).split()
    command: Command = main.commands[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_is_stopped_by_its_group_and_comes_back(unit: Path) -> None:
    said = entries(unit)
    assert (said["KillMode"], said["Restart"], said["User"]) == (["mixed"], ["always"], ["motcua"])
    assert said["EnvironmentFile"] == ["/etc/motcua/motcua.env", "-/etc/motcua/machine.env"]


def test_every_setting_that_is_shown_is_one() -> None:
    known = {row[0].strip("`") for row in table_rows("settings.md")[1:]}
    for file in (FOLDER / "motcua.env", FOLDER / "machine.env"):
        shown = set(re.findall(r"^(MOTCUA__\w+)=", file.read_text(encoding="utf-8"), re.MULTILINE))
        assert shown <= known


def test_every_file_is_told_of() -> None:
    page = (FOLDER.parent / "scale-out.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\(scale-out/([^)]+)\)", page))
    assert {path.name for path in FOLDER.iterdir()} - {"motcua.target"} == named
    assert "motcua.target" in page
