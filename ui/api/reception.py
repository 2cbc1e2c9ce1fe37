"""The counter: a request becomes a dossier, recorded data is corrected, people are found by number."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from bpmn.procedures import Channel
from processes import catalogue, database
from processes.calendars import local
from processes.people import People, Person, masked
from tasks import reception
from tasks.reception import Correction, PaperGiven, Request
from ui.api import acts
from ui.api.acts import Recorded, Repeatable
from ui.api.entry import WRITTEN, ActKey, Code, Id, Line, Lines, Number, Signed, signed_in

router = APIRouter(tags=["reception"], dependencies=[Depends(signed_in)])


class Somebody(BaseModel):
    """A person as the counter records them."""

    name: Annotated[Line, Field(min_length=1)]
    identity: Line = ""
    phone: Line = ""
    email: Line = ""
    address: Line = ""

    def person(self) -> Person:
        """The same, for the record."""
        return Person(**dict(self))


class Paper(BaseModel):
    """A paper as it came; `documents` are files of it that I have uploaded."""

    code: Code
    name: Annotated[Line, Field(min_length=1)]
    originals: Annotated[int, Field(ge=0, le=100)] = 0
    copies: Annotated[int, Field(ge=0, le=100)] = 0
    documents: Annotated[list[Id], Field(max_length=100)] = []

    def given(self) -> PaperGiven:
        """The same, for the record."""
        return PaperGiven(self.code, self.name, self.originals, self.copies, tuple(self.documents))


class CounterRequest(BaseModel):
    """What is filled in at the counter; release and case as `GET /procedures` names them."""

    release_id: Id
    case_code: Code
    channel: Channel = "counter"
    receiving_unit_id: Id
    agency_id: Id
    owner: Somebody
    submitter: Somebody | None = None
    authorised: Somebody | None = None
    papers: Annotated[list[Paper], Field(max_length=100)] = []
    fee_receipt: Line = ""
    return_by: Literal["counter", "post", "online"] = "counter"


class AcceptedDossier(Repeatable):
    """A dossier just accepted, with what its receipt promises."""

    dossier_id: int
    code: str
    received_at: datetime
    due_at: datetime
    explanation: str
    immediate: bool


class Corrected(BaseModel):
    """What recorded data should say instead, and why; what is not named stays."""

    reason: Annotated[Lines, Field(min_length=1)]
    owner: Somebody | None = None
    submitter: Somebody | None = None
    authorised: Somebody | None = None
    receiver: Somebody | None = None
    fee_receipt: Line | None = None


class EarlierDossier(BaseModel):
    """A dossier found by number; identity and phone numbers show their last digits alone."""

    dossier_id: int
    code: str
    procedure: str
    accepted_at: datetime
    is_open: bool
    owner: str
    identity: str
    phone: str


class CaseOffered(BaseModel):
    """A case of a procedure, with its term."""

    code: str
    name: str
    term: str


class ProcedureOffered(BaseModel):
    """A procedure that an agency decides on today."""

    release_id: int
    code: str
    name: str
    channels: list[str]
    cases: list[CaseOffered]


@router.post("/dossiers", status_code=201)
def accept(asked: CounterRequest, known: Signed, key: ActKey) -> AcceptedDossier:
    """Receives a request at my one-stop: it gets a code and a due time, and its procedure starts."""
    owner = asked.owner.person()
    submitter = asked.submitter.person() if asked.submitter else owner
    people = People(owner, submitter, asked.authorised.person() if asked.authorised else None)
    request = Request(
        release_id=asked.release_id,
        case_code=asked.case_code,
        channel=asked.channel,
        receiving_unit_id=asked.receiving_unit_id,
        agency_id=asked.agency_id,
        people=people,
        papers=[paper.given() for paper in asked.papers],
        fee_receipt=asked.fee_receipt,
        return_by=asked.return_by,
    )
    return acts.do(known, key, reception.accept, keep=acts.facts, told={"request": request}).tell(AcceptedDossier)


@router.get("/dossiers")
def look_up(
    known: Signed, number: Annotated[str, Query(min_length=1, max_length=500, pattern=WRITTEN)]
) -> list[EarlierDossier]:
    """Dossiers by identity number, phone or code, typed or scanned; for who receives at a one-stop."""
    with database.snapshot() as snapshot:
        found = reception.look_up(snapshot, number, officer=known.officer)
    return [
        EarlierDossier(
            dossier_id=one.dossier_id,
            code=one.code,
            procedure=one.procedure,
            accepted_at=one.accepted_at,
            is_open=one.open,
            owner=one.owner.name,
            identity=masked(one.owner.identity),
            phone=masked(one.owner.phone),
        )
        for one in found
    ]


@router.post("/dossiers/{dossier_id}/correct")
def correct(dossier_id: Number, told: Corrected, known: Signed, key: ActKey) -> Recorded:
    """Corrects recorded data after acceptance; what it said before stays in the history."""
    people = {
        name: somebody.person()
        for name in ("owner", "submitter", "authorised", "receiver")
        if (somebody := getattr(told, name)) is not None
    }
    correction = Correction(**people, fee_receipt=told.fee_receipt)
    asked = {"correction": correction, "reason": told.reason}
    return acts.do(known, key, reception.correct, dossier_id, told=asked).tell(Recorded)


@router.get("/procedures")
def procedures(known: Signed, agency_id: Annotated[Id, Query()]) -> list[ProcedureOffered]:
    """The procedures in force for an agency today, with their cases; empty for an agency that there is not."""
    found: list[ProcedureOffered] = []
    with database.snapshot() as snapshot:
        for offer in catalogue.offered(snapshot, agency_id, local(database.now()).date()):
            release = catalogue.published(snapshot, offer.release_id).release
            cases = [CaseOffered(code=case.code, name=case.name, term=str(case.term)) for case in release.cases]
            told = {"channels": list(release.channels), "cases": cases, **acts.facts(offer)}
            found.append(ProcedureOffered.model_validate(told))
    return found
