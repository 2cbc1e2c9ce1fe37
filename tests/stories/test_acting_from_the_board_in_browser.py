"""A leader sees twelve overdue, reads why the worst is, gives three to another, extends one by letter; numbers follow.

A division's head sees her own alone; who heads nothing is refused (test_the_board_in_browser.py).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from sqlalchemy import select, update

from bpmn.engine import NoWayOut
from processes import database, faults, tables
from processes.calendars import ZONE
from processes.database import Database
from processes.people import Person as Applicant
from tasks import batches, forecasting
from tests.accessible import violations
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_the_board_in_browser import behind, tile, value
from tests.tasks.offices import join
from tests.town import Town

PERMIT, REGISTER = "1.001612", "2.000908"
FOLLOWS_WITHIN = 2.0  # seconds from when an act is done to when the numbers say so
NAMES = ("Nguyễn Thị Phương Thảo", "Trần Văn Hùng", "Công Tằng Tôn Nữ Thị Ngọc Ánh", "Lê Minh", "Phạm Quang Đức")


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, six weeks ago."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, datetime(2026, 10, 12, 8, tzinfo=ZONE))
    record.close()


def received(town: Town, procedure: str, number: int) -> int:
    """A dossier whose papers the counter has passed on; its number."""
    owner = Applicant(NAMES[number % len(NAMES)], f"0010850123{number:02}", "0912345678")
    found = town.receive(town.request(procedure, owner=owner)).dossier_id
    town.complete("mai", town.dossier("mai", found).current[0].task_id)
    return found


def learned(town: Town) -> None:
    """The past of a procedure of which three in four came late, and what it tells."""
    row, task = tables.Dossier, tables.Task
    for number in range(24):
        town.pass_time(days=1)
        found = town.receive(town.request(PERMIT)).dossier_id
        with town.database.transaction() as transaction:
            due = transaction.execute(select(row.due_at).where(row.id == found)).scalar_one()
            late = timedelta(days=3) if number % 4 else -timedelta(hours=1)
            over = {"finished_at": due + late, "returned_at": due + late, "business_status": "completed"}
            transaction.execute(update(row).where(row.id == found).values(**over))
            closed = update(task).where(task.dossier_id == found)
            transaction.execute(closed.values(closed_at=due + late, state="completed"))


def twelve(town: Town) -> None:
    """Twelve overdue dossiers, eight of them in a division of three; and three that are due by Friday."""
    town.moment = datetime(2026, 11, 16, 8, tzinfo=ZONE)
    for name in ("binh", "thu"):
        join(town, name, "economic_division/case_officer")
    for number in range(12):
        town.pass_time(minutes=20)
        found = received(town, REGISTER if number < 4 else PERMIT, number)
        if number != 11:
            who = "binh" if number < 4 else "nam"
            town.claim(who, town.dossier(who, found).current[0].task_id)
    town.moment = datetime(2026, 11, 23, 14, tzinfo=ZONE)
    for number in range(3):
        received(town, PERMIT, 12 + number)
    forecasting.learn(town.database, moment=datetime(2026, 11, 26, 3, tzinfo=ZONE))  # this night it has been done


def press(person: Person, name: str) -> None:
    """One of the acts above the list."""
    person.page.locator(".st-key-card_batch").get_by_role("button", name=name).click()
    person.calm()


def ordered(person: Person, town: Town, name: str, words: str) -> float:
    """Fills in the dialog, gives the order by the keyboard, waits until all is done; when that was."""
    dialog = person.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^(Lý do|Nội dung)")).last.fill(words)
    person.page.keyboard.press("Tab")
    person.calm()
    person.picture(f"board-acts-{name}")
    person.page.keyboard.press("Control+Enter")
    return done(lambda: _over(town))


def _over(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        found = batches.latest(snapshot, officer=town.officer("viet"), moment=database.now())
    return found is not None and found.is_over


def done(is_done: Callable[[], bool]) -> float:
    """Waits until the record says so; when that was."""
    for _ in range(600):
        if is_done():
            return time.monotonic()
        time.sleep(0.02)
    raise AssertionError("the act was not done")


def follows(since: float, number: Locator, value: int) -> None:
    """The number on the page says so within two seconds."""
    expect(number).to_have_text(str(value), timeout=20_000)
    took = time.monotonic() - since
    assert took <= FOLLOWS_WITHIN, f"{took:.2f} s"


@pytest.mark.parametrize("site", ["2026-11-25T09:00:00+07:00"], indirect=True)
def test_a_leader_acts_from_the_board(site: Site, town: Town, browser: Browser) -> None:
    learned(town)
    twelve(town)
    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.page.get_by_role("link", name="Bảng giám sát").click()
    viet.calm()
    assert value(viet, "Quá hạn") == 12
    viet.screen("board-acts-first")
    tile(viet, "Quá hạn").click()
    viet.calm()
    expect(behind(viet)).to_have_count(12)
    viet.sees("Cả 6 ngày 40 phút đều dùng ở bước “Tra cứu sổ gốc, dự thảo”, Nguyễn Văn Bình đang giữ.")
    viet.screen("board-acts-list")
    assert violations(viet.page) == []
    _three_are_given_to_another(viet, town)
    _one_is_extended(viet, town)
    _what_will_be_late(viet)
    _what_is_in_error_is_repaired(viet, town)
    _on_a_phone(viet)
    _a_head(site, browser)


def _three_are_given_to_another(viet: Person, town: Town) -> None:
    """The first three of the division, ticked by the keyboard; two clicks from the number to the act."""
    behind(viet).first.focus()
    for key in ("j", "j", "j", "j", "Space", "j", "Space", "j", "Space"):
        viet.page.keyboard.press(key)
    viet.calm()
    viet.sees("Đã chọn 3 việc")
    viet.screen("board-acts-ticked")
    press(viet, "Phân công lại")
    viet.page.get_by_role("dialog").get_by_text("Lê Thị Thu", exact=True).click()
    viet.calm()
    since = ordered(viet, town, "reassign", "Hoàng Đức Nam đi học đột xuất")
    theirs = behind(viet).filter(has_text="Lê Thị Thu")
    expect(theirs).to_have_count(3, timeout=20_000)
    assert time.monotonic() - since <= FOLLOWS_WITHIN
    viet.sees("Đã xử lý 3 việc")
    viet.screen("board-acts-given")
    viet.go("/giam-sat?theo=can-bo")
    line = viet.page.locator(".mc-board tbody tr").filter(has_text="Lê Thị Thu")
    expect(line.get_by_role("link", name=re.compile("Quá hạn: 3$"))).to_have_count(1)


def _one_is_extended(viet: Person, town: Town) -> None:
    """The worst gets its apology: drafted, approved and issued beside the list."""
    viet.go("/giam-sat?theo=don-vi&so=chua-xin-loi")
    expect(behind(viet)).to_have_count(12)
    press(viet, "Xin lỗi và hẹn lại")
    ordered(viet, town, "apologise", "Sổ gốc đang được phục chế")
    viet.sees("dự thảo của Phạm Quốc Việt, chờ duyệt")
    viet.screen("board-acts-drafted")
    viet.page.get_by_role("button", name="Duyệt và ban hành").click()
    since = done(lambda: _issued(town))
    follows(since, tile(viet, "Quá hạn, chưa xin lỗi").locator("b"), 11)
    follows(since, tile(viet, "Quá hạn").locator("b"), 11)
    expect(behind(viet)).to_have_count(11)
    viet.screen("board-acts-extended")
    press(viet, "Đôn đốc")
    ordered(viet, town, "urge", "Đề nghị giải quyết trong ngày")
    viet.sees("Phiếu đôn đốc số 01/PĐĐ")
    press(viet, "Đôn đốc")  # once more within half a working day
    ordered(viet, town, "urge-again", "Đề nghị giải quyết trong ngày")
    viet.sees("1 việc chưa xử lý được")
    expect(behind(viet).first).to_have_attribute("aria-checked", "true")
    viet.screen("board-acts-refused")


def _issued(town: Town) -> bool:
    row = tables.Letter
    with town.database.snapshot() as snapshot:
        return bool(snapshot.execute(select(row.id).where(row.kind == "apology", row.state == "issued")).all())


def _what_will_be_late(viet: Person) -> None:
    viet.go("/giam-sat?theo=don-vi")
    ahead = viet.page.locator(".mc-ahead a")
    expect(ahead.locator("b")).to_have_text("3")
    ahead.click()
    viet.calm()
    expect(behind(viet)).to_have_count(3)
    expect(behind(viet).first).to_contain_text(re.compile(r"Khả năng quá hạn \d+ %, còn khoảng .+, dựa trên \d+ hồ sơ"))
    viet.screen("board-acts-ahead")
    viet.page.get_by_role("link", name="Đóng danh sách").click()
    viet.calm()
    expect(behind(viet)).to_have_count(0)


def _what_is_in_error_is_repaired(viet: Person, town: Town) -> None:
    """Beside the list stands what keeps a dossier from going on, and what helps."""
    row = tables.Task
    with town.database.transaction() as transaction:
        query = select(row.execution_id, row.id).where(row.closed_at.is_(None)).order_by(row.due_at, row.id).limit(1)
        execution_id, task_id = transaction.execute(query).one()
        at = database.now()
        faults.note(transaction, execution_id, "task", NoWayOut(element="appraise"), moment=at, task_id=task_id)
    viet.go("/giam-sat?theo=don-vi&so=tat-ca")
    behind(viet).filter(has_text="H99.30-261116-0001").click()
    viet.calm()
    viet.sees("Hồ sơ đang gặp lỗi")
    viet.screen("board-acts-fault")
    viet.press("Cho làm lại")
    expect(viet.page.get_by_text("Hồ sơ đang gặp lỗi")).to_have_count(0)


def _on_a_phone(viet: Person) -> None:
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.go("/giam-sat?theo=don-vi&so=qua-han")
    viet.screen("board-acts-390")
    press(viet, "Yêu cầu giải trình")
    viet.screen("board-acts-dialog-390")
    viet.page.keyboard.press("Escape")
    viet.calm()
    viet.page.locator(".st-key-card_board_dossier").scroll_into_view_if_needed()
    viet.screen("board-acts-dossier-390")
    assert viet.page.evaluate("document.documentElement.scrollWidth") <= 390


def _a_head(site: Site, browser: Browser) -> None:
    huong = sign_in(browser, site.address, "huong", site.password, OWN)
    huong.go("/giam-sat?theo=don-vi&so=qua-han")
    expect(behind(huong)).to_have_count(8)  # her division's alone
    expect(behind(huong).filter(has_text="Văn phòng HĐND")).to_have_count(0)
    huong.screen("board-acts-head")
