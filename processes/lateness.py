"""Lateness: how likely an open dossier becomes late, and how long it still takes, from how past dossiers went.

What past dossiers of the procedure tell is their survival: how many were still without a result when so much of their
term was used. Similar are those that were in the same step in the same stretch of their term; where they are few, all
that were still open after as much time count beside them, as ten do (weight n / (n + 10)). Dossiers that are still
open, or ended without a result, count for as long as they were open (Kaplan and Meier 1958); the older, the less.
Where work has become slower or quicker, what past dossiers took is brought to the pace of today (`paces`). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from processes import paces
from processes.courses import Courses

Chances = NDArray[np.float64]
Flags = NDArray[np.bool_]

ENOUGH = 20
"""Fewer past dossiers than so many tell nothing: not enough data."""
SHRINK = 15
MOST = 2_000
"""So many dossiers of a procedure are looked at, the latest received."""
HALF_LIFE = 180.0  # days: what ages is the mix of cases; the pace is measured for itself
_BELIEVED = 0.9  # of a measured pace: in full it foresees too much lateness on every year tried
_YEAR = 365 * 86_400
_WINDOW = _YEAR
_STRETCHES = np.concatenate([np.arange(1, 21) / 20, [1.1, 1.25, 1.5, 2.0, 3.0]])  # of the term; by tenths it errs more
_LONGEST = 63.0
"""Terms; the longest a dossier takes here."""
_ALL = -1
_APART = 64.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of each dossier: the chance of being late, the working minutes that half of all and four in five need at most
    from here, and how many past dossiers that is based on; NaN where there are too few."""

    chance: Chances
    half: Chances
    most: Chances
    similar: NDArray[np.int64]

    @property
    def is_known(self) -> Flags:
        """Where there is enough data."""
        return ~np.isnan(self.chance)


@dataclass(frozen=True)
class Basis:
    """What the past of one procedure tells: the survival curves of its cells, one behind the other.

    A cell is a step in a stretch of the term; the first is all steps in all stretches. `used` is the share of its term
    that each dossier took, in order within its cell, `survival` what share took longer.
    """

    steps: tuple[str, ...]
    cells: NDArray[np.int64]
    starts: NDArray[np.int64]
    used: Chances
    survival: Chances

    def forecast(self, steps: Sequence[str], elapsed: Chances, slack: Chances, term: Chances) -> Forecast:
        """What is foreseen for dossiers in these steps, with so much elapsed, left and given, in working minutes."""
        since, until = np.minimum(elapsed / term, _LONGEST), np.minimum((elapsed + slack) / term, _LONGEST)
        known = {step: place for place, step in enumerate(self.steps)}
        place = np.array([known.get(step, len(self.steps)) for step in steps], np.int64)
        own = self._read(_cell(place, since), since, until)
        every = self._read(np.full(len(since), _ALL), since, until)
        weight = own.number / (own.number + SHRINK)
        lacking = every.number < ENOUGH

        def mixed(mine: Chances, all_of: Chances) -> Chances:
            found = weight * np.where(own.number > 0, mine, 0.0) + (1 - weight) * all_of
            return np.where(lacking, np.nan, found)

        chance = np.where(slack < 0, 1.0, mixed(own.chance, every.chance))
        half, most = (mixed(a, b) * term for a, b in ((own.half, every.half), (own.most, every.most)))
        similar = np.where(own.number >= SHRINK, own.number, every.number)
        return Forecast(np.where(lacking, np.nan, chance), half, most, similar)

    def _read(self, cells: NDArray[np.int64], since: Chances, until: Chances) -> _Reading:
        place = np.searchsorted(self.cells, cells)
        is_there = (place < len(self.cells)) & (self.cells[np.minimum(place, len(self.cells) - 1)] == cells)
        place = np.where(is_there, place, 0)
        start, end = self.starts[place], self.starts[place + 1]
        after = self._place(place, since)
        alive = self._survival(after, start)
        chance = self._survival(self._place(place, until), start) / alive
        number = np.where(is_there, end - after, 0)
        half, most = (self._quantile(place, end, alive, since, share) for share in (0.5, 0.2))
        return _Reading(chance, half, most, number)

    def _place(self, place: NDArray[np.int64], used: Chances) -> NDArray[np.int64]:
        """Behind all in the cell that took no longer."""
        return np.searchsorted(self._sorted, place * _APART + used, side="right")

    @cached_property
    def _number(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.cells)), np.diff(self.starts))

    @cached_property
    def _sorted(self) -> Chances:
        return self._number * _APART + self.used

    @cached_property
    def _falls(self) -> Chances:
        return self._number * 2.0 + 1.0 - self.survival

    def _survival(self, place: NDArray[np.int64], start: NDArray[np.int64]) -> Chances:
        return np.where(place > start, self.survival[np.maximum(place - 1, 0)], 1.0)

    def _quantile(
        self, place: NDArray[np.int64], end: NDArray[np.int64], alive: Chances, since: Chances, share: float
    ) -> Chances:
        """How much more of the term passes until only such a share of those alive are left."""
        found = np.searchsorted(self._falls, place * 2.0 + 1.0 - share * alive - 1e-9)
        return np.maximum(self.used[np.minimum(found, end - 1)] - since, 0.0)

    def written(self) -> bytes:
        """As it is kept."""
        file = BytesIO()
        steps = np.array(self.steps, np.str_)
        arrays = {"used": self.used.astype(np.float32), "survival": self.survival.astype(np.float32)}
        np.savez_compressed(file, steps=steps, cells=self.cells, starts=self.starts, **arrays)  # pyright: ignore
        return file.getvalue()

    @classmethod
    def read(cls, content: bytes) -> Basis:
        """As it was kept."""
        with np.load(BytesIO(content), allow_pickle=False) as file:
            steps = tuple(str(one) for one in file["steps"])
            curves = (file[name].astype(np.float64) for name in ("used", "survival"))
            return cls(steps, file["cells"], file["starts"], *curves)


