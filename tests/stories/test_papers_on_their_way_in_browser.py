"""The one-stop hands papers to the office on a list; one is missing, and everybody sees who still answers for it."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser
from pypdf import PdfReader

from processes.database import Database, now
from processes.people import Person as Citizen
from tasks.reception import PaperGiven
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town

LONG = Citizen("Nguyễn Phan Hoàng Công Tằng Tôn Nữ Thị Thùy Dương", "001185012345", "0912345678")
PAPERS = (
    PaperGiven("to-khai", "Tờ khai yêu cầu cấp bản sao trích lục hộ tịch", 1, 0),
    PaperGiven("giay-to", "Giấy tờ chứng minh quan hệ với người được cấp bản sao", 1, 2),
)


def receive(town: Town) -> list[str]:
    """Three dossiers on paper, sent on to the office."""
    codes = []
    for owner in (LONG, Citizen("Lê Văn Tám", "001085054321"), Citizen("Vừ A Páo")):
        accepted = town.receive(town.request(owner=owner, papers=PAPERS))
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
        codes.append(accepted.code)
    return codes


def part(person: Person, name: str) -> None:
    person.page.get_by_role("radio", name=re.compile(f"^{name}")).click()
    person.calm()


def tick(person: Person, code: str) -> None:
    person.page.locator("[data-testid=stCheckbox]").filter(has_text=code).locator("label").click()
    person.calm()


def at_390(person: Person, name: str) -> None:
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.screen(f"papers-{name}-390")
    width = person.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 390, f"{name} is wider than the phone: {width}"
    person.page.set_viewport_size({"width": 1440, "height": 900})
    person.calm()


def test_papers_are_given_counted_and_one_is_missing(site: Site, browser: Browser, data: Path) -> None:
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    codes = receive(town)

    mai.go("/ban-giao")
    mai.sees("Giao cho Văn phòng HĐND và UBND phường")
    mai.press("Chọn tất cả")
    mai.page.get_by_label(f"Ghi chú của hồ sơ {codes[1]}").fill("Bìa đỏ, có ảnh 4×6")
    mai.screen("papers-waiting")
    at_390(mai, "waiting")
    mai.press("Lập giấy bàn giao (3 hồ sơ)")
    mai.sees("Đã lập giấy bàn giao số 01/GBG.")
    mai.sees("Đang giao")
    mai.screen("papers-given")
    at_390(mai, "given")
    address = mai.page.get_by_role("link", name="In giấy bàn giao").first.get_attribute("href")
    pdf = mai.page.request.get(f"{site.address}{address}").body()
    assert "Bìa đỏ, có ảnh 4×6" in " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.go("/ban-giao")
    binh.sees("Giấy bàn giao số 01/GBG")
    tick(binh, codes[0])
    tick(binh, codes[1])
    binh.fill("Vị trí lưu chung", "Kệ 3, ngăn B")
    binh.press("Xác nhận: nhận 2, không nhận 1")
    binh.sees("Hãy ghi lý do.")
    binh.screen("papers-coming")
    at_390(binh, "coming")
    binh.fill("Lý do không nhận", "Không có trong tập, đã tìm ở quầy số 2")
    binh.press("Xác nhận: nhận 2, không nhận 1")
    binh.sees("Đã nhận 2 hồ sơ theo giấy bàn giao số 01/GBG.")
    part(binh, "Đang giữ")
    binh.sees(codes[0])
    binh.fill(f"Vị trí lưu của hồ sơ {codes[1]}", "Kệ 3, ngăn B, số 12")
    binh.sees("Đã ghi vị trí lưu bản giấy.")
    binh.screen("papers-lying")
    at_390(binh, "lying")

    mai.go("/thong-bao")
    mai.sees(f"Hồ sơ {codes[2]} bàn giao thiếu: Không có trong tập, đã tìm ở quầy số 2")
    mai.go(f"/ban-giao?tim-ho-so={codes[1]}&muc=da-giao")
    mai.sees("Kệ 3, ngăn B, số 12")
    mai.sees("Đã nhận, thiếu 1")
    mai.page.get_by_text("3 hồ sơ", exact=True).first.click()
    mai.sees("Không nhận: Không có trong tập")
    mai.screen("papers-found")
    at_390(mai, "found")
    mai.page.get_by_role("link", name=codes[2]).click()
    mai.calm()
    mai.sees("Bản giấy ở")
    mai.press("Vị trí lưu")
    mai.page.get_by_role("textbox", name="Vị trí lưu").fill("Tủ quầy 2")
    mai.page.keyboard.press("Tab")
    mai.screen("papers-shelf")
    mai.press("Lưu")
    mai.sees("xếp bản giấy vào Tủ quầy 2")
    mai.page.get_by_text("Bản giấy ở").first.scroll_into_view_if_needed()
    mai.screen("papers-dossier")
    at_390(mai, "dossier")
    mai.press("Đính chính nơi giữ")
    mai.screen("papers-correct")
    mai.page.get_by_role("combobox", name=re.compile("^Đơn vị đang giữ")).click()
    mai.page.get_by_role("option", name="Văn phòng HĐND và UBND phường").click()
    mai.calm()
    mai.fill("Lý do", "Tìm thấy ở bàn anh Bình")
    mai.press("Ghi nhận")
    mai.sees("đính chính nơi giữ bản giấy: Văn phòng HĐND và UBND phường")
    binh.go("/?viec=" + str(town.inbox("binh")[0].task_id))
    binh.page.get_by_role("tab", name=re.compile("^Giấy tờ")).click()
    binh.sees("Bản giấy ở")
    binh.screen("papers-workbench")
