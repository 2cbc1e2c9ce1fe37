"""A finding: what is wrong with a diagram, where, and how bad, told to the analyst who draws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bpmn.checks.fixes import Fix

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to change. An error keeps a release from being published; `line` counts from 1, 0 is no line.

    `path` are the ids of the elements and arrows, in order, that a dossier passes on its way into what is wrong;
    empty where nothing is shown. `fix` puts it right where that is safe to offer.
    """

    line: int
    element: str
    rule: str
    severity: Severity
    message: str
    path: tuple[str, ...] = ()
    fix: Fix | None = field(default=None, compare=False)
