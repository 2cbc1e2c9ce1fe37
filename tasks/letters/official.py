"""Official papers about a dossier: supplement request (02), apology (04), stop notice (05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bpmn.letters import Kind
from tasks.letters import phrasing
from tasks.letters.codes import qr
from tasks.letters.typesetting import Press
from tasks.letters.wording import minute


@dataclass(frozen=True, slots=True)
class Official:
    """All that such a paper says; stored when it is issued, so that it is printed the same for ever.

    Times are aware. `symbol` is its number and sign (`12/HDHS`; `…/HDHS` for a draft), `source` the form it follows.
    `superior` is empty for agencies that stand alone in their letterhead. `missing` and `reason` are paragraphs.
    `wording` is how the dossier's release words it (a `.letter` file); empty for the usual wording.
    """

    kind: Kind
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
    wording: str = ""


def render(facts: Official, *, press: Press) -> bytes:
    """Prints the paper as a PDF on A4, laid out as NĐ 30/2020/NĐ-CP wants (phụ lục I).

    TT 03/2025/TT-VPCP forms 02, 04, 05: their own text has not been seen, `facts.source` calls them drafts.
    Refuses: ValueError for times without a time zone.
    """
    return press.print(f"{facts.kind}.typ.j2", facts=facts, data=_data(facts), moment=facts.day)


def read(facts: Official, *, press: Press) -> list[str]:
    """What the paper says, paragraph by paragraph."""
    return press.read(f"{facts.kind}.typ.j2", facts=facts, data=_data(facts))


def _data(facts: Official) -> dict[str, object]:
    own = phrasing.filled(facts.wording, facts.kind, _values(facts)) if facts.wording else []
    return {"qr": qr(facts.tracking_url), "tracking_url": facts.tracking_url, "wording": own}


def _values(facts: Official) -> dict[str, str | tuple[str, ...]]:
    """What fills the places of a release's own wording."""
    times = {"lúc tiếp nhận": facts.received, "hẹn trả": facts.due, "hạn bổ sung": facts.limit, "hẹn lại": facts.until}
    return {
        "mã hồ sơ": facts.code,
        "thủ tục": facts.procedure,
        "trường hợp": facts.case,
        "người nộp": facts.name,
        "cơ quan": facts.agency,
        "một cửa": facts.one_stop,
        "người liên hệ": facts.contact or facts.one_stop,
        "nội dung bổ sung": facts.missing,
        "lý do": facts.reason,
        **{name: minute(at) for name, at in times.items() if at is not None},
    }
