"""Letters of a release: how a procedure words what its agency writes to the applicant, as plain text with places.

A `.letter` file is named for its letter. Its paragraphs are separated by blank lines; `*…*` is bold; `{lý do}` is a
place that the dossier fills in. There is nothing else: no conditions, no loops, no markup, so whatever is written
there, and whatever a value says, is text on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bpmn.files import NotReadable
from bpmn.sentences import Sentence

Kind = Literal["receipt", "supplement_request", "reception_supplement", "refusal", "apology", "stop_notice"]
NAMES = (
    *("mã hồ sơ", "thủ tục", "trường hợp", "người nộp", "cơ quan", "một cửa", "lúc tiếp nhận", "hẹn trả"),
    *("nội dung bổ sung", "lý do", "hạn bổ sung", "hẹn lại", "người liên hệ"),
)
"""Every place there is, in the order they are offered in."""

FILES: Mapping[Kind, str] = MappingProxyType(
    {
        "receipt": "giay-tiep-nhan.letter",
        "supplement_request": "phieu-yeu-cau-bo-sung.letter",
        "reception_supplement": "yeu-cau-bo-sung-khi-tiep-nhan.letter",
        "refusal": "phieu-tu-choi-tiep-nhan.letter",
        "apology": "phieu-xin-loi.letter",
        "stop_notice": "thong-bao-dung-giai-quyet.letter",
    }
)
KINDS: Mapping[str, Kind] = MappingProxyType({name: kind for kind, name in FILES.items()})
_ALWAYS: frozenset[str] = frozenset({"mã hồ sơ", "thủ tục", "trường hợp", "người nộp", "cơ quan", "một cửa"})
_OWN: Mapping[Kind, frozenset[str]] = {
    "receipt": frozenset({"lúc tiếp nhận", "hẹn trả"}),
    "supplement_request": frozenset(
        {"lúc tiếp nhận", "hẹn trả", "nội dung bổ sung", "lý do", "hạn bổ sung", "người liên hệ"}
    ),
    "reception_supplement": frozenset({"lúc tiếp nhận", "nội dung bổ sung", "lý do", "người liên hệ"}),
    "refusal": frozenset({"lúc tiếp nhận", "lý do", "người liên hệ"}),
    "apology": frozenset({"lúc tiếp nhận", "hẹn trả", "lý do", "hẹn lại", "người liên hệ"}),
    "stop_notice": frozenset({"lúc tiếp nhận", "hẹn trả", "lý do", "người liên hệ"}),
}
_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "receipt": (),
    "supplement_request": ("mã hồ sơ", "nội dung bổ sung", "lý do", "hạn bổ sung"),
    "reception_supplement": ("mã hồ sơ", "nội dung bổ sung", "lý do"),
    "refusal": ("mã hồ sơ", "lý do"),
    "apology": ("mã hồ sơ", "lý do", "hẹn lại"),
    "stop_notice": ("mã hồ sơ", "lý do"),
}
_LISTS: frozenset[str] = frozenset({"nội dung bổ sung", "lý do"})
_MOST_BYTES, _MOST_PARAGRAPHS = 20 * 1024, 60
_TOKEN = re.compile(r"\{([^{}]*)\}|([{}])|(\*)|([^{}*]+)")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph: words, or the place with this name."""

    text: str
    is_place: bool = False
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a list when it is nothing but the place of one, which is then numbered line by line."""

    runs: tuple[Run, ...]

    @property
    def listed(self) -> str:
        """The name of the list it is; empty for running text."""
        places = [run.text for run in self.runs if run.is_place]
        alone = len(places) == 1 and all(run.is_place or not run.text.strip() for run in self.runs)
        return places[0] if alone and places[0] in _LISTS else ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter as a release words it."""

    kind: Kind
    source: str
    paragraphs: tuple[Paragraph, ...]


def names(kind: Kind) -> tuple[str, ...]:
    """The places that a letter may have, in the order they are offered in."""
    return tuple(name for name in NAMES if name in _ALWAYS or name in _OWN[kind])


def needed(kind: Kind) -> tuple[str, ...]:
    """The places without which the letter would not say what its form asks for (TT 03/2025/TT-VPCP, draft)."""
    return _NEEDED[kind]


def beginning(kind: Kind) -> bytes:
    """What a release's own wording begins with: the usual one."""
    return _BEGINNINGS[kind].encode()


def read(name: str, source: bytes) -> Wording:
    """Reads a `.letter` file by its name.

    Refuses: NotReadable (a name that is no letter's, over 20 KB, no UTF-8, empty, over 60 paragraphs, a brace that
    stands alone, a place that nothing fills, one that the form asks for and that is missing).
    """
    if name not in KINDS:
        told = Sentence("không có văn bản nào mang tên tệp này; các tên dùng được: {names}", names=", ".join(KINDS))
        raise NotReadable(told)
    return wording(KINDS[name], source)


