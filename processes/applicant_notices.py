"""Notices to applicants: what each is told by which way; put, sent, delivered or not, and whom nobody reached."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from processes.database import Snapshot, Transaction
from processes.people import masked
from processes.refusals import NotFound
from processes.tables import ApplicantNotice as Row
from processes.tables import Dossier, Procedure, Release

TOPIC = "applicant.notice"
_KEY = "applicant:"
_LONGEST = 500

Kind = Literal["accepted", "supplement", "duty", "extended", "ready"]
Way = Literal["mail", "sms", "zalo", ""]


@dataclass(frozen=True, slots=True)
class Unreached:
    """An applicant who was not reached, as the one-stop's list shows it."""

    id: int
    dossier_id: int
    code: str
    procedure: str
    owner: str
    phone: str  # masked
    kind: Kind
    way: Way
    trouble: str
    put_at: datetime


def put(
    transaction: Transaction, dossier_id: int, kind: Kind, event: str, ways: Collection[Way], *, moment: datetime
) -> dict[Way, str]:
    """Puts on record what an applicant is to be told; gives the reference of each way.

    Without a way the applicant is not reached, and the one-stop sees it.
    """
    references: dict[Way, str] = {way: secrets.token_urlsafe(12) for way in ways or ("",)}
    rows = [
        {
            "dossier_id": dossier_id,
            "kind": kind,
            "event": event,
            "way": way,
            "reference": reference,
            "put_at": moment,
            "failed_at": None if way else moment,
            "trouble": None if way else "không có số điện thoại hoặc thư điện tử",
        }
        for way, reference in references.items()
    ]
    transaction.execute(insert(Row), rows)
    return references if ways else {}


def key(reference: str) -> str:
    """The key of the message that carries a notice."""
    return f"{_KEY}{reference}"


_CHANGE = update(Row).where(Row.reference == bindparam("told"))


def sent(transaction: Transaction, message_key: str, *, moment: datetime) -> None:
    """The gateway has taken it; whether it arrived is another question."""
    told = {"told": message_key.removeprefix(_KEY)}
    transaction.change(_CHANGE.values(sent_at=moment, failed_at=None, trouble=None), told)


def failed(transaction: Transaction, message_key: str, *, trouble: str | None, moment: datetime | None) -> None:
    """The gateway has not taken it; `moment` is when nobody tries any more."""
    told: dict[str, object] = {"failed_at": moment}
    told |= {"trouble": trouble[:_LONGEST]} if trouble else {}
    transaction.change(_CHANGE.values(**told), {"told": message_key.removeprefix(_KEY)})


def report(transaction: Transaction, reference: str, *, is_delivered: bool, why: str, moment: datetime) -> None:
    """What the gateway reports of a notice that it has taken. Refuses: NotFound."""
    told: Mapping[str, object] = {"delivered_at": moment, "failed_at": None, "trouble": None}
    if not is_delivered:
        told = {"delivered_at": None, "failed_at": moment, "trouble": why[:_LONGEST] or "nhà mạng không nói lý do"}
    if transaction.change(_CHANGE.values(**told), {"told": reference}) != 1:
        raise NotFound(what="tin báo này")


def unreached(snapshot: Snapshot, units: Collection[int], *, limit: int) -> list[Unreached]:
    """The applicants of these one-stops whom nobody has reached by any way, the longest wait first."""
    other = aliased(Row)
    by_another = exists().where(
        other.event == Row.event, other.id != Row.id, other.failed_at.is_(None), other.sent_at.is_not(None)
    )
    waits = exists().where(other.event == Row.event, other.id < Row.id, other.failed_at.is_not(None))
    phone = func.coalesce(func.nullif(Dossier.submitter_phone, ""), Dossier.owner_phone)
    query = (
        select(
            *(Row.id, Row.dossier_id, Dossier.code, Procedure.name, Dossier.owner_name, phone.label("phone")),
            *(Row.kind, Row.way, func.coalesce(Row.trouble, ""), Row.put_at),
        )
        .join(Dossier, Dossier.id == Row.dossier_id)
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .where(Row.failed_at.is_not(None), Row.settled_at.is_(None), Dossier.receiving_unit_id.in_(sorted(units)))
        .where(Dossier.kind == "dossier", ~by_another, ~waits)
        .order_by(Row.id)
        .limit(limit)
    )
    rows = [tuple(row) for row in snapshot.execute(query)]
    return [replace(found, phone=masked(found.phone)) for found in (Unreached(*row) for row in rows)]


def receiving_unit(snapshot: Snapshot, notice_id: int) -> tuple[int, str]:
    """The one-stop of a notice that reached nobody, and its event. Refuses: NotFound."""
    query = select(Dossier.receiving_unit_id, Row.event).join(Row, Row.dossier_id == Dossier.id)
    unsettled = Row.failed_at.is_not(None), Row.settled_at.is_(None), Dossier.kind == "dossier"
    found = snapshot.execute(query.where(Row.id == notice_id, *unsettled)).one_or_none()
    if found is None:
        raise NotFound(what="tin báo này")
    return found.receiving_unit_id, found.event


def settle(transaction: Transaction, event: str, *, officer_id: int, note: str, moment: datetime) -> None:
    """The one-stop has told the applicant otherwise: how is noted."""
    open_ones = update(Row).where(Row.event == event, Row.failed_at.is_not(None), Row.settled_at.is_(None))
    transaction.execute(open_ones.values(settled_at=moment, settled_by=officer_id, note=note))
