"""Papers between units for other programs: what waits, the lists, and the acts on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from processes import database
from processes.consignments import Consignment
from processes.database import Transaction
from tasks import bundles, consignments
from tasks.consignments import LONGEST_NOTE, MOST, View
from ui.api import acts
from ui.api.acts import Repeatable
from ui.api.entry import WRITTEN, ActKey, Id, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(prefix="/consignments", tags=["consignments"], dependencies=[Depends(signed_in)])

Note = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=WRITTEN)]
Shelf = Annotated[str, Field(max_length=bundles.LONGEST_SHELF, pattern=WRITTEN)]
Reason = Annotated[str, Field(min_length=1, max_length=bundles.LONGEST, pattern=WRITTEN)]


class WaitingBundle(BaseModel):
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


class NewConsignment(BaseModel):
    """Which papers go where, with a note for some."""

    from_unit_id: Id
    to_unit_id: Id
    dossiers: list[Id] = Field(min_length=1, max_length=MOST)
    notes: dict[Id, Note] = Field(default={}, max_length=MOST)


class Receiving(BaseModel):
    """What came, with its shelf or an empty text; what did not, with the reason."""

    shelves: dict[Id, Shelf] = Field(default={}, max_length=MOST)
    refused: dict[Id, Reason] = Field(default={}, max_length=MOST)


class Cancelling(BaseModel):
    """Why a list is cancelled."""

    reason: Reason


class MadeConsignment(Repeatable):
    """A list that stands."""

    id: int
    symbol: str


class ConsignmentDone(Repeatable):
    """An act on a list that stands."""

    id: int


@router.get("/waiting")
def waiting(known: Signed) -> list[WaitingBundle]:
    """What waits to be handed over by my units."""
    with database.snapshot() as snapshot:
        groups = consignments.waiting(snapshot, officer=known.officer)
    return [
        WaitingBundle(
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
def make(going: NewConsignment, known: Signed, key: ActKey) -> MadeConsignment:
    """Makes a list of papers that one of my units hands to another."""
    return acts.do(known, key, _make, keep=_made, told=dict(going)).tell(MadeConsignment)


def _make(transaction: Transaction, *, dossiers: list[int], **told: object) -> Consignment:
    return consignments.make(transaction, dossiers, **told)  # pyright: ignore[reportArgumentType]


def _made(found: Consignment) -> dict[str, object]:
    return {"id": found.id, "symbol": found.symbol}


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
def receive(consignment_id: Number, came: Receiving, known: Signed, key: ActKey) -> ConsignmentDone:
    """Takes a list in, line by line."""
    done = acts.do(known, key, consignments.receive, consignment_id, told=dict(came))
    return done.tell(ConsignmentDone, id=consignment_id)


@router.post("/{consignment_id}/cancel")
def cancel(consignment_id: Number, why: Cancelling, known: Signed, key: ActKey) -> ConsignmentDone:
    """Takes back a list that nobody has received."""
    done = acts.do(known, key, consignments.cancel, consignment_id, told=dict(why))
    return done.tell(ConsignmentDone, id=consignment_id)
