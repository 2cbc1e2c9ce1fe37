"""Saved views of the inbox: my own and those that my units share."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database
from processes.branches import Scope, Sort
from processes.database import Transaction
from tasks import views
from tasks.inbox import Filter, Standing
from ui.api import acts
from ui.api.acts import Created
from ui.api.entry import WRITTEN, ActKey, Id, Number, Signed, signed_in

router = APIRouter(prefix="/views", tags=["views"], dependencies=[Depends(signed_in)])


class Narrowed(BaseModel):
    """What the inbox is narrowed by, as the list's own parameters."""

    scope: Scope = "mine"
    text: Annotated[str, Field(max_length=200, pattern=WRITTEN)] = ""
    procedure: Annotated[str, Field(max_length=40, pattern=WRITTEN)] = ""
    step: Annotated[str, Field(max_length=200, pattern=WRITTEN)] = ""
    standing: Standing = ""
    sort: Sort = "due"


class NewView(BaseModel):
    """A view to be kept under a name; `unit_id` shares it with a unit of mine."""

    name: Annotated[str, Field(min_length=1, max_length=views.LONGEST, pattern=WRITTEN)]
    narrowed: Narrowed
    unit_id: Id | None = None


class SavedView(BaseModel):
    """A view; `count` is how many tasks it holds, counted up to a hundred."""

    id: int
    name: str
    narrowed: Narrowed
    is_shared: bool
    is_mine: bool
    count: int


@router.get("")
def listed(known: Signed) -> list[SavedView]:
    """My views, then those that others share with my units, each with its count."""
    with database.snapshot() as snapshot:
        found = views.of(snapshot, officer=known.officer)
        counts = views.counts(snapshot, found, officer=known.officer, moment=database.now())
    return [_view(view, count) for view, count in zip(found, counts, strict=True)]


def _view(view: views.View, count: int) -> SavedView:
    narrowed = Narrowed.model_validate(view.narrowed, from_attributes=True)
    return SavedView(
        id=view.id, name=view.name, narrowed=narrowed, is_shared=view.is_shared, is_mine=view.is_mine, count=count
    )


@router.post("", status_code=201)
def save(asked: NewView, known: Signed, key: ActKey) -> Created:
    """Keeps a view, over my own of that name."""
    narrowed = Filter(**asked.narrowed.model_dump())
    told = {"name": asked.name, "narrowed": narrowed, "unit_id": asked.unit_id}
    return acts.do(known, key, _save, keep=acts.number, told=told).tell(Created)


def _save(transaction: Transaction, *, name: str, narrowed: Filter, key: str, **told: object) -> int:
    return views.save(transaction, name, narrowed, **told)  # pyright: ignore[reportArgumentType]


@router.delete("/{view_id}", status_code=204)
def remove(view_id: Number, known: Signed) -> None:
    """Forgets a view of mine."""
    with database.transaction() as transaction:
        views.remove(transaction, view_id, officer=known.officer)
