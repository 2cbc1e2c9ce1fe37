"""The house's own rules, as tests: one commit place, one clock, one reader of the environment, short modules."""

from __future__ import annotations

import ast
import re
import subprocess
from importlib.metadata import packages_distributions
from importlib.util import find_spec

import pytest

from tests.house.source import FOLDERS, ROOT, calls, modules

CLOCKS = re.compile(r"(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|localtime)")
SQL = re.compile(r"\s*(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s.+\sSET|DELETE FROM|CREATE TABLE)\s", re.DOTALL)
TOP_LEVEL = {
    *FOLDERS,
    *("tests", "docs", "benchmarks", ".ci", "Makefile", "pyproject.toml", "requirements.lock"),
    *("requirements-dev.lock", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore"),
}


def test_only_the_database_commits() -> None:
    committing = {m.name for m in modules() if any(call.endswith(".commit") for call in calls(m))}
    committing |= {m.name for m in modules() if any(call.endswith("engine.begin") for call in calls(m))}
    assert committing == {"processes/database.py"}


def test_only_the_database_looks_at_a_clock() -> None:
    looking = {m.name for m in modules() if any(CLOCKS.fullmatch(call) for call in calls(m))}
    assert looking == {"processes/database.py"}


def test_only_the_settings_read_the_environment() -> None:
    reading = {
        m.name
        for m in modules()
        if any(ast.unparse(node) == "os.environ" for node in ast.walk(m.tree) if isinstance(node, ast.Attribute))
        or any(call.endswith("getenv") for call in calls(m))
    }
    # a child process inherits the environment and is given more of it: that is writing, not reading settings
    assert reading <= {"ui/supervisor.py", "ui/frontend/hatch_build.py"}


def test_sql_is_written_in_the_record_alone() -> None:
    writing = {
        m.name
        for m in modules()
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    }
    assert {name for name in writing if not name.startswith("processes/")} == set()


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.name)
def test_a_module_is_one_noun(module) -> None:
    assert len(module.text.splitlines()) <= 400
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{module.name}: {node.name} has {length} lines"


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.name)
def test_what_is_public_says_what_it_does(module) -> None:
    assert ast.get_docstring(module.tree), module.name
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
            assert ast.get_docstring(node), f"{module.name}: {node.name}"


def test_no_module_is_named_for_nothing() -> None:
    empty_words = {"utils", "helpers", "common", "manager", "misc", "base_service"}
    assert {m.path.stem for m in modules()} & empty_words == set()


def test_nothing_swallows_a_bug() -> None:
    swallowing = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = "" if node.type is None else ast.unparse(node.type)
            raises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
            if caught in ("", "Exception", "BaseException") and not raises:
                swallowing.add(module.name)
    outliving = {"tasks/worker.py", "tasks/runs.py", "tasks/flows.py"}
    assert swallowing <= outliving, "only the agent's loop outlives what it does not understand"


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_the_top_level_holds_what_it_should() -> None:
    assert {path.split("/")[0] for path in _tracked()} <= TOP_LEVEL


def test_no_package_host_is_named() -> None:
    hosts = re.compile(r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(org|com)|deb\.debia[n]\.org")
    for path in _tracked():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            assert not hosts.search(content.decode("utf-8", "replace")), path


def test_the_four_names_are_ours_alone() -> None:
    owners = packages_distributions()
    for name in FOLDERS:
        assert set(owners.get(name, [])) <= {"motcua"}, f"another distribution brings {name}"
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin == str(ROOT / name / "__init__.py")
