"""A head hands out the morning's work: who is free is seen, colleagues work beside, the next step finds its officer."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from processes.calendars import local
from processes.database import Database, now
from tasks import substitution
from tasks.substitution import Appointment
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_dealings_in_browser import done
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_the_morning_in_browser import tick
from tests.tasks.offices import assign, join, waiting
from tests.town import Town

STEP = "Thẩm định hồ sơ, dự thảo"


def in_dialog(person: Person, text: str) -> None:
    person.page.get_by_role("dialog").get_by_text(text, exact=True).click()
    person.calm()


def beside(person: Person, name: str) -> None:
    """Puts a colleague beside the main officer."""
    field = person.page.get_by_role("dialog").get_by_role("combobox", name=re.compile("^Người phối hợp"))
    field.fill(name)
    person.page.get_by_role("option", name=re.compile(name)).first.click()
    person.page.keyboard.press("Escape")
    person.calm()


def look_at(person: Person, scope: str) -> None:
    person.page.get_by_text(scope, exact=True).first.click()
    person.calm()


def divided(town: Town) -> list[int]:
    """Five tasks in a division of four: one is busy, one is absent."""
    for name in ("binh", "thu"):
        join(town, name, "economic_division/case_officer")
    tasks = waiting(town, 5)
    for task in tasks[3:]:
        assign(town, task, "nam")
    today = local(town.moment).date()
    with town.database.transaction() as transaction:
        given = Appointment(town.officer("thu").id, town.officer("mai").id, "12/QĐ-UBND", today, today, today)
        substitution.record(transaction, given, officer=town.officer("khoa"), moment=town.moment, key=town.key())
    return tasks[:3]


def test_a_head_hands_out_the_work(site: Site, browser: Browser, data: Path) -> None:
    huong = sign_in(browser, site.address, "huong", site.password, OWN)
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    tasks = divided(town)

    huong.go(f"/?viec={tasks[0]}")
    look_at(huong, "Cả phòng")
    huong.press("Phân công")
    huong.sees("Đang giữ 2 việc")
    dialog = huong.page.get_by_role("dialog")
    assert "vắng mặt đến hết" in dialog.inner_text()
    names = ["Nguyễn Văn Bình", "Trần Thị Mai", "Hoàng Đức Nam", "Lê Thị Thu"]
    shown = [one.inner_text() for one in dialog.locator("[role=radiogroup] p").all()]
    assert [one for one in shown if one in names] == names
    in_dialog(huong, "Hoàng Đức Nam")
    beside(huong, "Phạm Quốc Việt")
    huong.screen("assigning")
    huong.page.set_viewport_size({"width": 390, "height": 844})
    huong.screen("assigning-390")
    huong.page.set_viewport_size({"width": 1440, "height": 900})
    dialog.get_by_role("button", name="Giao việc").click()
    huong.sees(f"Đã giao việc “{STEP}” cho Hoàng Đức Nam.")
    huong.sees("Phối hợp: Phạm Quốc Việt")
    huong.screen("assigned")

    tick(huong, 2)
    huong.press("Phân công")
    huong.page.get_by_role("dialog").get_by_text("Giữ nguyên người phối hợp của từng việc").click()
    huong.calm()
    beside(huong, "Phạm Quốc Việt")
    huong.screen("assigning-many")
    huong.page.get_by_role("dialog").get_by_role("button", name="Giao việc").click()
    huong.sees("Đã xử lý 2 việc")

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    look_at(viet, "Việc của tôi")
    viet.pick("Tình trạng", "Phối hợp")
    viet.sees("đang giữ việc này.")
    viet.screen("co-working")
    assert viet.page.locator(".row").count() >= 2
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.screen("co-working-390")
    viet.page.set_viewport_size({"width": 1440, "height": 900})
    viet.go("/thong-bao")
    viet.sees(f"Đặng Thị Thanh Hương phân công bạn phối hợp việc “{STEP}”")

    _the_next_step(site, browser, town)
    _the_rule_of_a_unit(site, browser, town)


def _the_next_step(site: Site, browser: Browser, town: Town) -> None:
    """The head of a department's division chooses who appraises."""
    join(town, "hanh", "judicial_division/case_officer", "H99.05")
    accepted = town.receive(town.request("1.013807", agency="H99.05", at="H99"), by="chau")
    town.complete("chau", town.dossier("chau", accepted.dossier_id).current[0].task_id)
    quynh = sign_in(browser, site.address, "quynh", site.password, OWN)
    quynh.press("Nhận việc")
    quynh.sees(f"Người xử lý bước “{STEP}”")
    quynh.screen("choosing-the-next")
    quynh.page.set_viewport_size({"width": 390, "height": 844})
    quynh.page.get_by_text("Vũ Thu Phương").first.scroll_into_view_if_needed()
    quynh.screen("choosing-the-next-390")
    quynh.page.set_viewport_size({"width": 1440, "height": 900})
    quynh.page.get_by_role("radiogroup").get_by_text("Vũ Thu Phương", exact=True).click()
    quynh.press("Hoàn thành")
    quynh.sees(f"{STEP} (Vũ Thu Phương)")
    assert [row.state for row in town.inbox("phuong", "mine")] == ["assigned"]
    quynh.go(f"/ho-so?id={accepted.dossier_id}")
    quynh.page.get_by_text("phân công “" + STEP + "” cho").first.scroll_into_view_if_needed()
    quynh.screen("chosen")


def _the_rule_of_a_unit(site: Site, browser: Browser, town: Town) -> None:
    """Who administers says that a division's officers do not take the next task."""
    nam = sign_in(browser, site.address, "nam", site.password, OWN)
    waiting(town)
    nam.go("/")
    expect(nam.page.get_by_role("button", name="Lấy việc kế tiếp")).to_be_visible()
    khoa = sign_in(browser, site.address, "khoa", site.password, OWN)
    khoa.go("/to-chuc?agency=4")
    unit = town.unit("H99.30", "economic_division").id
    khoa.page.locator(f".st-key-unit_next_{unit}").scroll_into_view_if_needed()
    khoa.screen("unit-next")
    khoa.page.set_viewport_size({"width": 390, "height": 844})
    khoa.screen("unit-next-390")
    khoa.page.set_viewport_size({"width": 1440, "height": 900})
    khoa.page.locator(f".st-key-unit_next_{unit}").get_by_role("button").click()
    khoa.calm()
    in_dialog(khoa, "Cán bộ của đơn vị tự chọn việc trong danh sách, hoặc được phân công.")
    khoa.fill("Số văn bản làm căn cứ", "18/QĐ-UBND")
    khoa.screen("unit-next-asked")
    done(khoa)
    khoa.sees("Không cho lấy việc kế tiếp")
    nam.go("/")
    nam.sees("chưa nhận")
    expect(nam.page.get_by_role("button", name="Lấy việc kế tiếp")).to_have_count(0)