@dataclass(frozen=True, slots=True)
class _Reading:
    chance: Chances
    half: Chances
    most: Chances
    number: NDArray[np.int64]


def _cell(step: NDArray[np.int64], used: Chances) -> NDArray[np.int64]:
    return step * (len(_STRETCHES) + 1) + np.searchsorted(_STRETCHES, used, side="right")


def fit(courses: Courses, words: Sequence[str], *, moment: float) -> Basis | None:
    """What dossiers of one procedure tell at a moment (seconds since 1970); None when there are too few."""
    recent = courses.received > moment - _WINDOW
    if np.count_nonzero(recent) > MOST:
        recent &= courses.received >= np.partition(courses.received, -MOST)[-MOST]
    courses = courses.only(recent)
    if np.count_nonzero(courses.has_result) < ENOUGH:
        return None
    known, step = np.unique(courses.step, return_inverse=True)
    age = ((moment - courses.received) / (86_400 * HALF_LIFE)).astype(np.float64)
    pace = _pace(courses, moment, np.exp2(-age))
    used = np.minimum(courses.elapsed / courses.term * pace, _LONGEST)
    row, cell = _visits(courses, step.reshape(-1), used, pace)
    cells = np.concatenate([np.full(len(courses), _ALL), cell])
    rows = np.concatenate([np.arange(len(courses)), row])
    order = np.lexsort((~courses.has_result[rows], used[rows], cells))
    cells, rows = cells[order], rows[order]
    names, starts = np.unique(cells, return_index=True)
    ends = np.append(starts, len(cells))
    survival = _survival(courses.has_result[rows], np.exp2(-age)[rows], ends)
    return Basis(tuple(words[int(one)] for one in known), names, ends, used[rows], survival)


def _pace(courses: Courses, moment: float, weight: Chances) -> Chances:
    """How many times as long each dossier would take if it were received today."""
    years = ((courses.received - moment) / _YEAR).astype(np.float64)
    slope = paces.slope(courses.elapsed / courses.term, courses.has_result, years, weight)
    return np.exp(np.clip(-_BELIEVED * slope * years, -1.0, 1.0))


def _visits(
    courses: Courses, step: NDArray[np.int64], used: Chances, pace: Chances
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which dossier was in which step in which stretch of its term: each once."""
    term = courses.term[courses.row]
    enters = np.minimum(courses.entered / term * pace[courses.row], used[courses.row])
    is_last = np.append(courses.row[1:] != courses.row[:-1], True) if len(enters) else np.zeros(0, np.bool_)
    leaves = np.where(is_last, used[courses.row], np.append(enters[1:], 0.0)[: len(enters)])
    first, last = _cell(step, enters), _cell(step, np.maximum(leaves, enters))
    number = last - first + 1
    which = np.repeat(np.arange(len(first)), number)
    cell = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number) + first[which]
    once = np.unique(np.stack([courses.row[which], cell]), axis=1)
    return once[0], once[1]


def _survival(happened: Flags, weight: Chances, ends: NDArray[np.int64]) -> Chances:
    """The product of what each result leaves of those that are still open, cell by cell."""
    before = np.concatenate([[0.0], np.cumsum(weight)])
    number = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    open_still = before[ends[1:]][number] - before[:-1]
    left = np.log(np.maximum(1.0 - weight * happened / np.maximum(open_still, 1e-300), 1e-9))
    summed = np.concatenate([[0.0], np.cumsum(left)])
    return np.exp(summed[1:] - summed[ends[:-1]][number])


@dataclass(frozen=True, slots=True)
class Tenth:
    """Forecasts of about the same chance: how many, the chance that was told, and the share that came late."""

    number: int
    foreseen: float
    happened: float


def tenths(chance: Chances, was_late: Flags) -> list[Tenth]:
    """How forecasts came true, by tenths of the chance that was told; a tenth without any is left out."""
    place = np.minimum((chance * 10).astype(np.int64), 9)
    found = ((place == one) for one in range(10))
    return [
        Tenth(int(mine.sum()), float(chance[mine].mean()), float(was_late[mine].mean())) for mine in found if mine.any()
    ]


def auc(chance: Chances, was_late: Flags) -> float:
    """How often of two dossiers the one that came late had the higher chance; ties count half, NaN without a pair."""
    late, on_time = int(was_late.sum()), int((~was_late).sum())
    if not late or not on_time:
        return float("nan")
    values, place, number = np.unique(chance, return_inverse=True, return_counts=True)
    ranks = np.cumsum(number) - (number - 1) / 2.0
    assert len(values) == len(ranks)
    return float((ranks[place.reshape(-1)][was_late].sum() - late * (late + 1) / 2) / (late * on_time))
