"""A supplement asked, brought and received; an apology with a new date; the result signed and handed back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import httpx
from playwright.sync_api import Browser

from processes import calendars, database
from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import INTAKE_KEY, Site
from tests.stories.test_first_run_in_browser import OWN, receive
from tests.town import PDF


def deal(person: Person, act: str) -> None:
    """Chooses an act beside the steps."""
    person.press("Thao tác")
    person.press(act)


def done(person: Person) -> None:
    """Confirms the open dialog."""
    person.page.locator("button[kind=primary]").last.click()
    person.calm()


def _send_in(site: Site) -> None:
    """Another system sends a request in."""
    request = {
        "reference": "DVCQG-1",
        "procedure": "2.000908",
        "case": "owner",
        "agency": "H99.30",
        "received_by": "H99.30",
        "owner": {"name": "Phan Thị Ngọc Hân", "phone": "0912000111"},
    }
    key = {"authorization": f"Bearer {INTAKE_KEY}"}
    assert httpx.post(f"{site.address}/api/intake", json=request, headers=key).status_code == 201


def test_a_dossier_is_supplemented_and_extended(site: Site, browser: Browser, tmp_path: Path) -> None:
    scan = tmp_path / "can-cuoc.pdf"
    scan.write_bytes(PDF)
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    _send_in(site)
    mai.go("/tiep-nhan")
    mai.page.get_by_text("Hồ sơ đăng ký trực tuyến chờ trả lời: 1").click()
    mai.calm()
    mai.screen("registrations")
    mai.press("Từ chối")
    mai.fill("Lý do theo quy định", "Không thuộc thẩm quyền giải quyết của phường")
    mai.screen("registration-refused")
    mai.press("Gửi phiếu từ chối")
    mai.page.get_by_text("Hồ sơ đăng ký trực tuyến chờ trả lời").wait_for(state="detached")
    receive(mai, scan)
    birth = scan.with_name("giay-khai-sinh.pdf")
    birth.write_bytes(PDF)

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.press("Nhận việc")
    binh.go(FIRST)
    binh.press("Thao tác")
    binh.screen("dossier-acts")
    binh.press("Yêu cầu bổ sung")
    binh.fill("Nội dung cần bổ sung", "Bản chính giấy khai sinh của người được cấp bản sao")
    binh.fill("Lý do", "Bản chụp nộp kèm không đọc được số quyển")
    binh.screen("dossier-supplement")
    done(binh)
    binh.sees("dự thảo của Nguyễn Văn Bình, chờ duyệt")

    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.go(FIRST)
    viet.screen("dossier-letter")
    viet.press("Duyệt và ban hành")
    viet.sees("Phiếu yêu cầu bổ sung")
    viet.sees("số 01/HDHS, ngày")

    binh.go(FIRST)
    binh.sees("Yêu cầu bổ sung giấy tờ")
    binh.sees("Tạm dừng, còn")
    binh.sees("Chưa xác định")
    binh.sees("chờ bổ sung hồ sơ, phiếu số 01/HDHS")
    binh.screen("dossier-paused")

    mai.go(FIRST)
    deal(mai, "Nhận bổ sung")
    mai.fill("Giấy tờ đã nhận", "Bản chính giấy khai sinh")
    mai.attach(birth)
    mai.screen("dossier-supplemented")
    done(mai)
    mai.sees("Đang xử lý")
    mai.sees("giay-khai-sinh.pdf")

    viet.go(FIRST)
    deal(viet, "Xin lỗi và hẹn lại")
    viet.fill("Lý do chậm", "Chờ cơ quan lưu trữ trả lời")
    done(viet)
    viet.press("Duyệt và ban hành")
    viet.sees("xin lỗi và hẹn lại đến")
    viet.screen("dossier-extended")

    mai.go("/so-theo-doi")
    mai.sees("Nguyễn Văn An")
    mai.screen("register")

    ha = sign_in(browser, site.address, "ha", site.password, OWN)
    ha.go("/lich?agency=4")
    ha.press("Thêm ngày")
    day = calendars.vietnam().working_day_from(calendars.local(database.now()).date() + timedelta(days=1))
    ha.date("Ngày", day)
    ha.fill("Tên hoặc lý do", "Nghỉ tránh bão")
    ha.press("Lưu")
    ha.sees("Thiếu số văn bản làm căn cứ")
    ha.fill("Số văn bản làm căn cứ", "Công điện 12/CĐ-UBND")
    ha.screen("calendar-day")
    ha.press("Lưu")
    ha.sees("Nghỉ tránh bão")
    ha.sees("Đề nghị tính lại hạn: 1 hồ sơ")
    ha.screen("calendar")
    ha.press("Duyệt tính lại")
    ha.sees("Đã quyết định 1 hồ sơ")
    ha.press("Đổi giờ")
    ha.sees("Mở cửa thêm, không tính vào thời hạn")
    ha.date("Từ ngày", date(day.year + 1, 10, 16))
    ha.time("Sáng, từ", "07:30")
    ha.pick("Mở cửa thêm, không tính vào thời hạn", "Thứ 7")
    ha.fill("Tên hoặc lý do", "Giờ mùa đông")
    ha.fill("Số văn bản làm căn cứ", "Quyết định 30/QĐ-UBND")
    ha.screen("calendar-hours")
    ha.press("Lưu")
    ha.sees("07:30–11:30, 13:30–17:00; mở cửa thêm T7 07:30–11:00")
    ha.press("Thêm ngày")
    ha.choose("Làm việc theo giờ riêng")
    ha.sees("Chiều, đến")
    ha.date("Ngày", calendars.vietnam().working_day_from(day + timedelta(days=1)))
    ha.fill("Tên hoặc lý do", "Mít tinh kỷ niệm")
    ha.fill("Số văn bản làm căn cứ", "Công văn 7/UBND")
    ha.screen("calendar-own")
    ha.press("Lưu")
    ha.sees("Mít tinh kỷ niệm")
    ha.screen("calendar-changed")
    viet.go(FIRST)
    viet.sees("duyệt tính lại hạn theo Công điện 12/CĐ-UBND")

    phone = sign_in(browser, site.address, "thu", site.password, OWN, width=390)
    phone.go(FIRST)
    phone.screen("dossier-phone")
    phone.go("/lich")
    phone.screen("calendar-phone")
