"""The receipt of a dossier, made on demand from what was recorded at acceptance (form 01)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from processes import catalogue, history, organisation, particulars, permissions, rules
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Directory, Officer
from processes.particulars import Particulars
from processes.refusals import NotFound
from processes.settings import settings
from tasks.letters import receipt
from tasks.letters.receipt import Paper, ReceiptFacts
from tasks.letters.typesetting import Press

_RETURNS = {
    "counter": "Nhận trực tiếp tại {unit}",
    "post": "Nhận qua dịch vụ bưu chính công ích",
    "online": "Nhận bản điện tử trực tuyến",
}


def tracking_url(public_key: str) -> str:
    """Where the receipt's QR code leads: the public page, with the dossier's unguessable key."""
    return f"{settings().web.address}/tra-cuu?k={public_key}"


def pdf(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints the receipt for the one-stop that received the dossier, which is put on record. Refuses: NotFound."""
    found = particulars.one(transaction, dossier_id)
    if found.kind != "dossier" or not permissions.may_see(officer, {found.receiving_unit_id}, found.procedure_code):
        raise NotFound(what="hồ sơ này")
    particulars.note_reading(transaction, dossier_id, officer=officer, moment=moment)
    known = organisation.of_officer(transaction, officer)
    return receipt.render(_facts(transaction, found, known), press=Press(fonts))


def _facts(snapshot: Snapshot, found: Particulars, known: Directory) -> ReceiptFacts:
    case = catalogue.published(snapshot, found.release_id).case(found.case_code)
    unit = known.units[found.receiving_unit_id]
    agency = known.agencies[unit.agency_id]
    accepted = history.of(snapshot, found.id)[0]
    asked = str(found.delivery.get("asked", "counter"))
    return ReceiptFacts(
        superior=agency.name,
        agency=unit.name,
        place=agency.place,
        code=found.code,
        received=found.received_at,
        due=found.original_due_at,
        procedure=found.procedure,
        case=case.name,
        owner=found.people.owner,
        submitter=found.people.submitter,
        authorised=found.people.authorised,
        papers=tuple(_paper(paper) for paper in found.papers),
        sets=1,
        term=case.told_term(found.channel),
        fee=_whole(found.fee.get("amount")),
        fee_receipt=str(found.fee.get("receipt", "")),
        result=_RETURNS[asked].format(unit=unit.name),
        officer=known.name(accepted.officer_id),
        tracking_url=tracking_url(found.public_key),
        source=rules.on(local(found.received_at).date()).form("receipt").source,
    )


def _paper(paper: dict[str, object]) -> Paper:
    return Paper(str(paper["name"]), _whole(paper.get("originals")), _whole(paper.get("copies")))


def _whole(number: object) -> int:
    return number if isinstance(number, int) else 0
