"""Approval: an analyst asks for it with reasons, others appraise, approve and publish; it is a matter like any other.

What moves the design is what completes the matter's steps, in the same transaction. The content that approval was asked
for is known by its hash and rests meanwhile; only that very content is published.
Basis: NĐ 61/2018/NĐ-CP; whoever asks neither appraises nor approves (four eyes).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bpmn import checks, releases
from bpmn import designs as drawn
from bpmn.files import NotReadable
from bpmn.releases import Release
from processes import (
    calendars,
    catalogue,
    deadlines,
    delegations,
    designs,
    dossiers,
    matters,
    notices,
    organisation,
    permissions,
    publications,
)
from processes.catalogue import Published
from processes.database import Transaction
from processes.designs import By, Design, DesignAltered, DesignResting, DesignUnchanged
from processes.executions import Held
from processes.matters import Told
from processes.notices import News
from processes.openings import Opening
from processes.organisation import Directory, Officer
from processes.people import People, Person
from processes.publications import Decision
from processes.refusals import Missing, NotFound, NotInForce, NotLawful, NotPublishable, SameOfficer
from tasks import coverage, design

Answer = Mapping[str, object]


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
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """Asks that a design be approved and published for these agencies; the number of the matter that decides on it.

    Refuses: NotAllowed, NotFound, DesignResting, DesignUnchanged, NotReadable, NotPublishable, Missing, NotInForce
    (nobody approves procedures there), RoleUnresolved, AlreadyDone.
    """
    found = design.require_hand(transaction, design_id, officer, key)
    known = organisation.of_officer(transaction, officer)
    scope = _require_scope(known, found, agencies)
    release = _publishable(transaction, found, scope, known)
    asked = _asked(statement, scope)
    matter_id = dossiers.start(
        transaction,
        _opening(transaction, found, release, asked, known, officer, moment),
        officer=officer,
        moment=moment,
        key=key,
    )
    columns = {"state": "asked", "hash": release.hash, "asked": asked, "asked_by": officer.id, "matter_id": matter_id}
    told = {**asked, "hash": release.hash, "matter": matter_id}
    designs.tell(transaction, found.id, "asked", told, by=By(officer.id, moment, key))
    designs.put(transaction, found.id, {**columns, "name": release.name, "changed_at": moment})
    return matter_id


def _publishable(transaction: Transaction, found: Design, scope: Sequence[int], known: Directory) -> Release:
    """The design as a release, without errors and other than the one it was begun from."""
    files = design.contents(transaction, found.id)
    release = releases.read(files)
    told = [*checks.check_release(release), *(one.finding for one in coverage.gaps(files, scope, known))]
    errors = [one for one in told if one.severity == "error"]
    if errors:
        raise NotPublishable(errors=len(errors), first=errors[0].message)
    if release.code == drawn.NEW:
        raise Missing(what="mã thủ tục hành chính")
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
    found: Design,
    release: Release,
    asked: Mapping[str, Any],
    known: Directory,
    officer: Officer,
    moment: datetime,
) -> Opening:
    on = calendars.local(moment).date()
    agency_id, published = _deciding(transaction, known, found.agency_id, on)
    case = published.release.cases[0]
    asker = Person(officer.name)
    unit_id = next(p.unit_id for p in officer.posts if p.role == permissions.ANALYST and found.agency_id in p.agencies)
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
        told=Told(f"{release.code} – {release.name}"[:300], _in_words(asked, known)),
    )


def _deciding(transaction: Transaction, known: Directory, agency_id: int, on: date) -> tuple[int, Published]:
    """Who approves: the agency itself, or the nearest above it that has the procedure of approval in force."""
    for one in known.upwards(agency_id):
        release_id = catalogue.in_force_at(transaction, matters.APPROVAL, one, on)
        if release_id is not None:
            return one, catalogue.published(transaction, release_id)
    raise NotInForce(agency=known.agencies[agency_id].name)


def _in_words(asked: Mapping[str, Any], known: Directory) -> str:
    names = ", ".join(known.agencies[agency_id].name for agency_id in asked["agencies"])
    lines = [f"Lý do: {asked['reason']}"]
    if asked["articles"]:
        lines.append(f"Căn cứ, điều khoản: {'; '.join(asked['articles'])}")
    days = f"{asked['days_saved']:g}".replace(".", ",")
    lines.append(f"Giảm {days} ngày giải quyết, {asked['papers_saved']} giấy tờ")
    lines.append(f"Áp dụng tại: {names}")
    return "\n".join(lines)


# what completes the steps of the matter


def appraise(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> None:
    """Whoever appraises lets a design go on or returns it. Refuses: NotFound, SameOfficer, DesignResting."""
    found = _judged(transaction, held, officer)
    kind = "appraised" if answer.get("decision") == "approved" else "returned"
    _settle(transaction, found, kind, answer, held, officer, moment)


def approve(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> None:
    """Whoever approves says so of the very content that was asked for, or returns the design.

    Refuses: NotFound, SameOfficer, DesignResting, DesignAltered.
    """
    found = _judged(transaction, held, officer)
    is_approved = answer.get("decision") == "approved"
    if is_approved:
        _frozen(transaction, found)
    _settle(transaction, found, "approved" if is_approved else "returned", answer, held, officer, moment)


def promulgate(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> None:
    """Publishes what was approved, and nothing else, by the decision whose number, day and signer are given.

    Refuses: NotFound, DesignResting, DesignAltered, Missing, NotLawful, NotPublishable.
    """
    found = _of_matter(transaction, held)
    if found.state != "approved" or found.asked is None:
        raise DesignResting(name=found.name, why="chưa được phê duyệt")
    release = _frozen(transaction, found)
    decision = _decision(answer)
    by = By(officer.id, moment, f"matter:{held.task_id}")
    release_id = catalogue.publish(
        transaction,
        release,
        agencies=found.asked["agencies"],
        in_force_on=decision.effective_on,
        by=officer.name,
        moment=moment,
    )
    told = {**found.asked, "approved_by": found.approved_by}
    publications.record(transaction, release_id, "published", decision, told, by=by, design_id=found.id)
    designs.tell(transaction, found.id, "published", {"release": release_id, "document": decision.document}, by=by)
    designs.put(transaction, found.id, {"state": "published", "release_id": release_id, "changed_at": moment})
    _tell(transaction, found, "design_published", officer, moment)


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
    _require_decision(decision)
    catalogue.end(transaction, published.id, decision.effective_on - timedelta(days=1))
    by = By(officer.id, moment, key)
    publications.record(transaction, release_id, "retired", decision, {"reason": reason.strip()}, by=by)


def _of_matter(transaction: Transaction, held: Held) -> Design:
    found = designs.of_matter(transaction, held.dossier_id)
    if found is None:
        raise NotFound(what="bản thảo quy trình này")
    return designs.hold(transaction, found.id)


def _judged(transaction: Transaction, held: Held, officer: Officer) -> Design:
    """The design of a matter, unless the officer asked for its approval, or acts for who did. Refuses: SameOfficer."""
    found = _of_matter(transaction, held)
    if found.state not in ("asked", "approved"):
        raise DesignResting(name=found.name, why="không còn chờ phê duyệt")
    known = organisation.of_officer(transaction, officer)
    acting = {officer.id}
    if (stands_for := known.substitutions.get(held.substitution_id or 0)) is not None:
        acting.add(stands_for.absent_id)
    if held.delegation_id is not None:
        acting.add(delegations.one(transaction, held.delegation_id).asker_id)
    if found.asked_by in acting:
        raise SameOfficer(step="Trình phê duyệt", task=held.name)
    return found


def _frozen(transaction: Transaction, found: Design) -> Release:
    """The design's content, which is still what approval was asked for. Refuses: DesignAltered."""
    try:
        release = releases.read(design.contents(transaction, found.id))
    except NotReadable as error:
        raise DesignAltered from error
    if release.hash != found.hash:
        raise DesignAltered
    return release


