"""How long a step may take, as process tables write it: “04 giờ làm việc”, “½ ngày”, “0,5 ngày”, “1 ngày (8 giờ)”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bpmn.terms import Term, WrongTerm

Unit = Literal["minute", "hour", "day", "month", "year", "week"]

_HALVES = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
_UNITS: dict[str, Unit] = {
    "phút": "minute",
    "giờ": "hour",
    "tiếng": "hour",
    "h": "hour",
    "g": "hour",
    "ngày": "day",
    "tháng": "month",
    "tuần": "week",
    "năm": "year",
}
_WORDS = {"nửa": "1/2", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "mười": "10"}
_AMOUNT = r"(?:(?P<whole>\d+)\s+)?(?P<up>\d+)\s*/\s*(?P<down>\d+)|(?P<number>\d+(?:[.,]\d+)?)"
_UNIT = r"(?P<unit>phút|giờ|tiếng|ngày|tháng|tuần|năm|h|g)\b(?P<kind>\s*(?:làm\s+việc|lv|hành\s+chính))?"
_ONE = re.compile(rf"(?:{_AMOUNT})\s*{_UNIT}")
_BARE = re.compile(rf"(?:{_AMOUNT})")
_NOTHING = re.compile(
    r"[-–—./]*|0+([.,]0+)?(\s*(giờ|ngày|phút|h)( làm việc)?)?"
    r"|không( tính)?( thời gian)?( vào thời (gian|hạn).*)?|theo (lịch|phiếu|giấy) hẹn"
)
_BEFORE = re.compile(r"^(không quá|tối đa|trong( vòng)?( thời hạn)?|chậm nhất( là)?|≤|<=)\s*")
_HOURS = {"minute": Fraction(1, 60), "hour": Fraction(1), "day": Fraction(8)}


class NotATime(ValueError):
    """What is written cannot be understood as one length of time; the text says why."""


@dataclass(frozen=True, slots=True)
class Time:
    """A length of time; `is_open` when it says days and not whether working days are meant."""

    term: Term
    is_open: bool = False

    @property
    def hours(self) -> Fraction | None:
        """Working hours, 8 to a day, as allotments are summed; None for months."""
        each = _HOURS.get(self.term.unit)
        return None if each is None else self.term.amount * each


def read(text: str, *, heading: str = "") -> Time | None:
    """The time a cell says, None where it says that there is none; the unit may stand in the column's heading.

    Raises NotATime with the reason.
    """
    said = _prepared(text)
    if _NOTHING.fullmatch(said):
        return None
    found = list(_ONE.finditer(said))
    if not found:
        return _by_heading(said, _prepared(heading))
    rest = _ONE.sub("", said).strip(" ()=;,.-–/+:")
    if rest:
        raise NotATime(f"không hiểu “{rest}”")
    times = [_time(one, said) for one in found]
    first = times[0]
    if any(other.hours != first.hours or first.hours is None for other in times[1:]):
        raise NotATime("ghi nhiều thời gian khác nhau")
    return first


def _prepared(text: str) -> str:
    said = " ".join(text.casefold().split())
    for sign, written in _HALVES.items():
        said = said.replace(sign, f" {written}").strip()
    said = _BEFORE.sub("", said)
    first, _, others = said.partition(" ")
    return f"{_WORDS[first]} {others}" if first in _WORDS and others else said


def _by_heading(said: str, heading: str) -> Time:
    amount = _BARE.fullmatch(said)
    if amount is None:
        raise NotATime("không thấy số và đơn vị thời gian")
    units = {unit for unit in _UNITS if len(unit) > 1 and re.search(rf"(?<!làm )\b{unit}\b", heading)} - {"năm"}
    if len(units) != 1:
        raise NotATime("không ghi đơn vị (giờ, ngày làm việc, ngày hay tháng)")
    (unit,) = units
    kind = " làm việc" if re.search(r"làm việc|\blv\b", heading) else ""
    one = _ONE.fullmatch(f"{said} {unit}{kind}")
    if one is None:
        raise NotATime("không thấy số và đơn vị thời gian")
    return _time(one, said)


def _time(found: re.Match[str], said: str) -> Time:
    unit = _UNITS[found["unit"]]
    if found["number"]:
        amount = Fraction(found["number"].replace(",", "."))
    elif int(found["down"]) == 0:
        raise NotATime(f"“{said}” chia cho 0")
    else:
        amount = int(found["whole"] or 0) + Fraction(int(found["up"]), int(found["down"]))
    try:
        match unit:
            case "minute":
                return Time(Term(amount / 60, "hour", "working"))
            case "hour":
                return Time(Term(amount, "hour", "working"))
            case "day":
                return Time(Term(amount, "day", "working"), is_open=not found["kind"])
            case "month":
                return Time(Term(amount, "month", "calendar"))
            case "week" | "year":
                raise NotATime(f"đơn vị “{found['unit']}” không dùng được, hãy ghi bằng giờ, ngày hoặc tháng")
    except WrongTerm as error:
        raise NotATime(f"“{said}” không phải là thời hạn dùng được") from error
