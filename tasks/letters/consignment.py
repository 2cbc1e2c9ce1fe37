"""The list of papers that one unit hands to another: a line for each paper, to be signed by giver and receiver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tasks.letters.typesetting import Press


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier with its papers, each with how many of it there are."""

    code: str
    owner: str
    procedure: str
    papers: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the list states; the receiver is empty until somebody took it in, `cancelled` says why nobody will."""

    superior: str
    agency: str
    place: str
    day: datetime
    symbol: str
    giver_unit: str
    giver: str
    receiver_unit: str
    receiver: str
    received: datetime | None
    cancelled: str
    lines: tuple[Line, ...]
    source: str = ""


def count(paper: Mapping[str, object]) -> str:
    """How many there are of a paper: `1 bản chính, 2 bản sao`."""
    numbers = (paper.get("originals"), "bản chính"), (paper.get("copies"), "bản sao")
    return ", ".join(f"{number} {name}" for number, name in numbers if number)


def render(facts: Sheet, *, press: Press) -> bytes:
    """Prints the list on A4 across."""
    lines = [
        {
            "told": [str(number), line.code, line.owner, line.procedure],
            "papers": [list(paper) for paper in line.papers],
            "note": line.note,
        }
        for number, line in enumerate(facts.lines, start=1)
    ]
    papers = sum(len(line.papers) for line in facts.lines)
    data = {"lines": lines, "dossiers": len(lines), "papers": papers}
    return press.print("consignment.typ.j2", facts=facts, data=data, moment=facts.day)
