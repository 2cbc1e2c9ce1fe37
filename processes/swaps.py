"""Working days that the Government moved: a day off, made up for on a Saturday, and the document that says so.

Only what the `holidays` package does not know: it has the others since 2010, up to 31/8/2026. When a yearly notice
is out, its swaps are added here unless the package has them, and ANNOUNCED_THROUGH moves on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ANNOUNCED_THROUGH = 2026
"""The last year whose Tết and National Day leave the Government has announced; later ones are computed."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One working day moved: `off` is not worked, `worked` is; `basis` is the document that decreed it."""

    off: date
    worked: date
    basis: str


SWAPS: tuple[Swap, ...] = (Swap(date(2026, 1, 2), date(2026, 1, 10), "Văn bản số 12729/VPCP-KGVX ngày 25/12/2025"),)
