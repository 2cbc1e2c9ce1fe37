"""A site visit is written down: who was there in a table, what was found, and a decision that asks for its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from processes.database import now, use
from tests.stories.browser import FIRST, sign_in
from tests.stories.conftest import Site
from tests.stories.test_a_building_permit import do, receive
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town


@pytest.fixture
def town(site: Site, data: Path) -> Town:
    """The same province as on the screens, for the steps before the story."""
    return Town(use(f"sqlite:///{data / 'motcua.db'}"), now())


def test_who_was_there_is_written_down_row_by_row(site: Site, town: Town, browser: Browser) -> None:
    dossier_id = receive(town, "house")
    for element in ("receive", "screen"):
        do(town, dossier_id, element, **({"ask_fire": False, "ask_heritage": False} if element == "screen" else {}))
    town.database.close()
    nam = sign_in(browser, site.address, "nam", site.password, OWN)
    nam.go("/?pham-vi=chua-nhan")
    nam.press("Nhận việc")
    nam.fill("Chức vụ, đơn vị", "Công chức Địa chính – Xây dựng")
    nam.press("Thêm dòng")
    nam.page.get_by_label("Họ và tên").nth(1).fill("Nguyễn Văn An, chủ đầu tư công trình nhà ở riêng lẻ")
    nam.page.keyboard.press("Tab")
    nam.fill("Kết quả kiểm tra thực địa", "Đúng hiện trạng.")
    nam.choose("Đầy đủ, đúng quy định, đúng thực tế")
    nam.press("Hoàn thành")
    nam.sees("Dòng 1, cột “Họ và tên”: Mục này bắt buộc.")
    nam.screen("site-visit-wrong")
    nam.page.get_by_label("Họ và tên").first.fill("Trần Văn Nam")
    nam.page.keyboard.press("Tab")
    nam.calm()
    expect(nam.page.get_by_text("Dòng 1, cột")).to_have_count(0)
    nam.date("Ngày kiểm tra thực địa", now().date())
    nam.page.set_viewport_size({"width": 390, "height": 844})
    nam.page.get_by_role("button", name="Thêm dòng").scroll_into_view_if_needed()
    nam.screen("site-visit-390")
    nam.page.set_viewport_size({"width": 1440, "height": 900})
    nam.calm()
    nam.press("Hoàn thành")
    nam.sees("đã chuyển đến bước")
    nam.go(FIRST)
    nam.sees("Công chức Địa chính – Xây dựng")
    nam.screen("site-visit-told")


def test_a_reason_is_asked_for_when_something_is_sent_back(site: Site, town: Town, browser: Browser) -> None:
    dossier_id = town.receive().dossier_id
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    values = {"outcome": "copy", "register_entry": "Quyển 3/2015, số 120", "copies": 1}
    town.work("binh", values)
    town.database.close()
    viet = sign_in(browser, site.address, "viet", site.password, OWN, width=390)
    viet.press("Nhận việc")
    reason = viet.page.get_by_label("Lý do trả lại")
    expect(reason).to_have_count(0)
    viet.choose("Trả lại để làm lại")
    expect(reason).to_be_visible()
    viet.press("Hoàn thành")
    viet.sees("Mục này bắt buộc.")
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_be_focused()
    viet.screen("reason-asked-390")
    reason.fill("Chưa ghi số trang.")
    viet.press("Hoàn thành")
    viet.sees("đã chuyển đến bước")
    assert dossier_id
