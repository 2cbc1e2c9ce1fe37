"""A leader sets an alert from the board, is told, opens what is behind it; it is switched off and removed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from processes import database
from processes.calendars import local
from processes.database import Database
from tasks import alerting
from tests.accessible import violations
from tests.board.filling import fill
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_the_board_in_browser import behind
from tests.town import Town

LONG = "Hồ sơ chưa ai nhận của Phòng Kinh tế, Hạ tầng và Đô thị sau bốn giờ làm việc"


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, nine days ago."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, local(database.now()).replace(hour=8) - timedelta(days=9))
    record.close()


def test_an_alert_is_set_told_and_followed(site: Site, town: Town, browser: Browser) -> None:
    fill(town, 25, signs=False)  # the keys of the demonstration are of today
    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    page = viet.page
    viet.go("/canh-bao")
    viet.sees("Chưa có cảnh báo nào.")
    viet.screen("alerts-empty")
    viet.go("/giam-sat?so=qua-han")
    expect(behind(viet).first).to_be_visible()
    overdue = behind(viet).count()
    assert overdue > 5
    page.get_by_role("link", name="Đặt cảnh báo cho phần này").click()
    viet.calm()
    viet.sees(f"Hiện có {overdue} hồ sơ")
    viet.sees("vượt mức: sẽ báo ngay sau khi lưu.")
    viet.fill("Báo khi nhiều hơn", str(overdue))
    viet.sees(f"chưa vượt mức: sẽ báo khi nhiều hơn {overdue}.")
    viet.fill("Báo khi nhiều hơn", "5")
    page.get_by_text("Nhắc lại mỗi ngày làm việc").click()
    viet.calm()
    viet.screen("alert-form")
    viet.press("Lưu cảnh báo")
    viet.sees("Vượt mức, sắp báo")

    _another(viet)
    rung = alerting.ring(town.database, moment=database.now())
    assert rung == 2
    viet.go("/canh-bao")
    expect(page.get_by_text("Vượt mức từ")).to_have_count(2)
    viet.screen("alerts")
    assert violations(page) == []
    viet.go("/thong-bao")
    page.get_by_text(f"Cảnh báo “Quá hạn”: {overdue} hồ sơ").first.click()
    viet.calm()
    expect(page.locator(".mc-alert[aria-current]")).to_contain_text("Quá hạn")
    page.locator(".mc-alert[aria-current]").get_by_role("link", name=f"{overdue} hồ sơ").click()
    viet.calm()
    viet.sees("Hồ sơ: Quá hạn")
    expect(behind(viet)).to_have_count(overdue)

    _on_a_phone(viet)
    _off_and_away(viet)

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    expect(binh.page.get_by_role("link", name="Cảnh báo")).to_have_count(0)
    binh.go("/canh-bao")
    binh.sees("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị")
    binh.screen("alerts-refused")


def _another(viet: Person) -> None:
    """One of a unit, with a long name."""
    viet.press("Đặt cảnh báo mới")
    viet.pick("Đếm hồ sơ", "Chưa ai nhận")
    viet.fill("Từ bao nhiêu giờ làm việc", "4")
    viet.pick("Đơn vị", "Phòng Kinh tế, Hạ tầng và Đô thị")
    viet.fill("Tên cảnh báo", LONG)
    viet.screen("alert-form-waits")
    viet.press("Lưu cảnh báo")
    viet.sees(LONG)
    viet.sees("Chưa ai nhận từ 4 giờ làm việc trở lên · Phòng Kinh tế, Hạ tầng và Đô thị")


def _on_a_phone(viet: Person) -> None:
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.go("/canh-bao")
    viet.screen("alerts-390")
    viet.page.locator("[class*=st-key-line_alert_]").filter(has_text=LONG).get_by_role("button", name="Sửa").click()
    viet.calm()
    viet.screen("alert-form-390")
    assert viet.page.evaluate("document.documentElement.scrollWidth") <= 390
    viet.page.set_viewport_size({"width": 1440, "height": 900})
    viet.press("Bỏ")


def _off_and_away(viet: Person) -> None:
    viet.page.locator('[class*="_on_True"] label').filter(has_text="Quá hạn").click()
    viet.sees("Đang tắt")
    line = viet.page.locator("[class*=st-key-line_alert_]").filter(has_text="Đang tắt")
    line.get_by_role("button", name="Xóa").click()
    viet.sees("Đã xóa cảnh báo “Quá hạn”.")
    expect(viet.page.locator(".mc-alert")).to_have_count(1)
