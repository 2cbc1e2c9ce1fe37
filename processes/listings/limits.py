"""Limits: how long a listing gives, read from the channel's cell, else from what the text says around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from fractions import Fraction
from typing import Literal

from bpmn.checks.findings import Finding
from bpmn.terms import Kind, Term, Unit, WrongTerm
from processes.listings.channels import Row
from processes.listings.doubts import doubt

Basis = Literal["cell", "text", "assumed", "none", "unread"]

_UNITS: dict[str, tuple[Unit, Kind, Fraction]] = {
    "ngày làm việc": ("day", "working", Fraction(1)),
    "giờ làm việc": ("hour", "working", Fraction(1)),
    "ngày": ("day", "calendar", Fraction(1)),
    "giờ": ("hour", "working", Fraction(1)),
    "phút": ("hour", "working", Fraction(1, 60)),
    "tuần": ("day", "calendar", Fraction(7)),
    "tháng": ("month", "calendar", Fraction(1)),
    "năm": ("month", "calendar", Fraction(12)),
}
_AMOUNT = re.compile(
    r"(?P<amount>[0-9]+(?:[.,][0-9]+)?)\s*(?:\([^()]{1,30}\)\s*)?"
    r"(?P<unit>ngày làm việc|giờ làm việc|ngày(?! *[0-9])|giờ(?! *[0-9])|phút|tháng(?! *[0-9]))",
    re.IGNORECASE,
)
_FROM_RECEIPT = re.compile(
    r"\W{0,3}(?:tính |được tính )?(?:kể )?từ (?:ngày |khi |thời điểm |lúc )?(?:tiếp )?nhận (?:được )?(?:đủ |đầy đủ )?"
    r"(?:hồ sơ|đơn|văn bản đề nghị)",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[;\n•*]|(?<=\D)\.\s| - ")
_CONDITION = re.compile(r"\b(?:đối với|trường hợp)\b", re.IGNORECASE)
_NOT_FIXED = re.compile(r"không quy định", re.IGNORECASE)
_TOTAL_BEFORE = re.compile(r"(?:thời hạn giải quyết|tổng thời (?:gian|hạn))[^.;:\n]{0,30}:?\W*$", re.IGNORECASE)
_TOTAL_BEHIND = re.compile(r"\W{0,3}(?:trong đó|cụ thể như sau)", re.IGNORECASE)
_CHECK = re.compile(r"kiểm tra|hướng dẫn", re.IGNORECASE)
_CUTOFF = re.compile(r"sau 15 ?(?:giờ|h|:00).{0,200}?ngày làm việc tiếp theo", re.IGNORECASE | re.DOTALL)
_NOT_STATED = "Không có thông tin"
_LONG = 180  # days; longer ones exist, each worth a look


@dataclass(frozen=True, slots=True)
class Special:
    """Another limit that the row's own text gives, and when."""

    term: Term
    when: str


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a row gives; `term` is None where none is set, or where it was not understood.

    `basis`: `cell` as its cell says; `text` from the text around; `assumed` a number without a unit, read as working
    days; `none` the listing itself says that none is set; `unread` kept word for word. `cutoff` is the hour after
    which a same-day result is handed over on the next working day.
    """

    term: Term | None
    basis: Basis
    words: str
    cutoff: time | None = None
    specials: tuple[Special, ...] = ()


def limit(row: Row, prose: str, place: str) -> tuple[Limit, list[Finding]]:
    """The limit of a row, and what is doubtful about it; `prose` describes the procedure's steps."""
    cell = row.limit
    amount, _, unit = cell.partition(" ")
    if unit.lower() in _UNITS:
        found = _term(amount, unit)
        if found is None:
            return Limit(None, "unread", cell), [doubt("limit-unread", place, f"Không đọc được thời hạn “{cell}”.")]
        return _with_text(Limit(found, "cell", cell), row, prose), [*_doubts(found, row, place)]
    if cell.isdigit():
        return _without_unit(row, prose, place)
    return _without_number(row, prose, place)


def _term(amount: str, unit: str) -> Term | None:
    base, kind, factor = _UNITS[unit.lower()]
    count = Fraction(amount.replace(",", ".")) * factor
    if base == "day" and kind == "calendar" and count.denominator != 1:
        kind = "working"  # half a day can only be a working one
    try:
        return Term(count, base, kind)
    except WrongTerm:
        return None


