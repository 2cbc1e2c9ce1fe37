"""The counter form as it is filled in: what is not right in it, and the request it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from processes import database
from processes.accounts import Visitor
from processes.organisation import Post
from processes.people import People, Person
from tasks import reception
from tasks.reception import Earlier, PaperGiven, Request
from ui.locale import t
from ui.widgets import people, upload
from ui.widgets.choice import Choice
from ui.widgets.papers import PaperAsked, PaperReceived

Return = Literal["counter", "post", "online"]
Wrong = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """Everything the officer has filled in."""

    choice: Choice
    people: People
    asked: list[PaperAsked]
    papers: list[PaperReceived]
    fee_receipt: str
    return_by: Return
    national_code: str


def check(filled: Filled, known: Visitor) -> Wrong:
    """What is not right yet: a sentence for each field, by person or part of the form."""
    found = {"owner": people.check(filled.people.owner)}
    for role in ("submitter", "authorised", "receiver"):
        person: Person | None = getattr(filled.people, role)
        if person is not None and person is not filled.people.owner:
            found[role] = people.check(person)
    got = {paper.code for paper in filled.papers if paper.received}
    missing = [paper.name for paper in filled.asked if paper.required and paper.code not in got]
    if waits := upload.say_unsent(file for paper in filled.papers for file in paper.unsent):
        found["papers"] = {"papers": waits}
    elif missing:
        found["papers"] = {"papers": t("Còn thiếu giấy tờ bắt buộc: {names}.", names="; ".join(missing))}
    code = filled.national_code
    if code and any(one.code == code for one in dossiers_of(known, code)):
        found["national"] = {"national": t("Mã này đã được tiếp nhận.")}
    return {where: wrong for where, wrong in found.items() if wrong}


def dossiers_of(known: Visitor, number: str) -> list[Earlier]:
    """The dossiers that somebody with this number has, or that has this code."""
    with database.snapshot() as snapshot:
        return reception.look_up(snapshot, number, officer=known.officer)


def under_way(filled_owner: Person, chosen: Choice, known: Visitor) -> Earlier | None:
    """A dossier of the same owner and procedure that is not returned yet."""
    number = filled_owner.identity
    if not people.is_identity(number):
        return None
    name = chosen.published.release.name
    same = (one for one in dossiers_of(known, number) if one.owner.identity == number and one.procedure == name)
    return next((one for one in same if one.open), None)


def request(filled: Filled, post: Post) -> Request:
    """What is handed to reception."""
    names = {paper.code: paper.name for paper in filled.asked}
    received = [paper for paper in filled.papers if paper.received]
    return Request(
        release_id=filled.choice.published.id,
        case_code=filled.choice.case.code,
        channel=filled.choice.channel,
        receiving_unit_id=post.unit_id,
        agency_id=filled.choice.agency_id,
        people=filled.people,
        papers=[
            PaperGiven(one.code, names[one.code], one.originals, one.copies, tuple(int(f.id) for f in one.files))
            for one in received
        ],
        fee_receipt=filled.fee_receipt,
        return_by=filled.return_by,
        national_code=filled.national_code,
    )
