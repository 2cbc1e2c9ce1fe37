"""Reorganising: agencies, units and posts end on a day and are succeeded, by a decision; others get another name.

An act is prepared beforehand and takes effect by itself on its day; tasks/inheriting.py brings the open work over. What
was done before stays as it was, under the name it was done. Basis: Nghị quyết 202/2025/QH15; NĐ 150/2025/NĐ-CP.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bpmn.refusals import Refusal
from processes import changes, organisation, permissions, reorganisations, staff
from processes.database import Snapshot, Transaction
from processes.hours import read_week
from processes.lineage import Kind
from processes.organisation import Directory, Officer
from processes.refusals import Missing, NotLawful
from processes.reorganisations import Reorganisation
from tasks.foreseeing import Plan, Thing, agency_of, foresee, named, thing

_CODE = re.compile(r"[A-Z]\d{2}(\.\d{1,3}){0,3}")


class NoCounterpart(Refusal):
    """Units or posts that end have nothing to succeed them; each is named, to be given a successor."""

    code = "organisation.no-counterpart"
    sentence = "Chưa chọn nơi kế thừa cho: {things}."
    status = 422


class StillOpen(Refusal):
    """Something ends without a successor although work is open there."""

    code = "organisation.still-open"
    sentence = "Còn việc đang mở nên phải có nơi kế thừa: {things}."


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency to be: its facts, and the agency after whose pattern it gets units and posts."""

    code: str
    name: str
    place: str
    hours: str
    pattern_id: int
    begins: date


def order(transaction: Transaction, plan: Plan, *, officer: Officer, moment: datetime, key: str) -> int:
    """Something ends before a day and is succeeded from then on, by a decision; its id.

    Refuses: AlreadyDone, NotAllowed, NotFound, Missing, NotLawful, NoCounterpart, StillOpen.
    """
    changes.refuse_repeated(transaction, key)
    foreseen = foresee(transaction, plan, officer=officer)
    known, decision = foreseen.directory, _said(plan.decision, "số quyết định")
    if foreseen.unmatched:
        raise NoCounterpart(things="; ".join(named(known, one) for one in foreseen.unmatched))
    if foreseen.left:
        raise StillOpen(things="; ".join(named(known, one) for one in foreseen.left))
    found = reorganisations.put(
        transaction,
        plan.kind,
        plan.what_id,
        foreseen.pairs,
        decision=decision,
        decided_on=plan.decided_on,
        begins=plan.begins,
        takes_over=plan.takes_over,
        officer_id=officer.id,
        moment=moment,
        key=key,
    )
    what = thing(known, plan.kind, plan.what_id)
    into = None if plan.into is None else thing(known, plan.kind, plan.into)
    told = _told(known, what, into, plan.begins)
    _record(transaction, "reorganisation.ordered", known, (what, into), decision, told, officer, moment, key)
    return found


def withdraw(
    transaction: Transaction, reorganisation_id: int, *, basis: str, officer: Officer, moment: datetime, key: str
) -> None:
    """A reorganisation whose day has not come is not done; it stays on record.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing, NotLawful (its day has come), LostRace.
    """
    changes.refuse_repeated(transaction, key)
    found = reorganisations.one(transaction, reorganisation_id)
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    what = thing(known, found.kind, found.what_id)
    into = None if found.successor_id is None else thing(known, found.kind, found.successor_id)
    concerned = {agency_of(known, one).id for one in (what, into) if one is not None}
    permissions.require(permissions.may_reorganise(officer, concerned, is_agency=found.kind == "agency"))
    if found.withdrawn_at is not None or found.begins <= officer.on:
        raise NotLawful(why="việc sắp xếp này đã bỏ hoặc đã có hiệu lực")
    reorganisations.withdraw(transaction, found, moment=moment)
    told = _told(known, what, into, found.begins)
    said = _said(basis, "số văn bản làm căn cứ")
    _record(transaction, "reorganisation.withdrawn", known, (what, into), said, told, officer, moment, key)


