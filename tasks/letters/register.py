"""The register of dossiers as a PDF and as a workbook: one line a dossier, in the order of receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter

from processes.calendars import local
from tasks.letters.typesetting import Press

HEADINGS = (
    "STT",
    "Mã hồ sơ",
    "Tên thủ tục hành chính",
    "Số lượng hồ sơ (bộ)",
    "Họ tên chủ hồ sơ",
    "Địa chỉ",
    "Số điện thoại",
    "Cơ quan chủ trì giải quyết",
    "Nhận hồ sơ",
    "Hẹn trả kết quả",
    "Trả kết quả",
    "Phương thức nhận kết quả",
    "Người nhận kết quả",
    "Ghi chú",
)
_WIDTHS = (5, 24, 40, 8, 26, 36, 14, 28, 16, 16, 16, 20, 24, 30)
_TIMES = {8, 9, 10}


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of the register, a field for each heading but the first."""

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
        """The fields in the order of the headings."""
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
    rows = [[str(number), *map(_told, line.cells())] for number, line in enumerate(facts.lines, start=1)]
    data = {"headings": list(HEADINGS), "rows": rows}
    return press.print("register.typ.j2", facts=facts, data=data, moment=facts.day)


def workbook(facts: Register) -> bytes:
    """The register as XLSX; times are times, and no text is taken for a formula or a link."""
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": ""}
    book = xlsxwriter.Workbook(written, options)
    sheet = book.add_worksheet("Sổ theo dõi hồ sơ")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    timed = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top", "border": 1})
    sheet.write_string(0, 0, f"{facts.agency}: sổ theo dõi hồ sơ {facts.period}", book.add_format({"bold": True}))
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, heading, bold)
    for row, line in enumerate(facts.lines, start=3):
        for column, value in enumerate((row - 2, *line.cells())):
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, local(value).replace(tzinfo=None), timed)
            elif isinstance(value, int):
                sheet.write_number(row, column, value, plain)
            else:
                sheet.write_string(row, column, str(value or ""), plain)
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, 2 + len(facts.lines), len(HEADINGS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return written.getvalue()


def _told(value: object) -> str:
    return f"{local(value):%H:%M %d/%m/%Y}" if isinstance(value, datetime) else str(value or "")
