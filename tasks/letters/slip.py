"""The control slip: each hand-over of a dossier between units, who gave and who received it, and how its part stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.letters.codes import qr
from tasks.letters.typesetting import Press


@dataclass(frozen=True, slots=True)
class Hop:
    """One hand-over; the receiver is empty until somebody took it. `standing` is the giver's part against its due."""

    giver_unit: str
    giver: str
    given: datetime
    receiver_unit: str
    receiver: str
    received: datetime | None
    standing: str
    step: str


@dataclass(frozen=True, slots=True)
class ControlSlip:
    """All that the slip states. `others` are the units that took part besides the competent agency."""

    superior: str
    agency: str
    place: str
    day: datetime
    source: str
    code: str
    tracking_url: str
    owner: str
    procedure: str
    received: datetime
    due: datetime
    competent: str
    others: str
    hops: tuple[Hop, ...]


def render(facts: ControlSlip, *, press: Press) -> bytes:
    """Prints the slip as a PDF on A4. TT 03/2025/TT-VPCP form 06, its text not seen: a draft."""
    data = {"qr": qr(facts.tracking_url), "tracking_url": facts.tracking_url}
    return press.print("control_slip.typ.j2", facts=facts, data=data, moment=facts.day)
