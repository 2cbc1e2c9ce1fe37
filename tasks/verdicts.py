"""Verdicts: whoever completes a step of an approval says what becomes of the designs that it decides on.

One matter decides on one design, or on a shared block's with those of every procedure that is to follow it: all of them
are appraised, approved and published together, or none. Only the very content that approval was asked for is published.
Basis: NĐ 61/2018/NĐ-CP; whoever asks neither appraises nor approves (four eyes).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bpmn import releases
from bpmn.files import NotReadable
from bpmn.releases import Release
from processes import catalogue, delegations, designs, notices, organisation, publications
from processes.database import Transaction
from processes.designs import By, Design, DesignAltered, DesignResting
from processes.executions import Held
from processes.notices import News
from processes.organisation import Officer
from processes.publications import Decision
from processes.refusals import Missing, NotFound, NotLawful, SameOfficer
from tasks import design, proposals

Answer = Mapping[str, object]


def appraise(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> None:
    """Whoever appraises lets the designs go on or returns them. Refuses: NotFound, SameOfficer, DesignResting."""
    kind = "appraised" if answer.get("decision") == "approved" else "returned"
    for found in _judged(transaction, held, officer):
        _settle(transaction, found, kind, answer, held, officer, moment)
    if kind == "returned":
        _tell(transaction, held, "design_returned", officer, moment)


def approve(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> None:
    """Whoever approves says so of the very content that was asked for, or returns the designs.

    Refuses: NotFound, SameOfficer, DesignResting, DesignAltered, Overtaken.
    """
    kind = "approved" if answer.get("decision") == "approved" else "returned"
    all_of_them = _judged(transaction, held, officer)
    if kind == "approved":
        proposals.refuse_overtaken(transaction, all_of_them)
    for found in all_of_them:
        if kind == "approved":
            _frozen(transaction, found)
        _settle(transaction, found, kind, answer, held, officer, moment)
    if kind == "returned":
        _tell(transaction, held, "design_returned", officer, moment)


def promulgate(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> None:
    """Publishes what was approved, and nothing else, by the decision whose number, day and signer are given.

    Refuses: NotFound, DesignResting, DesignAltered, Overtaken, Missing, NotLawful, NotPublishable.
    """
    decision = _decision(answer)
    all_of_them = _of_matter(transaction, held)
    proposals.refuse_overtaken(transaction, all_of_them)
    for found in all_of_them:
        _publish(transaction, found, decision, held, officer, moment)
    _tell(transaction, held, "design_published", officer, moment)


def _publish(
    transaction: Transaction, found: Design, decision: Decision, held: Held, officer: Officer, moment: datetime
) -> None:
    if found.state != "approved" or found.asked is None:
        raise DesignResting(name=found.name, why="chưa được phê duyệt")
    by = By(officer.id, moment, _key(held, found))
    release_id = catalogue.publish(
        transaction,
        _frozen(transaction, found),
        agencies=found.asked["agencies"],
        in_force_on=decision.effective_on,
        by=officer.name,
        moment=moment,
    )
    told = {**found.asked, "approved_by": found.approved_by}
    publications.record(transaction, release_id, "published", decision, told, by=by, design_id=found.id)
    designs.tell(transaction, found.id, "published", {"release": release_id, "document": decision.document}, by=by)
    designs.put(transaction, found.id, {"state": "published", "release_id": release_id, "changed_at": moment})


def _of_matter(transaction: Transaction, held: Held) -> list[Design]:
    """The designs that a matter decides on, held; what the others follow comes first."""
    found = designs.of_matter(transaction, held.dossier_id)
    if not found:
        raise NotFound(what="bản thảo quy trình này")
    return [designs.hold(transaction, one.id) for one in found]


def _judged(transaction: Transaction, held: Held, officer: Officer) -> list[Design]:
    """The designs of a matter, unless the officer asked for them, or acts for who did. Refuses: SameOfficer."""
    all_of_them = _of_matter(transaction, held)
    known = organisation.of_officer(transaction, officer)
    acting = {officer.id}
    if (stands_for := known.substitutions.get(held.substitution_id or 0)) is not None:
        acting.add(stands_for.absent_id)
    if held.delegation_id is not None:
        acting.add(delegations.one(transaction, held.delegation_id).asker_id)
    for found in all_of_them:
        if found.state not in ("asked", "approved"):
            raise DesignResting(name=found.name, why="không còn chờ phê duyệt")
        if found.asked_by in acting:
            raise SameOfficer(step="Trình phê duyệt", task=held.name)
    return all_of_them


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
    by = By(officer.id, moment, _key(held, found))
    columns: dict[str, object] = {"changed_at": moment}
    if kind == "approved":
        columns |= {"state": "approved", "approved_by": officer.id}
    if kind == "returned":
        columns |= proposals.let_go(found)
    told = {"reason": str(answer.get("reason") or ""), "matter": held.dossier_id, "hash": found.hash}
    designs.tell(transaction, found.id, kind, told, by=by)
    designs.put(transaction, found.id, columns)


def _key(held: Held, found: Design) -> str:
    return f"matter:{held.task_id}:{found.id}"


def _tell(transaction: Transaction, held: Held, kind: str, officer: Officer, moment: datetime) -> None:
    """Who asked is told what became of it, once for each time of asking."""
    found = designs.of_matter(transaction, held.dossier_id)[0]
    if found.asked_by is not None:
        news = News(found.asked_by, kind, f"matter:{held.dossier_id}", held.dossier_id, by=officer.id)
        notices.tell_all(transaction, [news], moment=moment)


def _decision(answer: Answer) -> Decision:
    days = [_day(answer.get(name)) for name in ("decided_on", "effective_on")]
    found = Decision(str(answer.get("document") or ""), days[0], str(answer.get("signer") or ""), days[1])
    require_decision(found)
    return found


def require_decision(decision: Decision) -> None:
    """Refuses: Missing, NotLawful for a paper that takes effect before it is signed."""
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
