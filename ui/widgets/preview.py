"""A file beside the work: a link to a PDF or a picture opens a panel, and the page behind it stays as it is."""

from __future__ import annotations

from ui.locale import t
from ui.widgets.assets import component

_WORDS = {
    "close": "Đóng",
    "before": "Tệp trước",
    "after": "Tệp sau",
    "away": "Mở trong thẻ mới",
    "open": "Mở tệp",
    "no_viewer": "Trình duyệt này không xem được PDF ngay tại trang.",
    "broken": "Không mở được ảnh này.",
}


def preview() -> None:
    """Listens for presses on files' links of this page (class `mc-file`); to be called once a page."""
    component("preview")(key="preview", data={"words": {name: t(word) for name, word in _WORDS.items()}})
