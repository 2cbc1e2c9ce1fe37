"""A run: one going of a round. It happens once, whoever watches, and whatever becomes of who watches."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("motcua.agent")


@dataclass(slots=True)
class Run:
    """What is to be done under a round's name; afterwards how much that was, or what went wrong."""

    name: str
    work: Callable[[], int]
    is_over: bool = False
    is_observed: bool = False
    worked: int = 0
    error: Exception | None = None

    def happen(self) -> None:
        """Does the work, unless it is done already. What it raises is kept: the agent outlives it."""
        if self.is_over:
            return
        self.is_over = True
        try:
            self.worked = self.work()
        except Exception as error:
            log.exception("agent.round-failed name=%s", self.name)
            self.error = error

    @property
    def trouble(self) -> str:
        """What went wrong, in a line without what was being written; empty when nothing did."""
        if self.error is None:
            return ""
        return f"{type(self.error).__name__}: {str(self.error).partition(chr(10))[0]}"
