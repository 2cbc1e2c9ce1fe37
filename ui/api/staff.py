"""The staff of the agencies that I administer: units, posts, officers with accounts, holds on posts, the roster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import accounts, database, permissions
from processes.accounts import Visitor
from processes.refusals import WeakPassword
from tasks import roster, staffing
from tasks.staffing import Newcomer
from ui.api import acts
from ui.api.acts import Created, Recorded, Repeatable
from ui.api.entry import WRITTEN, ActKey, Code, Id, Line, Number, Signed, signed_in

router = APIRouter(tags=["staff"], dependencies=[Depends(signed_in)])

_Said = Annotated[Line, Field(min_length=1)]
_Password = Annotated[str, Field(max_length=200, description="the first one, to be changed at the first sign-in")]


class Administered(BaseModel):
    """An agency that I administer."""

    id: int
    code: str
    name: str


class Held(BaseModel):
    """A post, and one officer's hold on it; officer fields are empty where nobody holds it."""

    unit_id: int
    unit: str
    post_id: int
    role: str
    title: str
    holding_id: int | None
    officer_id: int | None
    name: str
    username: str
    since: date | None
    until: date | None
    is_closed: bool


class NewUnit(BaseModel):
    """A unit to be, by this document."""

    code: Code
    name: _Said
    begins: date
    basis: _Said


class NewPost(BaseModel):
    """A post to be in a unit, by this document."""

    role: Code
    title: _Said
    begins: date
    basis: _Said


class NewOfficer(BaseModel):
    """An officer to be: the post, from when to when, and the account, by this document."""

    name: _Said
    username: Code
    password: _Password
    post_id: Id
    begins: date
    ends: date | None = None
    email: Line = ""
    phone: Line = ""
    basis: _Said


class NewHolding(BaseModel):
    """A post to be held for a period, by this document."""

    post_id: Id
    begins: date
    ends: date | None = None
    basis: _Said


class LastDay(BaseModel):
    """The last day of a hold, by this document."""

    last: date
    basis: _Said


class AccountChange(BaseModel):
    """What is done to an account; `renew` needs the new first password."""

    act: Literal["close", "open", "renew", "sign_out"]
    password: _Password = ""
    basis: Line = ""


class RosterFile(BaseModel):
    """An agency's staff as CSV; each new name to sign in with needs a first password."""

    content: Annotated[str, Field(max_length=1_000_000, pattern=WRITTEN)]
    passwords: Annotated[dict[str, _Password], Field(max_length=300)] = {}
    basis: Line = ""


class RosterPlan(Repeatable):
    """What the file adds: units and posts by their codes, officers by their names to sign in with."""

    units: list[str]
    posts: list[list[str]]
    officers: list[str]
    holds: int


@router.get("/agencies")
def agencies(known: Signed) -> list[Administered]:
    """The agencies that I administer."""
    with database.snapshot() as snapshot:
        found = staffing.agencies(snapshot, officer=known.officer)
    return [Administered(id=one.id, code=one.code, name=one.name) for one in found]


@router.get("/agencies/{agency_id}/staff")
def roll(agency_id: Number, known: Signed) -> list[Held]:
    """An agency's posts with who holds them."""
    with database.snapshot() as snapshot:
        found = staffing.roll(snapshot, agency_id, officer=known.officer, moment=database.now())
    return [Held.model_validate(hold, from_attributes=True) for hold in found.holds]


@router.post("/agencies/{agency_id}/units", status_code=201)
def add_unit(agency_id: Number, told: NewUnit, known: Signed, key: ActKey) -> Created:
    """A unit begins."""
    return acts.do(known, key, staffing.add_unit, agency_id, keep=acts.number, told=dict(told)).tell(Created)


@router.post("/units/{unit_id}/posts", status_code=201)
def add_post(unit_id: Number, told: NewPost, known: Signed, key: ActKey) -> Created:
    """A post begins in a unit."""
    return acts.do(known, key, staffing.add_post, unit_id, keep=acts.number, told=dict(told)).tell(Created)


@router.post("/officers", status_code=201)
def add_officer(told: NewOfficer, known: Signed, key: ActKey) -> Created:
    """An officer with an account begins in a post."""
    secret = {"password": _stored(known, told.password)[0]}
    newcomer = Newcomer(**told.model_dump(exclude={"password", "basis"}))
    stands = acts.do(
        known, key, staffing.add_officer, keep=acts.number, secret=secret, told={"given": newcomer, "basis": told.basis}
    )
    return stands.tell(Created)


@router.post("/officers/{officer_id}/posts")
def give_post(officer_id: Number, told: NewHolding, known: Signed, key: ActKey) -> Recorded:
    """An officer holds a post for a period."""
    return acts.do(known, key, staffing.give_post, officer_id, told=dict(told)).tell(Recorded)


@router.post("/officers/{officer_id}/account")
def change_account(officer_id: Number, told: AccountChange, known: Signed, key: ActKey) -> Recorded:
    """Closes or opens an account, gives it a new first password, or ends its sessions."""
    secret = {"password": _stored(known, told.password)[0] if told.act == "renew" else ""}
    asked = {"act": told.act, "basis": told.basis}
    return acts.do(known, key, staffing.change_account, officer_id, secret=secret, told=asked).tell(Recorded)


@router.post("/holdings/{holding_id}/end")
def end_holding(holding_id: Number, told: LastDay, known: Signed, key: ActKey) -> Recorded:
    """A hold on a post has a last day."""
    return acts.do(known, key, staffing.end_holding, holding_id, told=dict(told)).tell(Recorded)


@router.post("/agencies/{agency_id}/roster-plan")
def plan(agency_id: Number, told: RosterFile, known: Signed) -> RosterPlan:
    """What a file would add to an agency's staff; nothing is changed."""
    with database.snapshot() as snapshot:
        found = roster.plan(snapshot, agency_id, roster.read(told.content.encode()), officer=known.officer)
    return RosterPlan.model_validate({**acts.facts(found), "repeated": False})


@router.post("/agencies/{agency_id}/roster")
def take(agency_id: Number, told: RosterFile, known: Signed, key: ActKey) -> RosterPlan:
    """Adds what a file names to an agency's staff, all of it or nothing."""
    secret: Mapping[str, object] = {
        "passwords": dict(zip(told.passwords, _stored(known, *told.passwords.values()), strict=True))
    }
    lines = roster.read(told.content.encode())
    stands = acts.do(
        known, key, roster.take, agency_id, keep=acts.facts, secret=secret, told={"lines": lines, "basis": told.basis}
    )
    return stands.tell(RosterPlan)


def _stored(known: Visitor, *passwords: str) -> list[str]:
    """Passwords as they are stored; that is slow, and done for who administers alone.

    Refuses: WeakPassword, NotAllowed.
    """
    if any(len(password) < accounts.SHORTEST for password in passwords):
        raise WeakPassword(length=accounts.SHORTEST)
    with database.snapshot() as snapshot:
        permissions.require(bool(staffing.agencies(snapshot, officer=known.officer)))
    return [accounts.hashed(password) for password in passwords]
