"""Forecasts on record: what the past of each procedure tells, what was foreseen, and how that came true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, insert, select

from processes import calendar_changes, lateness, statuses
from processes.database import Snapshot, Transaction
from processes.lateness import Basis, Tenth
from processes.tables import Dossier, Forecast, ForecastBasis, Release
from processes.working_minutes import WorkingMinutes

KEPT = timedelta(days=366)
COMPARED = timedelta(days=182)
"""How far back forecasts are compared with what came of them."""
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Hits:
    """How the forecasts of a procedure came true: how many there are to compare, how many said rightly late or not.

    `tenths` are the forecasts by the chance they told; `auc` is NaN where all came the same.
    """

    number: int
    right: int
    auc: float
    tenths: tuple[Tenth, ...]


NO_HITS = Hits(0, 0, float("nan"), ())


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to foresee a procedure's dossiers by; without a basis there is not enough data."""

    basis: Basis | None
    hits: Hits


@dataclass(frozen=True, slots=True)
class Told:
    """What is foreseen of a dossier, to be kept."""

    dossier_id: int
    chance: float
    half: int
    most: int
    similar: int


def are_there(snapshot: Snapshot) -> bool:
    """Whether the past of any procedure tells enough to foresee by."""
    query = select(ForecastBasis.procedure_id).where(ForecastBasis.content.is_not(None)).limit(1)
    return snapshot.execute(query).first() is not None


_read: dict[tuple[object, int], tuple[datetime, Known]] = {}


def known(snapshot: Snapshot, procedures: Collection[int]) -> dict[int, Known]:
    """What there is of these procedures, from memory when this process has read it already."""
    row, engine = ForecastBasis, snapshot.connection.engine
    stamps = snapshot.execute(
        select(row.procedure_id, row.made_at).where(row.procedure_id.in_(sorted(procedures)))
    ).all()
    stale = [one.procedure_id for one in stamps if _stamp(engine, one.procedure_id) != one.made_at]
    if stale:
        query = select(row.procedure_id, row.made_at, row.content, row.compared).where(row.procedure_id.in_(stale))
        for one in snapshot.execute(query):
            basis = Basis.read(one.content) if one.content else None
            _read[engine, one.procedure_id] = one.made_at, Known(basis, _hits(one.compared))
    return {one.procedure_id: _read[engine, one.procedure_id][1] for one in stamps}


def _stamp(engine: object, procedure_id: int) -> datetime | None:
    found = _read.get((engine, procedure_id))
    return None if found is None else found[0]


def _hits(told: Mapping[str, object]) -> Hits:
    if not told:
        return NO_HITS
    auc = told["auc"]
    tenths = tuple(Tenth(**one) for one in told["tenths"])  # pyright: ignore
    return Hits(int(told["number"]), int(told["right"]), float("nan") if auc is None else float(auc), tenths)  # pyright: ignore


def made_at(snapshot: Snapshot) -> datetime | None:
    """When the bases were worked out last."""
    return snapshot.execute(select(func.max(ForecastBasis.made_at))).scalar_one_or_none()


def keep(
    transaction: Transaction, bases: Mapping[int, Basis | None], hits: Mapping[int, Hits], *, moment: datetime
) -> None:
    """Puts what was worked out in the place of what was there."""
    transaction.execute(delete(ForecastBasis))
    rows = [
        {
            "procedure_id": procedure_id,
            "made_at": moment,
            "content": b"" if basis is None else basis.written(),
            "compared": _told(hits.get(procedure_id, NO_HITS)),
        }
        for procedure_id, basis in sorted(bases.items())
    ]
    if rows:
        transaction.execute(insert(ForecastBasis), rows)


def _told(hits: Hits) -> dict[str, object]:
    told = asdict(hits)
    return {**told, "auc": None if np.isnan(hits.auc) else hits.auc} if hits.number else {}


def last_day(snapshot: Snapshot) -> date | None:
    """On which day forecasts were kept last."""
    return snapshot.execute(select(func.max(Forecast.day))).scalar_one_or_none()


def record(transaction: Transaction, told: Iterable[Told], *, day: date) -> int:
    """Keeps what is foreseen on a day, and forgets what was kept long ago."""
    rows = [{**asdict(one), "day": day} for one in told]
    if rows:
        transaction.execute(insert(Forecast), rows)
    transaction.execute(delete(Forecast).where(Forecast.day < day - KEPT))
    return len(rows)


def compared(snapshot: Snapshot, *, moment: datetime) -> dict[int, Hits]:
    """How forecasts came true, by procedure: those of dossiers that got their result, or are late already."""
    since = moment.date() - COMPARED
    query = (
        select(
            *(Release.procedure_id, Dossier.agency_id, Forecast.chance),
            *(Dossier.finished_at, Dossier.due_at, Dossier.paused_at),
        )
        .join(Dossier, Dossier.id == Forecast.dossier_id)
        .join(Release, Release.id == Dossier.release_id)
        .where(
            Forecast.day >= since,
            Dossier.kind == "dossier",
            Dossier.business_status.not_in(statuses.WITHOUT_RESULT),
        )
    )
    rows = [row for row in snapshot.execute(query) if row.finished_at is not None or row.paused_at is None]
    if not rows:
        return {}
    until = _seconds([row.finished_at or moment for row in rows])
    due = _seconds([row.due_at for row in rows])
    agency, procedure = (np.array([row[place] for row in rows]) for place in (1, 0))
    is_late = _is_late(snapshot, agency, until, due)
    is_settled = is_late | np.array([row.finished_at is not None for row in rows])
    chance = np.array([row.chance for row in rows])
    return {
        int(one): _compared(chance[mine], is_late[mine])
        for one in np.unique(procedure[is_settled])
        for mine in [(procedure == one) & is_settled]
    }


def _compared(chance: NDArray[np.float64], was_late: NDArray[np.bool_]) -> Hits:
    right = int(((chance >= 0.5) == was_late).sum())
    return Hits(len(chance), right, lateness.auc(chance, was_late), tuple(lateness.tenths(chance, was_late)))


def _seconds(moments: Iterable[datetime]) -> NDArray[np.int64]:
    return np.array([int(one.timestamp()) for one in moments], np.int64)


def _is_late(
    snapshot: Snapshot, agency: NDArray[np.int64], until: NDArray[np.int64], due: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """On the working clock: a result at 18:20 that was due at 17:00 is on time."""
    first, last = (datetime.fromtimestamp(int(one), UTC).date() for one in (min(due.min(), until.min()), until.max()))
    calendars = calendar_changes.calendars_of(snapshot)
    found = np.zeros(len(until), np.bool_)
    for one in np.unique(agency):
        minutes = WorkingMinutes(calendars[int(one)], first - _MARGIN, last + _MARGIN)
        mine = agency == one
        found[mine] = minutes.at(until[mine]) > minutes.at(np.minimum(due[mine], until[mine].max()))
    return found
