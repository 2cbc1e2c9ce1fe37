"""Who has which reports, on screen, as PDF and as a workbook; what a workbook holds."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from processes import periods
from processes.database import Database
from processes.refusals import NotAllowed, NotFound
from tasks import reports
from tasks.reports import Asked, Report
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.tasks.letters.conftest import FONTS
from tests.town import Town

MARCH = periods.around("month", date(2026, 3, 2))
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    """A ward's dossier at its office, one task of it done, and one of another commune's."""
    town = Town(sqlite_database, MONDAY_8AM)
    dossier_id = town.receive().dossier_id
    town.complete("mai", town.dossier("mai", dossier_id).current[0].task_id)
    town.pass_time(hours=1)
    task_id = town.dossier("mai", dossier_id).current[0].task_id
    town.claim("binh", task_id)
    town.complete("binh", task_id, answer(town, "2.000908", "appraise"))
    town.receive(town.request(agency="H99.31"), by="son")
    return town


def made(town: Town, who: str, code: str, **narrowed: Any) -> Report:
    with town.database.snapshot() as snapshot:
        asked = Asked(MARCH, **narrowed)
        return reports.make(snapshot, code, asked, officer=town.officer(who), moment=town.moment)


def counted(found: Report) -> object:
    assert found.table.total is not None
    return found.table.total.cells[1]


def test_a_leader_has_the_agency_the_supervisor_all_and_an_officer_nothing(town: Town) -> None:
    ward, commune = (town.unit(code, "office").agency_id for code in ("H99.30", "H99.31"))
    assert counted(made(town, "viet", "ii-06a")) == 1
    assert counted(made(town, "ha", "ii-06a")) == 2
    assert counted(made(town, "ha", "ii-06a", agency_id=commune)) == 1
    assert made(town, "viet", "ii-06a").scope == "UBND phường Bến Xuân"
    assert made(town, "ha", "ii-06a").scope == "Toàn tỉnh"
    with pytest.raises(NotAllowed):
        made(town, "viet", "ii-06a", agency_id=commune)
    with pytest.raises(NotAllowed):
        made(town, "thang", "dung-han-don-vi", agency_id=ward)
    for nobody in ("mai", "binh", "thu"):
        for code in ("ii-06a", "can-bo"):
            with pytest.raises(NotAllowed):
                made(town, nobody, code)


def test_a_divisions_head_has_the_reports_of_the_own_unit_alone(town: Town) -> None:
    with town.database.snapshot():
        seen = reports.sight(town.officer("huong"), town.directory)
    assert {form.code for form in seen.forms} == {"dung-han-don-vi", "thoi-gian", "can-bo"}
    assert counted(made(town, "huong", "can-bo")) == 0
    assert made(town, "huong", "can-bo").scope == "Phòng Kinh tế, Hạ tầng và Đô thị"
    with pytest.raises(NotAllowed):
        made(town, "huong", "ii-06a")
    with pytest.raises(NotAllowed):
        made(town, "huong", "can-bo", unit_id=town.unit("H99.30", "office").id)
    assert counted(made(town, "viet", "can-bo", unit_id=town.unit("H99.30", "office").id)) == 1


def test_below_an_agency_are_those_that_it_has_in_the_tree(town: Town) -> None:
    province = town.unit("H99", "office").agency_id
    assert counted(made(town, "ha", "ii-06a", agency_id=province)) == 2
    assert counted(made(town, "ha", "ii-06a", agency_id=province, is_below=False)) == 0
    assert made(town, "ha", "ii-06a", agency_id=province).scope == "UBND tỉnh Lam Giang và cơ quan cấp dưới"


def test_what_is_not_a_report_is_not_found_and_a_unit_decides_nothing(town: Town) -> None:
    with pytest.raises(NotFound):
        made(town, "viet", "khong-co")
    with pytest.raises(NotAllowed):
        made(town, "viet", "ii-06a", unit_id=town.unit("H99.30", "office").id)


def test_a_period_that_goes_on_says_so(town: Town) -> None:
    found = made(town, "viet", "ii-06a")
    assert (found.is_over, found.at) == (False, town.moment)
    town.pass_time(days=40)
    assert made(town, "viet", "ii-06a").is_over


def test_it_is_printed_across_with_the_forms_head_and_who_signs(town: Town) -> None:
    told: dict[str, Any] = {"officer": town.officer("viet"), "moment": town.moment, "fonts": FONTS}
    with town.database.snapshot() as snapshot:
        page = PdfReader(BytesIO(reports.pdf(snapshot, "ii-06a", Asked(MARCH), **told))).pages[0]
    assert page.mediabox.width > page.mediabox.height
    said = " ".join(page.extract_text().split())
    for words in ("II.06a/VPCP/KSTT", "UBND PHƯỜNG BẾN XUÂN", "Tháng 3 năm 2026", "NGƯỜI LẬP BIỂU", "(13)"):
        assert words in said, words
    assert "Đơn vị nhận báo cáo: UBND tỉnh Lam Giang" in said
    assert "Phạm Quốc Việt" in said


def test_a_workbook_holds_numbers_shares_and_days_under_a_head_that_stays(town: Town) -> None:
    told: dict[str, Any] = {"officer": town.officer("viet"), "moment": town.moment}
    with town.database.snapshot() as snapshot:
        book = ZipFile(BytesIO(reports.workbook(snapshot, "dung-han-don-vi", Asked(MARCH), **told)))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(f".//{_SHEET}f") == []
    values = [
        float(cell.findtext(f"{_SHEET}v") or "")
        for cell in sheet.iter(f"{_SHEET}c")
        if cell.get("t") is None and cell.find(f"{_SHEET}v") is not None
    ]
    assert values[:3] == [46082.0, 46112.0, pytest.approx(46083.375, abs=0.05)]  # from, to, made
    assert 1.0 in values[3:]
    pane = sheet.find(f".//{_SHEET}pane")
    assert pane is not None
    assert (pane.get("state"), pane.get("xSplit")) == ("frozen", "2")
    setup = sheet.find(f"{_SHEET}pageSetup")
    assert setup is not None
    assert (setup.get("orientation"), setup.get("paperSize"), setup.get("fitToHeight")) == ("landscape", "9", "0")
    styles = book.read("xl/styles.xml").decode()
    assert "0.0%" in styles
    assert "Print_Titles" in book.read("xl/workbook.xml").decode()
