"""Procedures: what a procedure.toml says a procedure is: its cases with terms, papers and fees, and how it may end."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Column

from bpmn.files import NotReadable
from bpmn.terms import Kind, Term, WrongTerm

Runs = Literal["dossier", "matter"]
Channel = Literal["counter", "online", "post", "phone"]
Level = Literal["ministry", "province", "commune"]

MANDATE, MANDATES = "mandate", "mandates"
"""The facts of a directive: the number of one mandate inside its instance, the numbers of all."""
_MOST_FACTS = 256 * 1024


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


_Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_Text = Annotated[str, StringConstraints(min_length=1)]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Paper(_Facts):
    code: _Code
    name: _Text
    originals: int = Column(default=0, ge=0)
    copies: int = Column(default=0, ge=0)
    required: bool = True


class _Outcome(_Facts):
    key: _Code
    name: _Text
    code: str = ""


class _State(_Facts):
    code: _Code
    name: _Text
    ends: bool = False


class _DatedFee(_Facts):
    amount: int = Column(ge=0)
    since: date
    until: date
    basis: _Text


class _Case(_Facts):
    code: _Code
    name: _Text
    term: str
    kind: Kind
    cutoff: time | None = None
    confirmation_days: dict[Channel, Annotated[int, Column(ge=1, le=30)]] = {}
    supplement_window: str | None = None
    guidance_window: str | None = None
    fees: dict[Channel, Annotated[int, Column(ge=0)]] = {}
    dated_fees: list[_DatedFee] = Column(default=[], alias="dated_fee")
    papers: list[_Paper] = Column(default=[], alias="paper")
    values: dict[str, str] = {}
    immediate: bool = False


class _Excluded(_Facts):
    name: _Text
    article: _Text


class _Procedure(_Facts):
    kind: Runs = "dossier"
    code: _Text
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: _Text
    field: _Text
    level: Level
    channels: list[Channel] = Column(min_length=1)
    legal_basis: list[_Text] = Column(min_length=1)
    outcomes: list[_Outcome] = Column(default=[], alias="outcome")
    states: list[_State] = Column(default=[], alias="state")
    cases: list[_Case] = Column(min_length=1, alias="case")
    excluded: list[_Excluded] = []


def read(source: bytes) -> Procedure:
    """Reads a procedure.toml. Refuses: NotReadable, with what is missing or wrong."""
    facts = _procedure(source)
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
        cases=tuple(_case(case, facts) for case in facts.cases),
        excluded=tuple(Excluded(found.name, found.article) for found in facts.excluded),
    )


def _procedure(source: bytes) -> _Procedure:
    if len(source) > _MOST_FACTS:
        raise NotReadable("tệp lớn hơn 256 KB")
    try:
        facts = _Procedure.model_validate(tomllib.loads(source.decode()))
    except UnicodeDecodeError as error:
        raise NotReadable("tệp không phải bảng mã UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise NotReadable(f"TOML sai cú pháp{f' ở dòng {line[1]}' if line else ''}") from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise NotReadable(f"thiếu hoặc sai mục “{place}”") from error
    codes = [case.code for case in facts.cases]
    if len(set(codes)) < len(codes):
        raise NotReadable("hai trường hợp có cùng mã")
    _require_kind(facts)
    return facts


_CODES: Mapping[Runs, str] = {"dossier": r"\d\.\d{6}", "matter": r"[A-Z]{2,8}"}


def _require_kind(facts: _Procedure) -> None:
    """A dossier's procedure has a national code and outcomes; a matter's has a series and states."""
    if not re.fullmatch(_CODES[facts.kind], facts.code):
        raise NotReadable("thiếu hoặc sai mục “code”")
    needed, foreign = ("outcome", "state") if facts.kind == "dossier" else ("state", "outcome")
    given = {"outcome": facts.outcomes, "state": facts.states}
    if not given[needed]:
        raise NotReadable(f"thiếu mục “{needed}”")
    if given[foreign]:
        raise NotReadable(f"mục “{foreign}” không dùng được ở đây")
    states = [state.code for state in facts.states]
    if len(set(states)) < len(states):
        raise NotReadable("hai trạng thái có cùng mã")


def _case(case: _Case, procedure: _Procedure) -> Case:
    if set(case.fees) != (set(procedure.channels) if procedure.kind == "dossier" else set[Channel]()):
        raise NotReadable(f"trường hợp “{case.code}” phải ghi phí cho đúng các hình thức nộp của thủ tục")
    codes = [paper.code for paper in case.papers]
    if len(set(codes)) < len(codes):
        raise NotReadable(f"trường hợp “{case.code}” có hai giấy tờ cùng mã")
    try:
        term = Term.read(case.term, kind=case.kind)
        window, guidance = (
            None if text is None else Term.read(text) for text in (case.supplement_window, case.guidance_window)
        )
    except WrongTerm as error:
        raise NotReadable(f"thời hạn của trường hợp “{case.code}”: {str(error).rstrip('.')}") from error
    if case.immediate and term.amount:
        raise NotReadable(f"trường hợp “{case.code}” trả ngay thì thời hạn phải là trong ngày (P0D)")
    if case.confirmation_days and (term.amount or not set(case.confirmation_days) <= set(procedure.channels)):
        raise NotReadable(
            f"ngày chờ xác nhận của trường hợp “{case.code}” chỉ dùng cho thời hạn trong ngày (P0D), "
            "theo hình thức nộp của thủ tục"
        )
    papers = tuple(Paper(p.code, p.name, p.originals, p.copies, p.required) for p in case.papers)
    return Case(
        code=case.code,
        name=case.name,
        term=term,
        cutoff=case.cutoff,
        confirmation=MappingProxyType(dict[str, int](case.confirmation_days.items())),
        window=window,
        guidance=guidance,
        fees=MappingProxyType(dict(case.fees)),
        dated_fees=_dated(case),
        papers=papers,
        values=MappingProxyType(dict(case.values)),
        immediate=case.immediate,
    )


def _dated(case: _Case) -> tuple[DatedFee, ...]:
    found = sorted(case.dated_fees, key=lambda fee: fee.since)
    if any(fee.until < fee.since for fee in found) or any(a.until >= b.since for a, b in pairwise(found)):
        raise NotReadable(
            f"phí theo thời gian của trường hợp “{case.code}” chồng lên nhau hoặc kết thúc trước khi bắt đầu"
        )
    return tuple(DatedFee(fee.amount, fee.since, fee.until, fee.basis) for fee in found)
