"""What is foreseen comes true as often as it was told, on months nobody had seen, although work grows ever slower."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import past
from benchmarks.past import STEPS, Year
from processes import courses, lateness
from processes.courses import Courses
from processes.lateness import Basis

MONDAYS = [date(2025, 9, 15) + timedelta(days=14 * one) for one in range(6)]
FULL = os.environ.get("MOTCUA_TEST_SIZE") == "full"
EACH = 2_000  # dossiers of a procedure in the year
PROCEDURES, SEEDS = (50, (1, 2, 3, 5, 7, 11, 13)) if FULL else (5, (11,))
SEED = SEEDS[-1]
WITHIN = 0.05


@lru_cache(maxsize=1)  # a hundred thousand dossiers are many
def year(seed: int = SEED) -> Year:
    return past.year(PROCEDURES * EACH, procedures=PROCEDURES, seed=seed)


def known_at(day: date, seed: int = SEED) -> Courses:
    return courses.at(year(seed).log, year(seed).calendars, year(seed).moment(day))


@lru_cache(maxsize=len(MONDAYS))
def split_at(day: date, seed: int) -> dict[int, Courses]:
    """What was known then, by procedure."""
    return known_at(day, seed).split()


@lru_cache(maxsize=1)
def outcome(seed: int = SEED) -> Courses:
    return courses.at(year(seed).log, year(seed).calendars, datetime(2026, 12, 30, tzinfo=UTC))


def open_at(day: date, procedure: int, seed: int = SEED) -> Courses:
    """What was open and not late yet."""
    known = split_at(day, seed)[procedure]
    return known.only(known.is_open & (known.slack >= 0))


@cache
def basis(day: date, procedure: int, seed: int = SEED) -> Basis:
    then = year(seed)
    found = lateness.fit(split_at(day, seed)[procedure], then.log.words, moment=then.moment(day).timestamp())
    assert found is not None
    return Basis.read(found.written())


class Told(NamedTuple):
    """Forecasts on every Monday: the chance told, by elapsed time alone, what came of it, of which dossier."""

    chance: NDArray[np.float64]
    alone: NDArray[np.float64]
    late: NDArray[np.bool_]
    dossier: NDArray[np.int64]
    procedure: NDArray[np.int64]


@cache
def told(seed: int = SEED) -> Told:
    parts = [_told(day, one, seed) for day in MONDAYS for one in range(1, PROCEDURES + 1)]
    return Told(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _told(day: date, procedure: int, seed: int) -> Told:
    here, found = open_at(day, procedure, seed), basis(day, procedure, seed)
    numbers = [np.float64(one) for one in (here.elapsed, here.slack, here.term)]
    chance = found.forecast([STEPS[one] for one in here.now], *numbers).chance
    alone = found.forecast([""] * len(here), *numbers).chance
    late = outcome(seed).was_late[np.searchsorted(outcome(seed).dossier, here.dossier)]
    return Told(chance, alone, late, here.dossier, np.full(len(here), procedure))


def interval(given: Told, place: int) -> tuple[float, float]:
    """By how much a tenth's chance was off, and the standard error of that: forecasts of one dossier are one sample."""
    mine = np.minimum((given.chance * 10).astype(np.int64), 9) == place
    _, which = np.unique(given.dossier[mine], return_inverse=True)
    off = given.chance[mine] - given.late[mine]
    sums = np.bincount(which.reshape(-1), off - off.mean())
    return float(off.mean()), float(np.sqrt((sums**2).sum()) / len(off))


@pytest.mark.parametrize("seed", SEEDS)
def test_by_tenths_it_comes_true_within_five_points(seed: int) -> None:
    """Of 100,000 dossiers in fifty procedures flatly; of the suite's tenth beyond what chance alone makes of it."""
    given = told(seed)
    for place in range(10):
        off, error = interval(given, place)
        assert abs(off) <= WITHIN + (0.0 if FULL else 2 * error), (place, off, error)
    assert abs(float((given.chance - given.late).mean())) <= 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_tell_no_less_than_elapsed_time_alone(seed: int) -> None:
    given = told(seed)
    for one in range(1, PROCEDURES + 1):
        mine = given.procedure == one
        with_steps, alone = (lateness.auc(chance[mine], given.late[mine]) for chance in (given.chance, given.alone))
        assert with_steps >= alone


