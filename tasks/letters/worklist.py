"""A work list as a PDF and as a workbook: one line a task, in the order of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.letters import sheets
from tasks.letters.sheets import Column
from tasks.letters.typesetting import Press

COLUMNS = (
    Column("Mã hồ sơ", 24),
    Column("Thủ tục", 40),
    Column("Bước xử lý", 30),
    Column("Chủ hồ sơ", 26),
    Column("Nơi đang xử lý", 34),
    Column("Người đang giữ", 24),
    Column("Tiếp nhận", 16),
    Column("Hạn bước", 16),
    Column("Tình trạng", 14),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One task, a field for each column."""

    code: str
    procedure: str
    step: str
    owner: str
    place: str
    holder: str
    received: datetime
    due: datetime
    standing: str

    def cells(self) -> tuple[object, ...]:
        """The fields in the order of the columns."""
        told = self.code, self.procedure, self.step, self.owner, self.place, self.holder
        return (*told, self.received, self.due, self.standing)


@dataclass(frozen=True, slots=True)
class Worklist:
    """An officer's list at a moment, with the letterhead it is printed under; `cut` is after how many it was cut."""

    superior: str
    agency: str
    place: str
    day: datetime
    officer: str
    told: str
    lines: tuple[Line, ...]
    cut: int = 0
    source: str = ""


def render(facts: Worklist, *, press: Press) -> bytes:
    """Prints the list on A4 across."""
    rows = [[str(number), *map(sheets.told, line.cells())] for number, line in enumerate(facts.lines, start=1)]
    data = {"headings": ["STT", *(column.heading for column in COLUMNS)], "rows": rows, "cut": facts.cut}
    return press.print("worklist.typ.j2", facts=facts, data=data, moment=facts.day)


def workbook(facts: Worklist) -> bytes:
    """The list as XLSX."""
    title = f"{facts.officer}: danh sách công việc, {facts.told}, lúc {sheets.told(facts.day)}"
    return sheets.workbook("Danh sách công việc", title, COLUMNS, [line.cells() for line in facts.lines])
