"""The annex of the decision that publishes a procedure: its steps, who does each, in what time, to what end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.letters.typesetting import Press


@dataclass(frozen=True, slots=True)
class Row:
    """One step; `allotted` is empty where the diagram gives none."""

    step: str
    doer: str
    allotted: str
    result: str
    basis: str


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of one agency."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """All that the annex states; `document` is empty before the decision has its number."""

    superior: str
    agency: str
    place: str
    day: datetime
    document: str
    decided: str
    effective: str
    code: str
    procedure: str
    field: str
    scope: str
    terms: tuple[tuple[str, str], ...]
    legal_basis: tuple[str, ...]
    parts: tuple[Part, ...]
    hash: str
    source: str = ""


def render(facts: Annex, *, press: Press) -> bytes:
    """Prints the annex on A4 across."""
    parts = [
        {
            "name": part.name,
            "rows": [[str(n), row.step, row.doer, row.allotted, row.result, row.basis] for n, row in _counted(part)],
        }
        for part in facts.parts
    ]
    data = {"parts": parts, "terms": [list(term) for term in facts.terms], "basis": list(facts.legal_basis)}
    return press.print("annex.typ.j2", facts=facts, data=data, moment=facts.day)


def _counted(part: Part) -> list[tuple[int, Row]]:
    return list(enumerate(part.rows, start=1))
