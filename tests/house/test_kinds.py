"""Matters lie in the table of dossiers and are never counted among them: whatever reads it says which it means."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import Module, modules

# what moves, proves or opens one of either kind, by its number, and so does not ask which it is
ALIKE = {
    "processes/assignments.py": {"_CHAIN", "steps"},
    "processes/batches.py": {"results"},
    # of what the board's scope has chosen
    "processes/board.py": {
        "_PAUSED",
        "_tally",
        "_waiting_for_nothing",
        "among",
        "dossiers",
        "lying",
        "pauses",
        "tasks",
    },
    "processes/board_measures.py": {"PAUSED", "of_dossiers"},
    "processes/branches.py": {"_LINES", "_narrowed", "window"},
    "processes/clocks.py": {"verify", "proposals"},
    "processes/cohorts.py": {"running", "page", "hold", "results"},
    "processes/days.py": {"_broken"},
    "processes/dead_letters.py": {"page"},
    "processes/demonstration_years.py": {"running"},
    "processes/drafts.py": {"_HOLD"},
    "processes/executions.py": {"_READ_TASK", "_READ_EXECUTION", "_READ_ALL", "_HOLD_TIMERS"},
    "processes/faults.py": {"_executions", "silent"},
    "processes/history.py": {"verify"},
    "processes/inheritance.py": {"_left"},
    "processes/matters.py": {"_sight"},
    "processes/notices.py": {"_listed"},
    "processes/open_work.py": {"_PAUSED", "first"},  # of what its scope has chosen
    "processes/openings.py": {"_START_DOSSIER"},
    "processes/particulars.py": {"_select"},
    "processes/reminders.py": {"_WATCHED"},
}


def _reads(node: ast.AST) -> bool:
    """Whether it selects from the table of dossiers."""
    called = {ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
    return "select" in called and "Dossier." in ast.unparse(node)


def _says_which(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.Compare) and ast.unparse(one.left).endswith("Dossier.kind") for one in ast.walk(node)
    )


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    return getattr(node, "name", "")


def _undecided(module: Module) -> set[str]:
    return {_name(node) for node in module.tree.body if _reads(node) and not _says_which(node)}


@pytest.mark.parametrize("module", [m for m in modules() if "Dossier." in m.text], ids=lambda m: m.name)
def test_what_reads_dossiers_says_whether_it_means_matters_too(module: Module) -> None:
    assert _undecided(module) == ALIKE.get(module.name, set())
