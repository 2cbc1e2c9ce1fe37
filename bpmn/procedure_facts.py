"""What a procedure.toml may say: its shape, and everything in it that is not right, each at the field it is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeGuard

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Column

from bpmn.files import NotReadable
from bpmn.sentences import Sentence
from bpmn.terms import Kind, Term, WrongTerm

Runs = Literal["dossier", "matter", "block"]
Channel = Literal["counter", "online", "post", "phone"]
Level = Literal["ministry", "province", "commune"]
Place = tuple[str | int, ...]

_MOST_FACTS = 256 * 1024
_CODES: Mapping[Runs, str] = {"dossier": r"\d\.\d{6}", "matter": r"[A-Z]{2,8}", "block": r"KHOI-[A-Z0-9]{2,12}"}
_LOOKS: Mapping[Runs, str] = {
    "dossier": "Mã thủ tục có dạng 1.234567.",
    "matter": "Mã gồm 2 đến 8 chữ in hoa không dấu.",
    "block": "Mã khối dùng chung có dạng KHOI-KYSO.",
}
_NEEDED: Mapping[Runs, frozenset[str]] = {
    "dossier": frozenset({"channels", "case", "outcome"}),
    "matter": frozenset({"channels", "case", "state"}),
    "block": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a procedure.toml that is not right.

    `place` leads to the field (`("case", 0, "paper", 1, "code")`); `sentence` tells it there, its places filled from
    `params`; `reason` tells it to who sees the whole file.
    """

    place: Place
    sentence: str
    reason: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


_Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_Text = Annotated[str, StringConstraints(min_length=1)]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PaperFacts(_Facts):
    """`[[case.paper]]`."""

    code: _Code
    name: _Text
    originals: int = Column(default=0, ge=0)
    copies: int = Column(default=0, ge=0)
    required: bool = True


class OutcomeFacts(_Facts):
    """`[[outcome]]`."""

    key: _Code
    name: _Text
    code: str = ""


class StateFacts(_Facts):
    """`[[state]]`."""

    code: _Code
    name: _Text
    ends: bool = False


class DatedFeeFacts(_Facts):
    """`[[case.dated_fee]]`."""

    amount: int = Column(ge=0)
    since: date
    until: date
    basis: _Text


class CaseFacts(_Facts):
    """`[[case]]`."""

    code: _Code
    name: _Text
    term: str
    kind: Kind
    cutoff: time | None = None
    confirmation_days: dict[Channel, Annotated[int, Column(ge=1, le=30)]] = {}
    supplement_window: str | None = None
    guidance_window: str | None = None
    fees: dict[Channel, Annotated[int, Column(ge=0)]] = {}
    dated_fees: list[DatedFeeFacts] = Column(default=[], alias="dated_fee")
    papers: list[PaperFacts] = Column(default=[], alias="paper")
    values: dict[str, str] = {}
    immediate: bool = False


class ExcludedFacts(_Facts):
    """`[[excluded]]`."""

    name: _Text
    article: _Text


class ProcedureFacts(_Facts):
    """The whole file."""

    kind: Runs = "dossier"
    code: _Text
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: _Text
    field: _Text
    level: Level
    channels: list[Channel] = []
    legal_basis: list[_Text] = Column(min_length=1)
    outcomes: list[OutcomeFacts] = Column(default=[], alias="outcome")
    states: list[StateFacts] = Column(default=[], alias="state")
    cases: list[CaseFacts] = Column(default=[], alias="case")
    excluded: list[ExcludedFacts] = []


def read(source: bytes) -> ProcedureFacts:
    """Reads a procedure.toml. Refuses: NotReadable, with the first thing that is missing or wrong."""
    table = table_of(source)
    if found := mistakes(table):
        raise NotReadable(found[0].reason)
    return ProcedureFacts.model_validate(table)


