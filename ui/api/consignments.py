"""Papers between units for other programs: what waits, the lists, and the acts on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from processes import database
from processes.accounts import Visitor
from processes.consignments import Consignment
from processes.database import Transaction
from processes.refusals import AlreadyDone
from tasks import bundles, consignments
from tasks.consignments import LONGEST_NOTE, MOST, View
from ui.api.entry import LARGEST, ActKey, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(prefix="/consignments", tags=["consignments"], dependencies=[Depends(signed_in)])

_WRITTEN = r"^[^\x00]*$"  # PostgreSQL keeps no text with this sign in it
DossierId = Annotated[int, Field(ge=1, le=LARGEST)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=_WRITTEN)]
Shelf = Annotated[str, Field(max_length=bundles.LONGEST_SHELF, pattern=_WRITTEN)]
Reason = Annotated[str, Field(min_length=1, max_length=bundles.LONGEST, pattern=_WRITTEN)]


class Waiting(BaseModel):
    """A dossier whose papers lie in one unit while another one works on it."""

    dossier_id: int
    code: str
    owner: str
    procedure: str
    step: str | None
    shelf: str
    from_unit_id: int
    to_unit_id: int


class ConsignmentLine(BaseModel):
    """A list of papers, and how it stands."""

    id: int
    symbol: str
    from_unit_id: int
    to_unit_id: int
    state: str
    made_by: int
    made_at: datetime
    closed_by: int | None
    closed_at: datetime | None
    reason: str
    bundles: int
    refused: int


class BundleLine(BaseModel):
    """One dossier's papers on a list, and what came of them."""

    dossier_id: int
    code: str
    owner: str
    procedure: str
    note: str
    state: str
    reason: str
    shelf: str


class ConsignmentView(BaseModel):
    """A list with its lines, and what I may do with it."""

    consignment: ConsignmentLine
    lines: list[BundleLine]
    may_receive: bool
    may_cancel: bool


class Going(BaseModel):
    """Which papers go where, with a note for some."""

    from_unit_id: DossierId
    to_unit_id: DossierId
    dossiers: list[DossierId] = Field(min_length=1, max_length=MOST)
    notes: dict[DossierId, Note] = Field(default={}, max_length=MOST)


class Received(BaseModel):
    """What came, with its shelf or an empty text; what did not, with the reason."""

    shelves: dict[DossierId, Shelf] = Field(default={}, max_length=MOST)
    refused: dict[DossierId, Reason] = Field(default={}, max_length=MOST)


class Cancelled(BaseModel):
    """Why a list is cancelled."""

    reason: Reason


class Made(BaseModel):
    """A list that was made; without its number when it had been made before with the same key."""

    id: int | None
    symbol: str | None
    repeated: bool


class Done(BaseModel):
    """An act that stands; `repeated` when it had been done before with the same key."""

    id: int
    repeated: bool


@router.get("/waiting")
def waiting(known: Signed) -> list[Waiting]:
    """What waits to be handed over by my units."""
    with database.snapshot() as snapshot:
        groups = consignments.waiting(snapshot, officer=known.officer)
    return [
        Waiting(
            dossier_id=one.dossier_id,
            code=one.code,
            owner=one.owner,
            procedure=one.procedure,
            step=one.step,
            shelf=one.shelf,
            from_unit_id=group.from_unit_id,
            to_unit_id=group.to_unit_id,
        )
        for group in groups
        for one in group.bundles
    ]


@router.get("")
def lists(known: Signed, side: Literal["coming", "given"] = "coming") -> list[ConsignmentLine]:
    """The lists that my units have still to receive, or those that they have made."""
    read: dict[str, Callable[..., list[Consignment]]] = {"coming": consignments.coming, "given": consignments.given}
    with database.snapshot() as snapshot:
        found = read[side](snapshot, officer=known.officer)
    return [ConsignmentLine.model_validate(one, from_attributes=True) for one in found]


@router.post("")
def make(going: Going, known: Signed, key: ActKey) -> Made:
    """Makes a list of papers that one of my units hands to another."""
    own = f"api:{known.officer.id}:consignment:{key}"
    try:
        with database.transaction() as transaction:
            made = consignments.make(
                transaction,
                going.dossiers,
                from_unit_id=going.from_unit_id,
                to_unit_id=going.to_unit_id,
                notes=going.notes,
                officer=known.officer,
                moment=database.now(),
                key=own,
            )
    except AlreadyDone:
        return Made(id=None, symbol=None, repeated=True)
    return Made(id=made.id, symbol=made.symbol, repeated=False)


@router.get("/{consignment_id}.pdf", response_class=Response, responses=PDF)
def pdf(consignment_id: Number, known: Signed) -> Response:
    """A list, to be printed and signed by both."""
    with database.snapshot() as snapshot:
        found = consignments.pdf(snapshot, consignment_id, officer=known.officer, fonts=FONTS)
    return printed(found, f"giay-ban-giao-{consignment_id}")


@router.get("/{consignment_id}")
def one(consignment_id: Number, known: Signed) -> ConsignmentView:
    """A list with its lines."""
    with database.snapshot() as snapshot:
        return _shown(consignments.one(snapshot, consignment_id, officer=known.officer))


def _shown(view: View) -> ConsignmentView:
    return ConsignmentView(
        consignment=ConsignmentLine.model_validate(view.consignment, from_attributes=True),
        lines=[BundleLine.model_validate(line, from_attributes=True) for line in view.lines],
        may_receive=view.may_receive,
        may_cancel=view.may_cancel,
    )


@router.post("/{consignment_id}/receive")
def receive(consignment_id: Number, came: Received, known: Signed, key: ActKey) -> Done:
    """Takes a list in, line by line."""

    def act(transaction: Transaction, own: str) -> None:
        consignments.receive(
            transaction,
            consignment_id,
            shelves=came.shelves,
            refused=came.refused,
            officer=known.officer,
            moment=database.now(),
            key=own,
        )

    return _act(consignment_id, known, f"receive:{key}", act)


@router.post("/{consignment_id}/cancel")
def cancel(consignment_id: Number, why: Cancelled, known: Signed, key: ActKey) -> Done:
    """Takes back a list that nobody has received."""

    def act(transaction: Transaction, own: str) -> None:
        consignments.cancel(
            transaction, consignment_id, reason=why.reason, officer=known.officer, moment=database.now(), key=own
        )

    return _act(consignment_id, known, f"cancel:{key}", act)


def _act(consignment_id: int, known: Visitor, key: str, act: Callable[[Transaction, str], None]) -> Done:
    try:
        with database.transaction() as transaction:
            act(transaction, f"api:{known.officer.id}:consignment-{consignment_id}:{key}")
    except AlreadyDone:
        return Done(id=consignment_id, repeated=True)
    return Done(id=consignment_id, repeated=False)
