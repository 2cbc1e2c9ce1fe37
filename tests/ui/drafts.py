"""Drafts as the record will keep them: each save names the version it was made on, and comes too late after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock


class Newer(Exception):
    """Somebody else has saved a newer version."""


@dataclass
class Drafts:
    """The contents and versions of all drafts of this process, and how often a page was drawn."""

    kept: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    runs: dict[str, int] = field(default_factory=dict[str, int])
    fixes: list[int] = field(default_factory=list[int])
    lock: Lock = field(default_factory=Lock)

    def read(self, name: str) -> tuple[int, str]:
        """Version and content."""
        return self.kept[name]

    def save(self, name: str, content: str, base: int) -> int:
        """Keeps a content as the next version. Raises: Newer."""
        with self.lock:
            version, _ = self.kept[name]
            if base != version:
                raise Newer
            self.kept[name] = (version + 1, content)
            return version + 1


drafts = Drafts()
