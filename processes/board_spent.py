"""Where a dossier's time went: of all its steps, the one that has used the most working time, and whose hands."""

from __future__ import annotations

from collections.abc import Callable
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
        ends = [one for one in (told["closed"], int(log.of_dossiers("paused_at")[row])) if one != NEVER]
        since, until = told["opened"], min([then, *ends])
        minutes = calendar_of(told["agency"]).between(_moment(since), _moment(max(since, until))).minutes
        used = WorkingTime(max(minutes - told["paused"], 0))
        held = found.get(told["dossier"])
        if held is None or used.minutes > held.time.minutes:
            officer_id = None if told["officer"] == NEVER else told["officer"]
            found[told["dossier"]] = Spent(log.words[told["name"]], told["post"], officer_id, _moment(since), used)
    return found


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
