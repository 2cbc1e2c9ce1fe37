"""A late task on the dossier's page: who was reminded when and why, and to whom it was reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from processes import database
from processes.database import Database
from tasks import reminders
from tests.stories.browser import sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's; the dossier was received four weeks ago."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, database.now() - timedelta(days=28))
    record.close()


def test_who_was_told_of_a_late_task_is_shown_with_its_dossier(site: Site, town: Town, browser: Browser) -> None:
    accepted = town.receive()
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    town.claim("binh", town.inbox("binh")[0].task_id)
    reminders.sweep(town.database, moment=database.now())
    head = sign_in(browser, site.address, "ha", site.password, OWN)
    bell = head.page.get_by_role("link", name="Báo cấp trên: việc “Tra cứu sổ gốc, dự thảo” đã quá hạn 3 ngày làm việc")
    head.page.get_by_role("button", name="Thông báo: 1 chưa đọc").click()
    bell.wait_for()
    head.screen("reminders-bell")
    head.go(f"/ho-so?id={accepted.dossier_id}")
    head.sees("Nhắc hạn, báo cấp trên")
    head.sees("Đã báo Nguyễn Văn Bình")
    head.sees("Không gửi riêng: khi gửi đã đến mốc sau")
    card = head.page.locator(".st-key-card_reminders")
    expect(card.locator("li")).to_have_count(7)
    card.scroll_into_view_if_needed()
    head.screen("reminders")
    head.page.set_viewport_size({"width": 390, "height": 844})
    head.go(f"/ho-so?id={accepted.dossier_id}")
    card.scroll_into_view_if_needed()
    head.screen("reminders-390")
