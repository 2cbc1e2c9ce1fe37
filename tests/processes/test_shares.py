"""Each unit answers for its own part of a dossier's time, and for nobody's pause."""

from __future__ import annotations

from datetime import datetime

import pytest

from processes import calendars, shares
from processes.calendars import ZONE
from processes.worklist import Step

ONE_STOP, OFFICE = 1, 2


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=ZONE)


def step(unit: int, opened: str, due: str, closed: str | None, state: str = "") -> Step:
    return Step(
        task_id=1,
        ref="r",
        element="own" if state == "own" else "e",
        name="Bước",
        state="cancelled" if state == "cancelled" else ("completed" if closed else "opened"),
        post_id=unit,
        holder_id=None,
        opened_at=at(opened),
        due_at=at(due),
        claimed_at=None,
        closed_at=at(closed) if closed else None,
        draft=None,
    )


def minutes(steps: list[Step], standstills: tuple[tuple[str, str], ...] = (), until: str = "06 16:00"):
    found = shares.of_units(
        steps,
        unit_of=lambda step: step.post_id,
        has_own_clock=lambda step: step.element == "own",
        calendar=calendars.vietnam(),
        standstills=[(at(start), at(end)) for start, end in standstills],
        until=at(until),
    )
    return [(one.unit_id, one.steps, one.used.minutes, one.saved.minutes, one.overrun.minutes) for one in found]


@pytest.mark.parametrize(
    ("steps", "standstills", "told"),
    [
        ([step(OFFICE, "02 08:00", "02 11:00", "02 09:00")], (), [(OFFICE, 1, 60, 120, 0)]),
        ([step(OFFICE, "02 08:00", "02 09:00", "02 11:00")], (), [(OFFICE, 1, 180, 0, 120)]),
        # what one unit overran is not made good by what another saved
        (
            [step(ONE_STOP, "02 08:00", "02 09:00", "02 10:00"), step(OFFICE, "02 10:00", "02 11:00", "02 10:30")],
            (),
            [(ONE_STOP, 1, 120, 0, 60), (OFFICE, 1, 30, 30, 0)],
        ),
        # a day in which the clock stood is nobody's
        (
            [step(OFFICE, "02 08:00", "03 11:00", "03 09:00")],
            (("02 08:30", "03 08:30"),),
            [(OFFICE, 1, 60, 120, 0)],
        ),
        (
            [step(OFFICE, "02 08:00", "02 09:00", "02 11:00", "own")],
            (("02 08:00", "02 11:00"),),
            [(OFFICE, 1, 180, 0, 120)],
        ),
        ([step(OFFICE, "06 08:00", "06 17:00", None)], (), [(OFFICE, 1, 360, 0, 0)]),
        ([step(OFFICE, "06 08:00", "06 15:00", None)], (), [(OFFICE, 1, 360, 0, 60)]),
        ([step(OFFICE, "02 08:00", "02 09:00", "02 11:00", "cancelled")], (), []),
        ([step(ONE_STOP, "06 16:00", "06 17:00", None)], (), []),  # after the result nobody's time runs
    ],
)
def test_used_saved_and_overrun(
    steps: list[Step], standstills: tuple[tuple[str, str], ...], told: list[object]
) -> None:
    assert minutes(steps, standstills) == told


def test_a_clock_stands_from_each_pause_to_what_ends_it() -> None:
    facts = [
        {"fact": "received", "at": at("02 08:00").isoformat()},
        {"fact": "paused", "at": at("03 08:00").isoformat()},
        {"fact": "due", "due": "x"},
        {"fact": "resumed", "at": at("04 08:00").isoformat()},
        {"fact": "paused", "at": at("05 08:00").isoformat()},
    ]
    stood = shares.standstills(facts, at("06 08:00"))
    assert stood == [(at("03 08:00"), at("04 08:00")), (at("05 08:00"), at("06 08:00"))]
