"""Designs: procedures as analysts draw them, saved file by file, checked, and sent for approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, JsonValue

from bpmn.designs import Placed
from bpmn.files import MOST_BYTES
from processes import database, organisation
from processes.designs import Act, Design, Present, State
from processes.organisation import Directory
from tasks import approvals, beginnings, design
from tasks.approvals import Statement
from tasks.beginnings import MOST_FILES
from tasks.design import Attended
from ui.api import acts
from ui.api.acts import Created, Recorded, Repeatable
from ui.api.entry import LARGEST, WRITTEN, ActKey, Code, Id, Line, Lines, Number, Signed, signed_in
from ui.locale import t

router = APIRouter(prefix="/designs", tags=["designs"], dependencies=[Depends(signed_in)])

FileName = Annotated[str, Field(min_length=1, max_length=120, pattern=WRITTEN)]
Content = Annotated[str, Field(max_length=MOST_BYTES, pattern=WRITTEN)]
Version = Annotated[int, Field(ge=0, le=LARGEST)]
At = Annotated[int | None, Query(ge=1, le=LARGEST, description="as it was in this version")]
Reason = Annotated[str, Field(min_length=1, max_length=5_000, pattern=WRITTEN)]


class DesignLine(BaseModel):
    """A design as it stands; `number` is that of its latest version, `matter_id` its approval."""

    id: int
    agency_id: int
    name: str
    state: State
    number: int
    from_release_id: int | None
    changed_at: datetime
    hash: str | None
    asked: dict[str, JsonValue] | None
    asked_by: int | None
    matter_id: int | None
    approved_by: int | None
    release_id: int | None

    @classmethod
    def of(cls, found: Design) -> DesignLine:
        """The line of a design."""
        return cls.model_validate(found, from_attributes=True)


class DesignFile(BaseModel):
    """A file; `number` is the version that last changed it, to be told when it is saved."""

    name: str
    number: int
    content: str


class DesignColleague(BaseModel):
    """Somebody else who has the design open, and which of its files."""

    officer_id: int
    officer: str
    file: str
    seen_at: datetime

    @classmethod
    def of(cls, found: Present, known: Directory) -> DesignColleague:
        """Who it is."""
        return cls(officer=known.name(found.officer_id), **asdict(found))


class DesignView(BaseModel):
    """A design with its files."""

    design: DesignLine
    files: list[DesignFile]
    others: list[DesignColleague]
    may_change: bool


class DesignStep(BaseModel):
    """One act on a design; `number` is the version that it made, where it made one."""

    kind: str
    number: int | None
    told: dict[str, JsonValue]
    officer_id: int
    officer: str
    at: datetime

    @classmethod
    def of(cls, found: Act, known: Directory) -> DesignStep:
        """What was done, and by whom."""
        told: Any = asdict(found)
        return cls(officer=known.name(found.officer_id), **told)


class DesignFinding(BaseModel):
    """What is wrong, or worth a look; `file` is empty where it is about all of them, `line` 0 where there is none."""

    file: str
    rule: str
    severity: str
    element: str
    line: int
    message: str

    @classmethod
    def of(cls, placed: Placed) -> DesignFinding:
        """A finding in the language of the request."""
        found = placed.finding
        return cls(
            file=placed.file,
            rule=found.rule,
            severity=found.severity,
            element=found.element,
            line=found.line,
            message=t(found.message),
        )


class Presence(BaseModel):
    """Which of its files I have open; empty for none."""

    file: Annotated[str, Field(max_length=120, pattern=WRITTEN)] = ""


class DesignAttended(BaseModel):
    """The latest version, and who else has the design open."""

    number: int
    state: State
    others: list[DesignColleague]

    @classmethod
    def of(cls, found: Attended, known: Directory) -> DesignAttended:
        """The same as the verb tells it."""
        others = [DesignColleague.of(one, known) for one in found.others]
        return cls(number=found.number, state=found.state, others=others)


class FromRelease(BaseModel):
    """Which release is to be changed."""

    agency_id: Id
    release_id: Id


class FromTemplate(BaseModel):
    """What the new procedure is called."""

    agency_id: Id
    name: Annotated[Line, Field(min_length=1)]


class FromListing(BaseModel):
    """The code of a procedure that was imported from the national catalogue."""

    agency_id: Id
    code: Code


class FromFiles(BaseModel):
    """Files by name; without a name of its own the design is called as they say."""

    agency_id: Id
    name: Line = ""
    files: Annotated[dict[FileName, Content], Field(min_length=1, max_length=MOST_FILES)]


class SavedFile(BaseModel):
    """A file as it is to be from now on; `seen` is the version at which it was read."""

    file: FileName
    content: Content
    seen: Version


class AddedFile(BaseModel):
    """A file that is new."""

    file: FileName
    content: Content


class RenamedFile(BaseModel):
    """A file and its new name; `seen` is the version at which it was read."""

    file: FileName
    to: FileName
    seen: Version


class RemovedFile(BaseModel):
    """A file that is to be no more; `seen` is the version at which it was read."""

    file: FileName
    seen: Version


class GoingBack(BaseModel):
    """The version to go back to; `seen` is the latest one that I know."""

    to: Annotated[int, Field(ge=1, le=LARGEST)]
    seen: Version


class SavedVersion(Repeatable):
    """The version that stands now; `is_new` unless nothing had changed."""

    number: int
    is_new: bool


class PutAside(BaseModel):
    """Why a design is put aside."""

    reason: Reason


class TakenBack(BaseModel):
    """Why approval is not asked for any more."""

    reason: Reason


class ApprovalAsked(BaseModel):
    """Why a procedure is to be so, and for which agencies."""

    reason: Reason
    articles: Annotated[list[Annotated[Lines, Field(min_length=1)]], Field(max_length=50)] = []
    days_saved: Annotated[float, Field(ge=-1_000, le=1_000)] = 0
    papers_saved: Annotated[int, Field(ge=-1_000, le=1_000)] = 0
    agencies: Annotated[list[Id], Field(min_length=1, max_length=2_000)]
    left_out: Annotated[list[Id], Field(max_length=2_000, description="releases that do not follow a block")] = []


@router.get("")
def page(known: Signed, state: Annotated[list[State] | None, Query(max_length=5)] = None) -> list[DesignLine]:
    """The designs of my agency, or those that I supervise, what changed last first."""
    with database.snapshot() as snapshot:
        narrowed = {"states": state} if state else {}
        return [DesignLine.of(one) for one in design.listed(snapshot, officer=known.officer, **narrowed)]


@router.post("/from-release", status_code=201)
def from_release(asked: FromRelease, known: Signed, key: ActKey) -> Created:
    """Begins a design with the files of a published release."""
    told = {"agency_id": asked.agency_id}
    return acts.do(known, key, beginnings.from_release, asked.release_id, keep=acts.number, told=told).tell(Created)


@router.post("/from-template", status_code=201)
def from_template(asked: FromTemplate, known: Signed, key: ActKey) -> Created:
    """Begins a design with the template: one-stop, officer, leader, records clerk."""
    return acts.do(known, key, beginnings.from_template, keep=acts.number, told=dict(asked)).tell(Created)


@router.post("/from-block-template", status_code=201)
def from_block_template(asked: FromTemplate, known: Signed, key: ActKey) -> Created:
    """Begins a new shared block: a start, one step that whoever calls it gives its role, an end."""
    return acts.do(known, key, beginnings.from_block_template, keep=acts.number, told=dict(asked)).tell(Created)


@router.post("/from-listing", status_code=201)
def from_listing(asked: FromListing, known: Signed, key: ActKey) -> Created:
    """Begins a design with what the national catalogue lists of a procedure, and the template's steps."""
    return acts.do(known, key, beginnings.from_listing, keep=acts.number, told=dict(asked)).tell(Created)


