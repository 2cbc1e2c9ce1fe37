"""A leader reads the statutory report of a month and takes it along; a division's head has her own unit's alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from processes import database
from processes.calendars import local
from processes.database import Database
from tests.accessible import violations
from tests.board.filling import fill
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, nine days ago."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, local(database.now()).replace(hour=8) - timedelta(days=9))
    record.close()


def total(person: Person, column: int) -> int:
    told = person.page.locator(".mc-report tr.total td").nth(column).text_content() or ""
    return int(told.replace(".", ""))


def test_a_month_is_reported(site: Site, town: Town, browser: Browser) -> None:
    fill(town, 30, signs=False)
    since = town.moment.date() - timedelta(days=1)
    until = local(database.now()).date()
    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.page.get_by_role("link", name="Báo cáo").click()
    viet.calm()
    viet.sees("Không có số liệu trong kỳ này.")  # last month there was nothing
    viet.screen("reports-empty")
    viet.go(f"/bao-cao?ky=khac&tu={since}&den={until}")
    assert total(viet, 1) == total(viet, 5) + total(viet, 9) > 5
    viet.sees("Kỳ này chưa kết thúc")
    viet.sees("Sổ theo dõi hồ sơ trong kỳ")
    viet.screen("reports-ii06a")
    assert violations(viet.page) == []
    for name, shown in {"In (PDF)": "II.06a/VPCP/KSTT", "Tải Excel": "", "In sổ": "SỔ THEO DÕI HỒ SƠ"}.items():
        href = viet.page.get_by_role("link", name=name).get_attribute("href")
        answer = viet.page.request.get(f"{site.address}{href}")
        assert answer.ok
        if shown:
            said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
            assert shown in said
            assert "UBND PHƯỜNG BẾN XUÂN" in " ".join(said.split())
    viet.pick("Báo cáo", "Khối lượng việc của cán bộ")
    viet.sees("Trần Thị Mai")
    viet.screen("reports-officers")
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.calm()
    viet.screen("reports-390")
    assert viet.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(viet.page) == []


def test_a_head_has_her_own_unit_and_an_officer_is_refused(site: Site, town: Town, browser: Browser) -> None:
    fill(town, 12, signs=False)
    since = town.moment.date()
    huong = sign_in(browser, site.address, "huong", site.password, OWN)
    huong.go("/bao-cao?ky=quy")
    huong.sees("Xử lý đúng hạn theo đơn vị và thủ tục")
    expect(huong.page.get_by_text("II.06a")).to_have_count(0)
    huong.screen("reports-head")
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    expect(binh.page.get_by_role("link", name="Báo cáo")).to_have_count(0)
    binh.go("/bao-cao?ky=nam")
    expect(binh.page.locator(".mc-report")).to_have_count(0)
    refused = binh.page.request.get(f"{site.address}/api/reports/can-bo?from={since}&to={since}")
    assert refused.status == 403
