"""Process tables as provinces write them, for the tests: ours, in their manner."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

HEADING = (
    "Bước",
    "Nội dung công việc",
    "Người/đơn vị thực hiện",
    "Thời gian (giờ làm việc)",
    "Kết quả/Biểu mẫu",
    "Đồng ý",
    "Không đồng ý",
)
ONE_STOP, HEAD, OFFICER = "Bộ phận Một cửa", "Lãnh đạo phòng Văn hóa - Xã hội", "Chuyên viên phòng Văn hóa - Xã hội"
LEADER, CLERK, OFFICE = "Chủ tịch UBND xã", "Văn thư", "Chánh Văn phòng"
ROWS: tuple[tuple[str, ...], ...] = (
    ("1", "Tiếp nhận, kiểm tra hồ sơ, số hóa và chuyển phòng", ONE_STOP, "04 giờ", "Giấy tiếp nhận", "", ""),
    ("2", "Phân công thụ lý", HEAD, "2", "", "", ""),
    ("3", "Thẩm định hồ sơ", OFFICER, "1,5 ngày làm việc", "Phiếu thẩm định", "Bước 5", "Bước 4"),
    ("4", "Soạn văn bản trả lời, nêu rõ lý do", OFFICER, "4", "Dự thảo văn bản", "Bước 6", ""),
    ("5", "Dự thảo kết quả", OFFICER, "04 giờ", "Dự thảo", "", ""),
    ("6", "Xem xét dự thảo", HEAD, "½ ngày", "", "Bước 7", "Bước 5"),
    ("7", "Thẩm tra, trình ký", OFFICE, "0,5 ngày làm việc", "Tờ trình", "", "Bước 5"),
    ("8", "Ký kết quả", LEADER, "04 giờ làm việc", "Kết quả đã ký", "9", "Bước 6"),
    ("9", "Chuyển văn thư", OFFICE, "01 giờ", "", "", ""),
    ("10", "Vào sổ, đóng dấu, phát hành", CLERK, "1 giờ", "", "", ""),
    ("11", "Chuyển kết quả về Bộ phận Một cửa", CLERK, "30 phút", "", "", ""),
    ("12", "Trả kết quả cho công dân", ONE_STOP, "Không tính thời gian", "Sổ theo dõi", "", ""),
)
ROLES = {
    ONE_STOP: "@receiving/reception_officer",
    HEAD: "social_division/division_head",
    OFFICER: "social_division/case_officer",
    OFFICE: "office/office_head",
    LEADER: "leadership/agency_leader",
    CLERK: "office/records_clerk",
}
TITLE = "Quy trình nội bộ giải quyết thủ tục cấp giấy xác nhận"


def tabbed(rows: Sequence[Sequence[str]] = ROWS, heading: Sequence[str] = HEADING) -> str:
    """As it comes from Word's clipboard."""
    return "\n".join("\t".join(cells) for cells in ((TITLE,), heading, *rows))


def barred(rows: Sequence[Sequence[str]] = ROWS, heading: Sequence[str] = HEADING) -> str:
    """As it is written in a message."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def xlsx(rows: Sequence[Sequence[str]] = ROWS) -> bytes:
    """As an Excel sheet with a title over all columns."""
    written = BytesIO()
    book = xlsxwriter.Workbook(written)
    sheet = book.add_worksheet("Quy trình")
    sheet.merge_range(0, 0, 0, len(HEADING) - 1, TITLE)
    for number, cells in enumerate((HEADING, *rows), 2):
        for column, cell in enumerate(cells):
            if cell.isdecimal():
                sheet.write_number(number, column, int(cell))
            elif cell:
                sheet.write_string(number, column, cell)
    book.close()
    return written.getvalue()
