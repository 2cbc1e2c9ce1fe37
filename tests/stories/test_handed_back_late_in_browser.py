"""A dossier that is late already: completed, apologised for, signed and handed back, and it stays late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser

from processes import database
from processes.database import Database
from tests.answers import answer
from tests.signing import page
from tests.stories.browser import sign_in
from tests.stories.conftest import Site
from tests.stories.test_dealings_in_browser import deal, done
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town


def test_a_late_result_is_signed_and_handed_back(site: Site, data: Path, browser: Browser, tmp_path: Path) -> None:
    draft = tmp_path / "ban-sao.pdf"
    draft.write_bytes(page("Bản sao trích lục khai sinh"))
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), database.now() - timedelta(days=14))
    accepted = town.receive()
    (row,) = town.inbox("mai", "mine")
    town.complete("mai", row.task_id, answer(town, "2.000908", "receive"))
    dossier = f"/ho-so?id={accepted.dossier_id}"

    binh = sign_in(browser, site.address, "binh", site.password, OWN)
    binh.press("Nhận việc")
    binh.go(dossier)
    deal(binh, "Yêu cầu bổ sung")
    binh.fill("Nội dung cần bổ sung", "Bản chính giấy khai sinh")
    binh.fill("Lý do", "Bản chụp không đọc được số quyển")
    done(binh)
    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.go(dossier)
    viet.press("Duyệt và ban hành")
    viet.sees("số 01/HDHS, ngày")
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    mai.go(dossier)
    deal(mai, "Nhận bổ sung")
    mai.fill("Giấy tờ đã nhận", "Bản chính giấy khai sinh")
    done(mai)
    viet.go(dossier)
    deal(viet, "Xin lỗi và hẹn lại")
    viet.fill("Lý do chậm", "Chờ cơ quan lưu trữ trả lời")
    done(viet)
    viet.press("Duyệt và ban hành")
    viet.sees("xin lỗi và hẹn lại đến")

    binh.go("/")
    binh.choose("Bản sao cấp từ sổ gốc")
    binh.fill("Số, quyển", "Quyển 3/2015, số 120")
    binh.fill("Số bản sao cấp", "1")
    binh.attach(draft)
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")
    viet.go("/")
    viet.press("Nhận việc")
    viet.choose("Ký duyệt")
    viet.press("Hoàn thành")
    viet.sees("đã chuyển đến bước")
    thu = sign_in(browser, site.address, "thu", site.password, OWN)
    thu.press("Nhận việc")
    thu.fill("Số, ký hiệu", "12/SL-UBND")
    thu.page.locator('[class*="result_file"]').get_by_text("ban-sao-da-ky.pdf").first.wait_for(state="visible")
    thu.calm()
    thu.press("Phát hành")
    thu.sees("đã chuyển đến bước")
    mai.go("/")
    mai.press("Nhận việc")
    mai.fill("Người nhận kết quả", "Nguyễn Văn An")
    mai.choose("Trực tiếp")
    mai.press("Trả kết quả")
    mai.sees("đã hoàn tất")

    mai.go(dossier)
    mai.sees("Quá hạn")
    overrun = mai.page.get_by_role("region", name="Thời gian từng đơn vị đã dùng").locator(".mc-late")
    assert overrun.count() >= 1
    mai.screen("dossier-late")
    town.moment = database.now()
    found = town.dossier("mai", accepted.dossier_id)
    assert found.standing.kind == "overdue"
    assert found.particulars.national_status == 10
    assert [letter.kind for letter in found.letters if letter.issued_at] == ["supplement_request", "apology"]