def table_of(source: bytes) -> dict[str, Any]:
    """The TOML table of the file, right or not. Refuses: NotReadable for what is no TOML."""
    if len(source) > _MOST_FACTS:
        raise NotReadable(Sentence("tệp lớn hơn 256 KB"))
    try:
        return tomllib.loads(source.decode())
    except UnicodeDecodeError as error:
        raise NotReadable(Sentence("tệp không phải bảng mã UTF-8")) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        said = Sentence("TOML sai cú pháp ở dòng {line}", line=line[1]) if line else Sentence("TOML sai cú pháp")
        raise NotReadable(said) from error


def require_rows(table: Mapping[str, Any]) -> None:
    """Refuses: NotReadable for a table whose lists are none, which no field could show."""
    cases = table.get("case", [])
    holders = [(table, ("channels", "outcome", "state", "excluded", "case"))]
    holders += [(case, ("paper", "dated_fee")) for case in cases if isinstance(case, dict)] if _is_list(cases) else []
    for holder, names in holders:
        for name in names:
            held = holder.get(name, [])
            if not _is_list(held) or (name != "channels" and not all(isinstance(one, dict) for one in held)):
                raise NotReadable(Sentence("mục “{name}” không đúng dạng, hãy sửa trong tệp", name=name))


def _is_list(held: object) -> TypeGuard[list[Any]]:
    return isinstance(held, list)


