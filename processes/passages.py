"""Passages: how often each step was gone through, how long it waited and was worked on, and how often it came late.

A task waits from its opening until somebody takes it up, and is worked on from then until it is closed, both in working
minutes of its agency; while the dossier's clock stands neither counts. What was cancelled is no passage. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processes.agency_minutes import AgencyMinutes
from processes.event_log import NEVER, EventLog, columns

Numbers = NDArray[np.int64]

ENDS = ("completed", "sent_back")
HOT_SHARE, HOT_LEAST = 0.2, 3
"""A step is hot where a fifth of its passages came late, and at least three did."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One step in a period: `through` closed then, `late` of them; `waiting` and `working` are medians in working
    minutes, None without a passage; `open` are there now."""

    key: int
    through: int
    late: int
    waiting: int | None
    working: int | None
    open: int

    @property
    def share(self) -> float:
        """Which share of the passages came late."""
        return self.late / self.through if self.through else 0.0

    @property
    def is_hot(self) -> bool:
        """Whether the step stands out by what comes late in it."""
        return self.late >= HOT_LEAST and self.share >= HOT_SHARE


def of(log: EventLog, minutes: AgencyMinutes, keys: Numbers, *, since: int, until: int) -> list[Passage]:
    """The passages of a log's tasks from one instant until before another, by a key for each task; the most first."""
    tasks = log.tasks
    ended = np.isin(tasks["state"], places(log, ENDS)) & (tasks["closed"] >= since) & (tasks["closed"] < until)
    undone = tasks["closed"] == NEVER
    passed = columns.taken(tasks, ended)
    taken_up = np.where(passed["claimed"] == NEVER, passed["closed"], passed["claimed"])
    taken_up = np.clip(taken_up, passed["opened"], passed["closed"])
    stood = columns.paused({**passed, "opened": taken_up}, log.pauses, minutes.of)
    opened, taken, closed = (
        minutes.at(one, passed["agency"]) for one in (passed["opened"], taken_up, passed["closed"])
    )
    waiting = np.maximum(taken - opened - (passed["paused"] - stood), 0)
    working = np.maximum(closed - taken - stood, 0)
    late = minutes.is_late(passed, until)
    mine, here = keys[ended], keys[undone]
    found: list[Passage] = []
    for key in np.unique(np.concatenate([mine, here])).tolist():
        at = mine == key
        through = int(at.sum())
        waits, works = (int(np.median(one[at])) if through else None for one in (waiting, working))
        found.append(Passage(key, through, int(late[at].sum()), waits, works, int((here == key).sum())))
    return sorted(found, key=lambda one: (-one.through, -one.open, one.key))


def places(log: EventLog, words: tuple[str, ...]) -> list[int]:
    """Where some words are in the list of a log's words."""
    return [place for place, word in enumerate(log.words) if word in words]
