"""Letters on record: a draft, approved by a head, issued under a number that leaves no gap; or discarded.

Each function is one step inside the caller's transaction. Who may take it, and what issuing does to the dossier, is
decided in `tasks/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, insert, select, update

from processes import numbering, tables
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Agency, Officer
from processes.refusals import LetterNot, NotFound

Kind = Literal["supplement_request", "apology", "stop_notice"]
State = Literal["draft", "approved", "issued", "discarded"]
OPEN: tuple[State, ...] = ("draft", "approved")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a dossier; `printed` is all that its page says, from the moment it was issued."""

    id: int
    dossier_id: int
    agency_id: int
    kind: Kind
    state: State
    content: Mapping[str, object]
    printed: Mapping[str, object] | None
    year: int | None
    number: int | None
    drafted_by: int
    drafted_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    issued_at: datetime | None
    approved_under: int | None

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be issued or discarded."""
        return self.state in OPEN


def draft(
    transaction: Transaction,
    dossier_id: int,
    agency_id: int,
    kind: Kind,
    content: Mapping[str, object],
    *,
    officer: Officer,
    moment: datetime,
) -> int:
    """Writes a draft; its number."""
    values: dict[str, object] = {
        "dossier_id": dossier_id,
        "agency_id": agency_id,
        "kind": kind,
        "state": "draft",
        "content": dict(content),
        "drafted_by": officer.id,
        "drafted_at": moment,
    }
    return transaction.execute(insert(tables.Letter).returning(tables.Letter.id), values).scalar_one()


def approve(
    transaction: Transaction, letter: Letter, *, officer: Officer, moment: datetime, under: int | None = None
) -> None:
    """A draft is approved; `under` is the substitution in which that is done for another. Refuses: LetterNot."""
    _step(
        transaction,
        letter,
        "approved",
        ("draft",),
        approved_by=officer.id,
        approved_at=moment,
        approved_under=under,
    )


def discard(transaction: Transaction, letter: Letter) -> None:
    """A letter that was not issued is put aside; it stays on record. Refuses: LetterNot."""
    _step(transaction, letter, "discarded", OPEN)


def number_for(transaction: Transaction, agency: Agency, kind: Kind, moment: datetime) -> int:
    """The next number of an agency, year and kind: given in the transaction that issues, so that none is lost."""
    return numbering.next_number(transaction, f"{agency.code}/{local(moment).year}/{kind}")


def issue(
    transaction: Transaction,
    letter: Letter,
    number: int,
    printed: Mapping[str, object],
    *,
    officer: Officer,
    moment: datetime,
) -> None:
    """An approved letter becomes what it prints, under its number. Refuses: LetterNot."""
    _step(
        transaction,
        letter,
        "issued",
        ("approved",),
        issued_by=officer.id,
        issued_at=moment,
        year=local(moment).year,
        number=number,
        printed=dict(printed),
    )


def one(snapshot: Snapshot, letter_id: int) -> Letter:
    """The letter under that number. Refuses: NotFound."""
    row = snapshot.execute(_SELECT.where(tables.Letter.id == letter_id)).one_or_none()
    if row is None:
        raise NotFound(what="văn bản này")
    return Letter(*row)


def of(snapshot: Snapshot, dossier_id: int) -> list[Letter]:
    """The letters of a dossier, oldest first; those put aside are left out."""
    return [Letter(*row) for row in snapshot.execute(_OF, {"dossier": dossier_id})]


_SELECT = select(
    *(tables.Letter.id, tables.Letter.dossier_id, tables.Letter.agency_id, tables.Letter.kind, tables.Letter.state),
    *(tables.Letter.content, tables.Letter.printed, tables.Letter.year, tables.Letter.number),
    *(tables.Letter.drafted_by, tables.Letter.drafted_at, tables.Letter.approved_by, tables.Letter.approved_at),
    *(tables.Letter.issued_at, tables.Letter.approved_under),
)
_OF = _SELECT.where(tables.Letter.dossier_id == bindparam("dossier"), tables.Letter.state != "discarded").order_by(
    tables.Letter.id
)


def _step(transaction: Transaction, letter: Letter, state: State, before: tuple[State, ...], **values: object) -> None:
    row = tables.Letter
    changed = transaction.change(
        update(row).where(row.id == letter.id, row.state.in_(before)).values(state=state, **values)
    )
    if changed != 1:
        raise LetterNot
