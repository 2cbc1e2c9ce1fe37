"""Importing twice changes nothing; a page that changed becomes the next number, and the old one stays."""

from __future__ import annotations

from sqlalchemy import select

from processes import listings, tables
from processes.database import Database
from processes.listings import record
from tests.conftest import MONDAY_8AM
from tests.processes.listings.pages import page


def keep(database: Database, *pages: bytes) -> record.Kept:
    with database.transaction() as transaction:
        return record.keep(transaction, [(listings.read(one), one) for one in pages], moment=MONDAY_8AM)


def rows(database: Database) -> list[tuple[int, bytes]]:
    with database.snapshot() as snapshot:
        query = select(tables.Listing.number, tables.Listing.page).order_by(tables.Listing.id)
        return [(row.number, row.page) for row in snapshot.execute(query)]


def test_importing_twice_changes_nothing(database: Database) -> None:
    assert keep(database, page()).new == ("1.234567",)
    before = rows(database)
    assert keep(database, page() + b"\n").unchanged == ("1.234567",)
    assert rows(database) == before


def test_a_page_that_changed_is_the_next_number(database: Database) -> None:
    first, second = page(), page("Trực tiếp3 Ngày làm việcMiễn phí")
    keep(database, first)
    assert keep(database, second).changed == ("1.234567",)
    assert rows(database) == [(1, first), (2, second)]
    with database.snapshot() as snapshot:
        found = record.facts(snapshot, "1.234567")
        assert found is not None
        (way,) = found["ways"]  # pyright: ignore
        assert way["limit"]["term"] == {"term": "P3D", "kind": "working", "text": "3 ngày làm việc"}
        assert record.facts(snapshot, "9.999999") is None


def test_a_procedure_known_by_its_release_keeps_its_name(town) -> None:
    mine = page(ma_thu_tuc="2.000908", ten_thu_tuc="Tên khác")
    keep(town.database, mine)
    with town.database.snapshot() as snapshot:
        query = select(tables.Procedure.name).where(tables.Procedure.code == "2.000908")
        assert snapshot.execute(query).scalar_one() == "Cấp bản sao từ sổ gốc"
    assert town.receive().code
