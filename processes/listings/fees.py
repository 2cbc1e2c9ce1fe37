"""Fees: what a listing asks to be paid, with the dates and conditions that its notes give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from bpmn.checks.findings import Finding
from processes.listings.channels import Row
from processes.listings.doubts import doubt

Sort = Literal["free", "amount", "conditional", "not_stated"]

# what a fee is paid for: a few words, before the next thought begins
_PER_WORDS = r"(?:1 |01 |một )?(?:(?!(?:kể|từ|theo|áp|miễn|đồng|đối|trong|đến)\b)[^\W\d_]+[ \-]?){1,5}"
_DONG = frozenset({"việt nam đồng", "vnđ", "vnd", "đồng", "đ"})
_DAY = r"(?:ngày )?\s*([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})"
_PERIOD = re.compile(
    rf"(?:kể )?từ {_DAY} đến (?:hết )?{_DAY}|(?:áp dụng )?đến (?:hết )?{_DAY}|(?:kể )?từ {_DAY}", re.IGNORECASE
)
_MONEY = re.compile(
    r"(?P<number>[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+)\s*(?P<many>triệu |nghìn |ngàn )?"
    rf"(?P<currency>đồng|đ(?!\w)|vnđ|vnd|việt nam đồng|usd|euro?)(?:\s*/\s*(?P<per>{_PER_WORDS}))?",
    re.IGNORECASE,
)
_TIMES = {"triệu": 1_000_000, "nghìn": 1_000, "ngàn": 1_000}
_SHARE = re.compile(r"bằng ([0-9]{1,2}) ?% (?:mức )?(?:thu )?(?:phí|lệ phí)?", re.IGNORECASE)
_WAIVED = re.compile(r"miễn?\s*(?:phí|lệ phí|kể từ|từ)", re.IGNORECASE)
_CLAUSES = re.compile(r"[;\n•*+]|(?<=\D)\.\s| - ")
_NOTHING_SAID = re.compile(
    r"\W*(?:không|không có|không quy định|không thu(?: phí| lệ phí| phí, lệ phí)?)\W*", re.IGNORECASE
)
_PER = re.compile(rf"\W*(?:(?:đ[ồô]ng\s*)?/\s*|đ[ồô]ng\s+|(?=lần|hồ sơ))(?P<per>{_PER_WORDS})", re.IGNORECASE)
_FEE_WORD = re.compile(r"\b(?:lệ phí|phí)\b(?!.{0,12}hành chính công)", re.IGNORECASE)
_LEAST, _MOST = 1_000, 500_000_000  # đồng: no fee is smaller, few are larger


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount in force from one day to another, either open; `when` says under which condition, word for word."""

    amount: Decimal
    currency: str
    since: date | None = None
    until: date | None = None
    per: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid on a channel.

    `sort`: `free` only where the listing says so without a condition; `amount` with its rates, dated ones first;
    `conditional` where it names a condition, or who sets the amount, without an amount; `not_stated`.
    """

    sort: Sort
    rates: tuple[Rate, ...]
    words: str
    note: str

    def on(self, day: date) -> Rate | None:
        """The rate without a condition on a day; None where the listing does not tell."""
        for rate in self.rates:
            if not rate.when and (rate.since or day) <= day <= (rate.until or day):
                return rate
        return None


def fee(row: Row, place: str) -> tuple[Fee, list[Finding]]:
    """The fee of a row, and what is doubtful about it."""
    base = _cell(row)
    told = list(_rates(row.note, base))
    findings = list(_doubts(row, base, told, place))
    if base is not None:
        base = _mended(base, told)
        is_dated = any((rate.since or rate.until) and rate.amount == base.amount for rate in told)
        others = [rate for rate in told if rate.since or rate.until or rate.amount != base.amount]
        return Fee("amount", tuple(others if is_dated else [*others, base]), row.fee, row.note), findings
    if told:
        return Fee("amount", tuple(told), row.fee, row.note), findings
    return _without_amount(row, place, findings)


def _without_amount(row: Row, place: str, findings: list[Finding]) -> tuple[Fee, list[Finding]]:
    is_free = row.fee == "Miễn phí"
    condition = "" if _NOTHING_SAID.fullmatch(row.note) else row.note
    if not is_free and _FEE_WORD.search(row.description):
        condition = condition or row.description
    if condition:
        told = f"Phí còn tùy điều kiện hoặc văn bản khác: “{condition[:160]}”."
        return Fee("conditional", (), row.fee, row.note), [*findings, doubt("fee-conditional", place, told)]
    if is_free:
        return Fee("free", (), row.fee, row.note), findings
    told = "Danh mục không có thông tin về phí, lệ phí."
    return Fee("not_stated", (), row.fee, row.note), [*findings, doubt("fee-not-stated", place, told)]


def _cell(row: Row) -> Rate | None:
    number, _, currency = row.fee.partition(" ")
    if not number[:1].isdigit():
        return None
    per = _PER.match(row.note)
    return Rate(Decimal(number.replace(",", "")), _currency(currency), per=per["per"].strip() if per else "")


def _currency(text: str) -> str:
    return "VND" if text.strip().lower() in _DONG else text.strip().upper().replace("EURO", "EUR")


def _mended(base: Rate, told: list[Rate]) -> Rate:
    """Cells lose their thousands: `700` where the note says 700.000 đồng."""
    for rate in told:
        if rate.currency == base.currency == "VND" and rate.amount == base.amount * 1000:
            return replace(base, amount=rate.amount, per=base.per or rate.per)
    return base


def _rates(note: str, base: Rate | None) -> Iterator[Rate]:
    """What a note tells, dated rates first; a period belongs to the amount nearest to it in its clause."""
    dated: list[Rate] = []
    plain: list[Rate] = []
    waiting: tuple[date | None, date | None] | None = None
    for clause in _CLAUSES.split(note):
        values = sorted([*_amounts(clause), *_shares(clause, base), *_waivers(clause)], key=lambda value: value[0])
        periods = list(_PERIOD.finditer(clause))
        taken: set[int] = set()
        if waiting is not None and values and not periods:
            taken.add(0)
            dated.append(replace(values[0][1], since=waiting[0], until=waiting[1]))
            waiting = None
        for period in periods:
            span = _days(period)
            if span is None:
                continue
            if not values:
                waiting = span
                continue
            nearest = min(range(len(values)), key=lambda place: abs(values[place][0] - period.start()))
            taken.add(nearest)
            dated.append(replace(values[nearest][1], since=span[0], until=span[1], when=""))
        plain += [value for place, (_, value) in enumerate(values) if place not in taken and value.amount]
    several = len({rate.amount for rate in plain}) > 1
    yield from dated
    for rate in plain:
        yield rate if several else replace(rate, when="")


def _amounts(clause: str) -> Iterator[tuple[int, Rate]]:
    found = list(_MONEY.finditer(clause))
    for place, match in enumerate(found):
        if clause[match.end() :].lstrip().startswith("tỷ"):
            continue
        number = Decimal(match["number"].replace(".", "").replace(",", ""))
        number *= _TIMES.get((match["many"] or "").strip().lower(), 1)
        currency = _currency(match["currency"])
        around = clause[match.start() : found[place + 1].start() if place + 1 < len(found) else None]
        when = " ".join((clause if len(found) == 1 else around).split())[:300]
        if number:
            yield match.start(), Rate(number, currency, per=(match["per"] or "").strip(), when=when)


def _shares(clause: str, base: Rate | None) -> Iterator[tuple[int, Rate]]:
    for match in _SHARE.finditer(clause):
        if base is not None:
            yield match.start(), replace(base, amount=base.amount * int(match[1]) / 100)


def _waivers(clause: str) -> Iterator[tuple[int, Rate]]:
    for match in _WAIVED.finditer(clause):
        yield match.end(), Rate(Decimal(0), "VND")


def _days(period: re.Match[str]) -> tuple[date | None, date | None] | None:
    since, until = period[1] or period[4], period[2] or period[3]
    try:
        return _day(since), _day(until)
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    day, month, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def _doubts(row: Row, base: Rate | None, told: list[Rate], place: str) -> Iterator[Finding]:
    if base is not None and base.currency == "VND" and not _LEAST <= base.amount <= _MOST:
        yield doubt("fee-implausible", place, f"Mức phí “{row.fee}” khác thường{_hint(base, told)}.")
    plain = [rate for rate in told if rate.since is None and rate.until is None and rate.currency == "VND"]
    if base is not None and plain and all(rate.amount not in (base.amount, base.amount * 1000) for rate in plain):
        yield doubt("fee-differs", place, f"Ô phí ghi “{row.fee}”, phần ghi chú nêu mức khác: “{row.note[:160]}”.")
    if base is None and told and row.fee == "Miễn phí":
        yield doubt("fee-differs", place, f"Ô phí ghi “Miễn phí”, phần ghi chú nêu mức thu: “{row.note[:160]}”.")


def _hint(base: Rate, told: list[Rate]) -> str:
    mended = _mended(base, told)
    return f"; ghi chú nêu {mended.amount:,.0f} đồng".replace(",", ".") if mended != base else ""