def _settle(
    transaction: Transaction,
    found: Design,
    kind: str,
    answer: Answer,
    held: Held,
    officer: Officer,
    moment: datetime,
) -> None:
    by = By(officer.id, moment, f"matter:{held.task_id}")
    columns: dict[str, object] = {"changed_at": moment}
    if kind == "approved":
        columns |= {"state": "approved", "approved_by": officer.id}
    if kind == "returned":
        columns |= {"state": "open", "approved_by": None, "hash": None}
    told = {"reason": str(answer.get("reason") or ""), "matter": held.dossier_id, "hash": found.hash}
    designs.tell(transaction, found.id, kind, told, by=by)
    designs.put(transaction, found.id, columns)
    if kind == "returned":
        _tell(transaction, found, "design_returned", officer, moment)


def _tell(transaction: Transaction, found: Design, kind: str, officer: Officer, moment: datetime) -> None:
    """Who asked is told what became of it, once for each time of asking."""
    if found.asked_by is not None and found.matter_id is not None:
        news = News(found.asked_by, kind, f"matter:{found.matter_id}", found.matter_id, by=officer.id)
        notices.tell_all(transaction, [news], moment=moment)


def _decision(answer: Answer) -> Decision:
    days = [_day(answer.get(name)) for name in ("decided_on", "effective_on")]
    found = Decision(str(answer.get("document") or ""), days[0], str(answer.get("signer") or ""), days[1])
    _require_decision(found)
    return found


def _require_decision(decision: Decision) -> None:
    if not decision.document.strip() or not decision.signer.strip():
        raise Missing(what="số, ngày hoặc người ký quyết định")
    if decision.effective_on < decision.decided_on:
        raise NotLawful(why="ngày có hiệu lực trước ngày ký quyết định")


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not value:
        raise Missing(what="số, ngày hoặc người ký quyết định")
    return date.fromisoformat(value[:10])
