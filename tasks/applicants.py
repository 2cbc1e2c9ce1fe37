"""Applicants are told what happens to their dossier: accepted, supplement, duty, apology, result ready.

Nothing is told while no way is set up (docs/howto/applicants.md). What is told leaves as outbox rows of the act's own
transaction; nothing of a third person and no identity number is in it. Whom nobody reached, the one-stop sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from processes import applicant_notices, organisation, outbox, particulars, permissions
from processes.applicant_notices import Kind, Unreached, Way
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Officer
from processes.outbox import Message
from processes.particulars import Particulars
from processes.people import People
from processes.refusals import Missing
from processes.settings import settings

_MOST = 50


def tell(
    transaction: Transaction,
    dossier_id: int,
    kind: Kind,
    *,
    officer: Officer,
    moment: datetime,
    key: str,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Leaves what an applicant is to be told for the agent, once a way and address; `facts` are the kind's own."""
    ways = settings().applicants.ways
    if not ways:
        return
    found = particulars.one(transaction, dossier_id)
    to: dict[Way, str] = {way: address for way, address in _addresses(found.people).items() if way in ways and address}
    references = applicant_notices.put(transaction, dossier_id, kind, f"{kind}:{key}", list(to), moment=moment)
    if not references:
        return
    said = _facts(transaction, found, officer) | dict(facts or {})
    messages = [
        Message(
            applicant_notices.TOPIC,
            applicant_notices.key(reference),
            {"to": to[way], "way": way, "id": reference, "kind": kind, **said},
            dossier_id,
        )
        for way, reference in references.items()
    ]
    outbox.put(transaction, messages, moment=moment)


def _addresses(people: People) -> dict[Way, str]:
    """Where the applicant is reached: whoever submitted, or the owner where that one has left none."""
    phone = people.submitter.phone or people.owner.phone
    return {"mail": people.submitter.email or people.owner.email, "sms": phone, "zalo": phone}


def _facts(snapshot: Snapshot, found: Particulars, officer: Officer) -> dict[str, str]:
    known = organisation.of_officer(snapshot, officer)
    return {
        "code": found.code,
        "procedure": found.procedure,
        "agency": known.agencies[known.units[found.receiving_unit_id].agency_id].name,
        "due": when(found.due_at),
        "path": f"/tra-cuu?k={found.public_key}",
        "return_by": str(found.delivery.get("asked", "")),
    }


def when(moment: datetime) -> str:
    """A moment as it is told."""
    return f"{local(moment):%H:%M ngày %d/%m/%Y}"


def unreached(snapshot: Snapshot, *, officer: Officer) -> list[Unreached]:
    """The applicants of the officer's one-stops whom nobody has reached, phone numbers masked; none for others."""
    known = organisation.of_officer(snapshot, officer)
    units = permissions.reception_units(officer, known)
    return applicant_notices.unreached(snapshot, units, limit=_MOST) if units else []


def settle(transaction: Transaction, notice_id: int, *, note: str, officer: Officer, moment: datetime) -> None:
    """The one-stop has told an applicant otherwise, as the note says. Refuses: NotFound, NotAllowed, Missing."""
    unit_id, event = applicant_notices.receiving_unit(transaction, notice_id)
    permissions.require(permissions.may_correct(officer, unit_id))
    if not note.strip():
        raise Missing(what="cách đã báo cho người nộp")
    applicant_notices.settle(transaction, event, officer_id=officer.id, note=note.strip(), moment=moment)
