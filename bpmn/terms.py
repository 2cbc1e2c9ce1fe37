"""Terms as the law writes them: three working days, six working hours, one month. Never a `timedelta`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bpmn.refusals import Refusal
from bpmn.sentences import Sentence

Unit = Literal["hour", "day", "month"]
Kind = Literal["working", "calendar"]

_WRITTEN = re.compile(r"P(?:(?P<month>[0-9]+)M|(?P<day>[0-9]+(?:[.,][0-9]+)?)D|T(?P<hour>[0-9]+(?:[.,][0-9]+)?)H)")
_LONGEST: dict[Unit, int] = {"hour": 10_000, "day": 3_700, "month": 120}


_TOLD = re.compile(r"(?P<amount>[0-9]+(?:,[0-9]+)?) (?P<unit>ngày làm việc|giờ làm việc|ngày|tháng)")
_UNITS: dict[str, tuple[Unit, Kind]] = {
    "ngày làm việc": ("day", "working"),
    "giờ làm việc": ("hour", "working"),
    "ngày": ("day", "calendar"),
    "tháng": ("month", "calendar"),
}


class WrongTerm(Refusal):
    """The text is not a term: `P3D`, `P0.5D`, `PT6H` and `P1M` are."""

    code = "term.wrong"
    sentence = "“{text}” không phải là thời hạn hợp lệ (ví dụ đúng: P3D, P0.5D, PT6H, P1M)."
    status = 422


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """An amount of working time, in minutes; negative when it has been overrun."""

    minutes: int

    def __add__(self, other: WorkingTime) -> WorkingTime:
        return WorkingTime(self.minutes + other.minutes)

    def __sub__(self, other: WorkingTime) -> WorkingTime:
        return WorkingTime(self.minutes - other.minutes)


@dataclass(frozen=True, slots=True)
class Term:
    """How long the law gives, with its unit and whether only working time counts.

    Working days may be halves (`P0.5D`); no working day at all (`P0D`) is the very day of receipt; hours are
    always working hours; a month is a calendar month. Refuses: WrongTerm.
    """

    amount: Fraction
    unit: Unit
    kind: Kind

    def __post_init__(self) -> None:
        if not _is_term(self.amount, self.unit, self.kind):
            raise WrongTerm(text=f"{self.amount} {self.unit} ({self.kind})")

    @classmethod
    def read(cls, text: str, *, kind: Kind = "working") -> Term:
        """Reads one ISO 8601 period of a single unit. Refuses: WrongTerm."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise WrongTerm(text=text)
        month, day, hour = found["month"], found["day"], found["hour"]
        amount = Fraction((month or day or hour).replace(",", "."))
        unit: Unit = "month" if month else "day" if day else "hour"
        own: Kind = kind if day else "calendar" if month else "working"
        if not _is_term(amount, unit, own):
            raise WrongTerm(text=text)
        return cls(amount, unit, own)

    @classmethod
    def told(cls, text: str) -> Term:
        """Reads a term as `str` writes it: `3 ngày làm việc`, `trong ngày`. Refuses: WrongTerm."""
        if text == "trong ngày":
            return cls(Fraction(0), "day", "working")
        found = _TOLD.fullmatch(text)
        if found is None:
            raise WrongTerm(text=text)
        unit, kind = _UNITS[found["unit"]]
        return cls(Fraction(found["amount"].replace(",", ".")), unit, kind)

    @property
    def is_same_day(self) -> bool:
        """Whether the result is due on the day of receipt itself."""
        return self.unit == "day" and self.amount == 0

    @property
    def iso(self) -> str:
        """The term as `read` takes it: `P3D`, `PT6H`, `P1M`."""
        number = f"{float(self.amount):g}"
        return {"month": f"P{number}M", "day": f"P{number}D", "hour": f"PT{number}H"}[self.unit]

    def __str__(self) -> str:
        """`3 ngày làm việc`, `6 giờ làm việc`, `1 tháng`, `trong ngày`."""
        return str(self.said)

    @property
    def said(self) -> Sentence:
        """The term as `str` writes it, to be said in another language."""
        number = f"{float(self.amount):g}".replace(".", ",")
        match self.unit, self.kind:
            case "month", _:
                return Sentence("{amount} tháng", amount=number)
            case "hour", _:
                return Sentence("{amount} giờ làm việc", amount=number)
            case _ if self.is_same_day:
                return Sentence("trong ngày")
            case "day", "working":
                return Sentence("{amount} ngày làm việc", amount=number)
            case _:
                return Sentence("{amount} ngày", amount=number)


def _is_term(amount: Fraction, unit: Unit, kind: Kind) -> bool:
    if not 0 <= amount <= _LONGEST[unit] or (amount == 0 and unit != "day"):
        return False
    whole = amount.denominator == 1
    match unit:
        case "hour":
            return kind == "working"
        case "month":
            return kind == "calendar" and whole
        case _:
            return kind == "working" or whole
