"""Where a dossier's time went: of all its steps, the one that has used the most working time, and whose hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from bpmn.terms import WorkingTime
from processes.calendars import Calendar
from processes.event_log import NEVER, EventLog


@dataclass(frozen=True, slots=True)
class Spent:
    """What one task of a dossier has used: from its opening until it was closed or is looked at, pauses left out."""

    step: str
    post_id: int
    officer_id: int | None
    opened_at: datetime
    time: WorkingTime


def most(log: EventLog, calendar_of: Callable[[int], Calendar], moment: datetime) -> dict[int, Spent]:
    """Of each dossier the task that has used the most until then, by the working clock of its agency; the first one
    where two have used the same."""
    then = int(moment.timestamp())
    found: dict[int, Spent] = {}
    for row in np.flatnonzero(log.tasks["opened"] <= then).tolist():
        told = {name: int(column[row]) for name, column in log.tasks.items()}
        until = then if told["closed"] == NEVER else min(then, told["closed"])
        calendar = calendar_of(told["agency"])
        stood = sum(_minutes(calendar, *pause) for pause in _pauses(log, row, told["opened"], until))
        used = WorkingTime(_minutes(calendar, told["opened"], until) - stood)
        held = found.get(told["dossier"])
        if held is None or used.minutes > held.time.minutes:
            officer_id = None if told["officer"] == NEVER else told["officer"]
            step, since = log.words[told["name"]], _moment(told["opened"])
            found[told["dossier"]] = Spent(step, told["post"], officer_id, since, used)
    return found


def _pauses(log: EventLog, row: int, since: int, until: int) -> Iterator[tuple[int, int]]:
    """The stretches between two instants in which the clock of a task's dossier stood."""
    mine = log.pauses["dossier"] == log.tasks["dossier"][row]
    stood = zip(log.pauses["since"][mine].tolist(), log.pauses["until"][mine].tolist(), strict=True)
    running = int(log.of_dossiers("paused_at")[row])
    for begin, end in (*stood, *(() if running == NEVER else ((running, until),))):
        if max(begin, since) < min(end, until):
            yield max(begin, since), min(end, until)


def _minutes(calendar: Calendar, since: int, until: int) -> int:
    return calendar.between(_moment(since), _moment(until)).minutes


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
