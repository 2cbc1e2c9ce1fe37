"""Many at once: an act ordered for many tasks, how far it is, and taking it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field, JsonValue

from processes import database
from processes.database import Transaction
from processes.refusals import NotFound
from tasks import batches
from tasks import receipts as printing
from tasks.batches import MOST, Act, Progress
from ui.api import acts
from ui.api.acts import Created
from ui.api.entry import ActKey, Id, Lines, Moment, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(prefix="/batches", tags=["batches"], dependencies=[Depends(signed_in)])


class Order(BaseModel):
    """An act for these tasks: `values` to complete, `to` to assign, `until` to explain or apologise.

    `reason` is also what is urged with or asked. Without `co_officers` those that each task has stay.
    """

    act: Act
    tasks: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
    values: dict[str, JsonValue] = {}
    reason: Lines = ""
    to: Id | None = None
    co_officers: Annotated[list[Id], Field(max_length=200)] | None = None
    until: Moment | None = None


class RefusedTask(BaseModel):
    """A task that was not acted on, and why."""

    task_id: int
    dossier_id: int
    code: str
    told: str


class BatchProgress(BaseModel):
    """How far a batch is."""

    id: int
    act: str
    total: int
    waiting: int
    done: int
    refused: list[RefusedTask]
    may_undo: bool
    is_undoing: bool
    urging_letters: list[int]

    @classmethod
    def of(cls, found: Progress) -> BatchProgress:
        """The same as the verb tells it."""
        told = {name: getattr(found, name) for name in cls.model_fields if name != "urging_letters"}
        told["refused"] = [RefusedTask.model_validate(one, from_attributes=True) for one in found.refused]
        return cls(**told, urging_letters=[one.id for one in found.letters])


@router.post("", status_code=202)
def order(asked: Order, known: Signed, key: ActKey) -> Created:
    """Orders an act for many tasks; it runs in the background, with the rights that I have then."""
    told = {"co" if name == "co_officers" else name: value for name, value in dict(asked).items()}
    return acts.do(known, key, _order, keep=acts.number, told=told).tell(Created)


def _order(transaction: Transaction, *, act: Act, tasks: list[int], key: str, **told: object) -> int:
    return batches.order(transaction, act, tasks, **told)  # pyright: ignore[reportArgumentType]


@router.get("/latest")
def latest(known: Signed) -> BatchProgress:
    """What I ordered last."""
    with database.snapshot() as snapshot:
        found = batches.latest(snapshot, officer=known.officer, moment=database.now())
    if found is None:
        raise NotFound(what="lượt xử lý này")
    return BatchProgress.of(found)


@router.get("/{batch_id}")
def progress(batch_id: Number, known: Signed) -> BatchProgress:
    """How far a batch of mine is, with the reasons of what was refused."""
    with database.snapshot() as snapshot:
        return BatchProgress.of(batches.progress(snapshot, batch_id, officer=known.officer, moment=database.now()))


@router.post("/{batch_id}/undo", status_code=202)
def undo(batch_id: Number, known: Signed, key: ActKey) -> Created:
    """Takes back what a batch of mine has done, within a minute of its end; the number of the batch that does it."""
    return acts.do(known, key, _undo, batch_id, keep=acts.number).tell(Created)


def _undo(transaction: Transaction, batch_id: int, *, key: str, **told: object) -> int:
    return batches.undo(transaction, batch_id, **told)  # pyright: ignore[reportArgumentType]


@router.get("/{batch_id}/receipts.pdf", response_class=Response, responses=PDF)
def receipts(batch_id: Number, known: Signed, part: Annotated[int, Query(ge=1, le=MOST)] = 1) -> Response:
    """The receipts of the dossiers that I have ordered to be printed, so many a file."""
    moment = database.now()
    with database.transaction() as transaction:
        facts = batches.printed(transaction, batch_id, part, officer=known.officer, moment=moment)
    pdf = printing.pdf_of_all(facts, moment=moment, fonts=FONTS)
    return printed(pdf, f"giay-tiep-nhan-{batch_id}-{part}")
