"""The receipt an applicant takes home: what was handed in, when, and when the result is due (form 01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from processes.people import Person
from tasks.letters import phrasing
from tasks.letters.codes import qr
from tasks.letters.typesetting import Press
from tasks.letters.wording import minute

_TEMPLATE = "receipt.typ.j2"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper handed in: how many originals, how many copies."""

    name: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """All that the receipt states, stored at acceptance; the letter is rendered from it on demand.

    Times are aware. `superior` and `agency` are the two lines of the letterhead (`UBND phường …`, `Trung tâm
    Phục vụ hành chính công …`). `case`, `authorised` and what a person left empty are not printed. `sets` is the
    number of bộ. `fee` is in đồng; 0 is exempt, without `fee_receipt` it is yet to be paid. `result` says where
    and how the result is returned. `source` names the form and, while that is so, that it is a draft. `wording` is
    what the dossier's release adds for the applicant (a `.letter` file).
    """

    superior: str
    agency: str
    place: str
    code: str
    received: datetime
    due: datetime
    procedure: str
    case: str
    owner: Person
    submitter: Person
    authorised: Person | None
    papers: tuple[Paper, ...]
    sets: int
    term: str
    fee: int
    fee_receipt: str
    result: str
    officer: str
    tracking_url: str
    source: str
    wording: str = ""

    @property
    def day(self) -> datetime:
        """The date the letter bears."""
        return self.received


def render(facts: ReceiptFacts, *, press: Press) -> bytes:
    """Prints the receipt as a PDF on A4.

    TT 03/2025/TT-VPCP form 01, laid out as NĐ 30/2020 wants official papers; the form's own text has not been
    seen, so `facts.source` must call it a draft. Refuses: ValueError for times without a time zone.
    """
    return press.print(_TEMPLATE, facts=facts, data=_data(facts), moment=facts.received)


def read(facts: ReceiptFacts, *, press: Press) -> list[str]:
    """What the receipt says, line by line."""
    return press.read(_TEMPLATE, facts=facts, data=_data(facts))


def render_all(receipts: Sequence[ReceiptFacts], *, press: Press, moment: datetime) -> bytes:
    """Prints many receipts as one PDF, each beginning on a sheet of its own; `moment` is when they are printed."""
    return press.print_all(_TEMPLATE, [(facts, _data(facts)) for facts in receipts], moment=moment)


def _data(facts: ReceiptFacts) -> dict[str, object]:
    own = phrasing.filled(facts.wording, "receipt", _values(facts)) if facts.wording else []
    return {"qr": qr(facts.tracking_url), "tracking_url": facts.tracking_url, "wording": own}


def _values(facts: ReceiptFacts) -> dict[str, str]:
    return {
        "mã hồ sơ": facts.code,
        "thủ tục": facts.procedure,
        "trường hợp": facts.case,
        "người nộp": facts.submitter.name,
        "cơ quan": facts.superior,
        "một cửa": facts.agency,
        "lúc tiếp nhận": minute(facts.received),
        "hẹn trả": minute(facts.due),
    }
