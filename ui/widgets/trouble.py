"""Why a message did not leave, in words that tell whom to call."""

from __future__ import annotations

import re

from ui.locale import t

_KINDS = (
    ("password", re.compile(r"auth|\b(401|403|535)\b", re.IGNORECASE)),
    ("certificate", re.compile(r"certificate|ssl", re.IGNORECASE)),
    ("late", re.compile(r"timed? ?out", re.IGNORECASE)),
    ("name", re.compile(r"gaierror|name or service|getaddrinfo|name resolution", re.IGNORECASE)),
    ("closed", re.compile(r"refused|unreachable|reset|disconnected|connect", re.IGNORECASE)),
    ("full", re.compile(r"no space left|disk quota", re.IGNORECASE)),
    ("own", re.compile(r"permission denied|read-only file", re.IGNORECASE)),
)


def plain(trouble: str) -> str:
    """The trouble in plain words where it is a known one; else as it was told."""
    said = {
        "password": t("Bên nhận không chấp nhận tài khoản hoặc khóa của hệ thống này."),
        "certificate": t("Chứng thư số của bên nhận không hợp lệ hoặc đã hết hạn."),
        "late": t("Bên nhận không trả lời kịp."),
        "name": t("Không tìm thấy địa chỉ máy chủ của bên nhận."),
        "closed": t("Không kết nối được với bên nhận."),
        "full": t("Ổ đĩa của máy chủ đã đầy."),
        "own": t("Máy chủ không được ghi vào thư mục gửi đi."),
    }
    for kind, pattern in _KINDS:
        if pattern.search(trouble):
            return said[kind]
    return trouble or t("Không rõ lý do.")
