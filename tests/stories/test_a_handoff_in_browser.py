"""Both sides see one thread on the dossier's page; what goes by hand is entered and answered in the inbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from processes import database, tables
from processes.database import Database
from tests import liaison
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town


@pytest.fixture
def town(site: Site, data: Path, tmp_path: Path) -> Iterator[Town]:
    """The same record as the site's, with a procedure that asks the department of justice."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    found = Town(record, database.now())
    liaison.publish(found, tmp_path)
    yield found
    record.close()


def asked(town: Town) -> int:
    town.moment = database.now()
    return liaison.asked(town)


def test_the_thread_is_one_on_both_sides(site: Site, town: Town, browser: Browser) -> None:
    liaison.add_partner(town, "here", to_agency_id=liaison.agency_id(town, "H99.05"))
    dossier_id = asked(town)
    phuong = sign_in(browser, site.address, "phuong", site.password, OWN)
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    for _ in range(60):
        if liaison.threads(town, dossier_id)[0].handoff.state == "delivered":
            break
        phuong.page.wait_for_timeout(500)
    phuong.go(f"/ho-so?id={dossier_id}")
    phuong.sees("UBND phường Bến Xuân chuyển Sở Tư pháp")
    phuong.page.locator(".st-key-card_handoffs").scroll_into_view_if_needed()
    phuong.screen("handoff_received")
    phuong.press("Xác nhận đã nhận")
    phuong.sees("Đã nhận, chờ tiếp nhận giải quyết")
    write(phuong, "Cần thêm trang 12 của sổ gốc")
    binh.go(f"/ho-so?id={dossier_id}")
    binh.sees("Cần thêm trang 12 của sổ gốc")
    expect(binh.page.get_by_role("button", name="Tiếp nhận giải quyết")).to_have_count(0)
    expect(binh.page.get_by_role("button", name=re.compile("Thu hồi")).first).to_be_visible()
    binh.page.set_viewport_size({"width": 390, "height": 844})
    binh.calm()
    binh.page.locator(".st-key-card_handoffs").scroll_into_view_if_needed()
    binh.screen("handoff_phone")
    phuong.press("Tiếp nhận giải quyết")
    phuong.sees("Đã tiếp nhận giải quyết")
    phuong.page.locator(".st-key-card_handoffs").scroll_into_view_if_needed()
    phuong.screen("handoff_accepted")


def write(person: Person, text: str) -> None:
    person.press("Trao đổi với bên kia")
    person.page.get_by_label(re.compile("^Nội dung")).last.fill(text)
    person.page.keyboard.press("Tab")
    person.calm()
    person.page.get_by_role("button", name="Gửi", exact=True).last.click()
    person.calm()
    person.sees(text)


def test_what_goes_by_hand_is_a_task(site: Site, town: Town, browser: Browser) -> None:
    liaison.add_partner(town, "by_hand", role="office/records_clerk")
    dossier_id = asked(town)
    thu = sign_in(browser, site.address, "thu", site.password, OWN)
    thu.go("/")
    thu.page.get_by_text("Chưa nhận", exact=True).first.click()
    thu.calm()
    thu.page.locator("li.row").filter(has_text="Nhập vào hệ thống của Sở Tư pháp").first.click()
    thu.calm()
    thu.press("Nhận việc")
    thu.screen("handoff_enter")
    thu.fill("Số hồ sơ bên nhận", "STP-2026-77")
    thu.date("Ngày nhập", liaison.today(town))
    thu.press("Hoàn thành")
    thu.sees("Ghi nhận trả lời của Sở Tư pháp")
    assert liaison.threads(town, dossier_id)[0].handoff.reference == "STP-2026-77"
    with town.database.transaction() as transaction:
        transaction.execute(update(tables.Task).where(tables.Task.ref.like("answer:%")).values(priority=100))
    thu.go("/")
    thu.page.get_by_text("Chưa nhận", exact=True).first.click()
    thu.calm()
    thu.page.locator("li.row").filter(has_text="Ghi nhận trả lời của Sở Tư pháp").first.click()
    thu.calm()
    thu.press("Nhận việc")
    thu.screen("handoff_answer")
