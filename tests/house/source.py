"""The project's own source, parsed once for the tests that judge the house."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("bpmn", "processes", "tasks", "ui")


@dataclass(frozen=True)
class Module:
    """One module: where it lies, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path from the root."""
        return str(self.path.relative_to(ROOT))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the four folders."""
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "node_modules" in path.parts or path.parent.name == "versions":
                continue
            text = path.read_text(encoding="utf-8")
            found.append(Module(path, text, ast.parse(text)))
    return tuple(found)


def calls(module: Module) -> list[str]:
    """Every call in a module, spelled with its dots."""
    return [ast.unparse(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)]


def table_rows(document: str) -> list[list[str]]:
    """The cells of every table row of a page in docs/."""
    lines = (ROOT / "docs" / document).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if not set("".join(row)) <= set("-: ")]
