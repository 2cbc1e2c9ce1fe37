"""Files are read beside the task that they decide: the page stays, and what was filled in with it."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect

from tests.signing import page
from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN

PICTURE = "Ảnh chụp trang 15 quyển 3 năm 2015 sổ đăng ký khai sinh phường Bến Xuân, bản chụp lần thứ hai.png"


def _receive(mai: Person, files: list[Path]) -> None:
    mai.go("/tiep-nhan")
    mai.pick("Thủ tục", "sổ gốc")
    mai.fill("Họ và tên", "Nguyễn Văn An")
    mai.fill("Số căn cước", "001085012345")
    mai.fill("Điện thoại", "0912345678")
    for file in files:
        mai.attach(file)
    mai.press("Tiếp nhận")
    mai.sees("Đã tiếp nhận hồ sơ")
    mai.press("Chuyển xử lý")
    mai.sees("đã chuyển đến bước")


def _files(folder: Path) -> list[Path]:
    scan, picture = folder / "can-cuoc.pdf", folder / PICTURE
    scan.write_bytes(page("Căn cước công dân của Nguyễn Văn An"))
    image = Image.new("RGB", (1600, 1100), "#f6f1e4")
    pen = ImageDraw.Draw(image)
    for line in range(120, 1000, 60):
        pen.line((120, line, 1480, line), fill="#b9ad92", width=2)
    image.save(picture)
    return [scan, picture]


def _open(person: Person) -> None:
    """Opens the dossier and waits until what listens for presses on its files has come too."""
    person.go(FIRST)
    person.page.wait_for_load_state("networkidle")


def test_files_are_read_beside_the_task(site: Site, browser: Browser, tmp_path: Path) -> None:
    _receive(sign_in(browser, site.address, "mai", site.password, OWN), _files(tmp_path))
    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.press("Nhận việc")
    page, panel = binh.page, binh.page.get_by_role("dialog")
    page.get_by_role("tab", name=re.compile("Giấy tờ")).click()
    binh.calm()
    page.get_by_role("link", name=PICTURE).click()
    expect(panel.get_by_role("img", name=PICTURE)).to_be_visible()
    expect(panel.get_by_role("img")).to_have_js_property("naturalWidth", 1600)
    page.get_by_role("tab", name="Xử lý").click()
    binh.choose("Bản sao cấp từ sổ gốc")
    binh.screen("file-beside-the-task")
    expect(panel).to_be_visible()

    panel.get_by_role("button", name="Tệp trước").click()
    expect(panel).to_have_accessible_name("can-cuoc.pdf")
    # this browser may lack a viewer: then a sentence and a link stand in its place
    if page.evaluate("navigator.pdfViewerEnabled"):
        shown = panel.locator("iframe").get_attribute("src")
    else:
        shown = panel.get_by_role("link", name="Mở tệp").get_attribute("href")
    assert shown
    page.wait_for_timeout(1500)
    binh.screen("pdf-beside-the-task")
    answer = page.request.get(site.address + shown)
    assert answer.headers["content-disposition"].startswith("inline")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.get_by_role("radio", name="Bản sao cấp từ sổ gốc")).to_be_checked()

    _open(binh)
    page.get_by_role("link", name=PICTURE).first.click()
    expect(panel).to_be_visible()
    binh.screen("file-beside-the-dossier")
    page.get_by_role("link", name=re.compile("Lịch làm việc")).click()
    expect(panel).to_have_count(0)

    page.set_viewport_size({"width": 390, "height": 844})
    _open(binh)
    page.get_by_role("link", name=PICTURE).first.click()
    expect(panel.get_by_role("img", name=PICTURE)).to_be_visible()
    binh.screen("file-390")
    panel.get_by_role("button", name="Đóng").click()
    expect(panel).to_have_count(0)
