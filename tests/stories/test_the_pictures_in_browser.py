"""A leader looks at the pictures: by keyboard, on a phone, with nothing fetched from outside; an officer has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from processes import database, tables
from processes.calendars import local
from processes.database import Database
from tests.accessible import violations
from tests.board.filling import fill
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town

PICTURES = (
    "Việc đang mở theo thời hạn",
    "Điểm nóng quá hạn",
    "Dòng hồ sơ qua các bước",
    "Xu hướng 52 tuần",
    "Tải việc của cán bộ",
)


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, nine days ago."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, local(database.now()).replace(hour=8) - timedelta(days=9))
    record.close()


def draws(page: Page) -> None:
    """Waits until every picture is there, then makes room for all of them."""
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(5)
    expect(page.locator(".badge").first).to_be_visible()


def whole(person: Person, name: str, width: int) -> None:
    """Keeps a picture of the page from its top to its end."""
    height = person.page.evaluate("document.querySelector('.stMainBlockContainer').scrollHeight")
    person.page.set_viewport_size({"width": width, "height": height + 80})
    draws(person.page)
    person.screen(name)


def test_a_leader_sees_how_work_goes(site: Site, town: Town, browser: Browser) -> None:
    fill(town, 40, signs=False)  # the keys of the demonstration are of today: nothing is signed, so nothing ends
    _end(town)
    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    asked: list[str] = []
    viet.page.on("request", lambda request: asked.append(request.url))
    viet.go("/giam-sat?thu-tuc=" + _procedure(viet))
    viet.page.get_by_role("link", name="Biểu đồ giám sát").click()
    viet.calm()
    draws(viet.page)
    for title in PICTURES:
        expect(viet.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert "thu-tuc=" in viet.page.url
    expect(viet.page.get_by_role("link", name="Bảng giám sát")).to_have_count(2)  # in the menu, and the way back
    outside = [url for url in asked if not url.startswith((site.address, "blob:", "data:", "ws:"))]
    assert outside == []
    assert violations(viet.page) == []
    _table(viet)
    whole(viet, "pictures-leader", 1440)
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.go("/hinh-anh?ky=4-tuan")
    draws(viet.page)
    assert viet.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(viet.page) == []
    whole(viet, "pictures-leader-390", 390)
    _others(site, browser)


def _end(town: Town) -> None:
    """Every third dossier has its result, some of them late."""
    row = tables.Dossier
    with town.database.transaction() as transaction:
        every = transaction.execute(select(row.id, row.due_at).where(row.kind == "dossier").order_by(row.id)).all()
        for number, (dossier_id, due_at) in enumerate(every[::3]):
            ended = min(due_at + timedelta(days=number % 2), town.moment)
            done = {"finished_at": ended, "business_status": "completed"}
            transaction.execute(update(row).where(row.id == dossier_id).values(**done))


def _procedure(person: Person) -> str:
    """The busiest procedure, as the board's address says it."""
    person.go("/giam-sat?theo=thu-tuc")
    href = person.page.locator(".mc-board tbody a").first.get_attribute("href") or ""
    found = re.search(r"dong=(\d+)", href)
    assert found
    return found[1]


def _table(viet: Person) -> None:
    """The figures of the first picture, opened by the keyboard; each dossier is a link."""
    table = viet.page.locator("summary").filter(has_text="Bảng số liệu").first
    table.focus()
    viet.page.keyboard.press("Enter")
    viet.calm()
    rows = viet.page.locator(".mc-drawn").first.locator("tbody tr")
    expect(rows.first).to_be_visible()
    viet.sees("Quá hạn")
    code = rows.first.locator("a")
    assert re.fullmatch(r"/ho-so\?id=\d+", code.get_attribute("href") or "")


def _others(site: Site, browser: Browser) -> None:
    pao = sign_in(browser, site.address, "pao", site.password, OWN)
    pao.go("/hinh-anh")
    pao.sees("Không có việc nào đang mở trong phạm vi này.")
    pao.sees("Chưa có gì kết thúc trong 52 tuần qua.")
    assert violations(pao.page) == []
    pao.screen("pictures-empty")
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.go("/hinh-anh")
    expect(binh.page.get_by_role("heading", name=PICTURES[0], exact=True)).to_have_count(0)