@router.post("/from-files", status_code=201)
def from_files(asked: FromFiles, known: Signed, key: ActKey) -> Created:
    """Begins a design with files."""
    files = {name: content.encode() for name, content in asked.files.items()}
    told = {**dict(asked), "files": files}
    return acts.do(known, key, beginnings.from_files, keep=acts.number, told=told).tell(Created)


@router.get("/{design_id}")
def look(design_id: Number, known: Signed, at: At = None) -> DesignView:
    """A design with its files, as they are or as they were in a version."""
    with database.snapshot() as snapshot:
        view = design.look(snapshot, design_id, officer=known.officer, moment=database.now(), at=at)
        directory = organisation.of_officer(snapshot, known.officer)
    files = [
        DesignFile(name=one.name, number=one.number, content=one.content.decode("utf-8", "replace"))
        for one in view.files.values()
    ]
    others = [DesignColleague.of(one, directory) for one in view.others]
    return DesignView(design=DesignLine.of(view.design), files=files, others=others, may_change=view.may_change)


@router.get("/{design_id}/versions")
def versions(design_id: Number, known: Signed) -> list[DesignStep]:
    """Everything that was done to a design, the oldest first."""
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
        return [DesignStep.of(one, directory) for one in design.versions(snapshot, design_id, officer=known.officer)]


