"""A dossier's four statuses, and the national codes (TrangThaiHoSo) that they map to."""

from __future__ import annotations

from typing import Literal

Business = Literal["accepted", "processing", "completed"]
Finance = Literal["none", "paid"]
Delivery = Literal["none", "ready", "returned"]
Sync = Literal["none"]

ACCEPTED, PROCESSING, COMPLETED = "accepted", "processing", "completed"
READY, RETURNED, NONE, PAID = "ready", "returned", "none", "paid"

_NATIONAL = {ACCEPTED: 2, PROCESSING: 4, COMPLETED: 9}

NAMES = {
    2: "Được tiếp nhận",
    4: "Đang xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}


def national(business: str, delivery: str) -> int:
    """The national code of a dossier; returning the result comes after everything else."""
    return 10 if delivery == RETURNED else _NATIONAL[business]
