"""The register of dossiers as a PDF and as a workbook: one line a dossier, in the order of receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.letters import sheets
from tasks.letters.sheets import Column
from tasks.letters.typesetting import Press

COLUMNS = (
    Column("Mã hồ sơ", 24),
    Column("Tên thủ tục hành chính", 40),
    Column("Số lượng hồ sơ (bộ)", 8),
    Column("Họ tên chủ hồ sơ", 26),
    Column("Địa chỉ", 36),
    Column("Số điện thoại", 14),
    Column("Cơ quan chủ trì giải quyết", 28),
    Column("Nhận hồ sơ", 16),
    Column("Hẹn trả kết quả", 16),
    Column("Trả kết quả", 16),
    Column("Phương thức nhận kết quả", 20),
    Column("Người nhận kết quả", 24),
    Column("Ghi chú", 30),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of the register, a field for each column."""

    code: str
    procedure: str
    sets: int
    owner: str
    address: str
    phone: str
    agency: str
    received: datetime
    due: datetime
    returned: datetime | None
    method: str
    receiver: str
    note: str

    def cells(self) -> tuple[object, ...]:
        """The fields in the order of the columns."""
        return (
            *(self.code, self.procedure, self.sets, self.owner, self.address, self.phone, self.agency),
            *(self.received, self.due, self.returned, self.method, self.receiver, self.note),
        )


@dataclass(frozen=True, slots=True)
class Register:
    """A one-stop's register of a period, with the letterhead it is printed under."""

    superior: str
    agency: str
    place: str
    day: datetime
    source: str
    period: str
    lines: tuple[Line, ...]


def render(facts: Register, *, press: Press) -> bytes:
    """Prints the register as a PDF on A4 across. TT 03/2025/TT-VPCP form 07, its text not seen: a draft."""
    rows = [[str(number), *map(sheets.told, line.cells())] for number, line in enumerate(facts.lines, start=1)]
    data = {"headings": ["STT", *(column.heading for column in COLUMNS)], "rows": rows}
    return press.print("register.typ.j2", facts=facts, data=data, moment=facts.day)


def workbook(facts: Register) -> bytes:
    """The register as XLSX."""
    title = f"{facts.agency}: sổ theo dõi hồ sơ {facts.period}"
    return sheets.workbook("Sổ theo dõi hồ sơ", title, COLUMNS, [line.cells() for line in facts.lines])
