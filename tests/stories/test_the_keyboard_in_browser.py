"""The morning without a mouse: a search, five tasks claimed, each completed, and the sheet that names the keys."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from processes.database import Database, now
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_the_morning_in_browser import wait_in_the_pool
from tests.town import Town


def test_five_are_claimed_and_completed_by_keyboard_alone(site: Site, browser: Browser, data: Path) -> None:
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    wait_in_the_pool(town, 6)
    binh.go("/?pham-vi=chua-nhan")
    key = binh.page.keyboard

    expect(binh.page.get_by_role("button", name="Phím tắt")).to_be_visible()
    key.press("?")
    sheet = binh.page.get_by_role("dialog", name="Phím tắt")
    expect(sheet).to_be_visible()
    binh.screen("shortcuts")
    key.press("n")  # the sheet stands in front: nothing is claimed behind it
    key.press("Escape")
    expect(sheet).to_be_hidden()

    key.press("/")
    key.type("Phương Thảo 5")
    binh.calm()
    expect(binh.page.locator(".row")).to_have_count(1)
    key.press("Control+a")
    key.press("Delete")
    binh.calm()
    key.press("Escape")
    expect(binh.page.locator(".row")).to_have_count(6)
    key.press("Home")
    binh.calm()

    for _ in range(5):
        key.press("n")
        binh.sees("Hoàn thành")
        binh.calm()
        key.press("Escape")  # out of the field in which the work begins
        key.press("j")
        binh.calm()
    binh.go("/?pham-vi=cua-toi")
    expect(binh.page.locator(".row")).to_have_count(5)

    for left in range(5, 0, -1):
        expect(binh.page.locator(".row")).to_have_count(left)
        complete(binh)
    expect(binh.page.get_by_text("Bạn không giữ việc nào.", exact=False).first).to_be_visible()
    assert [row.step for row in town.inbox("viet")] == ["Xem xét, ký"] * 5


def complete(binh: Person) -> None:
    """Fills in the form of the task on the desk and completes it."""
    key = binh.page.keyboard
    key.press("o")
    key.press("Space")  # the first of the answers
    for told in ("Quyển 3/2015, số 120", "1"):
        key.press("Tab")
        key.type(told)
    key.press("Tab")
    binh.calm()
    key.press("Control+Enter")
    binh.calm()