def _stated(text: str) -> Iterator[tuple[Term, re.Match[str]]]:
    for match in _AMOUNT.finditer(text):
        term = _term(match["amount"], match["unit"])
        if term is not None and term.amount:
            yield term, match


def _with_text(read: Limit, row: Row, prose: str) -> Limit:
    is_short = read.term is not None and read.term.unit == "day" and read.term.amount <= 1
    cutoff = time(15) if is_short and _CUTOFF.search(f"{row.description} {prose}") else None
    return Limit(read.term, read.basis, read.words, cutoff, tuple(_specials(read.term, row)))


def _specials(main: Term | None, row: Row) -> Iterator[Special]:
    for clause in _CLAUSES.split(row.description):
        stated = [term for term, _ in _stated(clause)]
        if len(stated) == 1 and stated[0] != main and _CONDITION.search(clause):
            yield Special(stated[0], " ".join(clause.split())[:300])


def _whole(text: str) -> set[Term]:
    """The terms that the text counts from the receipt of the dossier, but for those of its first check."""
    return {
        term
        for term, match in _stated(text)
        if (behind := _FROM_RECEIPT.match(text, match.end()))
        and not _CHECK.search(text, behind.end(), behind.end() + 120)
    }


def _total(text: str) -> set[Term]:
    """The terms that the text calls the whole, before it goes into parts."""
    return {
        term
        for term, match in _stated(text)
        if _TOTAL_BEFORE.search(text, max(0, match.start() - 60), match.start())
        or _TOTAL_BEHIND.match(text, match.end())
    }


def _without_unit(row: Row, prose: str, place: str) -> tuple[Limit, list[Finding]]:
    """The catalogue drops a unit it does not know; a lone 1 then often stands for words that were dropped too."""
    told = _whole(f"{row.description}\n{prose}")
    only = next(iter(told)) if len(told) == 1 else None
    if only is not None and (only.amount == int(row.limit) or row.limit == "1"):
        message = f"Ô thời hạn ghi “{row.limit}” không có đơn vị; lấy “{only}” theo phần mô tả."
        return _with_text(Limit(only, "text", row.limit), row, prose), [doubt("limit-from-text", place, message)]
    term = _term(row.limit, "ngày làm việc")
    if term is None:
        return Limit(None, "unread", row.limit), [
            doubt("limit-unread", place, f"Không đọc được thời hạn “{row.limit}”.")
        ]
    others = f"; phần mô tả nêu {', '.join(sorted(map(str, told)))}" if told else ""
    message = f"Ô thời hạn ghi “{row.limit}” không có đơn vị, tạm hiểu là ngày làm việc{others}: cần đối chiếu."
    assumed = Limit(term, "assumed", row.limit)
    return _with_text(assumed, row, prose), [doubt("limit-without-unit", place, message)]


def _without_number(row: Row, prose: str, place: str) -> tuple[Limit, list[Finding]]:
    stated = _total(row.description) or {term for term, _ in _stated(row.description)} or _whole(prose)
    if row.limit == _NOT_STATED and len(stated) == 1:
        term = stated.pop()
        told = f"Ô thời hạn không có thông tin; lấy “{term}” theo phần mô tả."
        return _with_text(Limit(term, "text", row.limit), row, prose), [doubt("limit-from-text", place, told)]
    if stated and row.limit == _NOT_STATED:
        told = "Ô thời hạn không có thông tin, phần mô tả nêu nhiều thời hạn khác nhau: giữ nguyên văn."
        return Limit(None, "unread", row.limit, None, tuple(_specials(None, row))), [doubt("limit-unread", place, told)]
    told = f"Danh mục không quy định thời hạn (“{row.limit}”)."
    return Limit(None, "none", row.limit), [doubt("limit-not-stated", place, told)]


def _doubts(term: Term, row: Row, place: str) -> Iterator[Finding]:
    others = _whole(row.description)
    if others and term not in others and any(other.amount == term.amount for other in others):
        other = next(other for other in others if other.amount == term.amount)
        yield doubt("limit-differs", place, f"Ô thời hạn ghi “{term}”, phần mô tả ghi “{other}”.")
    if _NOT_FIXED.search(row.description):
        yield doubt("limit-differs", place, f"Ô thời hạn ghi “{term}”, phần mô tả ghi không quy định thời hạn.")
    days = term.amount * (30 if term.unit == "month" else 1)
    if term.unit != "hour" and days > _LONG:
        yield doubt("limit-implausible", place, f"Thời hạn “{term}” dài khác thường.")
