"""A directive in a browser: pasted, read, one mandate confirmed and one dropped, given, done, followed."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Browser, expect

from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN

DUE = date.today() + timedelta(days=60)
TEXT = f"""Số: 12/CT-UBND
Lam Giang, ngày {date.today():%d} tháng {date.today():%m} năm {date.today():%Y}
CHỈ THỊ
Về việc đẩy mạnh số hóa hồ sơ thủ tục hành chính

1. Sở Tư pháp chủ trì, phối hợp với Sở Xây dựng rà soát thủ tục hành chính, hoàn thành trước ngày {DUE:%d/%m/%Y}.
2. Giao Sở Tài chính và UBND phường Bến Xuân bố trí kinh phí; hằng tháng báo cáo UBND tỉnh.
3. Các cơ quan, đơn vị nghiêm túc thực hiện <b>Chỉ thị & kế hoạch</b>.
"""


def paste(hung: Person) -> None:
    """Pastes the text and has it read."""
    hung.go("/chi-dao")
    hung.sees("Không có văn bản chỉ đạo nào đang thực hiện.")
    hung.press("Giao nhiệm vụ mới")
    hung.fill("Nội dung văn bản chỉ đạo", TEXT)
    hung.screen("directive-text")
    hung.press("Đọc văn bản")
    hung.sees("Đã xác nhận 0 trong 2 nhiệm vụ.")


def test_a_directive_is_given_and_followed(site: Site, browser: Browser) -> None:
    hung = sign_in(browser, site.address, "hung", site.password, OWN)
    paste(hung)
    page = hung.page
    assert page.locator(".mc-marked .text mark.unit").first.inner_text() == "Sở Tư pháp"
    assert page.locator(".mc-marked .text mark.date").first.inner_text() == f"trước ngày {DUE:%d/%m/%Y}"
    assert "<b>Chỉ thị & kế hoạch</b>" in page.locator(".mc-marked .text").inner_text()  # what was pasted is text alone
    hung.sees("Văn bản ghi “Sở Tài chính”: chưa có trong hệ thống, hãy chọn đơn vị.")
    expect(page.get_by_role("button", name="Giao nhiệm vụ", exact=False).last).to_be_disabled()
    hung.screen("directive-read")
    page.set_viewport_size({"width": 390, "height": 844})
    hung.screen("directive-read-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_text("Xác nhận nhiệm vụ 2").click()
    hung.sees("Nhiệm vụ 2: hãy chọn hạn.")
    hung.press("Bỏ nhiệm vụ 2")
    page.get_by_text("Xác nhận nhiệm vụ 1").click()
    hung.sees("Đã xác nhận 1 trong 1 nhiệm vụ.")
    hung.screen("directive-confirmed")
    page.locator(".st-key-give_directive button").click()
    hung.calm()
    hung.sees("CDDH-H99-")
    hung.sees("0/1 nhiệm vụ đã nghiệm thu")
    hung.screen("directives")

    duc = sign_in(browser, site.address, "duc", site.password, OWN)
    duc.press("Nhận việc")
    duc.sees("Nhiệm vụ được giao")
    duc.fill("Người đầu mối thực hiện", "Mai Ngọc Quỳnh")
    duc.screen("directive-acknowledge")
    duc.press("Tiếp nhận nhiệm vụ")
    duc.sees("Thực hiện, báo cáo kết quả (Phan Văn Đức)")
    duc.press("Nhận việc")
    duc.fill("Kết quả thực hiện", "Đã rà soát 42 thủ tục.")
    duc.press("Gửi báo cáo")
    duc.sees("đã chuyển đến bước")

    hung.go("/chi-dao")
    page.get_by_role("link", name="CDDH-H99-").first.click()
    hung.sees("Đã báo cáo, chờ xem xét")
    hung.screen("directive-progress")
    page.set_viewport_size({"width": 390, "height": 844})
    hung.screen("directive-progress-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    hung.go("/")
    hung.press("Nhận việc")
    hung.choose("Nghiệm thu, kết thúc nhiệm vụ")
    hung.screen("directive-assess")
    hung.press("Gửi ý kiến")
    hung.sees("đã xử lý xong")
    hung.go("/chi-dao?chi-dao=da-xong")
    hung.sees("1/1 nhiệm vụ đã nghiệm thu")
