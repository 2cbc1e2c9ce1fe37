"""Courses: how far each dossier of the event log had come at a moment, on its own clock.

Elapsed time is working time since the deemed receipt, pauses left out; what happened after the moment is not known yet,
so that a forecast of the past can be made as it would have been made then. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from processes import statuses
from processes.calendars import Calendar
from processes.event_log import NEVER, EventLog
from processes.working_minutes import Minutes, Seconds, WorkingMinutes

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MARGIN = timedelta(days=2)


@dataclass(frozen=True)
class Courses:
    """One row a dossier, and one a step that it entered, in the order of entering.

    `term` is the working time the law gave it, `elapsed` what it has used: to its result, or to the moment. `slack` is
    what is left of its time as it is due now, negative when it is late; `has_result` says whether it got its result,
    `is_open` whether it goes on, `was_late` whether it was or is late. Of the steps: `row` of the dossier, the `step`
    as a word of the log, and `entered`, elapsed until then; `now` is each dossier's last step, NEVER without any.
    """

    dossier: Numbers
    procedure: Numbers
    agency: Numbers
    unit: Numbers
    received: Seconds
    due: Seconds
    term: Minutes
    elapsed: Minutes
    slack: Minutes
    has_result: Flags
    is_open: Flags
    was_late: Flags
    now: Numbers
    row: Numbers
    step: Numbers
    entered: Minutes

    def __len__(self) -> int:
        return len(self.dossier)

    def only(self, rows: Flags) -> Courses:
        """Some of the dossiers."""
        place = np.cumsum(rows) - 1
        kept = rows[self.row]
        own = {one.name: getattr(self, one.name)[rows] for one in fields(self) if one.name not in _STEPS}
        return replace(self, **own, row=place[self.row[kept]], step=self.step[kept], entered=self.entered[kept])

    def split(self) -> dict[int, Courses]:
        """The dossiers of each procedure, gone through once whatever the number of procedures."""
        order = np.argsort(self.procedure, kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        rows = place[self.row]
        steps = np.argsort(rows, kind="stable")
        rows = rows[steps]
        kinds, begins = np.unique(self.procedure[order], return_index=True)
        ends = np.append(begins, len(order))[1:]
        own = {one.name: getattr(self, one.name)[order] for one in fields(self) if one.name not in _STEPS}
        step, entered = self.step[steps], self.entered[steps]
        found: dict[int, Courses] = {}
        for kind, begin, end in zip(kinds.tolist(), begins.tolist(), ends.tolist(), strict=True):
            a, b = np.searchsorted(rows, (begin, end))
            mine = {name: column[begin:end] for name, column in own.items()}
            found[kind] = replace(self, **mine, row=rows[a:b] - begin, step=step[a:b], entered=entered[a:b])
        return found


_STEPS = ("row", "step", "entered")


def at(log: EventLog, calendars: Mapping[int, Calendar], moment: datetime) -> Courses:
    """How far every dossier had come at a moment that was received until then, by its competent agency's calendar."""
    then = int(moment.timestamp())
    log = log.only(log.dossiers["received"] <= then, log.tasks["opened"] <= then)
    told = log.dossiers
    clock = _Clock(log, calendars, then)
    is_over = (told["finished"] > NEVER) & (told["finished"] <= then)
    paused_at = _paused_at(log, then)
    until = np.where(is_over, told["finished"], np.where(paused_at > NEVER, paused_at, then))
    rows = np.arange(len(until))
    elapsed = clock.elapsed(until, rows)
    slack = clock.elapsed(told["due"], rows) - elapsed
    without = np.isin(
        told["status"], [place for place, word in enumerate(log.words) if word in statuses.WITHOUT_RESULT]
    )
    last = np.searchsorted(log.rows, rows, side="right") - 1
    has_step = (last >= 0) & (log.rows[last] == rows) if len(log) else np.zeros(len(rows), np.bool_)
    return Courses(
        dossier=told["id"],
        procedure=log.procedures,
        agency=told["agency"],
        unit=told["unit"],
        received=told["received"],
        due=told["due"],
        term=np.maximum(clock.between(told["received"], told["original_due"], rows), 1),
        elapsed=np.maximum(elapsed, 0),
        slack=slack,
        has_result=is_over & ~without,
        is_open=~is_over,
        was_late=slack < 0,
        now=np.where(has_step, log.tasks["element"][last], NEVER) if len(log) else np.full(len(rows), NEVER),
        row=log.rows,
        step=log.tasks["element"],
        entered=np.maximum(clock.elapsed(log.tasks["opened"], log.rows), 0),
    )


class _Clock:
    """The clocks of a log's dossiers, each by the calendar of its competent agency."""

    def __init__(self, log: EventLog, calendars: Mapping[int, Calendar], then: int) -> None:
        self._log = log
        self._agency = log.dossiers["agency"]
        days = _days(log, then)
        self._minutes = {int(one): WorkingMinutes(calendars[int(one)], *days) for one in np.unique(self._agency)}

    def _at(self, instants: Seconds, rows: Numbers) -> Minutes:
        found = np.zeros(len(instants), np.int64)
        for agency, minutes in self._minutes.items():
            mine = self._agency[rows] == agency
            found[mine] = minutes.at(instants[mine])
        return found

    def between(self, since: Seconds, until: Seconds, rows: Numbers) -> Minutes:
        """The working time between two instants of each row's dossier."""
        return self._at(until, rows) - self._at(since, rows)

    def elapsed(self, until: Seconds, rows: Numbers) -> Minutes:
        """The working time since the receipt, pauses left out; `rows` rise."""
        told = self._log.dossiers
        found = self.between(told["received"][rows], until, rows)
        where = np.searchsorted(told["id"], self._log.pauses["dossier"])
        first = np.searchsorted(rows, where)
        number = np.searchsorted(rows, where, side="right") - first
        pause = np.repeat(np.arange(len(where)), number)
        row = np.arange(len(pause)) - np.repeat(np.cumsum(number) - number, number) + first[pause]
        since = self._log.pauses["since"][pause]
        stood = np.clip(np.minimum(self._log.pauses["until"][pause], until[row]), since, None)
        np.subtract.at(found, row, self.between(since, stood, where[pause]))
        return found


def _paused_at(log: EventLog, then: int) -> Seconds:
    """Since when each dossier's clock stood at that moment, NEVER where it went."""
    told, pauses = log.dossiers, log.pauses
    found = np.where(told["paused_at"] <= then, told["paused_at"], NEVER)
    stood = (pauses["since"] <= then) & (pauses["until"] > then)
    found[np.searchsorted(told["id"], pauses["dossier"][stood])] = pauses["since"][stood]
    return found


def _days(log: EventLog, then: int) -> tuple[date, date]:
    told = log.dossiers
    first = min(int(told["received"].min(initial=then)), then)
    last = max(int(told["due"].max(initial=then)), int(told["original_due"].max(initial=then)), then)
    return tuple(  # pyright: ignore[reportReturnType]
        datetime.fromtimestamp(one, UTC).date() + margin for one, margin in ((first, -_MARGIN), (last, _MARGIN))
    )
