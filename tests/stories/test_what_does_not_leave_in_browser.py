"""What does not leave the installation: who keeps it running reads why, corrects one, sends one again, gives one up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from sqlalchemy import insert, select

from processes import tables
from processes.database import Database, now
from tests.stories.browser import sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town

REFUSED = "ConnectionRefusedError: [Errno 111] Connection refused"


def stuck(town: Town, dossier_id: int) -> None:
    """Three dead letters of three kinds, one that follows another, and two that wait."""
    row: dict[str, Any] = {
        "topic": "handoff",
        "partner": "bhxh-tinh",
        "dossier_id": dossier_id,
        "attempts": 40,
        "lease": None,
        "body": {"to": "0900 000", "text": "Mời ông đến nhận kết quả"},
        "put_at": town.moment - timedelta(days=2),
        "next_at": None,
        "dead_at": town.moment,
        "trouble": REFUSED,
    }
    tomorrow = town.moment + timedelta(days=1)
    waits = {"attempts": 3, "next_at": tomorrow, "dead_at": None}
    rows = [
        {**row, "key": "a"},
        {**row, "key": "b", "attempts": 0, "dead_at": None, "trouble": None},
        {**row, "key": "c", "topic": "applicant.notice", "partner": "", "trouble": "số điện thoại không có thật"},
        {**row, "key": "d", "topic": "officer.mail", "partner": "", "trouble": "TimeoutError: timed out"},
        {**row, **waits, "key": "e", "topic": "officer.mail", "partner": "", "trouble": "TimeoutError: timed out"},
    ]
    with town.database.transaction() as transaction:
        transaction.execute(insert(tables.Message), rows)


def test_what_does_not_leave_is_put_right(site: Site, browser: Browser, data: Path) -> None:
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    dossier_id = town.receive().dossier_id
    stuck(town, dossier_id)
    khoa = sign_in(browser, site.address, "khoa", site.password, OWN)
    khoa.page.get_by_role("link", name="Vận hành").click()
    khoa.sees("Tin chờ xử lý")
    khoa.sees("Không kết nối được với bên nhận.")
    khoa.sees("1 tin sau của hồ sơ này phải chờ tin này.")
    khoa.screen("operations-1440")
    khoa.page.locator(".st-key-card_dead").get_by_role("button", name="Sửa").nth(1).click()
    khoa.calm()
    khoa.fill("Gửi đến", "0912 345 678")
    khoa.screen("operations-correct")
    khoa.press("Lưu và gửi lại")
    khoa.sees("Thiếu lý do sửa")
    khoa.fill("Lý do sửa", "Người dân báo số mới")
    khoa.press("Lưu và gửi lại")
    khoa.sees("Đã sửa và cho gửi lại.")
    khoa.page.locator(".st-key-card_dead").get_by_role("button", name="Bỏ").first.click()
    khoa.calm()
    khoa.fill("Lý do bỏ", "Đã chuyển bằng công văn 12/UBND")
    khoa.press("Bỏ tin này")
    khoa.sees("Đã bỏ tin.")
    khoa.page.locator(".st-key-card_dead").get_by_role("button", name="Gửi lại").first.click()
    khoa.sees("Đã cho gửi lại.")
    khoa.sees("Không có tin nào chờ xử lý.")
    khoa.screen("operations-after-1440")
    khoa.page.set_viewport_size({"width": 390, "height": 844})
    khoa.go("/van-hanh")
    khoa.screen("operations-after-390")
    with town.database.snapshot() as snapshot:
        row = tables.Message
        told = snapshot.execute(select(row.key, row.body, row.dead_at, row.done_at).order_by(row.key)).all()
    found = {one.key: one for one in told if len(one.key) == 1}
    assert found["c"].body["to"] == "0912 345 678"
    assert found["a"].done_at is not None
    assert found["b"].done_at is None
    assert all(found[key].dead_at is None for key in "bcde")
