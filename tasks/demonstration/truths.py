"""What is planted in the demonstration year, so that what boards and analyses find can be held against the truth.

Everything else of the year is chance around these. Posts are named by agency, unit and role;
docs/howto/demonstration.md tells the same to people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

SLOW_UNIT = ("H99.31", "economic_division")
"""Phòng Kinh tế, xã Lộc An: its officers come to every task `SLOWER` times as late as others would."""
SLOWER = 2.2

OVERLOADED = ("H99.30", "office", "case_officer")
"""The civil status officer of phường Bến Xuân: seven tenths of the working time are taken, elsewhere half at most."""
USUAL_LOAD, OVERLOAD = 0.5, 0.7

SUPPLEMENTED = "1.013225"
"""The building permit: far more often than elsewhere something is missing."""
SUPPLEMENTS = {
    SUPPLEMENTED: 0.45,
    "1.013831": 0.08,
    "1.000828": 0.08,
    "1.013807": 0.08,
    "1.001612": 0.06,
    "2.002621": 0.03,
    "2.000908": 0.015,
}

BOTTLENECK = ("H99.30", "leadership", "agency_leader")
BOTTLENECK_MONTH, HELD_UP = 8, 9.0
"""In August the head of phường Bến Xuân is often away: what waits for the signature waits so many times as long."""

DRIFTING = ("H99.12", "office", "case_officer")
DRIFT = 1.9
"""From the middle of the period on the land register's officer takes so many times as long."""

LAST_DAYS = timedelta(days=6)
FAILED = 2
"""In the last days so many handoffs do not arrive: their executions are in error."""


@dataclass(frozen=True, slots=True)
class Told:
    """A planted fact as people are told of it."""

    what: str
    where: str


ALL = (
    Told("đơn vị chậm", "Phòng Kinh tế, UBND xã Lộc An"),
    Told("cán bộ quá tải", "Công chức Tư pháp – Hộ tịch, UBND phường Bến Xuân"),
    Told("thủ tục hay phải bổ sung", "Cấp giấy phép xây dựng (1.013225)"),
    Told("điểm nghẽn trong tháng 8", "ký duyệt của Chủ tịch UBND phường Bến Xuân"),
    Told("chậm dần từ giữa kỳ", "Bộ phận Đăng ký và cấp giấy chứng nhận, Chi nhánh Văn phòng đăng ký đất đai"),
)