def test_half_take_longer_than_the_half_and_a_fifth_longer_than_the_most() -> None:
    longer: list[NDArray[np.bool_]] = []
    for day in MONDAYS:
        for one in range(1, PROCEDURES + 1):
            here = open_at(day, one)
            steps = [STEPS[step] for step in here.now]
            found = basis(day, one).forecast(
                steps, *(np.float64(part) for part in (here.elapsed, here.slack, here.term))
            )
            whole = outcome().elapsed[np.searchsorted(outcome().dossier, here.dossier)] - here.elapsed
            longer.append(np.stack([whole > found.half, whole > found.most]))
    half, most = np.concatenate(longer, axis=1).mean(axis=1)
    assert half == pytest.approx(0.5, abs=0.06)
    assert most == pytest.approx(0.2, abs=0.05)


def test_a_moment_of_the_past_knows_nothing_of_what_came_after() -> None:
    day = MONDAYS[0]
    then = int(year().moment(day).timestamp())
    log = year().log
    whole = known_at(day)
    before = log.dossiers["received"] <= then
    later = {name: column.copy() for name, column in log.dossiers.items()}
    later["finished"][log.dossiers["finished"] > then] = -1
    blind = type(log)(log.tasks, later, log.pauses, log.releases, log.posts, log.words)
    again = courses.at(blind, year().calendars, year().moment(day))
    assert len(whole) == before.sum()
    for name in ("elapsed", "is_open", "now", "entered"):
        assert np.array_equal(getattr(whole, name), getattr(again, name)), name


def test_by_hand() -> None:
    """Twenty-five dossiers of a term of ten: twenty took four, five took twelve; all in one step."""
    number = 25
    ones, term = np.arange(number), np.full(number, 10)
    elapsed = np.where(ones < 20, 4, 12)
    course = Courses(
        *(ones, ones * 0, ones * 0, ones * 0, np.full(number, 1_000), ones * 0, term, elapsed, term - elapsed),
        *(np.full(number, True), np.full(number, False), elapsed > 10, ones * 0, ones, ones * 0, ones * 0),
    )
    found = lateness.fit(course, ("work",), moment=2_000.0)
    assert found is not None
    asked = found.forecast(
        ["work", "work", "work"], *(np.array(one) for one in ([0.0, 5.0, 0.0], [10.0, 5.0, -1.0], [10.0] * 3))
    )
    assert asked.chance[0] == pytest.approx(0.2)
    assert np.isnan(asked.chance[1])  # five that were still open after so long are too few to tell
    assert asked.chance[2] == 1.0
    assert (asked.half[0], asked.most[0], asked.similar[0]) == (pytest.approx(4.0), pytest.approx(4.0), 25)
    few = course.only(ones < 19)
    assert lateness.fit(few, ("work",), moment=2_000.0) is None


def test_what_is_still_open_counts_for_as_long_as_it_was() -> None:
    """Half are open still after eight of ten: of who got that far nobody is known to have come in time."""
    number = 60
    ones, term = np.arange(number), np.full(number, 10)
    is_open = ones >= 30
    elapsed = np.where(is_open, 8, 4)
    course = Courses(
        *(ones, ones * 0, ones * 0, ones * 0, np.full(number, 1_000), ones * 0, term, elapsed, term - elapsed),
        *(~is_open, is_open, elapsed > 10, ones * 0, ones, ones * 0, ones * 0),
    )
    found = lateness.fit(course, ("work",), moment=2_000.0)
    assert found is not None
    asked = found.forecast(["work"], np.array([0.0]), np.array([10.0]), np.array([10.0]))
    assert asked.chance[0] == pytest.approx(0.5)


def test_auc_and_tenths_by_hand() -> None:
    chance, late = np.array([0.1, 0.4, 0.4, 0.95]), np.array([False, True, False, True])
    assert lateness.auc(chance, late) == pytest.approx(3.5 / 4)
    assert np.isnan(lateness.auc(chance, np.array([True] * 4)))
    assert [(one.number, one.happened) for one in lateness.tenths(chance, late)] == [(1, 0.0), (2, 0.5), (1, 1.0)]


def test_split_is_only_procedure_by_procedure() -> None:
    known = known_at(MONDAYS[0])
    parts = known.split()
    assert sorted(parts) == list(range(1, PROCEDURES + 1))
    for one, part in parts.items():
        alone = known.only(known.procedure == one)
        for name in vars(alone):
            assert np.array_equal(getattr(part, name), getattr(alone, name)), name
