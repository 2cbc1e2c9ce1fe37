"""The register of a one-stop: a line a dossier, in the order of receipt, printed and as a workbook."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from processes.people import People, Person
from processes.periods import Period
from processes.refusals import NotFound
from tasks import registers
from tests.tasks.letters.conftest import FONTS
from tests.town import Town

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
FORMULA = Person('=HYPERLINK("http://x")', "001085012345", "0912345678", "", "#{} $ * _")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def unit_id(town: Town) -> int:
    return town.unit("H99.30", "one_stop").id


def test_the_lines_stand_in_the_order_of_receipt(town: Town) -> None:
    first = town.receive().code
    town.pass_time(hours=2)
    second = town.receive(town.request("1.001612")).code
    town.pass_time(days=40)
    town.receive()
    with town.database.snapshot() as snapshot:
        found = registers.entries(snapshot, unit_id(town), MARCH, officer=town.officer("mai"))
    assert [(line.number, line.code) for line in found] == [(1, first), (2, second)]
    assert (found[0].owner, found[0].returned_at) == ("Nguyễn Văn An", None)


def test_it_is_read_by_its_one_stop_and_the_heads(town: Town) -> None:
    with town.database.snapshot() as snapshot:
        assert registers.units(snapshot, town.officer("viet")) == [unit_id(town)]
        assert registers.units(snapshot, town.officer("binh")) == []
        for username in ("binh", "son"):
            with pytest.raises(NotFound):
                registers.entries(snapshot, unit_id(town), MARCH, officer=town.officer(username))


def test_what_other_one_stops_received_is_listed_until_it_is_finished(town: Town) -> None:
    town.receive()
    code = town.receive(town.request(agency="H99.30", at="H99.31"), by="son").code

    def listed(username: str) -> list[str]:
        with town.database.snapshot() as snapshot:
            return [line.code for line in registers.transferred(snapshot, officer=town.officer(username))]

    assert (listed("mai"), listed("son"), listed("binh")) == ([code], [], [])


def test_it_is_printed_across(town: Town) -> None:
    town.receive(town.request(people=People(FORMULA, FORMULA)))
    told = {"officer": town.officer("mai"), "moment": town.moment}
    with town.database.snapshot() as snapshot:
        pdf = PdfReader(BytesIO(registers.pdf(snapshot, unit_id(town), MARCH, **told, fonts=FONTS)))
    page = pdf.pages[0]
    assert page.mediabox.width > page.mediabox.height
    said = " ".join(page.extract_text().split())
    assert "SỔ THEO DÕI HỒ SƠ" in said
    assert "=HYPERLINK" in said.replace(" ", "")


def test_the_workbook_holds_texts_and_times_and_no_formula(town: Town) -> None:
    town.receive(town.request(people=People(FORMULA, FORMULA)))
    told = {"officer": town.officer("mai"), "moment": town.moment}
    with town.database.snapshot() as snapshot:
        book = ZipFile(BytesIO(registers.workbook(snapshot, unit_id(town), MARCH, **told)))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    assert sheet.findall(f".//{_SHEET}f") == []
    assert FORMULA.name in {text.text for text in texts.iter(f"{_SHEET}t")}
    numbers = [
        cell for cell in sheet.iter(f"{_SHEET}c") if cell.get("t") is None and cell.find(f"{_SHEET}v") is not None
    ]
    assert len(numbers) == 4  # its place, how many sets, when received and when due
