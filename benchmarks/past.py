"""A year of a province as an event log, made of numbers: dossiers that arrive, wait and are worked on, ever slower.

How hard a dossier is lies in all of its steps, as in life: who was slow so far will be slow. A tenth is asked for a
supplement and stands. Drift: by the end of the year every step takes so much longer than at its beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from processes.calendars import Calendar, vietnam
from processes.event_log import NEVER, EventLog
from processes.event_log.columns import POSTS, RELEASES, made
from processes.working_minutes import WorkingMinutes

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
STEPS = ("receive", "appraise", "propose", "sign", "return_result")
_SHARE = np.array([0.03, 0.22, 0.15, 0.09, 0.04])  # of the term that each step takes, in the middle
_DAY = 480
_AGENCIES = 3
DRIFT = 0.3


@dataclass(frozen=True)
class Year:
    """The log of a year, and the calendars of its agencies."""

    log: EventLog
    calendars: dict[int, Calendar]

    def moment(self, day: date, hour: int = 3) -> datetime:
        """A time of a day, in UTC."""
        return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def year(dossiers: int, *, procedures: int = 5, seed: int = 7) -> Year:
    """So many dossiers, received evenly from 2 January to 31 December 2025."""
    chance = np.random.default_rng(seed)
    calendar = vietnam()
    minutes = _Line(calendar)
    procedure = chance.integers(1, procedures + 1, dossiers)
    term = _DAY * (3 + 4 * (procedure % 5))
    received = np.sort(chance.integers(0, minutes.at_day(date(2026, 1, 1)), dossiers))
    slower = 1 + DRIFT * received / received.max()
    hard = np.exp(chance.normal(0, 0.35, dossiers))
    own = np.exp(chance.normal(0, 0.55, (dossiers, len(STEPS))))
    spent = np.maximum((term * hard * slower)[:, None] * _SHARE * own, 1).astype(np.int64)
    back = chance.random(dossiers) < 0.12  # sent back once: both steps again
    spent[:, 1:3] *= 1 + back[:, None]
    ends = received[:, None] + np.cumsum(spent, axis=1)
    stands = np.where(chance.random(dossiers) < 0.1, chance.integers(1, 6 * _DAY, dossiers), 0)
    since = ends[:, 0] + spent[:, 1] // 2
    shifted = np.where((stands > 0)[:, None] & (np.arange(len(STEPS)) >= 1), ends + stands[:, None], ends)
    return Year(_log(minutes, procedure, term, received, shifted, since, stands), dict.fromkeys((1, 2, 3), calendar))


def _log(
    line: _Line,
    procedure: NDArray[np.int64],
    term: NDArray[np.int64],
    received: NDArray[np.int64],
    ends: NDArray[np.int64],
    since: NDArray[np.int64],
    stands: NDArray[np.int64],
) -> EventLog:
    number, steps = ends.shape
    ids = np.arange(1, number + 1)
    words = (*STEPS, "completed", "usual", "counter")
    agency = ids % _AGENCIES + 1
    opened = np.concatenate([received[:, None], ends[:, :-1]], axis=1)
    is_done = line.seconds(ends[:, -2])
    due = line.seconds(received + term + stands)
    dossiers = {
        **{name: np.full(number, NEVER) for name in ("paused_at", "returned")},
        "id": ids,
        "release": procedure,
        "agency": agency,
        "unit": agency,
        "received": line.seconds(received),
        "case": np.full(number, 6),
        "channel": np.full(number, 7),
        "status": np.full(number, 5),
        "original_due": due,
        "due": due,
        "finished": is_done,
    }
    flat = np.arange(number * steps)
    dossier = np.repeat(ids, steps)
    tasks = {
        "id": flat + 1,
        "dossier": dossier,
        "execution": dossier,
        "agency": np.repeat(agency, steps),
        "element": flat % steps,
        "name": flat % steps,
        "post": flat % steps + 1,
        "officer": flat % 40 + 1,
        "state": np.full(len(flat), 5),
        "assigned": np.full(len(flat), NEVER),
        "paused": np.zeros_like(flat),
        "opened": line.seconds(opened).reshape(-1),
        "claimed": line.seconds(opened).reshape(-1),
        "closed": line.seconds(ends).reshape(-1),
        "due": np.repeat(due, steps),
    }
    stood = stands > 0
    pauses = {
        "dossier": ids[stood],
        "since": line.seconds(since[stood]),
        "until": line.seconds(since[stood] + stands[stood]),
    }
    releases = made(RELEASES, [(one, one, 1, 6) for one in range(1, int(procedure.max()) + 1)])
    posts = made(POSTS, [(one, 1, 1, 0) for one in range(1, steps + 1)])
    return EventLog(tasks, dossiers, pauses, releases, posts, words)


class _Line:
    """Working minutes on a line, back to instants."""

    def __init__(self, calendar: Calendar) -> None:
        self._days = [
            one for one in range(FIRST.toordinal(), date(2028, 1, 1).toordinal()) if _is_worked(calendar, one)
        ]
        self._columns = WorkingMinutes(calendar, FIRST, LAST)
        self._clock = np.array([m for m in range(24 * 60) if 420 <= m < 690 or 810 <= m < 1020])

    def at_day(self, day: date) -> int:
        """How many working minutes lie before a day."""
        return int(self._columns.at(np.array([int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())]))[0])

    def seconds(self, minutes: NDArray[np.int64]) -> NDArray[np.int64]:
        """The instants of working minutes since the first day."""
        day = np.array(self._days)[minutes // _DAY] - date(1970, 1, 1).toordinal()
        return day * 86_400 + self._clock[minutes % _DAY] * 60 - 7 * 3600


def _is_worked(calendar: Calendar, day: int) -> bool:
    return calendar.is_working_day(date.fromordinal(day))
