"""At the counter an officer finds what her one-stop received, urges who has it, one and many; no number is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from processes import database
from processes.database import Database
from processes.people import Person as Applicant
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town

HOA = Applicant("Nguyễn Thị Phương Hoa", "001085054321", "0987654321")
WORDS = "Người dân đến hỏi lần thứ hai, đề nghị trả lời trước 16 giờ hôm nay."
OTHER = "H99.31"


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, for colleagues who act elsewhere."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, database.now())
    record.close()


def received(town: Town) -> list[int]:
    """Four dossiers that the ward's one-stop received, the last of them for another commune; their next tasks."""
    found: list[int] = []
    for number in range(4):
        request = {"agency": OTHER, "at": "H99.30"} if number == 3 else {}
        accepted = town.receive(town.request(owner=HOA, **request))  # pyright: ignore
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
        found.append(town.dossier("mai", accepted.dossier_id).current[0].task_id)
    town.claim("binh", found[0])
    return found


def urge(person: Person, button: str, words: str, sent: str) -> None:
    person.page.get_by_role("button", name=button).first.click()
    person.calm()
    person.page.get_by_label(re.compile("^Nội dung đôn đốc")).last.fill(words)
    person.page.keyboard.press("Tab")
    person.calm()
    person.page.get_by_role("button", name=sent).last.click()
    person.calm()


def tells_no_number(person: Person) -> None:
    """Neither number stands anywhere on the page, in whatever it draws."""
    text = "".join(frame.content() for frame in person.page.frames)
    text += "".join(person.page.locator("li.row, table").all_inner_texts())
    assert HOA.identity not in text
    assert HOA.phone not in text


def test_what_was_received_is_found_and_urged(site: Site, town: Town, browser: Browser) -> None:
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    tasks = received(town)
    mai.go("/")
    mai.page.get_by_text("Đã tiếp nhận", exact=True).first.click()
    mai.calm()
    rows = mai.page.locator("li.row")
    expect(rows.filter(has_text="UBND xã Lộc An").filter(has_text="chưa ai nhận")).to_have_count(1)
    expect(rows.filter(has_text="Nguyễn Văn Bình")).to_have_count(1)
    mai.screen("received")
    rows.filter(has_text="Nguyễn Văn Bình").click()
    mai.calm()
    mai.sees("Nguyễn Văn Bình đang giữ việc này.")
    expect(mai.page.get_by_role("button", name="Nhận việc")).to_have_count(0)
    mai.page.get_by_role("button", name="Đôn đốc").first.click()
    mai.calm()
    mai.screen("urging")
    mai.page.keyboard.press("Escape")
    mai.calm()
    urge(mai, "Đôn đốc", WORDS, "Gửi đôn đốc")
    mai.sees("Đã đôn đốc việc “Tra cứu sổ gốc, dự thảo”.")
    mai.sees("phường Bến Xuân đôn đốc lúc")
    mai.screen("urged")
    urge(mai, "Đôn đốc", WORDS, "Gửi đôn đốc")
    mai.sees("sau nửa ngày làm việc mới đôn đốc lại được")
    mai.screen("urged-already")

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.page.get_by_role("button", name="Thông báo: 1 chưa đọc").click()
    binh.page.get_by_role("link", name="Trần Thị Mai đôn đốc việc").wait_for()
    binh.screen("urged-bell")
    binh.page.get_by_role("link", name="Trần Thị Mai đôn đốc việc").click()
    binh.calm()
    binh.sees(WORDS)
    binh.screen("urged-task")

    _many(mai, tasks)
    _everywhere(mai, town, tasks[0])


def _many(mai: Person, tasks: list[int]) -> None:
    """All four are ticked and urged; one has been urged a moment ago."""
    mai.go("/?pham-vi=mot-cua")
    mai.page.get_by_text("Đã tiếp nhận", exact=True).first.click()
    mai.calm()
    mai.page.locator("li.row").first.focus()
    for _ in tasks:
        mai.page.keyboard.press("Space")
        mai.page.keyboard.press("j")
        mai.calm()
    mai.sees(f"Đã chọn {len(tasks)} việc")
    expect(mai.page.get_by_role("button", name="Hoàn thành")).to_have_count(0)
    mai.screen("urging-many")
    urge(mai, "Đôn đốc", WORDS, f"Gửi đôn đốc {len(tasks)} việc")
    mai.sees("Đã xử lý 3 việc · 1 việc chưa xử lý được")
    mai.sees("phường Bến Xuân đôn đốc lúc")  # at the one beside the list too
    mai.screen("urged-many")
    mai.page.set_viewport_size({"width": 390, "height": 844})
    mai.go("/")
    mai.page.get_by_text("Đã tiếp nhận", exact=True).first.click()
    mai.calm()
    mai.screen("received-390")
    mai.page.locator("li.row").first.click()
    mai.calm()
    mai.page.get_by_role("button", name="Đôn đốc").first.scroll_into_view_if_needed()
    mai.screen("urging-390")
    mai.page.set_viewport_size({"width": 1440, "height": 900})


def _everywhere(mai: Person, town: Town, task_id: int) -> None:
    """The pages that list people, and the dossier's own with its way to urge."""
    for path in ("/", "/?pham-vi=chua-nhan", "/phan-anh", "/so-theo-doi", "/thong-bao", "/tiep-nhan"):
        mai.go(path)
        tells_no_number(mai)
    dossier_id = town.look("mai", task_id).dossier.particulars.id
    mai.go(f"/ho-so?id={dossier_id}")
    mai.sees(HOA.identity)
    mai.sees("đôn đốc việc")
    mai.screen("urging-dossier")
