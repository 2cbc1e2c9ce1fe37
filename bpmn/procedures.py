"""Procedures: what a procedure.toml says a procedure is: its cases with terms, papers and fees, and how it may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType

from bpmn import procedure_facts
from bpmn.procedure_facts import CaseFacts, Channel, Level, Runs
from bpmn.terms import Term

__all__ = [
    "MANDATE",
    "MANDATES",
    "Case",
    "Channel",
    "DatedFee",
    "Excluded",
    "Level",
    "Outcome",
    "Paper",
    "Procedure",
    "Runs",
    "State",
    "read",
]

MANDATE, MANDATES = "mandate", "mandates"
"""The facts of a directive: the number of one mandate inside its instance, the numbers of all."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper the applicant hands in; `required` is false where the law lets it be absent or looked up."""

    code: str
    name: str
    originals: int
    copies: int
    required: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the procedure may end: `key` is what a form's `outcome` field says, `code` the national result code."""

    code: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class State:
    """How a matter may stand; in one that `ends` its clock stops: what was owed is answered, or will not be."""

    code: str
    name: str
    ends: bool


@dataclass(frozen=True, slots=True)
class DatedFee:
    """A fee in đồng that holds on all channels from one day to another, both included, by this document."""

    amount: int
    since: date
    until: date
    basis: str


@dataclass(frozen=True, slots=True)
class Case:
    """A variant of the procedure; the officer chooses it at acceptance.

    `fees` are in đồng for each channel, but on the days of a dated one; `cutoff` is the hour after which a same-day
    term ends a day later; `confirmation` how many working days later it ends on a channel where the applicant first
    confirms what was drafted; `window` how long after acceptance a supplement may be asked, None where the law sets no
    limit; `guidance` how long after a supplement that falls short guidance may be given, once, None where the law knows
    none; `values` are what the diagram's conditions may ask about the case; `immediate` (trả ngay) when a request at
    the counter that is due the same day is decided while the applicant waits, without a receipt.
    """

    code: str
    name: str
    term: Term
    cutoff: time | None
    confirmation: Mapping[str, int]
    window: Term | None
    guidance: Term | None
    fees: Mapping[Channel, int]
    dated_fees: tuple[DatedFee, ...]
    papers: tuple[Paper, ...]
    values: Mapping[str, str]
    immediate: bool

    def told_term(self, channel: str) -> str:
        """The term on a channel as the receipt says it."""
        days = self.confirmation.get(channel, 0)
        return f"{self.term}, thêm {days} ngày làm việc để người nộp xác nhận" if days else str(self.term)

    def fee(self, channel: Channel, on: date) -> int:
        """What is to be paid on a channel on a day, in đồng."""
        dated = (fee.amount for fee in self.dated_fees if fee.since <= on <= fee.until)
        return next(dated, self.fees.get(channel, 0))


@dataclass(frozen=True, slots=True)
class Excluded:
    """Time that the procedure's own law does not count, by which article."""

    name: str
    article: str


@dataclass(frozen=True, slots=True, eq=False)
class Procedure:
    """A procedure's facts.

    `kind` is what runs on it: dossiers, or matters, which have `states` of their own and codes that begin with `code`.
    A block (khối dùng chung) runs in other procedures, by copies, and has neither cases nor channels of its own.
    """

    kind: Runs
    code: str
    slug: str
    name: str
    field: str
    level: Level
    channels: tuple[Channel, ...]
    legal_basis: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    states: tuple[State, ...]
    cases: tuple[Case, ...]
    excluded: tuple[Excluded, ...]


def read(source: bytes) -> Procedure:
    """Reads a procedure.toml. Refuses: NotReadable, with what is missing or wrong."""
    facts = procedure_facts.read(source)
    return Procedure(
        kind=facts.kind,
        code=facts.code,
        slug=facts.slug,
        name=facts.name,
        field=facts.field,
        level=facts.level,
        channels=tuple(facts.channels),
        legal_basis=tuple(facts.legal_basis),
        outcomes=tuple(Outcome(found.code, found.name, found.key) for found in facts.outcomes),
        states=tuple(State(found.code, found.name, found.ends) for found in facts.states),
        cases=tuple(map(_case, facts.cases)),
        excluded=tuple(Excluded(found.name, found.article) for found in facts.excluded),
    )


def _case(case: CaseFacts) -> Case:
    window, guidance = (
        None if text is None else Term.read(text) for text in (case.supplement_window, case.guidance_window)
    )
    return Case(
        code=case.code,
        name=case.name,
        term=Term.read(case.term, kind=case.kind),
        cutoff=case.cutoff,
        confirmation=MappingProxyType(dict[str, int](case.confirmation_days.items())),
        window=window,
        guidance=guidance,
        fees=MappingProxyType(dict(case.fees)),
        dated_fees=tuple(
            DatedFee(fee.amount, fee.since, fee.until, fee.basis)
            for fee in sorted(case.dated_fees, key=lambda fee: fee.since)
        ),
        papers=tuple(Paper(p.code, p.name, p.originals, p.copies, p.required) for p in case.papers),
        values=MappingProxyType(dict(case.values)),
        immediate=case.immediate,
    )