def mistakes(table: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Everything that is not right in the table of a procedure.toml.

    What fields must be among each other is looked at once each of them is right by itself.
    """
    try:
        facts = ProcedureFacts.model_validate(table)
    except ValidationError as error:
        return tuple(map(_of_shape, error.errors(include_url=False)))
    return (*_of_kind(facts), *_doubles(facts), *_of_cases(facts))


_REQUIRED, _OTHER = "Hãy nhập mục này.", "Giá trị này không đúng."
_CODE = "Mã bắt đầu bằng chữ thường không dấu, sau đó chỉ có chữ thường không dấu, chữ số và dấu gạch dưới."
_SLUG = "Chỉ dùng chữ thường không dấu, chữ số và dấu gạch ngang."
_SENTENCES = {
    "missing": _REQUIRED,
    "string_too_short": _REQUIRED,
    "too_short": "Hãy nhập ít nhất một dòng.",
    "literal_error": "Hãy chọn một trong các giá trị cho sẵn.",
    "greater_than_equal": "Số nhỏ nhất là {ge}.",
    "less_than_equal": "Số lớn nhất là {le}.",
    "extra_forbidden": "Tệp procedure.toml không có mục này.",
}


def _of_shape(error: Mapping[str, Any]) -> Mistake:
    place: Place = error["loc"]
    sentence = _SENTENCES.get(error["type"], _OTHER)
    if error["type"] == "string_pattern_mismatch":
        sentence = _REQUIRED if not error["input"] else _SLUG if place == ("slug",) else _CODE
    where = ".".join(str(part) for part in place)
    return Mistake(place, sentence, Sentence("thiếu hoặc sai mục “{place}”", place=where), error.get("ctx", {}))


def _of_kind(facts: ProcedureFacts) -> Iterator[Mistake]:
    """A dossier's procedure has a national code and outcomes; a matter's a series and states; a block none of them."""
    if not re.fullmatch(_CODES[facts.kind], facts.code):
        yield Mistake(("code",), _LOOKS[facts.kind], Sentence("thiếu hoặc sai mục “{place}”", place="code"))
    given = {"channels": facts.channels, "case": facts.cases, "outcome": facts.outcomes, "state": facts.states}
    needed = _NEEDED[facts.kind]
    for section in (section for section, told in given.items() if section in needed and not told):
        yield Mistake((section,), "Hãy nhập ít nhất một dòng.", Sentence("thiếu mục “{section}”", section=section))
    for section in (section for section, told in given.items() if section not in needed and told):
        yield Mistake(
            (section,),
            "Loại quy trình này không dùng mục này.",
            Sentence("mục “{section}” không dùng được ở đây", section=section),
        )


def _doubles(facts: ProcedureFacts) -> Iterator[Mistake]:
    for number in _repeated([case.code for case in facts.cases]):
        yield Mistake(
            ("case", number, "code"), "Một trường hợp khác đã dùng mã này.", Sentence("hai trường hợp có cùng mã")
        )
    for number in _repeated([state.code for state in facts.states]):
        yield Mistake(
            ("state", number, "code"), "Một trạng thái khác đã dùng mã này.", Sentence("hai trạng thái có cùng mã")
        )


def _repeated(codes: Sequence[str]) -> list[int]:
    return [number for number, code in enumerate(codes) if code in codes[:number]]


def _of_cases(facts: ProcedureFacts) -> Iterator[Mistake]:
    channels = set(facts.channels) if facts.kind == "dossier" else set[Channel]()
    for number, case in enumerate(facts.cases):
        place: Place = ("case", number)
        for channel in sorted(channels ^ set(case.fees)):
            sentence = "Hãy ghi phí của hình thức nộp này." if channel in channels else "Không thu phí ở hình thức này."
            reason = Sentence("trường hợp “{case}” phải ghi phí cho đúng các hình thức nộp của thủ tục", case=case.code)
            yield Mistake((*place, "fees", channel), sentence, reason)
        for row in _repeated([paper.code for paper in case.papers]):
            reason = Sentence("trường hợp “{case}” có hai giấy tờ cùng mã", case=case.code)
            yield Mistake((*place, "paper", row, "code"), "Một giấy tờ khác đã dùng mã này.", reason)
        yield from _of_terms(place, case, facts)
        yield from _of_dated(place, case)


def _of_terms(place: Place, case: CaseFacts, facts: ProcedureFacts) -> Iterator[Mistake]:
    terms = (
        ("term", case.term),
        ("supplement_window", case.supplement_window),
        ("guidance_window", case.guidance_window),
    )
    for name, text in terms:
        try:
            Term.read("P0D" if text is None else text, kind=case.kind if name == "term" else "working")
        except WrongTerm as error:
            reason = Sentence("thời hạn của trường hợp “{case}”: {why}", case=case.code, why=error)
            yield Mistake((*place, name), WrongTerm.sentence, reason, error.params)
            return
    amount = Term.read(case.term, kind=case.kind).amount
    if case.immediate and amount:
        reason = Sentence("trường hợp “{case}” trả ngay thì thời hạn phải là trong ngày (P0D)", case=case.code)
        yield Mistake((*place, "immediate"), "Trả ngay chỉ dùng được khi thời hạn là trong ngày.", reason)
    if case.confirmation_days and (amount or not set(case.confirmation_days) <= set(facts.channels)):
        yield Mistake(
            (*place, "confirmation_days"),
            "Ngày chờ xác nhận chỉ dùng cho thời hạn trong ngày, theo hình thức nộp của thủ tục.",
            Sentence(
                "ngày chờ xác nhận của trường hợp “{case}” chỉ dùng cho thời hạn trong ngày (P0D), "
                "theo hình thức nộp của thủ tục",
                case=case.code,
            ),
        )


def _of_dated(place: Place, case: CaseFacts) -> Iterator[Mistake]:
    reason = Sentence(
        "phí theo thời gian của trường hợp “{case}” chồng lên nhau hoặc kết thúc trước khi bắt đầu", case=case.code
    )
    rows = sorted(enumerate(case.dated_fees), key=lambda one: one[1].since)
    for number, fee in rows:
        if fee.until < fee.since:
            yield Mistake((*place, "dated_fee", number, "until"), "Ngày kết thúc phải từ ngày bắt đầu trở đi.", reason)
    for (_, before), (number, after) in pairwise(rows):
        if before.until >= after.since:
            yield Mistake((*place, "dated_fee", number, "since"), "Mức phí khác còn áp dụng vào ngày này.", reason)
