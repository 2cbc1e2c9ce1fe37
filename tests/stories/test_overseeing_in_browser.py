"""A leader opens a late dossier, urges with a numbered letter, asks why, gives it to another; a fault is repaired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from processes import database
from processes.database import Database
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import test_repairs
from tests.tasks.test_oversight import hold
from tests.town import Town

WHY = "Người giữ việc đi học đột xuất"


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, for colleagues who act elsewhere."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, database.now())
    record.close()


def act(person: Person, menu: str, name: str, *, said: str) -> None:
    """One act of the menu, through its dialog."""
    person.page.get_by_role("button", name=menu).first.click()
    person.calm()
    person.page.get_by_role("button", name=name).last.click()
    person.calm()
    dialog = person.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^(Lý do|Nội dung)")).last.fill(said)
    person.page.evaluate("document.activeElement.blur()")
    person.calm()
    person.picture(f"overseeing-{name.lower().replace(' ', '-')}")
    dialog.get_by_role("button", name=name).last.click()
    person.calm()


def test_a_leader_oversees_a_dossier(site: Site, town: Town, browser: Browser) -> None:
    hold(town, "thu", town.officer("nam").posts[0].id)
    accepted = town.receive(town.request("1.001612"))
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    task_id = town.dossier("mai", accepted.dossier_id).current[0].task_id
    town.claim("nam", task_id)
    page = f"/ho-so?id={accepted.dossier_id}"

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.go(page)
    viet.press("Đôn đốc")
    viet.fill("Nội dung đôn đốc", "Người dân chờ từ sáng, đề nghị trả lời trong ngày.")
    viet.press("Gửi đôn đốc")
    viet.sees("số 01/PĐĐ")
    letter = viet.page.locator("a[href*='/api/urgings/']").first.get_attribute("href")
    cookies = {one["name"]: one["value"] for one in viet.page.context.cookies()}  # pyright: ignore
    agent = viet.page.evaluate("navigator.userAgent")
    pdf = httpx.get(f"{site.address}{letter}", cookies=cookies, headers={"user-agent": agent})
    assert pdf.content.startswith(b"%PDF")
    (Path(__file__).parent.parent / "screens" / "urging-letter.pdf").write_bytes(pdf.content)
    viet.page.get_by_role("button", name="Giám sát").first.click()
    viet.calm()
    viet.screen("overseeing-menu")
    viet.page.keyboard.press("Escape")
    viet.calm()
    act(viet, "Giám sát", "Yêu cầu giải trình", said="Vì sao đã quá nửa thời hạn mà chưa kiểm tra thực địa?")
    viet.sees("Chưa trả lời")

    nam = sign_in(browser, site.address, "nam", site.password, OWN)
    nam.go(f"/?viec={task_id}")
    nam.sees("yêu cầu bạn giải trình")
    nam.screen("overseeing-asked")
    nam.fill("Giải trình", "Chờ bản vẽ của chủ hộ, chiều nay kiểm tra.")
    nam.press("Gửi giải trình")

    viet.go(page)
    viet.sees("Chờ bản vẽ của chủ hộ")
    act(viet, "Giám sát", "Báo cấp trên", said="Chủ hộ đã khiếu nại lên tỉnh")
    viet.sees("báo cấp trên việc")
    act(viet, "Giám sát", "Phân công lại", said=WHY)
    viet.sees("phân công lại")
    act(viet, "Giám sát", "Lấy việc về", said="Cần xong trong hôm nay")
    viet.sees("lấy việc")
    viet.screen("overseen")
    viet.page.locator(".mc-story").last.scroll_into_view_if_needed()
    viet.screen("overseen-history")
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.go(page)
    viet.screen("overseen-390")
    viet.page.get_by_role("button", name="Giám sát").first.click()
    viet.calm()
    viet.screen("overseen-menu-390")


def test_a_dossier_in_error_is_repaired_where_it_is_seen(
    site: Site, town: Town, browser: Browser, tmp_path: Path
) -> None:
    test_repairs.publish(town, tmp_path)
    accepted = town.receive()
    (row,) = [row for row in town.inbox("mai", "mine") if row.dossier_id == accepted.dossier_id]
    town.complete("mai", row.task_id)
    task_id = town.dossier("mai", accepted.dossier_id).current[0].task_id
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.go(f"/?viec={task_id}")
    binh.press("Nhận việc")
    binh.choose("Bản sao cấp từ sổ gốc")
    binh.fill("Số, quyển", "Quyển 3/2015, số 120")
    binh.fill("Số bản sao cấp", "9")
    binh.press("Hoàn thành")
    binh.sees("không có hướng đi nào")
    binh.go(f"/ho-so?id={accepted.dossier_id}")
    binh.sees("người vận hành và lãnh đạo đã được báo")

    khoa = sign_in(browser, site.address, "khoa", site.password, OWN)
    khoa.go("/van-hanh")
    khoa.sees("Cán bộ hoàn thành bước nhưng không đi tiếp được")
    khoa.screen("faults")
    khoa.page.set_viewport_size({"width": 390, "height": 844})
    khoa.go("/van-hanh")
    khoa.screen("faults-390")

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.go(f"/ho-so?id={accepted.dossier_id}")
    viet.sees("Hồ sơ đang gặp lỗi")
    viet.screen("fault")
    viet.press("Sửa dữ liệu")
    viet.page.get_by_role("dialog").get_by_label("Mục cần sửa").click()
    viet.page.get_by_role("option", name="Số bản sao cấp").click()
    viet.page.keyboard.press("Escape")
    viet.calm()
    viet.screen("fault-correct")
    viet.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    viet.calm()
    viet.press("Chuyển bước")
    viet.page.get_by_role("dialog").get_by_label(re.compile("^Chuyển đến bước")).first.click()
    viet.page.get_by_role("option", name="Xem xét, ký").click()
    viet.calm()
    viet.page.get_by_role("dialog").get_by_label(re.compile("^Lý do chuyển bước")).fill("Sơ đồ thiếu hướng đi")
    viet.page.keyboard.press("Tab")
    viet.calm()
    viet.screen("fault-jump")
    viet.page.get_by_role("dialog").get_by_role("button", name="Chuyển bước").click()
    viet.calm()
    viet.sees("chuyển hồ sơ bị lỗi từ")
    expect(viet.page.get_by_text("Hồ sơ đang gặp lỗi")).to_have_count(0)
    viet.screen("fault-over")
