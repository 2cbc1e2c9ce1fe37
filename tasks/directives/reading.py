"""A directive's text is read for mandates: which units, what, until when, how often it is to be reported.

Everything is a suggestion with the characters it comes from; a person confirms, changes or drops it. A text is a list
of paragraphs: one that ends with the units alone (“Giao Sở Nội vụ:”) heads the points beneath it; one that goes on is a
mandate itself. A mandate without an order (“giao”, “yêu cầu” …) counts only after one was given, so that a report on
what was done holds none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bpmn.refusals import Refusal
from tasks.directives import heads, terms
from tasks.directives.addressees import Addressee, Addressees
from tasks.directives.heads import Head
from tasks.directives.terms import Repeated, Said

LONGEST = 200_000
MOST = 300

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLOCK = re.compile(
    r"[^\n]+(?:\n(?![^\S\n]{0,40}(?:\n|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s|[a-zđ][.)]\s|[-–+•*]\s))[^\n]+)*"
)
_MARK = re.compile(
    r"\s{0,40}(?:(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}[.)])|(?P<letter>[a-zđ][.)])|(?P<dash>[-–+•*]))\s{1,8}"
)
_ENDS = re.compile(r"(?m)^\s{0,40}(?:Nơi nhận|NƠI NHẬN|Tin liên quan|Tin mới)\b")
_SENTENCE = re.compile(r"(?<=[.!?…])\s{1,8}(?=[A-ZÀ-ỴĐ(])|;\s{1,8}")
_LINK = (
    r"(?:(?:Bên cạnh đó|Mặt khác|Ngoài ra|Đồng thời|Theo đó|Trên cơ sở đó|Ngoài các nhiệm vụ trên|Cùng với đó),?\s)?"
)
_GIVES = (
    r"(?:(?:Chủ tịch\s)?(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s(?:tỉnh|thành phố|xã|phường|huyện)\s"
    r"(?:cũng\s|tiếp tục\s)?(?:yêu cầu|giao(?:\scho)?|đề nghị|chỉ đạo)\s)"
)
_ORDER = re.compile(rf"{_LINK}(?P<order>{_GIVES}|(?:Giao(?:\scho)?|Yêu cầu|Đề nghị|Đối với|Chỉ đạo|Phân công)\s)?")
_ORDERED = re.compile(r"(?:yêu cầu|giao|đề nghị|chỉ đạo|chỉ đạo như sau|cụ thể như sau)\s?[:]|" + _GIVES, re.IGNORECASE)
_HEADS = re.compile(
    r"\s?(?:(?:có trách nhiệm|thực hiện|tập trung|triển khai|một số)(?:\s[\w,]{1,20}){0,8})?\s?:?\s?", re.IGNORECASE
)
_TELLS = re.compile(r"\s?(?:đã|đang|sẽ|vừa|là|được|cho biết|thuộc|của|trong|với|về)\b", re.IGNORECASE)
_CLOSES = re.compile(
    r"\s?(?:có trách nhiệm\s|tổ chức\s|triển khai\s|khẩn trương\s|phối hợp\s){0,3}nghiêm túc\s"
    r"(?:triển khai\s|tổ chức\s){0,2}thực hiện[^.;]{0,80}[.;]?(?:/\.)?\s?",
    re.IGNORECASE,
)
_WITH = re.compile(r"phối hợp (?:chặt chẽ )?(?:với|cùng)\s", re.IGNORECASE)


class TextTooLong(Refusal):
    """A directive is a text of some pages; what is longer is something else."""

    code, status = "directive.too-long", 413
    sentence = "Văn bản dài quá {most} ký tự, không đọc được. Hãy chỉ dán phần nội dung chỉ đạo."


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be a mandate: its units, who takes part, the task from `start` to `end`, its dates, its period."""

    units: tuple[Addressee, ...]
    partners: tuple[Addressee, ...]
    start: int
    end: int
    dates: tuple[Said, ...]
    repeated: Repeated | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A directive as it was understood; all numbers of characters are those of `text`."""

    text: str
    head: Head
    suggestions: tuple[Suggestion, ...]


class _Part(NamedTuple):
    """A paragraph or a sentence of it: where what it says begins and ends, and how it is marked."""

    mark: str
    start: int
    end: int


class _Opening(NamedTuple):
    """Units at the beginning of a sentence, where it goes on, and whether an order word stands before them."""

    units: tuple[Addressee, ...]
    rest: int
    is_ordered: bool


def read(text: str, names: Iterable[str] = ()) -> Reading:
    """Suggests what a directive asks of whom; `names` are the organisation's own. Refuses: TextTooLong."""
    if len(text) > LONGEST:
        raise TextTooLong(most=f"{LONGEST:,}".replace(",", "."))
    clean = _CONTROL.sub(" ", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    clean = clean.replace("\xa0", " ")
    head = heads.read(clean)
    end = found.start() if (found := _ENDS.search(clean)) else len(clean)
    walk = _Walk(clean, Addressees(names), head)
    for block in _BLOCK.finditer(clean, 0, end):
        walk.paragraph(*_marked(clean, block.start(), block.end()))
        if len(walk.found) >= MOST:
            break
    return Reading(clean, head, tuple(walk.found[:MOST]))


def _marked(text: str, start: int, end: int) -> _Part:
    mark = _MARK.match(text, start, end)
    if mark is None:
        return _Part("", start + len(text[start:end]) - len(text[start:end].lstrip()), end)
    return _Part(mark.lastgroup or "", mark.end(), end)


class _Walk:
    """Goes through the paragraphs: whom the points beneath belong to, and whether an order was given."""

    def __init__(self, text: str, units: Addressees, head: Head) -> None:
        self.found: list[Suggestion] = []
        self._text, self._units, self._head = text, units, head
        self._heading: tuple[Addressee, ...] = ()
        self._level = ""
        self._is_ordered = False

    def paragraph(self, mark: str, start: int, end: int) -> None:
        """One paragraph: a heading, a point beneath one, or sentences that may each be a mandate."""
        opened = self._opening(start, end)
        if opened is not None and self._is_heading(opened.rest, end):
            self._heading, self._level, self._is_ordered = opened.units, "", True
        elif self._heading and mark in ("letter", "dash"):
            self._point(mark, start, end)
        else:
            self._heading = ()
            self._is_ordered |= mark == "number"
            for part in self._sentences(start, end):
                self._sentence(part)

    def _point(self, mark: str, start: int, end: int) -> None:
        if self._level == "letter" and mark == "dash" and self.found:  # what a point consists of is told beneath it
            last = self.found[-1]
            self.found[-1] = self._suggest(last.units, last.start, end)
            return
        self._level = self._level or mark
        opened = self._opening(start, end)
        is_own = opened is not None and opened.units and not _TELLS.match(self._text, opened.rest, end)
        units = opened.units if opened is not None and is_own else self._heading
        self.found.append(self._suggest(units, start, end))

    def _sentence(self, part: _Part) -> None:
        opened = self._opening(part.start, part.end)
        ordered = self._is_ordered or (opened is not None and opened.is_ordered)
        self._is_ordered = ordered or _ORDERED.search(self._text, part.start, part.end) is not None
        if opened is None or not ordered or _TELLS.match(self._text, opened.rest, part.end):
            return
        if not _CLOSES.fullmatch(self._text, opened.rest, part.end):
            self.found.append(self._suggest(opened.units, opened.rest, part.end))

    def _opening(self, start: int, end: int) -> _Opening | None:
        order = _ORDER.match(self._text, start, end)
        place = order.end() if order else start
        units = self._units.at(self._text, place, end)
        if not units:
            return None
        return _Opening(tuple(units), units[-1].end, bool(order and order["order"]))

    def _is_heading(self, rest: int, end: int) -> bool:
        left = _HEADS.match(self._text, rest, end)
        return (
            left is not None and left.end() == end and (rest == end or self._text[rest:end].strip()[-1:] in ("", ":"))
        )

    def _sentences(self, start: int, end: int) -> Iterator[_Part]:
        """The sentences of a paragraph; a clause behind a semicolon is one only where it begins with a unit."""
        begun = start
        for cut in _SENTENCE.finditer(self._text, start, end):
            if cut[0].startswith(";") and not self._units.at(self._text, cut.end(), end):
                continue
            yield _Part("", begun, cut.start() + 1 if cut[0].startswith(";") else cut.start())
            begun = cut.end()
        yield _Part("", begun, end)

    def _suggest(self, units: tuple[Addressee, ...], start: int, end: int) -> Suggestion:
        while start < end and self._text[start].isspace():
            start += 1
        partners: list[Addressee] = []
        if (joined := _WITH.search(self._text, start, end)) is not None:
            partners = self._units.at(self._text, joined.end(), end)
        dates = terms.dates(self._text, start, end, self._head.on)
        return Suggestion(units, tuple(partners), start, end, tuple(dates), terms.period(self._text, start, end))
