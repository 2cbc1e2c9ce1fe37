"""A release's own letters, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import count
from types import MappingProxyType

from bpmn.differences.parts import Part, Said
from bpmn.letters import Kind, Paragraph
from bpmn.releases import Release

TITLES: Mapping[Kind, str] = MappingProxyType(
    {
        "receipt": "lời dặn trên giấy tiếp nhận",
        "supplement_request": "phiếu yêu cầu bổ sung",
        "reception_supplement": "phiếu yêu cầu bổ sung khi tiếp nhận",
        "refusal": "phiếu từ chối tiếp nhận",
        "apology": "phiếu xin lỗi và hẹn lại",
        "stop_notice": "thông báo dừng giải quyết",
    }
)


def parts(old: Release, new: Release) -> tuple[list[Part], list[Part]]:
    """The letters of both; paragraphs are the same that stand between the same ones."""
    was, now = list[Part](), list[Part]()
    for kind in TITLES:
        before, after = (_paragraphs(release, kind) for release in (old, new))
        if before:
            was.append(_letter(kind))
        if after:
            now.append(_letter(kind))
        for first, second in _paired(kind, before, after):
            was += [first] if first else []
            now += [second] if second else []
    return was, now


def _letter(kind: Kind) -> Part:
    return Part(kind, TITLES[kind])


def _paragraphs(release: Release, kind: Kind) -> list[str]:
    found = release.letters.get(kind)
    return [_told(one) for one in found.paragraphs] if found else []


def _told(paragraph: Paragraph) -> str:
    """A paragraph as it is written."""
    words = (f"{{{run.text}}}" if run.is_place else run.text for run in paragraph.runs)
    bold = (run.is_bold for run in paragraph.runs)
    return "".join(f"*{text}*" if is_bold else text for text, is_bold in zip(words, bold, strict=True)).replace(
        "**", ""
    )


def _paired(kind: Kind, before: Sequence[str], after: Sequence[str]) -> list[tuple[Part | None, Part | None]]:
    found: list[tuple[Part | None, Part | None]] = []
    number = count(1)
    for _, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for step in range(max(last - first, end - begin)):
            id_ = f"{kind}/{next(number)}"
            old = _part(kind, id_, before[first + step], first + step) if first + step < last else None
            new = _part(kind, id_, after[begin + step], begin + step) if begin + step < end else None
            found.append((old, new))
    return found


def _part(kind: Kind, id_: str, text: str, at: int) -> Part:
    return Part(id_, f"đoạn {at + 1}", {"text": Said("nội dung", text)}, TITLES[kind], parent=kind)