def wording(kind: Kind, source: bytes) -> Wording:
    """Reads how a letter is worded. Refuses: NotReadable, as `read`."""
    if len(source) > _MOST_BYTES:
        raise NotReadable(Sentence("tệp lớn hơn 20 KB"))
    try:
        text = source.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise NotReadable(Sentence("tệp không phải bảng mã UTF-8")) from error
    known = set(names(kind))
    found = [_paragraph(part, line, known) for part, line in _parts(text)]
    if not found:
        raise NotReadable(Sentence("văn bản trống"))
    if len(found) > _MOST_PARAGRAPHS:
        raise NotReadable(Sentence("văn bản có quá {most} đoạn", most=_MOST_PARAGRAPHS))
    said = {run.text for paragraph in found for run in paragraph.runs if run.is_place}
    if missing := [name for name in _NEEDED[kind] if name not in said]:
        names_missing = ", ".join(f"“{{{name}}}”" for name in missing)
        raise NotReadable(Sentence("thiếu chỗ điền {names} mà mẫu bắt buộc phải có", names=names_missing))
    return Wording(kind, text, tuple(found))


def _parts(text: str) -> list[tuple[str, int]]:
    """The paragraphs, each with the line it begins on."""
    found: list[tuple[str, int]] = []
    lines, begins = list[str](), 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            begins = begins if lines else number
            lines.append(line.strip())
        elif lines:
            found.append(("\n".join(lines), begins))
            lines = []
    return found


def _paragraph(text: str, line: int, known: set[str]) -> Paragraph:
    runs, is_bold = list[Run](), False
    for token in _TOKEN.finditer(text):
        here = line + text.count("\n", 0, token.start())
        place, brace, star, words = token.groups()
        if place is not None:
            name = " ".join(place.split())
            if name not in known:
                raise NotReadable(
                    Sentence("không có gì để điền vào chỗ “{place}” ở dòng {line}", place=f"{{{name}}}", line=here)
                )
            runs.append(Run(name, is_place=True, is_bold=is_bold))
        elif brace:
            raise NotReadable(
                Sentence("dấu “{sign}” đứng lẻ ở dòng {line}; chỗ điền viết như {{mã hồ sơ}}", sign=brace, line=here)
            )
        elif star:
            is_bold = not is_bold
        else:
            runs.append(Run(" ".join(words.split("\n")), is_bold=is_bold))
    if is_bold:
        raise NotReadable(Sentence("dấu * in đậm ở dòng {line} chưa đóng", line=line))
    return Paragraph(tuple(runs))


_ABOUT = "hồ sơ mã số *{mã hồ sơ}* của Ông/Bà {người nộp}, về việc: {thủ tục} ({trường hợp})"
_ASK = "Nếu có vướng mắc, Ông/Bà liên hệ {người liên hệ} để được hướng dẫn.\n"
_BEGINNINGS: Mapping[Kind, str] = {
    "receipt": "Ông/Bà mang theo giấy này khi nhận kết quả tại {một cửa}.\n",
    "supplement_request": f"{{cơ quan}} đang giải quyết {_ABOUT}, tiếp nhận lúc {{lúc tiếp nhận}}.\n\n"
    "Để có đủ căn cứ giải quyết, đề nghị Ông/Bà bổ sung, hoàn thiện *trong một lần* các nội dung sau:\n\n"
    "{nội dung bổ sung}\n\nLý do: {lý do}\n\n"
    "Thời hạn bổ sung: đến *{hạn bổ sung}*. Thời gian chờ bổ sung không tính vào thời hạn giải quyết; thời hạn được "
    f"tính tiếp khi {{một cửa}} nhận đủ nội dung bổ sung.\n\n{_ASK}",
    "reception_supplement": f"{{cơ quan}} đã nhận {_ABOUT}, gửi lúc {{lúc tiếp nhận}}.\n\n"
    "Để tiếp nhận hồ sơ, đề nghị Ông/Bà bổ sung, hoàn thiện *trong một lần* các nội dung sau:\n\n"
    f"{{nội dung bổ sung}}\n\nLý do: {{lý do}}\n\n{_ASK}",
    "refusal": f"{{cơ quan}} đã nhận {_ABOUT}, gửi lúc {{lúc tiếp nhận}}.\n\n"
    f"Qua xem xét, {{cơ quan}} *không tiếp nhận* hồ sơ này với lý do: {{lý do}}\n\n{_ASK}",
    "apology": f"Lúc {{lúc tiếp nhận}}, {{một cửa}} đã tiếp nhận {_ABOUT}; hẹn trả kết quả: {{hẹn trả}}.\n\n"
    "Đến nay, {cơ quan} chưa hoàn thành việc giải quyết hồ sơ theo đúng thời gian đã hẹn. Lý do: {lý do}\n\n"
    "{cơ quan} xin lỗi Ông/Bà về sự chậm trễ này và xin hẹn trả kết quả vào lúc *{hẹn lại}*.\n",
    "stop_notice": f"{{cơ quan}} thông báo *dừng giải quyết* {_ABOUT}, tiếp nhận lúc {{lúc tiếp nhận}}.\n\n"
    "Lý do dừng giải quyết: {lý do}\n\n"
    "Ông/Bà nhận lại giấy tờ đã nộp tại {một cửa}. Khi cần, Ông/Bà có thể nộp hồ sơ mới theo quy định.\n",
}
