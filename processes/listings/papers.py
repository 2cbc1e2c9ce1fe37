"""Papers, outcomes and provisions of a listing, told apart again where its table's cells ran together."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TABLE = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
_COUNT = re.compile(r"(?P<originals>[0-9]+) bản chính(?:,\s*(?P<copies>[0-9]+) bản sao)?|(?P<only>[0-9]+) bản sao")
_ENDING = r"\.(?:docx|doc(?!x)|pdf|xlsx|xls(?!x)|zip|rar)"
_FILE = re.compile(_ENDING + "$", re.IGNORECASE)
_FILES = re.compile(_ENDING + r"(?=\S)", re.IGNORECASE)
_LONGEST_FILE = 100
_OUTCOME = re.compile(r"(?P<name>.*?)Mã: (?P<code>[A-Z0-9.\-]*[0-9]|[A-Za-z]{2,12}$)?", re.DOTALL)
_NUMBER = re.compile(  # the next title, or the next number, may follow without a space
    r"[0-9]{1,5}(?:\.[0-9]+)?/(?:[0-9]{4}/)?"
    r"(?:NĐ-CP|QĐ-TTg|NQ-CP|(?:PL-|NQ-)?UBTVQH[0-9]{1,2}|QH[0-9]{1,2}|[A-ZĐ]{2,6}-[A-ZĐ]+(?![a-zà-ỹđ]))"
)
_NOTHING = "Không có thông tin"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to hand in: its group (a case in words, or empty), its name, its forms' files, originals and copies."""

    group: str
    name: str
    forms: tuple[str, ...]
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the procedure ends with, under its national result code; empty where the listing has none."""

    code: str
    name: str


def papers(text: str) -> list[Paper]:
    """The papers in the listing's order, and none where it names none."""
    head, *blocks = text.split(_TABLE)
    group = _clean(head)
    found: list[Paper] = []
    for block in blocks:
        start = 0
        for match in _COUNT.finditer(block):
            name, forms = _forms(block[start : match.start()].strip())
            copies = int(match["copies"] or match["only"] or 0)
            found.append(Paper(group, _clean(name), forms, int(match["originals"] or 0), copies))
            start = match.end()
        group = _clean(block[start:])
    return found


def outcomes(text: str) -> list[Outcome]:
    """The results with their national codes; what stands behind them is the page's furniture."""
    told = text.split("Từ khóaKhông có thông tin", 1)[0].split("Từ khóa", 1)[0]
    return [Outcome(match["code"] or "", _clean(match["name"])) for match in _OUTCOME.finditer(told)]


def provisions(text: str) -> list[str]:
    """The numbers of the documents the procedure rests on, each once, in the listing's order."""
    return list(dict.fromkeys(match[0] for match in _NUMBER.finditer(text)))


def _forms(text: str) -> tuple[str, tuple[str, ...]]:
    """A cell's text and the names of files that were run onto its end."""
    forms: list[str] = []
    while _FILE.search(text):
        before = [match.end() for match in _FILES.finditer(text)]
        joints = [at for at in range(max(1, len(text) - _LONGEST_FILE), len(text)) if _is_joint(text, at)]
        cut = max(before[-1:] + joints[-1:], default=0)
        if not cut:
            break
        text, form = text[:cut], text[cut:]
        forms.insert(0, form)
    return text, tuple(forms)


def _is_joint(text: str, at: int) -> bool:
    """Whether a file's name may begin here: a capital right behind a word's or a sentence's end."""
    before = text[at - 1]
    return text[at].isupper() and (before.islower() or before in ";.”)") and not text[at:].startswith("TT-")


def _clean(text: str) -> str:
    told = " ".join(text.split()).strip(" -+")
    return "" if told == _NOTHING else told
