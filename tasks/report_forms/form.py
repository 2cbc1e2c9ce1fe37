"""What a report is, and which there are: columns, lines of figures, and how they are worked out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tasks.report_forms.source import Source

Kind = Literal["text", "count", "share", "hours", "days"]
Cell = str | int | float | None
Of = Literal["agencies", "units"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands above it (`over`: the headings that it shares with its neighbours), and what is in it.

    A share is a number from 0 to 1, hours are of working time, days of the calendar; `width` is in characters.
    """

    heading: str
    kind: Kind = "count"
    over: tuple[str, ...] = ()
    width: float = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line under its number; of level 1 are headings with their sums, of level 2 what stands beneath them.

    What is not known (a share of nothing) is None.
    """

    number: str
    cells: tuple[Cell, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A report's figures; `total` sums its lines up, `notes` say below it how it was counted.

    The first columns (text) name what a line is about; `numbered` where the form numbers its columns.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    notes: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A report: its name in addresses, its title, whether it counts what agencies decide on or what units do.

    `symbol` is the number of a statutory form, `title` what that calls itself, `source` where it comes from.
    """

    code: str
    name: str
    of: Of
    title: str
    symbol: str
    source: str
    count: Callable[[Source], Table]

    @property
    def is_statutory(self) -> bool:
        """Whether its form is prescribed."""
        return self.symbol != ""


FORMS: dict[str, Form] = {}


def form(
    code: str, name: str, *, of: Of, title: str = "", symbol: str = "", source: str = ""
) -> Callable[[Callable[[Source], Table]], Callable[[Source], Table]]:
    """Registers how a report is counted."""

    def register(count: Callable[[Source], Table]) -> Callable[[Source], Table]:
        FORMS[code] = Form(code, name, of, title or name, symbol, source, count)
        return count

    return register


def share(part: int, whole: int) -> float | None:
    """A part of a whole, from 0 to 1; None of nothing."""
    return part / whole if whole else None


_ALPHABET = {letter: place for place, letter in enumerate(" 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)}
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # as dictionaries order them: huyền, hỏi, ngã, sắc, nặng


def alphabetical(text: str) -> tuple[list[int], list[int]]:
    """How Vietnamese names are put in order: by their letters (Đ behind D), then by their tones."""
    signs = unicodedata.normalize("NFD", text.lower())
    plain = unicodedata.normalize("NFC", "".join(one for one in signs if one not in _TONES))
    tones = [1 + _TONES.index(one) if one in _TONES else 0 for one in signs]
    return [_ALPHABET.get(letter, 0) for letter in plain if letter.isalnum() or letter == " "], tones


ROMAN = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
    *("XVIII", "XIX", "XX"),
)


def roman(number: int) -> str:
    """A heading's number: `IV`; behind XX in digits."""
    return ROMAN[number - 1] if number <= len(ROMAN) else str(number)
