"""Staffing: who administers an agency keeps its units, posts, officers and their accounts.

Each act says by which document, is put on record and takes effect at once everywhere. Nobody administers for an absent
officer, and nobody changes the own account here. Basis: the agency's decisions on posts (quyết định bố trí).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from processes import changes, organisation, permissions, staff, tallies
from processes.calendars import local
from processes.changes import Recorded
from processes.database import Snapshot, Transaction
from processes.organisation import Agency, Directory, Officer
from processes.refusals import Missing, NotAllowed, NotLawful
from processes.staff import Hold
from tasks import delegation, substitution

AccountAct = Literal["close", "open", "renew", "sign_out", "unlink", "let_link"]
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An officer to be: the post, from when to when, and the account."""

    name: str
    username: str
    post_id: int
    begins: date
    ends: date | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """An agency's posts with who holds them, and what was changed lately."""

    agency: Agency
    directory: Directory
    holds: list[Hold]
    changes: list[Recorded]


def agencies(snapshot: Snapshot, *, officer: Officer) -> list[Agency]:
    """The agencies not ended that this officer administers."""
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    going_on = (one for one in known.agencies.values() if one.valid_to is None or one.valid_to >= officer.on)
    return [one for one in going_on if permissions.may_administer(officer, one.id)]


def roll(snapshot: Snapshot, agency_id: int, *, officer: Officer, moment: datetime) -> Roll:
    """An agency's staff. Refuses: NotAllowed, NotFound."""
    permissions.require(permissions.may_administer(officer, agency_id))
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    known.require_agency(agency_id)
    holds = staff.holds(snapshot, agency_id, today=officer.on, moment=moment)
    return Roll(known.agencies[agency_id], known, holds, changes.of(snapshot, agency_id))


