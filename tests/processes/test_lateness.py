"""What is foreseen comes true as often as it was told, on months nobody had seen, although work grows ever slower."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import past
from benchmarks.past import STEPS, Year
from processes import courses, lateness
from processes.courses import Courses
from processes.lateness import Basis

MONDAYS = [date(2025, 9, 15) + timedelta(days=7 * one) for one in range(11)]
DOSSIERS = 40_000 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 12_000


@cache
def year() -> Year:
    return past.year(DOSSIERS)


@cache
def known_at(day: date) -> Courses:
    return courses.at(year().log, year().calendars, year().moment(day))


@cache
def outcome() -> Courses:
    return courses.at(year().log, year().calendars, datetime(2026, 12, 30, tzinfo=UTC))


def open_at(day: date, procedure: int) -> Courses:
    """What was open and not late yet."""
    known = known_at(day)
    return known.only(known.is_open & (known.slack >= 0) & (known.procedure == procedure))


def basis(day: date, procedure: int) -> Basis:
    known = known_at(day)
    found = lateness.fit(
        known.only(known.procedure == procedure), year().log.words, moment=year().moment(day).timestamp()
    )
    assert found is not None
    return Basis.read(found.written())


def told(day: date, procedure: int, *, with_steps: bool = True) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The chances that were told, and what came of it."""
    here = open_at(day, procedure)
    steps = [STEPS[one] if with_steps else "" for one in here.now]
    found = basis(day, procedure).forecast(steps, *(np.float64(one) for one in (here.elapsed, here.slack, here.term)))
    late = outcome().was_late[np.searchsorted(outcome().dossier, here.dossier)]
    return found.chance, late


def every(**how: bool) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    parts = [(*told(day, one, **how), one) for day in MONDAYS for one in range(1, 6)]
    chance, late = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    return chance, late, np.concatenate([np.full(len(part[0]), part[2]) for part in parts])


@pytest.mark.soak
def test_by_tenths_it_comes_true_within_five_points() -> None:
    chance, late, _ = every()
    found = lateness.tenths(chance, late)
    counted = [one for one in found if one.number >= 150]
    assert len(counted) >= 6
    for one in counted:
        assert abs(one.foreseen - one.happened) <= 0.05, found


def test_steps_tell_no_less_than_elapsed_time_alone() -> None:
    chance, late, procedure = every()
    alone, _, _ = every(with_steps=False)
    for one in range(1, 6):
        mine = procedure == one
        assert lateness.auc(chance[mine], late[mine]) >= lateness.auc(alone[mine], late[mine])


def test_half_take_longer_than_the_half_and_a_fifth_longer_than_the_most() -> None:
    longer: list[NDArray[np.bool_]] = []
    for day in MONDAYS:
        for one in range(1, 6):
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
    assert sorted(parts) == [1, 2, 3, 4, 5]
    for one, part in parts.items():
        alone = known.only(known.procedure == one)
        for name in vars(alone):
            assert np.array_equal(getattr(part, name), getattr(alone, name)), name
