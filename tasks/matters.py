"""Matters: what a citizen reports, proposes or asks is taken in, and whoever may see it finds it in a list.

What is done with it afterwards is the work of its release's steps. Basis: NĐ 20/2008/NĐ-CP, amended by NĐ 92/2017/NĐ-CP
(article 7: whose it is and how they are reached is recorded; nothing is taken in without a name).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bpmn.procedures import Channel
from processes import calendars, catalogue, deadlines, documents, dossiers, matters, organisation, permissions
from processes.catalogue import Published
from processes.database import Snapshot, Transaction
from processes.matters import Place, Row, Told
from processes.openings import Opening
from processes.organisation import Officer
from processes.people import People, Person
from processes.refusals import Missing, NotFound
from tasks.reception import Accepted

_FILES = "sent_along"

__all__ = ["Incoming", "offered", "page", "receive"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A matter as it comes in: who sent it, by which channel, what it is about. `case_code` is its kind.

    `documents` are files that the officer has uploaded.
    """

    release_id: int
    case_code: str
    channel: Channel
    receiving_unit_id: int
    sender: Person
    told: Told
    documents: Sequence[int] = ()


def receive(transaction: Transaction, incoming: Incoming, *, officer: Officer, moment: datetime, key: str) -> Accepted:
    """Takes in a petition or a question: gives it a code of its series and a due time, and starts its procedure.

    Refuses: NotAllowed, NotFound, NotInForce, Missing (no name, no way to reach the sender, no subject, no content),
    DocumentMissing, RoleUnresolved, AlreadyDone. Basis: NĐ 20/2008/NĐ-CP, article 7.
    """
    published = catalogue.published(transaction, incoming.release_id)
    permissions.require(permissions.may_accept(officer, incoming.receiving_unit_id, published.release.code))
    _require_told(incoming)
    known = organisation.of_officer(transaction, officer)
    if published.release.kind != "matter" or published.release.code in matters.OTHER_DOORS:
        raise NotFound(what="quy trình tiếp nhận này")
    agency_id = known.units[incoming.receiving_unit_id].agency_id
    opening = _opening(transaction, incoming, published, agency_id, officer, moment)
    dossier_id = dossiers.start(transaction, opening, officer=officer, moment=moment, key=key)
    documents.take(transaction, incoming.documents, dossier_id=dossier_id, kind="paper", paper=_FILES, officer=officer)
    return Accepted(dossier_id, opening.code, opening.due.received, opening.due.due, opening.due.explanation)


def _require_told(incoming: Incoming) -> None:
    sender, told = incoming.sender, incoming.told
    if not sender.name.strip():
        raise Missing(what="họ tên hoặc tên tổ chức gửi phản ánh, kiến nghị")
    if not any(way.strip() for way in (sender.phone, sender.email, sender.address)):
        raise Missing(what="điện thoại, thư điện tử hoặc địa chỉ của người gửi")
    if not told.subject.strip():
        raise Missing(what="tóm tắt nội dung")
    if not told.content.strip():
        raise Missing(what="nội dung phản ánh, kiến nghị")


def _opening(
    transaction: Transaction,
    incoming: Incoming,
    published: Published,
    agency_id: int,
    officer: Officer,
    moment: datetime,
) -> Opening:
    known = organisation.of_officer(transaction, officer)
    case, on = published.case(incoming.case_code), calendars.local(moment).date()
    told = Told(" ".join(incoming.told.subject.split()), incoming.told.content.strip())
    return Opening(
        published=published,
        case_code=case.code,
        channel=incoming.channel,
        code=matters.code_for(transaction, published.release.code, known, agency_id, on),
        number=None,
        public_key=secrets.token_urlsafe(18),
        receiving_unit_id=incoming.receiving_unit_id,
        agency_id=agency_id,
        accepted_on=on,
        due=deadlines.due(moment, case.term, known.calendar(agency_id), cutoff=case.cutoff),
        people=People(incoming.sender, incoming.sender),
        papers=_papers(incoming),
        fee={},
        delivery={},
        references={},
        told=told,
    )


def _papers(incoming: Incoming) -> list[dict[str, object]]:
    return [{"code": _FILES, "name": "Tệp người gửi kèm theo"}] if incoming.documents else []


def offered(snapshot: Snapshot, unit_id: int, *, officer: Officer, moment: datetime) -> list[Published]:
    """The releases of matters that a one-stop takes in today."""
    agency_id = organisation.of_officer(snapshot, officer).units[unit_id].agency_id
    found = catalogue.offered(snapshot, agency_id, calendars.local(moment).date(), kinds=("matter",))
    return [catalogue.published(snapshot, one.release_id) for one in found if one.code not in matters.OTHER_DOORS]


def page(
    snapshot: Snapshot,
    *,
    officer: Officer,
    is_open: bool,
    state: str = "",
    after: Place | None = None,
    limit: int = 50,
) -> list[Row]:
    """One page of the matters that the officer may see, as with dossiers, directives left out: one statement."""
    known = organisation.of_officer(snapshot, officer)
    query = matters.sight(officer, known, is_open=is_open, after=after, limit=limit)
    return matters.page(snapshot, replace(query, state=state))
