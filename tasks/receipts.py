"""The receipt of a dossier, made on demand from what was recorded at acceptance (form 01)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from processes import catalogue, history, organisation, particulars, permissions, rules
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Officer
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
    return receipt.render(_read(transaction, dossier_id, officer, moment), press=Press(fonts))


def read_all(
    transaction: Transaction, dossiers: Iterable[int], *, officer: Officer, moment: datetime
) -> list[ReceiptFacts]:
    """What the receipts of many dossiers say, each put on record; to be printed when the act is over.

    Refuses: NotFound.
    """
    return [_read(transaction, dossier_id, officer, moment) for dossier_id in dossiers]


def pdf_of_all(facts: Sequence[ReceiptFacts], *, moment: datetime, fonts: Path) -> bytes:
    """Prints many receipts as one file; it takes seconds, in which nobody must be held up."""
    return receipt.render_all(facts, press=Press(fonts), moment=moment)


def printable(snapshot: Snapshot, dossier_id: int, *, officer: Officer) -> Particulars:
    """The dossier whose receipt the officer may print: received by the own one-stop. Refuses: NotFound."""
    found = particulars.one(snapshot, dossier_id)
    if found.kind != "dossier" or not permissions.may_see(officer, {found.receiving_unit_id}, found.procedure_code):
        raise NotFound(what="hồ sơ này")
    return found


def _read(transaction: Transaction, dossier_id: int, officer: Officer, moment: datetime) -> ReceiptFacts:
    found = printable(transaction, dossier_id, officer=officer)
    particulars.note_reading(transaction, dossier_id, officer=officer, moment=moment)
    return _facts(transaction, found, officer)


def _facts(snapshot: Snapshot, found: Particulars, officer: Officer) -> ReceiptFacts:
    known = organisation.of_officer(snapshot, officer)
    published = catalogue.published(snapshot, found.release_id)
    case, own = published.case(found.case_code), published.release.letters.get("receipt")
    unit, day = known.units[found.received_by], local(found.received_at).date()
    agency, received_in = known.agencies[unit.agency_id], known.called(unit, day)
    accepted = history.of(snapshot, found.id)[0]
    asked = str(found.delivery.get("asked", "counter"))
    return ReceiptFacts(
        superior=known.called(agency, day),
        agency=received_in,
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
        result=_RETURNS[asked].format(unit=received_in),
        officer=known.name(accepted.officer_id),
        tracking_url=tracking_url(found.public_key),
        source=rules.on(day).form("receipt").source,
        wording=own.source if own else "",
    )


def _paper(paper: dict[str, object]) -> Paper:
    return Paper(str(paper["name"]), _whole(paper.get("originals")), _whole(paper.get("copies")))


def _whole(number: object) -> int:
    return number if isinstance(number, int) else 0
