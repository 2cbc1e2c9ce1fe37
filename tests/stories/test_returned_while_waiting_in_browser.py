"""Trả ngay: received, decided, signed and handed over while the applicant waits, on one screen at the counter."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.signing import page
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN


@pytest.mark.parametrize("site", ["2026-11-23T09:00:00+07:00"], indirect=True)
def test_a_birth_at_the_border_is_returned_at_once(site: Site, browser: Browser, tmp_path: Path) -> None:
    signed = tmp_path / "giay-khai-sinh.pdf"
    signed.write_bytes(page("Giấy khai sinh"))  # signed on paper, scanned
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    _receive(mai)
    mai.sees("không lập giấy tiếp nhận")
    assert mai.page.get_by_role("link", name="In giấy tiếp nhận").count() == 0
    mai.screen("immediate-accepted")
    mai.press("Chuyển xử lý")
    mai.sees("đã chuyển đến bước")
    mai.screen("immediate-waiting")

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.press("Nhận việc")
    binh.choose("Đủ điều kiện, ghi Sổ đăng ký khai sinh")
    binh.fill("Quyển số, số đăng ký", "Quyển 1/2026, số 12")
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.press("Nhận việc")
    viet.choose("Ký duyệt")
    viet.press("Hoàn thành")
    viet.sees("đã chuyển đến bước")

    binh.go("/")
    binh.press("Nhận việc")
    binh.fill("Số, ký hiệu", "12/GKS")
    binh.fill("Người ký", "Phạm Quốc Việt")
    binh.attach(signed)
    binh.press("Phát hành kết quả")
    binh.sees("đã chuyển đến bước")

    # nobody touched the counter meanwhile: it has seen for itself that the result lies there
    mai.page.get_by_role("button", name="Trả kết quả").wait_for(timeout=30_000)
    mai.screen("immediate-return")
    mai.fill("Người nhận kết quả", "Lò Thị Mỷ")
    mai.choose("Trực tiếp")
    mai.press("Trả kết quả")
    mai.sees("đã hoàn tất")
    mai.screen("immediate-returned")


def _receive(mai: Person) -> None:
    mai.go("/tiep-nhan")
    mai.pick("Thủ tục", "khu vực biên giới")
    mai.fill("Họ và tên", "Lò Thị Mỷ")
    mai.fill("Điện thoại", "0912345678")
    mai.page.get_by_role("checkbox", name="Nhận tất cả").first.check()
    mai.calm()
    mai.press("Tiếp nhận")


@pytest.mark.parametrize("site", ["2026-11-23T15:30:00+07:00"], indirect=True)
def test_after_three_o_clock_nobody_waits_and_a_receipt_is_made(site: Site, browser: Browser) -> None:
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    _receive(mai)
    mai.sees("Đã tiếp nhận hồ sơ")
    mai.sees("17:00 ngày 25/11/2026")  # the 24th is a day off
    assert mai.page.get_by_role("link", name="In giấy tiếp nhận").count() == 1
