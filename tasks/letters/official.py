"""Official papers about a dossier: supplement request (02), apology (04), stop notice (05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.letters.codes import qr
from tasks.letters.typesetting import Press


@dataclass(frozen=True, slots=True)
class Official:
    """All that such a paper says; stored when it is issued, so that it is printed the same for ever.

    Times are aware. `symbol` is its number and sign (`12/HDHS`; `…/HDHS` for a draft), `source` the form it follows.
    `superior` is empty for agencies that stand alone in their letterhead. `missing` and `reason` are paragraphs.
    """

    kind: str
    title: str
    source: str
    symbol: str
    is_draft: bool
    superior: str
    agency: str
    place: str
    day: datetime
    name: str
    identity: str
    address: str
    phone: str
    email: str
    code: str
    tracking_url: str
    procedure: str
    case: str
    received: datetime
    due: datetime
    missing: tuple[str, ...]
    reason: tuple[str, ...]
    limit: datetime | None
    until: datetime | None
    contact: str
    one_stop: str
    signer_title: str
    signer_name: str
    signer_note: str = ""


def render(facts: Official, *, press: Press) -> bytes:
    """Prints the paper as a PDF on A4, laid out as NĐ 30/2020/NĐ-CP wants (phụ lục I).

    TT 03/2025/TT-VPCP forms 02, 04, 05: their own text has not been seen, `facts.source` calls them drafts.
    Refuses: ValueError for times without a time zone.
    """
    data = {"qr": qr(facts.tracking_url), "tracking_url": facts.tracking_url}
    return press.print(f"{facts.kind}.typ.j2", facts=facts, data=data, moment=facts.day)
