"""The signed result as people see it: the draft is signed, sealed, issued; then somebody changes the file."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.signing import page
from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN, receive
from tests.town import PDF


def test_a_signed_result_and_a_broken_one(site: Site, browser: Browser, tmp_path: Path, data: Path) -> None:
    scan, draft = tmp_path / "can-cuoc.pdf", tmp_path / "ban-sao-khai-sinh.pdf"
    scan.write_bytes(PDF)
    draft.write_bytes(page("Bản sao trích lục khai sinh"))
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    receive(mai, scan)

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.press("Nhận việc")
    binh.choose("Bản sao cấp từ sổ gốc")
    binh.fill("Số, quyển", "Quyển 3/2015, số 120")
    binh.fill("Số bản sao cấp", "1")
    binh.attach(draft)
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.press("Nhận việc")
    viet.sees("hệ thống ký số tệp: ban-sao-khai-sinh.pdf")
    viet.choose("Ký duyệt")
    viet.screen("inbox-sign")
    viet.press("Hoàn thành")
    viet.sees("đã chuyển đến bước")

    thu = sign_in(browser, site.address, "thu", site.password, OWN)
    thu.press("Nhận việc")
    thu.fill("Số, ký hiệu", "12/SL-UBND")
    thu.page.locator('[class*="result_file"]').get_by_text("ban-sao-khai-sinh-da-ky.pdf").first.wait_for(
        state="visible"
    )
    thu.screen("inbox-issue-signed")
    thu.press("Phát hành")
    thu.sees("đã chuyển đến bước")

    mai.go(FIRST)
    _sees_in_result(mai, "Chữ ký hợp lệ", 2)
    mai.screen("dossier-signed")

    sealed = max((path for path in (data / "files").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(sealed.read_bytes())
    content[1000] ^= 1
    sealed.write_bytes(content)
    mai.go(FIRST)
    _sees_in_result(mai, "Tệp đã bị thay đổi sau khi ký", 2)
    _sees_in_result(mai, "Tệp trên máy chủ không còn đúng như khi được lưu", 1)
    mai.screen("dossier-broken")
    mai.page.set_viewport_size({"width": 390, "height": 844})
    mai.page.locator(".st-key-card_result").scroll_into_view_if_needed()
    mai.screen("dossier-broken-390")


def _sees_in_result(person: Person, text: str, times: int) -> None:
    said = person.page.locator(".st-key-card_result").get_by_text(text)
    said.first.wait_for(state="visible", timeout=30_000)
    assert said.count() == times
