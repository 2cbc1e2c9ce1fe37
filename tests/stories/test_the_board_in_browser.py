"""A leader sees what is overdue and opens the worst; a division's head sees only her own; an officer is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

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


def tile(person: Person, name: str) -> Locator:
    return person.page.locator(".mc-tiles a").filter(has_text=re.compile(f"^{name}[0-9.]+$"))


def value(person: Person, name: str) -> int:
    return int((tile(person, name).locator("b").text_content() or "").replace(".", ""))


def behind(person: Person) -> Locator:
    """The rows of the list that is open."""
    return person.page.locator(".st-key-board_list li.row")


def test_the_worst_is_found_and_a_head_sees_only_her_own(site: Site, town: Town, browser: Browser) -> None:
    fill(town, 40, signs=False)  # the keys of the demonstration are of today
    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.page.get_by_role("link", name="Bảng giám sát").click()
    viet.calm()
    overdue = value(viet, "Quá hạn")
    assert overdue > 5
    assert value(viet, "Bế tắc") > 0
    viet.screen("board-leader")
    assert violations(viet.page) == []
    tile(viet, "Quá hạn").click()
    viet.calm()
    rows = behind(viet)
    expect(rows).to_have_count(overdue)
    expect(tile(viet, "Quá hạn")).to_have_attribute("aria-current", "true")
    viet.screen("board-overdue")
    worst = rows.first.locator(".part").first.text_content() or ""
    viet.page.get_by_role("link", name="Mở hồ sơ").click()
    viet.calm()
    viet.sees(worst)
    viet.sees("Quá hạn")

    viet.go("/giam-sat?theo=don-vi")
    line = viet.page.locator(".mc-board tbody tr").filter(has_text="Phòng Kinh tế, Hạ tầng và Đô thị")
    link = line.get_by_role("link", name=re.compile("Bế tắc"))
    stuck = int(link.text_content() or "")
    link.click()
    viet.calm()
    expect(behind(viet)).to_have_count(stuck)
    viet.sees("Việc: Bế tắc · Phòng Kinh tế, Hạ tầng và Đô thị")
    viet.screen("board-stuck")
    viet.page.get_by_text("Cán bộ", exact=True).click()  # another breakdown closes what was open
    viet.calm()
    expect(behind(viet)).to_have_count(0)
    expect(viet.page.get_by_role("rowheader", name="Nguyễn Văn Bình")).to_have_count(1)
    viet.screen("board-officers")
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.go("/giam-sat?theo=don-vi&so=qua-han")
    viet.screen("board-390")
    viet.page.locator("#danh-sach").scroll_into_view_if_needed()
    viet.screen("board-list-390")
    assert viet.page.evaluate("document.documentElement.scrollWidth") <= 390

    _others(site, town, browser, foreign=town.unit("H99.30", "office").id)


def _others(site: Site, town: Town, browser: Browser, *, foreign: int) -> None:
    huong = sign_in(browser, site.address, "huong", site.password, OWN)
    huong.go("/giam-sat?theo=don-vi")
    expect(huong.page.locator(".mc-board tbody tr")).to_have_count(1)
    huong.sees("Phòng Kinh tế, Hạ tầng và Đô thị")
    huong.go(f"/giam-sat?theo=don-vi&so=tat-ca&dong={foreign}")  # of a unit that is not hers
    huong.sees("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị")
    expect(behind(huong)).to_have_count(0)

    ha = sign_in(browser, site.address, "ha", site.password, OWN)
    ha.go("/giam-sat?theo=co-quan")
    expect(ha.page.locator(".mc-board tbody tr")).to_have_count(2)
    expect(ha.page.locator(".mc-ahead")).to_contain_text("Chưa đủ dữ liệu")
    ha.screen("board-province")
    ha.go("/giam-sat?theo=co-quan&so=qua-han")
    ha.sees("Cách tính hạn")
    expect(ha.page.get_by_role("link", name="Mở hồ sơ")).to_have_count(0)  # how it stands, not its papers
    ha.screen("board-province-list")

    pao = sign_in(browser, site.address, "pao", site.password, OWN)
    pao.go("/giam-sat?theo=don-vi")
    pao.sees("Không có việc nào đang mở trong phạm vi này.")
    pao.screen("board-empty")

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    expect(binh.page.get_by_role("link", name="Bảng giám sát")).to_have_count(0)
    binh.go("/giam-sat")
    binh.sees("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị")
    expect(binh.page.locator(".mc-tiles")).to_have_count(0)
