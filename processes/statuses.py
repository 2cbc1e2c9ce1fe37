"""A dossier's four statuses, and the national codes (TrangThaiHoSo) that they map to."""

from __future__ import annotations

from typing import Literal

Business = Literal[
    "accepted",
    "processing",
    "awaiting_supplement",
    "awaiting_duty",
    "awaiting_other",
    "withdrawn",
    "stopped",
    "completed",
]
Finance = Literal["none", "asked", "paid"]
Delivery = Literal["none", "ready", "returned"]
Sync = Literal["waiting", "sent", "failed"]

ACCEPTED, PROCESSING, COMPLETED = "accepted", "processing", "completed"
AWAITING_SUPPLEMENT, AWAITING_DUTY, AWAITING_OTHER = "awaiting_supplement", "awaiting_duty", "awaiting_other"
WITHDRAWN, STOPPED = "withdrawn", "stopped"
READY, RETURNED, NONE, ASKED, PAID = "ready", "returned", "none", "asked", "paid"
WAITING, SENT, FAILED = "waiting", "sent", "failed"

PAUSED = frozenset({AWAITING_SUPPLEMENT, AWAITING_DUTY, AWAITING_OTHER})
WITHOUT_RESULT = frozenset({WITHDRAWN, STOPPED})
ENDED = frozenset({*WITHOUT_RESULT, COMPLETED})

_NATIONAL = {
    ACCEPTED: 2,
    PROCESSING: 4,
    AWAITING_SUPPLEMENT: 5,
    AWAITING_DUTY: 6,
    AWAITING_OTHER: 4,  # the nation knows no code for time that a procedure's own law excludes
    WITHDRAWN: 7,
    STOPPED: 8,
    COMPLETED: 9,
}

NAMES = {
    2: "Được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}


def national(business: str, delivery: str) -> int:
    """The national code of a dossier; returning the result comes after everything else."""
    return 10 if delivery == RETURNED else _NATIONAL[business]