def add_unit(
    transaction: Transaction,
    agency_id: int,
    *,
    code: str,
    name: str,
    begins: date,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """A unit begins; its id. Refuses: AlreadyDone, NotAllowed, Missing, NotLawful (code), NameTaken."""
    _may(transaction, agency_id, officer, key)
    code, name = _code(code, "mã đơn vị"), _said(name, "tên đơn vị")
    unit_id = staff.add_unit(transaction, agency_id, code, name, begins)
    told = {"unit": name, "from": _day(begins)}
    _put(transaction, "unit.added", agency_id, basis, told, officer, moment, key)
    return unit_id


def let_claim_next(
    transaction: Transaction,
    unit_id: int,
    *,
    is_allowed: bool,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """A unit's officers may take the next task without looking, or choose from the list and are assigned to alone.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing.
    """
    agency_id, _ = staff.unit(transaction, unit_id)
    known = _may(transaction, agency_id, officer, key)
    staff.let_claim_next(transaction, unit_id, is_allowed=is_allowed)
    kind = "unit.next_allowed" if is_allowed else "unit.next_refused"
    _put(transaction, kind, agency_id, basis, {"unit": known.units[unit_id].name}, officer, moment, key)


def add_post(
    transaction: Transaction,
    unit_id: int,
    *,
    role: str,
    title: str,
    begins: date,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """A post begins in a unit; its id. Refuses: AlreadyDone, NotFound, NotAllowed, Missing, NotLawful, NameTaken."""
    agency_id, since = staff.unit(transaction, unit_id)
    _may(transaction, agency_id, officer, key)
    if begins < since:
        raise NotLawful(why="vị trí không thể có trước đơn vị của nó")
    role, title = _code(role, "mã vai trò"), _said(title, "tên vị trí")
    _require_rank(officer, role)
    post_id = staff.add_post(transaction, unit_id, role, title, begins)
    _put(transaction, "post.added", agency_id, basis, {"post": title, "from": _day(begins)}, officer, moment, key)
    return post_id


def add_officer(
    transaction: Transaction,
    given: Newcomer,
    *,
    password: str,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """An officer with an account begins in a post; `password` as `accounts.hashed` stores it, to be changed at once.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing, NotLawful (name to sign in with, period), NameTaken.
    """
    agency_id, title = staff.post(transaction, given.post_id)
    known = _may(transaction, agency_id, officer, key)
    _require_rank(officer, _role(known, given.post_id))
    name, username = _said(given.name, "họ tên cán bộ"), given.username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise NotLawful(why="tên đăng nhập gồm chữ không dấu, số, dấu chấm, gạch; bắt đầu bằng chữ")
    _require_period(given.begins, given.ends)
    officer_id = staff.add_officer(
        transaction,
        name=name,
        email=given.email.strip(),
        phone=given.phone.strip(),
        username=username,
        password=password,
    )
    staff.give(transaction, officer_id, given.post_id, given.begins, given.ends)
    told = {"officer": name, "post": title, "from": _day(given.begins), "to": _day(given.ends)}
    _put(transaction, "officer.added", agency_id, basis, told, officer, moment, key)
    return officer_id


def give_post(
    transaction: Transaction,
    officer_id: int,
    post_id: int,
    *,
    begins: date,
    ends: date | None,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """An officer holds a post for a period. Refuses: as `add_officer`."""
    agency_id, title = staff.post(transaction, post_id)
    known = _may(transaction, agency_id, officer, key)
    _require_rank(officer, _role(known, post_id))
    _require_period(begins, ends)
    name = known.officer(officer_id).name
    staff.give(transaction, officer_id, post_id, begins, ends)
    told = {"officer": name, "post": title, "from": _day(begins), "to": _day(ends)}
    _put(transaction, "post.given", agency_id, basis, told, officer, moment, key)


def end_holding(
    transaction: Transaction,
    holding_id: int,
    *,
    last: date,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """A hold on a post has a last day; what its officer still holds then goes into the pool.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing, NotLawful (period).
    """
    officer_id, post_id, begins, _ = staff.holding(transaction, holding_id)
    agency_id, title = staff.post(transaction, post_id)
    known = _may(transaction, agency_id, officer, key)
    _require_period(begins, last)
    staff.end_holding(transaction, holding_id, last)
    told = {"officer": known.officer(officer_id).name, "post": title, "to": _day(last)}
    _put(transaction, "post.ended", agency_id, basis, told, officer, moment, key)
    if last < local(moment).date():
        substitution.return_work(transaction, moment=moment)
        delegation.return_work(transaction, moment=moment)


def change_account(
    transaction: Transaction,
    officer_id: int,
    act: AccountAct,
    *,
    officer: Officer,
    moment: datetime,
    key: str,
    password: str = "",
    basis: str = "",
) -> None:
    """Closes or opens an account, gives it a new first password (as stored), ends its sessions, parts it from the
    provider's account, or lets it be linked again.

    Every one of these ends the sessions. Refuses: AlreadyDone, NotFound, NotAllowed (also the own account).
    """
    changes.refuse_repeated(transaction, key)
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    agency_id = _administered(transaction, known, officer_id, officer)
    values: Mapping[AccountAct, Mapping[str, object]] = {
        "close": {"is_closed": True},
        "open": {"is_closed": False},
        "renew": {"password": password, "must_change": True},
        "sign_out": {},
        "unlink": {"issuer": None, "subject": None, "linked_at": None, "may_link": False},
        "let_link": {"may_link": True},
    }
    username = staff.change_account(transaction, officer_id, values[act])
    if act in ("open", "renew"):
        tallies.forget(transaction, username)
    told = {"officer": known.officer(officer_id).name}
    changes.put(transaction, f"account.{act}", agency_id, basis, told, officer, moment, key)
    if act == "close":
        delegation.return_work(transaction, moment=moment)


def _administered(transaction: Transaction, known: Directory, officer_id: int, officer: Officer) -> int:
    """The agency in which the officer is administered; of who holds a post elsewhere too, only by the administrator."""
    held = staff.places_of(transaction, officer_id, today=known.on)
    mine = [agency_id for agency_id, _ in held if permissions.may_administer(officer, agency_id)]
    if officer_id == officer.id or not mine or len(mine) < len(held):
        raise NotAllowed
    for _, role in held:
        _require_rank(officer, role)
    return mine[0]


def _may(transaction: Transaction, agency_id: int, officer: Officer, key: str) -> Directory:
    changes.refuse_repeated(transaction, key)
    permissions.require(permissions.may_administer(officer, agency_id))
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    known.require_agency(agency_id)
    return known


def _role(known: Directory, post_id: int) -> str:
    post = known.post(post_id)
    return "" if post is None else post.role


def _require_rank(officer: Officer, role: str) -> None:
    """Only an administrator makes or touches an administrator. Refuses: NotAllowed."""
    permissions.require(role != permissions.ADMINISTRATOR or permissions.is_administrator(officer))


def _put(
    transaction: Transaction,
    kind: str,
    agency_id: int,
    basis: str,
    told: Mapping[str, object],
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    changes.put(transaction, kind, agency_id, _said(basis, "số văn bản làm căn cứ"), told, officer, moment, key)


def _require_period(begins: date, ends: date | None) -> None:
    if ends is not None and ends < begins:
        raise NotLawful(why="ngày cuối phải từ ngày đầu trở đi")


def _code(text: str, what: str) -> str:
    code = _said(text, what)
    if not _CODE.fullmatch(code):
        raise NotLawful(why=f"{what} gồm chữ thường không dấu, số và dấu gạch dưới")
    return code


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Missing(what=what)
    return text.strip()


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"
