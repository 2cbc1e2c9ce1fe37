"""The golden table: due times worked out by hand, each with its reasoning. `due_times.txt` is to be read by people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bpmn.terms import Term
from processes import calendars, deadlines
from processes.calendars import local
from processes.hours import read_clock

_DAYS = re.compile(r"đếm ((?:\d+/\d+ ?)+)")


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    line: str
    received: str
    term: str
    options: list[str]
    due: str
    why: str

    def option(self, name: str) -> list[str]:
        return [one.removeprefix(f"{name}=") for one in self.options if one.startswith(f"{name}=")]


def _cases() -> list[Case]:
    found: list[Case] = []
    for line in (Path(__file__).parent / "due_times.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            received, term, options, due, why = (part.strip() for part in line.split("|", 4))
            found.append(Case(line, received, term, options.split(), due, why))
    return found


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.received} {case.term} {' '.join(case.options)}")
def test_it_is_due_as_worked_out_by_hand(case: Case) -> None:
    cutoff = case.option("cut")
    found = deadlines.due(
        calendars.read_moment(case.received),
        Term.read(case.term, kind="calendar" if "cal" in case.options else "working"),
        calendars.told(case.option("h"), case.option("day")),
        cutoff=read_clock(cutoff[0]) if cutoff else None,
        pauses=[deadlines.read_pause(pause) for pause in case.option("pause")],
    )
    assert f"{local(found.due):%Y-%m-%d %H:%M}" == case.due, case.why
    assert found.explanation.startswith(f"Hạn trả {local(found.due):%H:%M} ")


def test_the_reasoning_counts_the_days_itself() -> None:
    counted = [(case, said[1].split()) for case in CASES if (said := _DAYS.search(case.why))]
    assert len(counted) >= 50
    for case, days in counted:
        assert len(days) == int(case.term[1:-1]), case.line
        day, month = days[-1].split("/")
        assert case.due[5:10] == f"{int(month):02}-{int(day):02}", case.line


def test_the_table_is_large_and_without_doublets() -> None:
    assert len(CASES) >= 120
    assert len({(case.received, case.term, tuple(case.options)) for case in CASES}) == len(CASES)
