"""Approval: an analyst asks for it with reasons; it is a matter, decided on in `tasks.verdicts`.

The content that approval is asked for is known by its hash and rests until the answer comes. A shared block is asked
for together with what it makes of every procedure that calls it. Basis: NĐ 61/2018/NĐ-CP.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bpmn import checks, releases
from bpmn import designs as drawn
from bpmn.releases import Release
from processes import (
    calendars,
    catalogue,
    clocks,
    deadlines,
    designs,
    dossiers,
    matters,
    organisation,
    particulars,
    permissions,
    publications,
    statuses,
)
from processes.catalogue import Published
from processes.database import Transaction
from processes.designs import By, Design, DesignUnchanged
from processes.history import Fact
from processes.matters import Told
from processes.openings import Opening
from processes.organisation import Directory, Officer
from processes.people import People, Person
from processes.publications import Decision
from processes.refusals import Missing, NotInForce, NotPublishable
from tasks import copies, coverage, design, proposals, verdicts
from tasks.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Statement:
    """Why a procedure is to be so: the reason, the articles touched, the days and papers that applicants save."""

    reason: str
    articles: Sequence[str] = ()
    days_saved: float = 0
    papers_saved: int = 0


def ask(
    transaction: Transaction,
    design_id: int,
    statement: Statement,
    *,
    agencies: Sequence[int],
    left_out: Collection[int] = (),
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """Asks that a design be approved and published for these agencies; the number of the matter that decides on it.

    With a block go the procedures that call it, but for the releases `left_out`.
    Refuses: NotAllowed, NotFound, DesignResting, DesignUnchanged, NotReadable, NotPublishable, BlockMisfits, Missing,
    NotInForce (nobody approves procedures there), RoleUnresolved, AlreadyDone.
    """
    found = design.require_hand(transaction, design_id, officer, key)
    known = organisation.of_officer(transaction, officer)
    scope = _require_scope(known, found, agencies)
    release = _publishable(transaction, found, scope, known)
    following: list[Proposal] = []
    if release.kind == "block":
        following = proposals.wanted(transaction, release, found.agency_id, left_out, officer=officer)
    asked = _asked(statement, scope)
    by = By(officer.id, moment, key)
    matter_id = _start(transaction, found.agency_id, release, (asked, following), known, officer, by)
    proposals.rest(transaction, found.id, release, asked, matter_id, by=by)
    proposals.begin(transaction, release, following, found.agency_id, asked, matter_id, by=by)
    return matter_id


def propose(
    transaction: Transaction,
    release_id: int,
    agency_id: int,
    statement: Statement,
    *,
    left_out: Collection[int] = (),
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """Asks that every procedure that calls an older version of a block go over to this one; the number of the matter.

    Refuses: NotAllowed, NotFound, BlockMisfits, Missing (also when none is left), NotInForce, AlreadyDone.
    """
    designs.refuse_repeated(transaction, f"{key}:0")
    known = organisation.of_officer(transaction, officer)
    known.require_agency(agency_id)
    permissions.require(permissions.may_design(officer, agency_id))
    block = proposals.block(transaction, release_id)
    following = proposals.wanted(transaction, block, agency_id, left_out, officer=officer)
    if not following:
        raise Missing(what="quy trình còn dùng phiên bản cũ của khối")
    asked = _asked(statement, list(dict.fromkeys(one for proposal in following for one in proposal.agencies)))
    by = By(officer.id, moment, key)
    matter_id = _start(transaction, agency_id, block, (asked, following), known, officer, by)
    proposals.begin(transaction, block, following, agency_id, asked, matter_id, by=by)
    return matter_id


def withdraw(
    transaction: Transaction, design_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Who asked takes it back before anybody has approved: the matter ends, and its designs can be changed again.

    All designs that the matter decides on go together; what was made of a block's callers is put aside, as when it is
    returned. Refuses: NotFound, NotAllowed, NotAwaiting, Missing, AlreadyDone.
    """
    designs.refuse_repeated(transaction, key)
    asked = designs.hold(transaction, design_id)
    permissions.require(asked.asked_by == officer.id and permissions.may_design(officer, asked.agency_id))
    matter_id = designs.require_awaiting(asked)
    if not reason.strip():
        raise Missing(what="lý do rút lại đề nghị")
    others = [one.id for one in designs.of_matter(transaction, matter_id) if one.id != design_id]
    for place, one in enumerate([asked, *(designs.hold(transaction, other) for other in others)]):
        by = By(officer.id, moment, f"{key}:{place}" if place else key)
        told = {"reason": reason.strip(), "matter": matter_id, "hash": one.hash}
        designs.tell(transaction, one.id, "withdrawn", told, by=by)
        designs.put(transaction, one.id, {**proposals.let_go(one), "changed_at": moment})
    _end(transaction, matter_id, reason.strip(), officer, moment, key)


def _end(transaction: Transaction, matter_id: int, reason: str, officer: Officer, moment: datetime, key: str) -> None:
    found = particulars.hold(transaction, matter_id)
    columns = matters.taken_back(catalogue.published(transaction, found.release_id).release, moment)
    facts = [Fact("approval.withdrawn", {"reason": reason}, officer.id)]
    clocks.end(
        transaction, found, facts, status=statuses.COMPLETED, columns=columns, moment=moment, key=f"{key}:matter"
    )


