"""A petition in a browser: taken in, sorted, answered, approved, made public, and read by anybody under its code."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Browser

from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN

SUBJECT = "Đèn đường hỏng ở ngõ 12 Lê Lợi, người đi bộ qua lại ban đêm không nhìn thấy ổ gà trước cổng trường"
ANSWER = "Phòng Kinh tế, Hạ tầng và Đô thị đã thay bóng đèn và vá ổ gà trước cổng trường."


def take_in(mai: Person) -> str:
    """Fills in the form for a sender, first without what the law asks for; the code that it gets."""
    mai.go("/phan-anh")
    mai.sees("Không có phản ánh, kiến nghị nào đang xử lý.")
    mai.screen("matters-empty")
    mai.press("Tiếp nhận mới")
    mai.fill("Họ và tên", "Nguyễn Văn An")
    mai.press("Tiếp nhận")
    mai.sees("Hãy ghi điện thoại, thư điện tử hoặc địa chỉ")
    mai.screen("matter-wrong")
    mai.fill("Điện thoại", "0912345678")
    mai.fill("Tóm tắt", SUBJECT)
    mai.fill("Nội dung chi tiết", "Đèn hỏng đã ba tuần.\nĐề nghị phường sửa sớm.")
    mai.screen("matter-form")
    mai.press("Tiếp nhận")
    mai.sees("Mở vụ việc")
    return mai.page.get_by_text(re.compile(r"^PAKN-H99\.30-\d{4}-\d{5}$")).first.inner_text()


def test_a_petition_is_answered_before_everybody(site: Site, browser: Browser) -> None:
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    code = take_in(mai)
    mai.screen("matters")
    mai.page.set_viewport_size({"width": 390, "height": 844})
    mai.go("/phan-anh")
    mai.sees(code)
    mai.screen("matters-390")
    mai.press("Tiếp nhận mới")
    mai.screen("matter-form-390")
    mai.page.set_viewport_size({"width": 1440, "height": 900})
    mai.go("/")
    mai.choose("Thụ lý, trả lời")
    mai.screen("matter-triage")
    mai.press("Hoàn thành")
    mai.sees("đã chuyển đến bước")

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.press("Nhận việc")
    binh.fill("Nội dung trả lời", ANSWER)
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.press("Nhận việc")
    viet.choose("Duyệt trả lời")
    viet.press("Hoàn thành")
    viet.sees("đã chuyển đến bước")

    thu = sign_in(browser, site.address, "thu", site.password, OWN)
    thu.press("Nhận việc")
    thu.choose("Công khai")
    thu.screen("matter-publish")
    thu.press("Gửi trả lời")
    thu.sees("đã xử lý xong")

    mai.go("/phan-anh")
    mai.page.get_by_role("radio", name="Đã xong").click()
    mai.calm()
    mai.sees("Đã công khai trả lời")
    mai.screen("matters-over")
    mai.page.get_by_role("link", name=code).click()
    mai.calm()
    mai.sees("Trả lời đã công khai")
    mai.screen("matter")
    mai.page.set_viewport_size({"width": 390, "height": 844})
    mai.screen("matter-390")

    answer = httpx.post(f"{site.address}/tra-cuu", data={"code": code.lower(), "digits": ""})
    assert answer.status_code == 200
    assert ANSWER in answer.text
    assert "Nguyễn Văn An" not in answer.text
    mai.page.goto(f"{site.address}/tra-cuu")
    mai.page.fill("#code", code)
    mai.page.click("button.main")
    mai.page.get_by_text(ANSWER).wait_for()
