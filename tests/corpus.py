"""Real diagrams by other tools, which lie beside the project and are found by MOTCUA_TEST_CORPUS."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path | None:
    """Where the corpora are; None when this machine has none."""
    named = os.environ.get("MOTCUA_TEST_CORPUS")
    return Path(named) if named else None


def diagrams() -> list[Path]:
    """The diagrams of the BPMN interchange working group, in the order of their names."""
    found = folder()
    return [] if found is None else sorted((found / "bpmn-miwg").rglob("*.bpmn"))


def chosen(most: int = 15) -> list[Path]:
    """All diagrams in soak, else at most so many that lie evenly apart."""
    found = diagrams()
    is_whole = os.environ.get("MOTCUA_TEST_SIZE") == "full"
    return found if is_whole else found[:: max(1, len(found) // most)][:most]