@router.get("/{design_id}/findings")
def findings(
    design_id: Number,
    known: Signed,
    at: At = None,
    agency_id: Annotated[
        list[Annotated[int, Query(ge=1, le=LARGEST)]] | None,
        Query(max_length=2_000, description="where roles are looked for; else where it is to be in force"),
    ] = None,
) -> list[DesignFinding]:
    """What keeps a design from being published, or is worth a look; what cannot be read is told like the rest."""
    with database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=known.officer, at=at, agencies=agency_id)
    return [DesignFinding.of(one) for one in found]


@router.put("/{design_id}/file")
def save(design_id: Number, asked: SavedFile, known: Signed, key: ActKey) -> SavedVersion:
    """Saves a file as a new version; the same content again is none, and nobody's work is overwritten."""
    return _do(known, key, design.save, design_id, asked)


@router.post("/{design_id}/files")
def add(design_id: Number, asked: AddedFile, known: Signed, key: ActKey) -> SavedVersion:
    """Adds a form, a table of decisions or another file."""
    return _do(known, key, design.add, design_id, asked)


@router.post("/{design_id}/rename")
def rename(design_id: Number, asked: RenamedFile, known: Signed, key: ActKey) -> SavedVersion:
    """Gives a file another name."""
    return _do(known, key, design.rename, design_id, asked)


@router.post("/{design_id}/remove")
def remove(design_id: Number, asked: RemovedFile, known: Signed, key: ActKey) -> SavedVersion:
    """Takes a file out of a design; earlier versions keep it."""
    return _do(known, key, design.remove, design_id, asked)


@router.post("/{design_id}/go-back")
def go_back(design_id: Number, asked: GoingBack, known: Signed, key: ActKey) -> SavedVersion:
    """Makes all files again what they were in a version; what came after stays on record."""
    return _do(known, key, design.go_back, design_id, asked)


def _do(known: Signed, key: str, verb: acts.Verb, design_id: int, asked: BaseModel) -> SavedVersion:
    told: Mapping[str, object] = {
        name: value.encode() if name == "content" else value for name, value in dict(asked).items()
    }
    return acts.do(known, key, verb, design_id, keep=acts.facts, told=told).tell(SavedVersion)


@router.post("/{design_id}/discard")
def discard(design_id: Number, asked: PutAside, known: Signed, key: ActKey) -> Recorded:
    """Puts a design aside; it stays readable."""
    return acts.do(known, key, design.discard, design_id, told=dict(asked)).tell(Recorded)


@router.post("/{design_id}/withdraw")
def withdraw(design_id: Number, asked: TakenBack, known: Signed, key: ActKey) -> Recorded:
    """Takes back what I asked to be approved, with all that its matter decides on; only before it is approved."""
    return acts.do(known, key, approvals.withdraw, design_id, told=dict(asked)).tell(Recorded)


@router.put("/{design_id}/presence")
def attend(design_id: Number, asked: Presence, known: Signed) -> DesignAttended:
    """Says that I have the design open, and tells who else has and what the latest version is; again within 45 s."""
    moment = database.now()
    with database.transaction() as transaction:
        found = design.attend(transaction, design_id, file=asked.file, officer=known.officer, moment=moment)
        return DesignAttended.of(found, organisation.of_officer(transaction, known.officer))


@router.delete("/{design_id}/presence", status_code=204)
def leave(design_id: Number, known: Signed) -> None:
    """Says that I have closed the design."""
    with database.transaction() as transaction:
        design.leave(transaction, design_id, officer=known.officer)


@router.post("/{design_id}/ask", status_code=201)
def ask(design_id: Number, asked: ApprovalAsked, known: Signed, key: ActKey) -> Created:
    """Asks that a design be approved and published; the number of the matter that decides on it."""
    rest = {name: value for name, value in dict(asked).items() if name not in ("agencies", "left_out")}
    told = {"statement": Statement(**rest), "agencies": asked.agencies, "left_out": asked.left_out}
    return acts.do(known, key, approvals.ask, design_id, keep=acts.number, told=told).tell(Created)
