"""A leader on the way reads a dossier on a phone, its paper and its history, and signs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from processes.database import Database, now
from tests.answers import answer
from tests.stories.browser import sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_the_morning_in_browser import wait_in_the_pool
from tests.town import Town


def test_a_leader_reads_and_approves_at_390(site: Site, browser: Browser, data: Path) -> None:
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    wait_in_the_pool(town, 2)
    for row in town.inbox("binh"):
        town.claim("binh", row.task_id)
        town.complete("binh", row.task_id, answer(town, "2.000908", "appraise"))
    viet = sign_in(browser, site.address, "viet", site.password, OWN, width=390)
    viet.sees("2 chưa nhận")
    viet.screen("phone-list")
    viet.page.locator(".row").nth(1).click()
    viet.calm()
    viet.page.get_by_role("tab", name="Lịch sử").click()
    viet.sees("Nguyễn Văn Bình")
    viet.screen("phone-history")
    viet.page.get_by_role("tab", name="Xử lý").click()
    viet.press("Nhận việc")
    viet.choose("Ký duyệt")
    viet.screen("phone-approve")
    wide = "document.documentElement.scrollWidth - window.innerWidth"
    assert viet.page.evaluate(wide) <= 0
    # what is pressed by a thumb is as large as one
    for button in viet.page.locator(".st-key-task_acts button").all():
        size = button.bounding_box()
        assert size is None or size["height"] >= 40
    viet.press("Hoàn thành")
    viet.sees("đã chuyển đến bước")
    expect(viet.page.locator(".row")).to_have_count(1)
