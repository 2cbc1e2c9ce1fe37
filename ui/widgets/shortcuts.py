"""The keys of the inbox, for who keeps the hands on the keyboard, and the sheet that names them."""

from __future__ import annotations

from ui.locale import t
from ui.widgets.assets import component

_LINES = (
    (("j", "k"), "Việc sau, việc trước"),
    (("o",), "Vào biểu mẫu của việc đang mở"),
    (("Esc",), "Từ ô nhập về danh sách"),
    (("n",), "Nhận việc đang mở"),
    (("l",), "Lấy việc kế tiếp"),
    (("Ctrl", "Enter"), "Hoàn thành, hoặc nhận việc đang mở"),
    (("x",), "Đánh dấu chọn việc để xử lý nhiều việc một lần"),
    (("f",), "Theo dõi hồ sơ"),
    (("h",), "Mở hồ sơ"),
    (("/",), "Tìm trong danh sách"),
    (("?",), "Xem bảng phím tắt này"),
)


def shortcuts() -> None:
    """Draws the button of the sheet and listens to the keyboard; to be called once, on the inbox."""
    lines = [(keys, t(told)) for keys, told in _LINES]
    component("shortcuts")(key="shortcuts", data={"label": t("Phím tắt"), "close": t("Đóng"), "lines": lines})
