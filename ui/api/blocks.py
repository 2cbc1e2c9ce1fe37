"""Shared blocks: those that designs may call, who calls them, and a newer version for all of these."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from processes import database
from tasks import approvals, blocks, proposals
from tasks.approvals import Statement
from tasks.proposals import Proposal
from ui.api import acts
from ui.api.acts import Created
from ui.api.designs import Reason, SavedVersion, Version
from ui.api.entry import LARGEST, WRITTEN, ActKey, Id, Line, Number, Signed, signed_in
from ui.locale import t

router = APIRouter(tags=["blocks"], dependencies=[Depends(signed_in)])

ElementId = Annotated[str, Field(min_length=1, max_length=200, pattern=WRITTEN)]


class BlockLine(BaseModel):
    """The newest version of a block."""

    release_id: int
    code: str
    name: str
    number: int
    hash: str


class BlockCopy(BaseModel):
    """A call of a block in a design; `standing` is newest, older, altered or unknown."""

    element: str
    code: str
    name: str
    hash: str
    standing: str


class BlockPlace(BaseModel):
    """Where another block may be put: a step, or an arrow."""

    element: str
    name: str
    is_arrow: bool


class BlocksOfDesign(BaseModel):
    """The blocks there are, the copies a design holds, where another may be put, and what no call leads to."""

    offered: list[BlockLine]
    copies: list[BlockCopy]
    places: list[BlockPlace]
    left_over: list[str]


class BlockProposal(BaseModel):
    """A release in force as the block makes it; `reasons` why that cannot be published, empty when it can."""

    release_id: int
    code: str
    name: str
    number: int
    agencies: list[int]
    reasons: list[str]

    @classmethod
    def of(cls, found: Proposal) -> BlockProposal:
        """One proposal without its files, in the language of the request."""
        return cls(
            release_id=found.release_id,
            code=found.code,
            name=found.name,
            number=found.number,
            agencies=list(found.agencies),
            reasons=[t(one) for one in found.reasons],
        )


class CalledBlock(BaseModel):
    """A version of a block and where it is put; `seen` is the version of the diagram that was read."""

    release_id: Id
    element: ElementId
    seen: Version


class RenewedBlock(BaseModel):
    """A version of a block that takes the place of every copy; `seen` as in a call."""

    release_id: Id
    seen: Version


class SweptBlocks(BaseModel):
    """Copies that no call leads to are taken out; `seen` as in a call."""

    seen: Version


class ProposedBlock(BaseModel):
    """Why all that call a block go over to this version, and which releases are left out."""

    agency_id: Id
    reason: Reason
    articles: Annotated[list[Line], Field(max_length=50)] = []
    left_out: Annotated[list[Id], Field(max_length=2_000)] = []


@router.get("/designs/{design_id}/blocks")
def look(design_id: Number, known: Signed) -> BlocksOfDesign:
    """How a design stands to the blocks."""
    with database.snapshot() as snapshot:
        found = blocks.look(snapshot, design_id, officer=known.officer)
    return BlocksOfDesign(
        offered=[
            BlockLine(
                release_id=one.id,
                code=one.release.code,
                name=one.release.name,
                number=one.number,
                hash=one.release.hash,
            )
            for one in found.offered
        ],
        copies=[
            BlockCopy(
                element=one.call.id,
                code=one.mark.code,
                name=one.name,
                hash=one.mark.hash,
                standing=one.standing,
            )
            for one in found.copies
        ],
        places=[BlockPlace.model_validate(one, from_attributes=True) for one in found.places],
        left_over=list(found.left_over),
    )


@router.post("/designs/{design_id}/blocks")
def call(design_id: Number, asked: CalledBlock, known: Signed, key: ActKey) -> SavedVersion:
    """Lets a design call a block: a step becomes the call, or one is drawn on an arrow."""
    return acts.do(known, key, blocks.call, design_id, keep=acts.facts, told=dict(asked)).tell(SavedVersion)


@router.post("/designs/{design_id}/blocks/renew")
def renew(design_id: Number, asked: RenewedBlock, known: Signed, key: ActKey) -> SavedVersion:
    """Puts a version of a block in place of every copy of it."""
    return acts.do(known, key, blocks.renew, design_id, keep=acts.facts, told=dict(asked)).tell(SavedVersion)


@router.post("/designs/{design_id}/blocks/sweep")
def sweep(design_id: Number, asked: SweptBlocks, known: Signed, key: ActKey) -> SavedVersion:
    """Takes copies out that no call leads to any more."""
    return acts.do(known, key, blocks.sweep, design_id, keep=acts.facts, told=dict(asked)).tell(SavedVersion)


@router.get("/designs/{design_id}/proposals")
def of_design(design_id: Number, known: Signed) -> list[BlockProposal]:
    """What a block that is being drawn would make of every procedure that calls it."""
    with database.snapshot() as snapshot:
        found = proposals.of_design(snapshot, design_id, officer=known.officer)
    return [BlockProposal.of(one) for one in found]


@router.get("/blocks/{release_id}/proposals")
def of_release(
    release_id: Number, known: Signed, agency_id: Annotated[int, Query(ge=1, le=LARGEST)]
) -> list[BlockProposal]:
    """What a published block would make of every procedure that calls another version of it."""
    with database.snapshot() as snapshot:
        found = proposals.of_release(snapshot, release_id, agency_id, officer=known.officer)
    return [BlockProposal.of(one) for one in found]


@router.post("/blocks/{release_id}/propose", status_code=201)
def propose(release_id: Number, asked: ProposedBlock, known: Signed, key: ActKey) -> Created:
    """Asks that all that call another version of a block go over to this one; the matter that decides on it."""
    statement = Statement(asked.reason, tuple(asked.articles))
    told = {"statement": statement, "left_out": asked.left_out}
    return acts.do(known, key, approvals.propose, release_id, asked.agency_id, keep=acts.number, told=told).tell(
        Created
    )