def rename(
    transaction: Transaction,
    kind: Kind,
    what_id: int,
    *,
    name: str,
    begins: date,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
    place: str = "",
) -> None:
    """An agency, a unit or a post is called otherwise from a day on; before it the old name stays.

    `place` is what an agency's letters are dated from then. Refuses: AlreadyDone, NotFound, NotAllowed, Missing,
    NotLawful.
    """
    changes.refuse_repeated(transaction, key)
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    what = thing(known, kind, what_id)
    permissions.require(permissions.may_reorganise(officer, {agency_of(known, what).id}, is_agency=kind == "agency"))
    new = " ".join(_said(name, "tên mới").split())
    if begins < officer.on or not known.stands(what, max(begins, what.valid_from)):
        raise NotLawful(why="ngày đổi tên phải từ hôm nay trở đi, khi cơ quan, đơn vị hoặc vị trí còn hoạt động")
    was = known.called(what, begins)
    if was == new:
        raise NotLawful(why=f"từ {begins:%d/%m/%Y} đã có tên “{new}”")
    reorganisations.name(transaction, kind, what_id, new, place.strip(), begins)
    told = {"unit": f"{was} → {new}", "from": f"{begins:%d/%m/%Y}"}
    _record(transaction, "name.changed", known, (what, None), basis, told, officer, moment, key)


def establish(
    transaction: Transaction, given: NewAgency, *, basis: str, officer: Officer, moment: datetime, key: str
) -> int:
    """An agency begins on a day, with units, posts and procedures after the pattern of another; its id.

    Refuses: AlreadyDone, NotAllowed, NotFound, Missing, NotLawful (code, day), WrongHours, NameTaken.
    """
    changes.refuse_repeated(transaction, key)
    permissions.require(permissions.is_administrator(officer))
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    pattern = thing(known, "agency", given.pattern_id)
    code, name = _said(given.code, "mã cơ quan").upper(), _said(given.name, "tên cơ quan")
    place, said = _said(given.place, "địa danh"), _said(basis, "số văn bản làm căn cứ")
    if not _CODE.fullmatch(code):
        raise NotLawful(why="mã cơ quan theo mẫu H99.32")
    if given.begins < officer.on:
        raise NotLawful(why="ngày bắt đầu không được trước hôm nay")
    read_week(given.hours)
    agency_id = staff.add_agency(transaction, pattern.id, code, name, place, given.hours, given.begins)
    told = {"unit": f"{name} ({code})", "from": f"{given.begins:%d/%m/%Y}"}
    changes.put(transaction, "agency.established", agency_id, said, told, officer, moment, key)
    return agency_id


@dataclass(frozen=True, slots=True)
class Planned:
    """A reorganisation with the names of what it concerns; `left` tells that open work is still being brought over."""

    reorganisation: Reorganisation
    what: str
    into: str
    is_to_come: bool
    is_left: bool


def listed(snapshot: Snapshot, agency_id: int, *, officer: Officer) -> list[Planned]:
    """What ended or will end in an agency, or is succeeded there; the newest first. Refuses: NotAllowed."""
    permissions.require(permissions.may_administer(officer, agency_id))
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    found: list[Planned] = []
    for one in reorganisations.all_of(snapshot):
        what = thing(known, one.kind, one.what_id)
        into = None if one.successor_id is None else thing(known, one.kind, one.successor_id)
        if agency_id in {agency_of(known, end).id for end in (what, into) if end is not None}:
            day, to_come = one.begins, one.begins > officer.on
            old = _called(known, what, officer.on if to_come else day - timedelta(days=1))
            new = "" if into is None else _called(known, into, max(day, officer.on))
            is_left = one.withdrawn_at is None and not to_come and one.inherited_at is None
            found.append(Planned(one, old, new, to_come and one.withdrawn_at is None, is_left))
    return found


def _called(known: Directory, what: Thing, day: date) -> str:
    """What it was called then; a post with its unit, a unit or a post of a part with its agency."""
    name = known.called(what, day)
    if isinstance(what, organisation.Post):
        name += f" – {known.called(known.units[what.unit_id], day)}"
    return name


def _told(known: Directory, what: Thing, into: Thing | None, begins: date) -> dict[str, object]:
    names = [named(known, one) for one in (what, into) if one is not None]
    return {"unit": " → ".join(names), "from": f"{begins:%d/%m/%Y}"}


def _record(
    transaction: Transaction,
    kind: str,
    known: Directory,
    ends: tuple[Thing, Thing | None],
    basis: str,
    told: Mapping[str, object],
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Every agency that the act concerns has it among its changes."""
    agencies = dict.fromkeys(agency_of(known, one).id for one in ends if one is not None)
    said = _said(basis, "số văn bản làm căn cứ")
    for number, agency_id in enumerate(agencies):
        changes.put(transaction, kind, agency_id, said, told, officer, moment, key if not number else f"{key}/into")


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Missing(what=what)
    return text.strip()
