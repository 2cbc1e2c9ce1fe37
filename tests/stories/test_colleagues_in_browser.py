"""An officer asks the clerk beside to prepare a file and another agency for its opinion; both come back to the desk."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from processes.database import Database, now
from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_sent_back_in_browser import appraise
from tests.stories.test_the_morning_in_browser import wait_in_the_pool
from tests.town import PDF, Town

NOTE = "Anh đi họp cả ngày, em tra giúp sổ gốc năm 2015 và điền số bản sao."
DONE = "Đã tra: quyển 3, trang 120. Tên đệm của mẹ ghi khác tờ khai, anh xem lại."
QUESTION = "Thửa đất của người đề nghị có nằm trong quy hoạch đường vành đai không?"
ANSWER = "Không. Thửa này nằm ngoài chỉ giới đường đỏ, xem trích lục kèm theo."


def menu(person: Person, entry: str) -> None:
    """Chooses from the menu of what is asked of colleagues."""
    person.press("Đồng nghiệp")
    person.page.get_by_role("menuitem", name=entry).click()
    person.calm()


def in_dialog(person: Person, button: str) -> None:
    """Presses a button of the dialog."""
    person.page.get_by_role("dialog").get_by_role("button", name=button).click()
    person.calm()


def at_390(person: Person, name: str, text: str) -> None:
    """Keeps a picture as a phone shows the place that says this."""
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.calm()
    person.page.get_by_text(text).first.scroll_into_view_if_needed()
    person.screen(name)
    person.page.set_viewport_size({"width": 1440, "height": 900})
    person.calm()


def test_a_colleague_prepares_it_and_another_agency_is_asked(
    site: Site, browser: Browser, data: Path, tmp_path: Path
) -> None:
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    wait_in_the_pool(town, 1)
    binh.go("/")
    binh.press("Nhận việc")
    binh.fill("Số, quyển", "Quyển 3")
    menu(binh, "Nhờ xử lý thay…")
    in_dialog(binh, "Nhờ xử lý thay")
    binh.sees("Hãy ghi điều bạn nhờ.")
    binh.page.get_by_role("dialog").get_by_label(re.compile("^Nhờ làm gì")).fill(NOTE)
    binh.screen("delegation-asking")
    at_390(binh, "delegation-asking-390", "Nhờ làm gì")
    in_dialog(binh, "Nhờ xử lý thay")
    binh.sees("Đã nhờ Lê Thị Thu xử lý thay")
    binh.press("1 việc đang nhờ")
    binh.sees("Bạn đã nhờ Lê Thị Thu xử lý thay")
    binh.screen("delegation-out")
    at_390(binh, "delegation-out-390", "Bạn đã nhờ Lê Thị Thu")

    thu = sign_in(browser, site.address, "thu", site.password, OWN)
    thu.sees("Nguyễn Văn Bình nhờ bạn xử lý thay việc này.")
    expect(thu.page.get_by_label(re.compile("^Số, quyển")).first).to_have_value("Quyển 3")
    expect(thu.page.get_by_role("button", name="Hoàn thành")).to_have_count(0)
    thu.choose("Bản sao cấp từ sổ gốc")
    thu.fill("Số, quyển", "Quyển 3/2015, số 120")
    thu.screen("delegation-asked")
    at_390(thu, "delegation-asked-390", "nhờ bạn xử lý thay")
    thu.press("Trả lại người nhờ")
    thu.page.get_by_role("dialog").get_by_label(re.compile("^Đã làm gì")).fill(DONE)
    thu.screen("delegation-giving-back")
    in_dialog(thu, "Trả lại")
    thu.sees("Đã trả lại việc “Tra cứu sổ gốc, dự thảo” cho Nguyễn Văn Bình.")

    binh.go("/")
    binh.sees("Lê Thị Thu đã làm xong và trả lại bạn việc này.")
    binh.sees(DONE)
    expect(binh.page.get_by_label(re.compile("^Số, quyển")).first).to_have_value("Quyển 3/2015, số 120")
    binh.screen("delegation-back")
    _ask_another_agency(binh)

    tuan = sign_in(browser, site.address, "tuan", site.password, OWN)
    tuan.press("1 câu hỏi chờ bạn trả lời")
    tuan.sees("Nguyễn Văn Bình hỏi ý kiến bạn")
    tuan.sees(QUESTION)
    tuan.screen("question-asked")
    at_390(tuan, "question-asked-390", QUESTION)
    tuan.press("Gửi trả lời")
    tuan.sees("Hãy ghi câu trả lời.")
    scan = tmp_path / "trich-luc-ban-do-dia-chinh-phuong-ben-xuan.pdf"
    scan.write_bytes(PDF)
    tuan.page.get_by_label(re.compile("^Trả lời")).first.fill(ANSWER)
    tuan.attach(scan)
    tuan.press("Gửi trả lời")
    tuan.sees("Đã trả lời Nguyễn Văn Bình.")
    tuan.screen("question-answered")

    binh.go(FIRST)
    binh.sees(ANSWER)
    binh.sees("trich-luc-ban-do-dia-chinh-phuong-ben-xuan.pdf")
    binh.screen("question-dossier")
    at_390(binh, "question-dossier-390", ANSWER)
    binh.go("/")
    appraise(binh)
    binh.go(FIRST)
    binh.sees("làm xong “Tra cứu sổ gốc, dự thảo” và trả lại người nhờ")
    binh.page.locator(".st-key-card_history").scroll_into_view_if_needed()
    binh.screen("delegation-history")


def _ask_another_agency(binh: Person) -> None:
    menu(binh, "Hỏi ý kiến…")
    binh.pick("Cơ quan", "Sở Xây dựng")
    field = binh.page.get_by_role("dialog").get_by_role("combobox", name=re.compile("^Hỏi ai"))
    field.fill("Bùi Anh Tuấn")
    binh.page.get_by_role("option", name=re.compile("Bùi Anh Tuấn")).first.click()
    binh.calm()
    binh.page.get_by_role("dialog").get_by_label(re.compile("^Câu hỏi")).fill(QUESTION)
    binh.screen("question-asking")
    at_390(binh, "question-asking-390", "Hỏi ai")
    in_dialog(binh, "Gửi câu hỏi")
    binh.sees("Đang chờ ý kiến của Bùi Anh Tuấn (Trưởng phòng, Sở Xây dựng)")
    binh.page.get_by_role("tab", name="Trao đổi").click()
    binh.sees("Chưa trả lời")
    binh.screen("question-open")
    binh.page.get_by_role("tab", name="Xử lý").click()
