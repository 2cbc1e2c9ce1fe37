"""What stands at the head of a directive: its number, its day, who gives it, what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_HEAD = 6_000
_SIGN = r"\d{1,6}(?:/\d{4})?[-/][A-ZĐ][A-ZĐ&]{0,11}(?:[-/][A-ZĐ][A-ZĐ&]{0,11}){0,3}"
_KINDS = "Công văn|Chỉ thị|Kế hoạch|Thông báo|Quyết định|Văn bản|Công điện"
_NUMBER = (
    re.compile(rf"(?m)^\s{{0,20}}Số\s?:\s?({_SIGN})"),
    re.compile(rf"(?:ban hành|đã có|Nguồn:|nguồn:)\s(?:{_KINDS})(?:\ssố)?\s({_SIGN})"),
)
_WRITTEN = re.compile(r",\sngày\s(\d{1,2})\stháng\s(\d{1,2})\snăm\s(\d{4})")
_TOLD = re.compile(r"(?m)^\s{0,20}Ngày\s(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?,")
_ANY_YEAR = re.compile(r"\b\d{1,2}/\d{1,2}/(\d{4})\b")
_GIVER = re.compile(
    r"((?:Chủ tịch\s)?(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s(?:tỉnh|thành phố|xã|phường|huyện)|Tỉnh ủy|"
    r"Bộ Thông tin và Truyền thông|Thủ tướng Chính phủ|Văn phòng Tỉnh ủy)\s(?:cũng\s|tiếp tục\s)?"
    r"(?:yêu cầu|giao|chỉ đạo|đề nghị)"
)
_AT_TOP = re.compile(
    r"(?m)^\s{0,20}((?:ỦY|UỶ) BAN NHÂN DÂN(?:[^\S\n]{1,4}|\n)?(?:TỈNH|XÃ|PHƯỜNG|THÀNH PHỐ)?[A-ZÀ-ỴĐ \t]{0,60})"
)
_ABOUT = re.compile(r"(?:V/v|Về việc|về việc)\s([^\n.]{10,300})")
_LINE = re.compile(r"[^\n]{20,300}")


@dataclass(frozen=True, slots=True)
class Head:
    """What a directive is called; whatever is not found is empty."""

    number: str = ""
    on: date | None = None
    giver: str = ""
    about: str = ""


def read(text: str) -> Head:
    """The head of a directive, found by pattern: its own signs first, what is told about it in the text else."""
    number = next((found[1] for pattern in _NUMBER if (found := pattern.search(text))), "")
    return Head(number, _day(text[:_HEAD]), _giver(text), _about(text))


def _day(head: str) -> date | None:
    found = _WRITTEN.search(head) or _TOLD.search(head)
    if found is None:
        return None
    year = found[3] or next((one[1] for one in _ANY_YEAR.finditer(head)), "")
    try:
        return date(int(year or 0), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _giver(text: str) -> str:
    top = _AT_TOP.search(text[:_HEAD])
    if top is not None:
        return " ".join(top[1].split())
    found = _GIVER.search(text)
    return found[1] if found else ""


def _about(text: str) -> str:
    found = _ABOUT.search(text[:_HEAD])
    if found is not None:
        return " ".join(found[1].split())
    lines = (line[0] for line in _LINE.finditer(text[:_HEAD]) if not line[0].isupper())
    return " ".join(next(lines, "").split())
