"""An officer's morning: a view is saved, five tasks are ticked and claimed, completed at once, two refused."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser

from processes.database import Database, now
from processes.people import Person as Applicant
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town


def wait_in_the_pool(town: Town, number: int) -> list[int]:
    """So many dossiers that wait for their appraisal; their numbers."""
    found: list[int] = []
    for one in range(number):
        accepted = town.receive(town.request(owner=Applicant(f"Nguyễn Thị Phương Thảo {one}", f"00108501{one:04}")))
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
        found.append(accepted.dossier_id)
    return found


def tick(person: Person, number: int) -> None:
    """Ticks the first rows of the list, by keyboard alone."""
    person.page.locator(".row").first.focus()
    for one in range(number):
        person.page.keyboard.press("Space")
        person.page.keyboard.press("j" if one + 1 < number else "Home")
        person.calm()
    person.sees(f"Đã chọn {number} việc")


def codes(person: Person) -> list[str]:
    """The list as it is shown."""
    return [re.findall(r"\d{6}-\d{4}", row.inner_text())[0] for row in person.page.locator(".row").all()]


def test_five_are_claimed_and_completed_at_once_and_two_are_refused(site: Site, browser: Browser, data: Path) -> None:
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    waiting = wait_in_the_pool(town, 7)
    binh.go("/")
    binh.sees("7 chưa nhận")
    _save_a_view(binh)

    listed = codes(binh)
    tick(binh, 5)
    binh.screen("batch-ticked")
    binh.press("Nhận việc")
    binh.sees("Đã xử lý 5 việc")
    binh.page.get_by_text("Việc của tôi", exact=True).first.click()
    binh.calm()
    assert codes(binh) == listed[:5]

    for dossier_id in waiting[:2]:  # meanwhile the applicants are asked for more
        limit = town.moment + timedelta(days=10)
        town.write("supplement_request", dossier_id, limit=limit, missing="Bản chính giấy khai sinh", reason="Mờ")
    binh.go("/?pham-vi=cua-toi")
    tick(binh, 5)
    binh.page.locator("[class*=st-key-batch_completing]").get_by_role("button").first.click()
    binh.calm()
    binh.page.get_by_text("Bản sao cấp từ sổ gốc", exact=True).last.click()
    binh.page.get_by_label(re.compile("^Số, quyển")).last.fill("Quyển 3/2015, số 120")
    binh.page.get_by_label(re.compile("^Số bản sao cấp")).last.fill("1")
    binh.page.keyboard.press("Tab")
    binh.calm()
    binh.screen("batch-answer")
    binh.press("Hoàn thành 5 việc với cùng nội dung này")
    binh.sees("Đã xử lý 3 việc · 2 việc chưa xử lý được")
    binh.sees("hồ sơ đang tạm dừng chờ người nộp")
    binh.sees("Đã chọn 2 việc")
    assert sorted(codes(binh)) == sorted(listed[:2])
    binh.screen("batch-refused")

    binh.page.locator(".st-key-views").get_by_role("button").first.click()
    binh.calm()
    assert codes(binh) == listed[5:]
    assert "pham-vi=chua-nhan" in binh.page.url
    binh.page.set_viewport_size({"width": 390, "height": 844})
    binh.screen("inbox-views-390")


def _save_a_view(binh: Person) -> None:
    binh.page.locator("[class*=st-key-views_saving]").get_by_role("button").first.click()
    binh.calm()
    binh.fill("Lưu bộ lọc đang xem với tên", "Chờ nhận buổi sáng")
    binh.press("Lưu bộ lọc")
    binh.sees("Đã lưu bộ lọc “Chờ nhận buổi sáng”.")
    assert "7" in binh.page.locator(".st-key-views").inner_text()
