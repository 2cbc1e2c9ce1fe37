"""Registrations on record: what came in online, until when it must be answered, and what it was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import insert, select, update

from processes import numbering, tables
from processes.database import Snapshot, Transaction
from processes.people import People
from processes.refusals import AlreadyDone, NotFound, RegistrationAnswered

State = Literal["registered", "accepted", "refused", "supplement"]


@dataclass(frozen=True, slots=True)
class Registration:
    """A request that came in online; `letter` is all that its answer said, where that was a letter."""

    id: int
    code: str
    reference: str
    release_id: int
    case_code: str
    receiving_unit_id: int
    agency_id: int
    people: People
    papers: Sequence[Mapping[str, object]]
    return_by: str
    arrived_at: datetime
    answer_by: datetime
    state: State
    letter: Mapping[str, object] | None
    act_key: str | None
    dossier_id: int | None


def code_for(transaction: Transaction, agency_code: str, on: date) -> str:
    """A code for what is no dossier yet: `DK-H99.30-260302-0001`."""
    series = f"DK-{agency_code}-{on:%y%m%d}"
    return f"{series}-{numbering.next_number(transaction, series):04d}"


def put(transaction: Transaction, values: Mapping[str, object]) -> int:
    """Records a request that has just come in."""
    row = tables.Registration
    return transaction.execute(insert(row).returning(row.id), {**values, "state": "registered"}).scalar_one()


def renew(transaction: Transaction, found: Registration, values: Mapping[str, object]) -> None:
    """The request came again, completed. Refuses: RegistrationAnswered."""
    _step(transaction, found, "supplement", {**values, "state": "registered", "answered_at": None})


def answer(
    transaction: Transaction,
    found: Registration,
    state: State,
    *,
    officer_id: int,
    moment: datetime,
    key: str,
    letter: Mapping[str, object] | None = None,
    dossier_id: int | None = None,
) -> None:
    """It is answered, once. Refuses: AlreadyDone, RegistrationAnswered."""
    if found.act_key == key:
        raise AlreadyDone
    told = {"act_key": key, "state": state, "answered_at": moment, "answered_by": officer_id, "dossier_id": dossier_id}
    _step(transaction, found, "registered", {**told, "letter": None if letter is None else dict(letter)})


def _step(transaction: Transaction, found: Registration, before: State, values: Mapping[str, object]) -> None:
    row = tables.Registration
    changed = transaction.change(update(row).where(row.id == found.id, row.state == before).values(**values))
    if changed != 1:
        raise RegistrationAnswered


def by_reference(snapshot: Snapshot, reference: str) -> Registration | None:
    """The request that the sending system calls so."""
    row = snapshot.execute(_SELECT.where(tables.Registration.reference == reference)).one_or_none()
    return None if row is None else _read(row)


def one(snapshot: Snapshot, registration_id: int) -> Registration:
    """The request under that number. Refuses: NotFound."""
    row = snapshot.execute(_SELECT.where(tables.Registration.id == registration_id)).one_or_none()
    if row is None:
        raise NotFound(what="hồ sơ đăng ký này")
    return _read(row)


def waiting(snapshot: Snapshot, units: Sequence[int], *, limit: int) -> list[Registration]:
    """What waits to be answered in these units, the most urgent first."""
    row = tables.Registration
    query = _SELECT.where(row.receiving_unit_id.in_(units), row.state == "registered")
    return [_read(found) for found in snapshot.execute(query.order_by(row.answer_by, row.id).limit(limit))]


_SELECT = select(
    *(tables.Registration.id, tables.Registration.code, tables.Registration.reference),
    *(tables.Registration.release_id, tables.Registration.case_code, tables.Registration.receiving_unit_id),
    *(tables.Registration.agency_id, tables.Registration.people, tables.Registration.papers),
    *(tables.Registration.return_by, tables.Registration.arrived_at, tables.Registration.answer_by),
    *(
        tables.Registration.state,
        tables.Registration.letter,
        tables.Registration.act_key,
        tables.Registration.dossier_id,
    ),
)


def _read(row: Sequence[object]) -> Registration:
    values = list(row)
    values[7] = People.read(values[7])  # pyright: ignore[reportArgumentType]
    return Registration(*values)  # pyright: ignore[reportArgumentType]
