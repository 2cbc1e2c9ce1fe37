"""Urging letters on record: numbered without a gap for each agency and year, each with its lines.

One act that urges is one letter. Of what is urged many at once each unit gets one letter, and every task adds its line
in the transaction that urges it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select

from processes import numbering, tables
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Agency
from processes.refusals import NotFound

_ROW, _LINE = tables.UrgingLetter, tables.UrgingLine


@dataclass(frozen=True, slots=True)
class Letter:
    """An urging letter; `printed` is what its page says beside the lines, which are in the order of the urging."""

    id: int
    agency_id: int
    from_unit_id: int
    unit_id: int
    year: int
    number: int
    officer_id: int
    issued_at: datetime
    printed: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...] = ()


_NAMES = ["id", "agency_id", "from_unit_id", "unit_id", "year", "number", "officer_id", "issued_at", "printed"]
_COLUMNS = tuple(getattr(_ROW, name) for name in _NAMES)


def begun(snapshot: Snapshot, sheet: str, unit_id: int) -> Letter | None:
    """The letter that an act, or a batch, has begun for a unit; without its lines."""
    row = snapshot.execute(select(*_COLUMNS).where(_ROW.sheet == sheet, _ROW.unit_id == unit_id)).one_or_none()
    return None if row is None else Letter(*row)


def number_for(transaction: Transaction, agency: Agency, moment: datetime) -> int:
    """The next number of an agency's urging letters in the year, given in the transaction that urges."""
    return numbering.next_number(transaction, f"{agency.code}/{local(moment).year}/urging")


def begin(transaction: Transaction, given: Letter, *, sheet: str) -> Letter:
    """Records a letter, without its lines yet; what it is, with its id."""
    values = {name: getattr(given, name) for name in _NAMES[1:]} | {"sheet": sheet}
    return replace(given, id=transaction.execute(insert(_ROW).returning(_ROW.id), values).scalar_one())


def add(
    transaction: Transaction, letter_id: int, *, dossier_id: int, task_id: int, printed: Mapping[str, object]
) -> None:
    """Adds the line of a task as it stands now."""
    row = {"letter_id": letter_id, "dossier_id": dossier_id, "task_id": task_id, "printed": dict(printed)}
    transaction.execute(insert(_LINE), row)


def one(snapshot: Snapshot, letter_id: int) -> Letter:
    """The letter under that number, with its lines. Refuses: NotFound."""
    row = snapshot.execute(select(*_COLUMNS).where(_ROW.id == letter_id)).one_or_none()
    if row is None:
        raise NotFound(what="phiếu đôn đốc này")
    lines = select(_LINE.printed).where(_LINE.letter_id == letter_id).order_by(_LINE.id)
    return replace(Letter(*row), lines=tuple(snapshot.execute(lines).scalars()))


def of_sheets(snapshot: Snapshot, sheets: Sequence[str]) -> list[Letter]:
    """The letters of these acts or batches, without their lines."""
    query = select(*_COLUMNS).where(_ROW.sheet.in_(list(sheets))).order_by(_ROW.id)
    return [Letter(*row) for row in snapshot.execute(query)]


def page(snapshot: Snapshot, units: Collection[int], *, before: int | None, limit: int) -> list[Letter]:
    """The letters that these units have sent or got, the newest first, without their lines."""
    theirs = or_(_ROW.from_unit_id.in_(sorted(units)), _ROW.unit_id.in_(sorted(units)))
    query = select(*_COLUMNS).where(theirs)
    if before is not None:
        query = query.where(_ROW.id < before)
    return [Letter(*row) for row in snapshot.execute(query.order_by(_ROW.id.desc()).limit(limit))]
