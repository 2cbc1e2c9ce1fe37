"""A file that is still on its way, or never arrived, is not forgotten when the officer presses the button."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import PDF

UPLOADS = "**/api/files"


class Line:
    """The way from a browser to the server, held until it is let go or cut."""

    def __init__(self, person: Person) -> None:
        self.page, self.held = person.page, list[Route]()
        self.page.route(UPLOADS, lambda route: self.held.append(route))

    def let_go(self) -> None:
        for route in self.held:
            route.continue_()
        self.page.unroute(UPLOADS)

    def cut(self) -> None:
        for route in self.held:
            route.abort()
        self.page.unroute(UPLOADS)


def choose_file(person: Person, file: Path) -> None:
    person.page.locator("input[type=file]").first.set_input_files(file)
    person.calm()


def stored(person: Person, file: Path) -> None:
    person.page.locator(".file.stored").filter(has_text=file.name).first.wait_for(state="visible", timeout=60_000)
    person.calm()


def test_nothing_is_completed_without_a_file_that_was_chosen(site: Site, browser: Browser, tmp_path: Path) -> None:
    scan, draft = tmp_path / "can-cuoc.pdf", tmp_path / "du-thao.pdf"
    for file in (scan, draft):
        file.write_bytes(PDF)
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    mai.go("/tiep-nhan")
    mai.pick("Thủ tục", "sổ gốc")
    mai.fill("Họ và tên", "Nguyễn Văn An")
    mai.fill("Số căn cước", "001085012345")
    mai.fill("Điện thoại", "0912345678")
    mai.page.get_by_role("checkbox", name="Nhận tất cả").click()
    line = Line(mai)
    choose_file(mai, scan)
    mai.press("Tiếp nhận")
    mai.sees("Tệp “can-cuoc.pdf” đang được gửi lên: chờ gửi xong rồi bấm lại.")
    mai.screen("reception-sending")
    line.let_go()
    stored(mai, scan)
    expect(mai.page.get_by_text("đang được gửi lên")).to_have_count(0)
    mai.press("Tiếp nhận")
    mai.sees("Đã tiếp nhận hồ sơ")
    mai.press("Chuyển xử lý")
    mai.sees("đã chuyển đến bước")

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.press("Nhận việc")
    binh.choose("Bản sao cấp từ sổ gốc")
    binh.fill("Số, quyển", "Quyển 3/2015, số 120")
    binh.fill("Số bản sao cấp", "1")
    line = Line(binh)
    choose_file(binh, draft)
    binh.press("Hoàn thành")
    binh.sees("Tệp “du-thao.pdf” đang được gửi lên")
    binh.screen("inbox-sending")
    line.cut()
    binh.sees("Không gửi được tệp")
    binh.press("Hoàn thành")
    binh.sees("Tệp “du-thao.pdf” chưa lưu được: gửi lại hoặc bỏ tệp này.")
    binh.page.set_viewport_size({"width": 390, "height": 844})
    binh.screen("inbox-unsent-390")
    binh.page.set_viewport_size({"width": 1440, "height": 900})
    binh.page.get_by_role("button", name="Gửi lại").click()
    stored(binh, draft)
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")
    binh.go(FIRST)
    for file in (scan, draft):
        binh.sees(file.name)
