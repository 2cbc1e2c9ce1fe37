"""Forecasting: how likely an open dossier becomes late and how long it still takes, for who answers for it.

In the night the agent works out what the past of each procedure tells, and compares earlier forecasts with what came of
them; once a week what is foreseen of every open dossier is kept for that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isnan

import numpy as np

from processes import calendar_changes, courses, event_log, forecasts, lateness, permissions
from processes.calendars import local
from processes.courses import Courses
from processes.database import Database, Snapshot
from processes.event_log import EventLog
from processes.forecasts import Hits, Known, Told
from processes.lateness import Basis, Forecast
from processes.organisation import Officer
from processes.refusals import NotAllowed, NotFound

NIGHT = time(2, 0)
"""From when on the past is gone through, in Vietnam: after the day was counted."""
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is foreseen of an open dossier.

    `half` and `most` are the working minutes that half, and four in five, of similar dossiers need at most from here;
    `similar` how many those are, `hits` how earlier forecasts of the procedure came true.
    """

    dossier_id: int
    chance: float
    half: int
    most: int
    similar: int
    due: int  # seconds since 1970
    hits: Hits


def of_dossiers(
    snapshot: Snapshot, dossiers: Collection[int], *, officer: Officer, moment: datetime
) -> dict[int, Foreseen]:
    """What is foreseen of these dossiers, as far as the officer answers for them and there is enough data.

    Left out are those that are over or late already.
    """
    log = event_log.of_dossiers(snapshot, dossiers)
    return _foreseen(snapshot, log, officer, moment)


def of_dossier(snapshot: Snapshot, dossier_id: int, *, officer: Officer, moment: datetime) -> Foreseen | None:
    """What is foreseen of an open dossier; None when there is not enough data. Refuses: NotFound, NotAllowed."""
    log = event_log.of_dossiers(snapshot, [dossier_id])
    if not len(log.dossiers["id"]):
        raise NotFound(what="hồ sơ này")
    if not _mine(log, officer).all():
        raise NotAllowed
    return _foreseen(snapshot, log, officer, moment).get(dossier_id)


def of_open(snapshot: Snapshot, *, officer: Officer, moment: datetime) -> dict[int, Foreseen]:
    """What is foreseen of every open dossier that the officer answers for."""
    return _foreseen(snapshot, event_log.current(snapshot), officer, moment)


def late_by(snapshot: Snapshot, day: date, *, officer: Officer, moment: datetime) -> list[Foreseen]:
    """What the officer answers for that is due by the end of a day and likely comes late; the likeliest first."""
    end = int(datetime.combine(day + timedelta(days=1), time(), local(moment).tzinfo).timestamp())
    found = of_open(snapshot, officer=officer, moment=moment).values()
    likely = [one for one in found if one.due < end and one.chance >= LIKELY]
    return sorted(likely, key=lambda one: (-one.chance, one.due, one.dossier_id))


def _mine(log: EventLog, officer: Officer) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which dossiers of a log the officer answers for."""
    told = log.dossiers
    places = zip(told["agency"].tolist(), told["unit"].tolist(), log.procedures.tolist(), strict=True)
    codes = {
        one: log.words[code]
        for one, code in zip(*(log.releases[n].tolist() for n in ("procedure", "code")), strict=True)
    }
    may = {
        place: permissions.may_oversee(
            officer, agency_id=place[0], receiving_unit_id=place[1], procedure=codes[place[2]]
        )
        for place in set(places)
    }
    again = zip(told["agency"].tolist(), told["unit"].tolist(), log.procedures.tolist(), strict=True)
    return np.array([may[place] for place in again], np.bool_)


def _foreseen(snapshot: Snapshot, log: EventLog, officer: Officer, moment: datetime) -> dict[int, Foreseen]:
    mine = (log.dossiers["finished"] == event_log.NEVER) & _mine(log, officer)
    if not mine.any():
        return {}
    log = log.only(mine)
    found = courses.at(log, calendar_changes.calendars_of(snapshot), moment)
    found = found.only(found.is_open & (found.slack >= 0))
    bases = forecasts.known(snapshot, [int(one) for one in np.unique(found.procedure)])
    return {
        told.dossier_id: Foreseen(
            *(told.dossier_id, told.chance, told.half, told.most, told.similar, due),
            bases[procedure].hits,
        )
        for told, due, procedure in _told(found, log.words, bases)
    }


def _told(found: Courses, words: tuple[str, ...], bases: Mapping[int, Known]) -> list[tuple[Told, int, int]]:
    """What is foreseen, with due times and procedures; what there is not enough data for is left out."""
    told: list[tuple[Told, int, int]] = []
    for procedure, here in found.split().items():
        known = bases.get(procedure)
        if known is None or known.basis is None:
            continue
        foreseen = _forecast(known.basis, here, words)
        numbers = (foreseen.chance, foreseen.half, foreseen.most, foreseen.similar)
        rows = zip(here.dossier.tolist(), *(one.tolist() for one in numbers), here.due.tolist(), strict=True)
        told += [
            (Told(one, chance, round(half), round(most), similar), due, procedure)
            for one, chance, half, most, similar, due in rows
            if not isnan(chance)
        ]
    return told


def _forecast(basis: Basis, here: Courses, words: tuple[str, ...]) -> Forecast:
    steps = [words[one] if one >= 0 else "" for one in here.now.tolist()]
    return basis.forecast(steps, *(one.astype(np.float64) for one in (here.elapsed, here.slack, here.term)))


def is_due(snapshot: Snapshot, moment: datetime) -> bool:
    """Whether the past has not been gone through yet this night."""
    last = forecasts.made_at(snapshot)
    return local(moment).time() >= NIGHT and (last is None or local(last).date() < local(moment).date())


def learn(database: Database, *, moment: datetime) -> int:
    """Works out what the past tells where that is due, and once a week keeps what is foreseen.

    Tells of how many procedures something can be foreseen.
    """
    with database.snapshot() as snapshot:
        if not is_due(snapshot, moment):
            return 0
        log = event_log.current(snapshot)
        found = courses.at(log, calendar_changes.calendars_of(snapshot), moment)
        hits = forecasts.compared(snapshot, moment=moment)
        last = forecasts.last_day(snapshot)
    bases = {
        procedure: lateness.fit(here, log.words, moment=moment.timestamp()) for procedure, here in found.split().items()
    }
    today = local(moment).date()
    with database.transaction() as transaction:
        if not is_due(transaction, moment):
            return 0
        forecasts.keep(transaction, bases, hits, moment=moment)
        if last is None or last < today - timedelta(days=today.weekday()):
            known = {one: Known(basis, forecasts.NO_HITS) for one, basis in bases.items()}
            is_open = found.is_open & (found.slack >= 0)
            told = [one for one, _, _ in _told(found.only(is_open), log.words, known)]
            forecasts.record(transaction, told, day=today)
    return sum(basis is not None for basis in bases.values())
