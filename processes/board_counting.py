"""Counting what is open, in columns: the lines of the board, whether its tasks come from the record or from the past.

Of a dossier that has several tasks on a line there is one. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from processes.event_log.columns import NEVER

By = Literal["agency", "unit", "post", "officer", "procedure", "step"]
Key = int | str | None
Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]

OVERDUE, TODAY, SOON, LATER = range(4)
"""How a task stands by its due time, were its dossier not paused."""


@dataclass(frozen=True, slots=True)
class Line:
    """How the tasks of one agency, unit, post, officer, procedure or step stand; of how many dossiers they are.

    `key` is its number, a step's name, and None for what nobody holds.
    """

    key: Key
    dossiers: int
    all: int
    overdue: int
    today: int
    soon: int
    paused: int
    unclaimed: int
    stuck: int


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """One row an open task. `officer` is NEVER where nobody holds it; `stands` is OVERDUE to LATER."""

    dossier: Ids
    post: Ids
    officer: Ids
    stands: Ids
    is_paused: Flags
    is_stuck: Flags

    def __len__(self) -> int:
        return len(self.dossier)

    def only(self, rows: Flags) -> OpenTasks:
        """Some of them."""
        kept = (self.dossier, self.post, self.officer, self.stands, self.is_paused, self.is_stuck)
        return OpenTasks(*(column[rows] for column in kept))  # pyright: ignore[reportArgumentType]

    def masks(self) -> dict[str, Flags]:
        """Which of them each number of a line counts."""
        runs, due = ~self.is_paused, (("overdue", OVERDUE), ("today", TODAY), ("soon", SOON))
        return {
            "all": np.ones(len(self), np.bool_),
            **{name: runs & (self.stands == stands) for name, stands in due},
            "paused": self.is_paused,
            "unclaimed": self.officer == NEVER,
            "stuck": self.is_stuck,
        }


def lines(tasks: OpenTasks, keys: Ids, names: Sequence[str] | None = None) -> list[Line]:
    """The lines by each task's key, the most overdue first; where there are `names`, a key is a place among them."""
    found, place = _places(keys)
    each = place * (tasks.dossier.max(initial=0) + 1) + tasks.dossier
    each.sort()
    is_first = np.ones(len(each), np.bool_)
    is_first[1:] = each[1:] != each[:-1]
    dossiers = np.bincount(each[is_first] // (tasks.dossier.max(initial=0) + 1), minlength=len(found))
    numbers = {name: np.bincount(place[mask], minlength=len(found)) for name, mask in tasks.masks().items()}
    counted = [
        Line(_key(key, names), int(dossiers[row]), **{name: int(column[row]) for name, column in numbers.items()})
        for row, key in enumerate(found.tolist())
    ]
    return sorted(counted, key=lambda line: (-line.overdue, -line.today, -line.all, str(line.key)))


def _key(key: int, names: Sequence[str] | None) -> Key:
    if key == NEVER:
        return None
    return key if names is None else names[key]


def halted(tasks: OpenTasks, paused: Ids) -> OpenTasks:
    """With what lies in these dossiers marked as paused."""
    return replace(tasks, is_paused=is_in(tasks.dossier, paused))


def is_in(numbers: Ids, wanted: Collection[int] | Ids) -> Flags:
    """Which of many numbers are among others."""
    sought = wanted if isinstance(wanted, np.ndarray) else np.array(sorted(wanted), np.int64)
    return np.isin(numbers, sought)


def looked_up(numbers: Ids, known: dict[int, int]) -> Ids:
    """What each number leads to, NEVER where it leads nowhere."""
    found, place = _places(numbers)
    return np.array([known.get(one, NEVER) for one in found.tolist()], np.int64)[place]


def _places(numbers: Ids) -> tuple[Ids, Ids]:
    """The different numbers, none below NEVER, and the place of each among them: without sorting what is many."""
    there = np.bincount(numbers - NEVER)
    found = np.flatnonzero(there)
    return found + NEVER, (np.cumsum(there > 0) - 1)[numbers - NEVER]
