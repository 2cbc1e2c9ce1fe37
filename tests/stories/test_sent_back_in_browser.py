"""A leader sends a file back with the reason, its officer mends it; what was sent too early is pulled back."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from processes.database import Database, now
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town

REASON = "Trích lục ghi thiếu tên đệm của người mẹ, đối chiếu lại sổ gốc trang 120."


def appraise(binh: Person) -> None:
    binh.choose("Bản sao cấp từ sổ gốc")
    binh.fill("Số, quyển", "Quyển 3/2015, số 120")
    binh.fill("Số bản sao cấp", "1")
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")


def _ask(person: Person, text: str, whom: str) -> None:
    """Says something about the file to a colleague, beside the task."""
    person.page.get_by_role("tab", name=re.compile("^Trao đổi")).click()
    person.page.get_by_placeholder("Viết trao đổi với đồng nghiệp…").fill(text)
    person.pick("Nhắc đến", whom)
    person.page.keyboard.press("Escape")
    person.press("Gửi")
    person.page.locator(".mc-story").get_by_text(f"@{whom}").wait_for()
    person.screen("comments")
    person.page.get_by_role("tab", name="Xử lý").click()


def test_it_goes_back_with_the_reason_and_comes_again(site: Site, browser: Browser, data: Path) -> None:
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    accepted = town.receive()
    town.complete("mai", town.inbox("mai", "mine")[-1].task_id)

    binh.go("/")
    binh.press("Nhận việc")
    appraise(binh)
    binh.sees("chưa ai mở xem")  # sent too early
    binh.screen("passing-sent")
    binh.press("Rút lại")
    binh.sees(f"Đã rút lại hồ sơ {accepted.code}.")
    binh.go("/?viec=" + str(town.inbox("binh", "mine")[0].task_id))
    expect(binh.page.get_by_label(re.compile("^Số, quyển")).first).to_have_value("Quyển 3/2015, số 120")
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.press("Nhận việc")
    viet.press("Trả lại bước trước")
    viet.fill("Lý do trả lại", REASON)
    viet.screen("passing-back")
    viet.page.get_by_role("dialog").get_by_role("button", name="Trả lại").click()
    viet.sees("Đã trả lại bước “Tra cứu sổ gốc, dự thảo” cho Nguyễn Văn Bình.")

    binh.go("/?viec=" + str(town.inbox("binh", "mine")[0].task_id))
    binh.sees("Phạm Quốc Việt trả lại bước này.")
    binh.sees(REASON)
    binh.screen("passing-returned")
    binh.page.set_viewport_size({"width": 390, "height": 844})
    binh.calm()
    binh.page.get_by_text(REASON).first.scroll_into_view_if_needed()
    binh.screen("passing-returned-390")
    binh.page.set_viewport_size({"width": 1440, "height": 900})
    binh.page.locator("[class*=st-key-follow_]").get_by_role("button").click()
    binh.sees("Đã đánh dấu theo dõi hồ sơ.")
    _ask(binh, "Anh xem giúp trang 120 tôi vừa đính kèm.", "Phạm Quốc Việt")
    binh.press("Nhận việc")
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")
    assert [row.step for row in town.inbox("viet")] == ["Xem xét, ký"]
    viet.go("/thong-bao")
    viet.sees("Nguyễn Văn Bình nhắc đến bạn trong hồ sơ")
