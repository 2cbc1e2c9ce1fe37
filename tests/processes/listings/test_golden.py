"""A hundred rows of the national catalogue, each read by a person and written down beside here."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes import listings
from processes.listings import Fee, Limit, Rate
from tests import corpus

pytestmark = pytest.mark.corpus

_GOLDEN = Path(__file__).with_name("rows.txt").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(part.strip() for part in line.split("|")) for line in _GOLDEN if line and not line.startswith("#")]


def told_limit(limit: Limit) -> str:
    """`15 ngày làm việc`, with a star where it is not what the cell itself says; `không` where none is set."""
    if limit.term is None:
        return "không" if limit.basis == "none" else "?"
    return f"{limit.term}{'' if limit.basis == 'cell' else '*'}"


def told_fee(fee: Fee) -> str:
    """`800000`, `400000 2025-07-01…2026-12-31; 800000`, or the sort of a fee without an amount."""
    return "; ".join(map(told_rate, fee.rates)) or fee.sort


def told_rate(rate: Rate) -> str:
    currency = "" if rate.currency == "VND" else f" {rate.currency}"
    period = f" {rate.since or ''}…{rate.until or ''}" if rate.since or rate.until else ""
    return f"{rate.amount:f}{currency}{period}"


def test_the_rows_are_read_as_a_person_reads_them() -> None:
    folder = corpus.folder()
    assert folder is not None
    assert len(ROWS) >= 100
    wrong: list[str] = []
    for place, limit, fee in ROWS:
        code, channel, case = place.split()
        listing = listings.read((folder / "procedures" / f"{code}.json").read_bytes())
        way = next(way for way in listing.ways if (way.channel, way.case) == (channel, int(case)))
        read = (told_limit(way.limit), told_fee(way.fee))
        if read != (limit, fee):
            wrong.append(f"{place}: {read}, not {(limit, fee)}")
    assert len(wrong) <= 3, "\n".join(wrong)
