"""Whom a directive speaks to: units as they are written in a text, found by pattern, and what the organisation has.

What is found are the very words and where they stand. Every repetition in a pattern is bounded: a hostile text costs
no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_DEPARTMENTS = (
    "Thông tin và Truyền thông|TT&TT|TTTT|Kế hoạch và Đầu tư|KH&ĐT|Tài chính|Nội vụ|Tư pháp|Xây dựng|Công Thương|Y tế|"
    "Giáo dục và Đào tạo|GD&ĐT|Khoa học và Công nghệ|KH&CN|Nông nghiệp và Môi trường|Nông nghiệp và Phát triển nông "
    "thôn|Tài nguyên và Môi trường|Văn hóa, Thể thao và Du lịch|Văn hóa và Thể thao|Giao thông vận tải|Lao động ?[-–,] "
    "?Thương binh và Xã hội|Ngoại vụ|Dân tộc và Tôn giáo|Du lịch"
)
_COMMITTEE = "(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)"
_COMMUNES = "(?:các )?(?:huyện|xã)(?:, (?:thị xã|thành phố|phường|thị trấn|đặc khu)| và (?:phường|thành phố)){1,3}"
_PROPER = r"(?:[A-ZÀ-ỴĐ]\w{0,12}(?: |-)?){1,4}"
# groups begin with a small word that every text writes alike; named units are a closed list, for names have small words
_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "departments": r"các sở(?:, ban)?(?:, ngành)?(?:, đoàn thể)?(?: cấp tỉnh| thuộc " + _COMMITTEE + r" tỉnh)?"
        r"(?: (?:có )?liên quan)?",
        "communes": _COMMITTEE + " (?:cấp (?:huyện|xã)|" + _COMMUNES + ")|" + _COMMUNES,
        "all": r"các (?:cơ quan, )?đơn vị(?:, địa phương)?(?: (?:có )?liên quan)?|các (?:cơ quan|địa phương)"
        r"(?:, đơn vị)?(?: (?:có )?liên quan)?",
    }
)
_NAMED = "|".join(
    (
        f"Sở (?i:{_DEPARTMENTS})",
        f"Văn phòng (?:HĐND và )?{_COMMITTEE}(?: (?:tỉnh|xã|phường|thành phố))?",
        "Văn phòng Tỉnh ủy|Thanh tra tỉnh|Công an (?:tỉnh|cấp xã|xã|phường)|Bộ Chỉ huy Quân sự tỉnh|Kho bạc Nhà nước|"
        "Bảo hiểm xã hội(?: tỉnh| cơ sở)?|Thuế (?:tỉnh|cơ sở)|Trung tâm Phục vụ hành chính công(?: tỉnh| cấp xã)?",
        _COMMITTEE + r" (?:xã|phường|huyện|thị xã|thành phố|đặc khu) " + _PROPER,
        r"đơn vị (?:sự nghiệp công lập|quản trị, vận hành|cung cấp giải pháp)[^.:;]{0,160}?(?= có trách nhiệm| phối hợp"
        r"| rà soát|:)",
    )
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Units as a text names them: the words, from which character to which, and the group when they are many."""

    words: str
    start: int
    end: int
    group: str = ""


class Addressees:
    """The patterns by which units are known, those of the organisation's names (`names`) among them."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        known = "|".join(re.escape(name) for name in sorted({*names}, key=len, reverse=True) if name.strip())
        groups = "|".join(f"(?P<{name}>(?i:{pattern}))" for name, pattern in _GROUPS.items())
        leads = (
            r"(?:(?i:thủ trưởng|người đứng đầu|giám đốc|lãnh đạo|chủ tịch(?= (?:UBND|Ủy ban)))\s(?:các\s(?=cơ quan))?)?"
        )
        self._unit = re.compile(f"{leads}(?:{f'(?P<known>{known})|' if known else ''}{groups}|(?P<named>{_NAMED}))")
        self._joint = re.compile(r"\s?(?:,|;|và|cùng|–)\s(?:và\s|cùng\s)?")

    def at(self, text: str, start: int, end: int) -> list[Addressee]:
        """The units that a text lists from a character on; none when it names no unit there."""
        found: list[Addressee] = []
        place = start
        while (unit := self._unit.match(text, place, end)) is not None:
            group = next((name for name in _GROUPS if unit[name]), "")
            found.append(Addressee(unit[0].strip(" ,;"), unit.start(), unit.end(), group))
            joint = self._joint.match(text, unit.end(), end)
            if joint is None:
                break
            place = joint.end()
        return found
