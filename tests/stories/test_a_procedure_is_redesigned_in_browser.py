"""A procedure is redesigned: drawn, tried, compared, approved by others, promulgated, and dossiers run on it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, expect

from processes import catalogue, database
from processes.calendars import local
from processes.database import now
from tests.answers import answer
from tests.stories.browser import Person, sign_in
from tests.stories.canvas import DRAWN, Canvas, looks
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import studio
from tests.town import Town

CODE = "1.013225"
STEP = "Niêm yết, lấy ý kiến"


def test_a_consultation_is_added_tried_approved_and_in_force(site: Site, browser: Browser, data: Path) -> None:
    record = database.use(f"sqlite:///{data / 'motcua.db'}")
    town = Town(record, database.now())
    early, late = (town.receive(town.request(CODE)).code for _ in range(2))
    _pass_the_fork(town, late)
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    phan.go("/thiet-ke")
    phan.press("Bản thảo mới")
    phan.pick("Thủ tục", CODE)
    phan.press("Bắt đầu sửa")
    phan.page.wait_for_url("**/thiet-ke?id=*")
    _ask_for(phan, "lay-y-kien")
    _draw(phan)
    _try(phan)
    _compare(phan)
    _ask(phan)
    before = _in_force(town)
    _decide(site, browser)
    _receive(site, browser)
    (received,) = [one for one in town.inbox("mai", "mine") if one.code not in (early, late)]
    assert town.dossier("mai", received.dossier_id).particulars.release_id == _in_force(town) != before
    _go_on(phan, early, late)
    record.close()


def _pass_the_fork(town: Town, code: str) -> None:
    """A dossier whose site is being inspected already: what is drawn beside it came too late for it."""
    for by, element in (("mai", "receive"), ("nam", "screen")):
        step = next(one for one in town.inbox(by, "mine" if by == "mai" else "unclaimed") if one.code == code)
        if step.state == "opened":
            town.claim(by, step.task_id)
        town.complete(by, step.task_id, answer(town, CODE, element))


def _go_on(phan: Person, early: str, late: str) -> None:
    """The one that waits at the counter goes on by the new release; the other is refused, with the reason."""
    phan.go(f"/thu-tuc?ma={CODE}")
    phan.sees("1 hồ sơ chuyển được, 1 hồ sơ phải ở lại.")
    kept = phan.page.locator("tr").filter(has_text=late)
    expect(kept).to_contain_text("Ở lại")
    expect(kept).to_contain_text("Các nhánh song song gộp ngay trước “Dự thảo kết quả” đã khác")
    expect(phan.page.locator("tr").filter(has_text=early)).to_contain_text("Chuyển được")
    phan.screen("story-cohort")
    phan.fill("Lý do chuyển phiên bản", "Niêm yết từ khi tiếp nhận")
    phan.press("Chuyển 1 hồ sơ")
    phan.sees("Xong: chuyển 1, ở lại 0.")
    phan.sees("0 hồ sơ chuyển được, 1 hồ sơ phải ở lại.")


def _in_force(town: Town) -> int | None:
    with town.database.snapshot() as snapshot:
        return catalogue.in_force_at(snapshot, CODE, studio.agency(town), local(now()).date())


def section(person: Person, name: str) -> None:
    """Opens a section of the design."""
    person.page.get_by_role("radio", name=name, exact=True).click()
    person.calm()


def _ask_for(phan: Person, code: str) -> None:
    section(phan, "Biểu mẫu")
    phan.press("Thêm")
    phan.fill("Mã (không dấu", code)
    phan.page.get_by_role("button", name="Thêm", exact=True).last.click()
    phan.calm()
    phan.screen("story-form")


def _draw(phan: Person) -> None:
    section(phan, "Sơ đồ")
    phan.page.locator(DRAWN).first.wait_for()
    canvas = Canvas(phan.page)
    phan.page.get_by_role("button", name="Xem toàn bộ sơ đồ").click()
    made = canvas.create("Bước do cán bộ làm", STEP, right_of="fork", level_with="receive")
    phan.picture("story-made")
    canvas.join("fork", made)
    canvas.join(made, "join")
    canvas.saved()
    finding = phan.page.locator(".findings li.error").filter(has_text=STEP)
    expect(finding.filter(has_text="không hợp lệ")).to_be_visible()
    phan.screen("story-finding")
    finding.filter(has_text="không hợp lệ").locator(".finding").click()
    canvas.write("Vai trò", "@receiving/reception_officer")
    canvas.write("Hạn của bước", "P3D")
    phan.page.locator(".panel").get_by_label("Cách tính hạn").select_option("working")
    canvas.write("Biểu mẫu", "lay-y-kien")
    canvas.saved()
    expect(finding).to_have_count(0)
    phan.screen("story-drawn")


def _try(phan: Person) -> None:
    """Plays every post in turn: the counter, the officer, the head, the chairman, the clerk."""
    section(phan, "Chạy thử")
    phan.press("Bắt đầu chạy thử")
    for name in ("Tiếp nhận và chuyển hồ sơ", "Rà soát hồ sơ"):
        _done(phan, name)
    phan.fill("Ý kiến", "Không ai phản đối.")
    phan.screen("story-trial")
    _done(phan, STEP)
    phan.date("Ngày kiểm tra thực địa", date(2026, 3, 2))
    phan.fill("Kết quả kiểm tra thực địa", "Đúng hiện trạng.")
    phan.choose("Đầy đủ, đúng quy định, đúng thực tế")
    _done(phan, "Kiểm tra thực địa")
    for name, choice in (
        ("Dự thảo kết quả", "Cấp giấy phép xây dựng"),
        ("Xem xét dự thảo", "Đồng ý, trình Chủ tịch UBND"),
        ("Ký giấy phép", "Ký duyệt"),
    ):
        phan.choose(choice)
        _done(phan, name)
    phan.fill("Số, ký hiệu", "12/GPXD")
    phan.date("Ngày ký", date(2026, 3, 5))
    phan.fill("Người ký", "Phạm Quốc Việt")
    _done(phan, "Vào số")
    phan.fill("Người nhận kết quả", "Nguyễn Văn An")
    phan.choose("Trực tiếp")
    _done(phan, "Trả kết quả")
    phan.sees("Quy trình đã kết thúc.")
    phan.screen("story-trial-over")


def _done(phan: Person, name: str) -> None:
    """Completes the step that waits under this name."""
    card = phan.page.locator('[class*="st-key-card_trial"]').filter(
        has=phan.page.get_by_role("heading", name=re.compile(f"^{name}"))
    )
    card.get_by_role("button", name="Hoàn thành").click()
    expect(card).to_have_count(0)
    phan.calm()


def _compare(phan: Person) -> None:
    section(phan, "Khác biệt")
    phan.sees(STEP)
    phan.sees("Trên sơ đồ: 3 phần tử thêm")
    old, new = (phan.page.locator(f".st-key-diff_{one} .viewport").first for one in ("old", "new"))
    phan.page.locator(".st-key-diff_old").get_by_role("button", name="Phóng to").click()
    phan.page.wait_for_timeout(300)
    assert looks(old) == looks(new)
    phan.screen("story-changes")


def _ask(phan: Person) -> None:
    section(phan, "Phê duyệt")
    phan.fill("Lý do sửa đổi", "Niêm yết, lấy ý kiến song song với kiểm tra thực địa")
    phan.fill("Điều khoản liên quan", "175/2024/NĐ-CP, Điều 50")
    phan.press("Trình phê duyệt")
    phan.sees("Chờ phê duyệt")
    phan.screen("story-asked")


def _decide(site: Site, browser: Browser) -> None:
    """The head of the division appraises, the leader approves, and the head has it promulgated."""
    ha = sign_in(browser, site.address, "ha", site.password, OWN)
    ha.press("Nhận việc")
    ha.choose("Đủ điều kiện trình phê duyệt")
    ha.screen("story-appraised")
    ha.press("Gửi kết quả thẩm định")
    ha.sees("đã chuyển đến bước")
    hung = sign_in(browser, site.address, "hung", site.password, OWN)
    hung.press("Nhận việc")
    hung.choose("Phê duyệt")
    hung.press("Ghi quyết định")
    hung.sees("đã chuyển đến bước")
    ha.go("/")
    ha.press("Nhận việc")
    ha.fill("Số, ký hiệu quyết định", "45/QĐ-UBND")
    ha.date("Ngày ký", local(now()).date())
    ha.fill("Người ký", "Lê Quang Hưng")
    ha.date("Ngày có hiệu lực", local(now()).date())
    ha.screen("story-promulgated")
    ha.press("Ban hành quy trình")
    ha.sees("đã xử lý xong")


def _receive(site: Site, browser: Browser) -> None:
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    mai.go("/tiep-nhan")
    mai.pick("Thủ tục", CODE)
    mai.fill("Họ và tên", "Nguyễn Văn An")
    mai.fill("Số căn cước", "001085012345")
    mai.fill("Điện thoại", "0912345678")
    mai.page.get_by_label("Nhận tất cả").check()
    mai.screen("story-reception")
    mai.press("Tiếp nhận")
    mai.sees("Đã tiếp nhận hồ sơ")
