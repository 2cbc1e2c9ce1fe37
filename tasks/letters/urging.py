"""The urging letter: a unit is asked to get on with tasks that lie there, a line for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.letters import sheets
from tasks.letters.typesetting import Press

HEADINGS = ("STT", "Mã hồ sơ, chủ hồ sơ", "Thủ tục", "Bước xử lý, người giữ", "Hạn bước", "Tình trạng")


@dataclass(frozen=True, slots=True)
class Line:
    """A task as it stood when it was urged."""

    code: str
    procedure: str
    owner: str
    step: str
    holder: str
    due: datetime
    standing: str


@dataclass(frozen=True, slots=True)
class Urging:
    """All that the letter says; `superior` is empty for agencies that stand alone in their letterhead."""

    symbol: str
    text: str
    superior: str
    agency: str
    place: str
    from_unit: str
    unit: str
    signer_title: str
    signer_name: str
    day: datetime
    lines: tuple[Line, ...]
    source: str = ""

    @property
    def count(self) -> int:
        """How many tasks it urges."""
        return len(self.lines)


def render(facts: Urging, *, press: Press) -> bytes:
    """Prints the letter on A4, laid out as NĐ 30/2020/NĐ-CP wants (phụ lục I)."""
    rows = [
        [str(number), [one.code, one.owner], one.procedure, [one.step, one.holder], sheets.told(one.due), one.standing]
        for number, one in enumerate(facts.lines, start=1)
    ]
    data = {"headings": list(HEADINGS), "rows": rows, "words": [line.strip() for line in facts.text.splitlines()]}
    return press.print("urging.typ.j2", facts=facts, data=data, moment=facts.day)