def _start(
    transaction: Transaction,
    agency_id: int,
    release: Release,
    content: tuple[Mapping[str, Any], Sequence[Proposal]],
    known: Directory,
    officer: Officer,
    by: By,
) -> int:
    opening = _opening(transaction, agency_id, release, content, known, officer, by.moment)
    return dossiers.start(transaction, opening, officer=officer, moment=by.moment, key=by.key)


def _publishable(transaction: Transaction, found: Design, scope: Sequence[int], known: Directory) -> Release:
    """The design as a release, without errors and other than the one it was begun from."""
    files = design.contents(transaction, found.id)
    release = releases.read(files)
    placed = (*coverage.gaps(files, scope, known), *copies.findings(transaction, files))
    told = [*checks.check_release(release), *(one.finding for one in placed)]
    errors = [one for one in told if one.severity == "error"]
    if errors:
        raise NotPublishable(errors=len(errors), first=errors[0].message)
    if release.code in (drawn.NEW, drawn.NEW_BLOCK):
        raise Missing(what="mã khối dùng chung" if release.kind == "block" else "mã thủ tục hành chính")
    before = found.from_release_id
    if before is not None and catalogue.published(transaction, before).release.hash == release.hash:
        raise DesignUnchanged
    return release


def _require_scope(known: Directory, found: Design, agencies: Sequence[int]) -> list[int]:
    """The province decides for every agency beneath it, every other agency for itself."""
    scope = list(dict.fromkeys(agencies))
    if not scope:
        raise Missing(what="cơ quan áp dụng")
    for agency_id in scope:
        known.require_agency(agency_id)
        permissions.require(found.agency_id in known.upwards(agency_id))
    return scope


def _asked(statement: Statement, scope: Sequence[int]) -> dict[str, Any]:
    if not statement.reason.strip():
        raise Missing(what="lý do trình phê duyệt")
    return {
        "reason": statement.reason.strip(),
        "articles": [one.strip() for one in statement.articles if one.strip()],
        "days_saved": statement.days_saved,
        "papers_saved": statement.papers_saved,
        "agencies": list(scope),
    }


def _opening(
    transaction: Transaction,
    drawing_id: int,
    release: Release,
    content: tuple[Mapping[str, Any], Sequence[Proposal]],
    known: Directory,
    officer: Officer,
    moment: datetime,
) -> Opening:
    on = calendars.local(moment).date()
    agency_id, published = _deciding(transaction, known, drawing_id, on)
    case = published.release.cases[0]
    asker = Person(officer.name)
    unit_id = next(p.unit_id for p in officer.posts if p.role == permissions.ANALYST and drawing_id in p.agencies)
    return Opening(
        published=published,
        case_code=case.code,
        channel=published.release.channels[0],
        code=matters.code_for(transaction, published.release.code, known, agency_id, on),
        number=None,
        public_key=secrets.token_urlsafe(18),
        receiving_unit_id=unit_id,
        agency_id=agency_id,
        accepted_on=on,
        due=deadlines.due(moment, case.term, known.calendar(agency_id), cutoff=case.cutoff),
        people=People(asker, asker),
        papers=[],
        fee={},
        delivery={},
        references={},
        told=Told(f"{release.code} – {release.name}"[:300], _in_words(*content, known)),
    )


def _deciding(transaction: Transaction, known: Directory, agency_id: int, on: date) -> tuple[int, Published]:
    """Who approves: the agency itself, or the nearest above it that has the procedure of approval in force."""
    for one in known.upwards(agency_id):
        release_id = catalogue.in_force_at(transaction, matters.APPROVAL, one, on)
        if release_id is not None:
            return one, catalogue.published(transaction, release_id)
    raise NotInForce(agency=known.agencies[agency_id].name)


def _in_words(asked: Mapping[str, Any], following: Sequence[Proposal], known: Directory) -> str:
    names = ", ".join(known.agencies[agency_id].name for agency_id in asked["agencies"])
    lines = [f"Lý do: {asked['reason']}"]
    if asked["articles"]:
        lines.append(f"Căn cứ, điều khoản: {'; '.join(asked['articles'])}")
    days = f"{asked['days_saved']:g}".replace(".", ",")
    lines.append(f"Giảm {days} ngày giải quyết, {asked['papers_saved']} giấy tờ")
    lines.append(f"Áp dụng tại: {names}")
    if following:
        lines.append("Các quy trình cập nhật theo khối dùng chung:")
        lines += [f"- {one.code} {one.name}, từ phiên bản {one.number}" for one in following]
    return "\n".join(lines)


def retire(
    transaction: Transaction,
    release_id: int,
    decision: Decision,
    *,
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Retires a release everywhere from a day on; it stays readable, and dossiers that run on it end on it.

    Refuses: NotAllowed, NotFound, Missing, NotLawful, AlreadyDone.
    """
    publications.refuse_repeated(transaction, key)
    published = catalogue.published(transaction, release_id)
    known = organisation.of_officer(transaction, officer)
    drawn_by = [one.design_id for one in publications.of_release(transaction, release_id) if one.design_id is not None]
    agencies = {designs.one(transaction, one).agency_id for one in drawn_by} or set(known.agencies)
    permissions.require(all(permissions.may_retire(officer, agency_id) for agency_id in agencies))
    if not reason.strip():
        raise Missing(what="lý do bãi bỏ")
    verdicts.require_decision(decision)
    catalogue.end(transaction, published.id, decision.effective_on - timedelta(days=1))
    by = By(officer.id, moment, key)
    publications.record(transaction, release_id, "retired", decision, {"reason": reason.strip()}, by=by)
