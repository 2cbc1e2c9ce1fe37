"""A head assigns a task; the other officer's bell says so by itself, and leads to the task."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from processes import database, notices
from processes.database import Database
from tasks import assignment
from tests.answers import answer
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import Town

WITHIN_MS = 45_000


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, for colleagues who act elsewhere."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, database.now())
    record.close()


def assigned(town: Town) -> int:
    """`huong` assigns a task to `nam`."""
    town.receive(town.request("1.001612"))
    first = town.inbox("mai", "mine")[0].task_id
    town.complete("mai", first, answer(town, "1.001612", "receive"))
    task_id = town.inbox("nam")[-1].task_id
    with town.database.transaction() as transaction:
        to, head = town.officer("nam").id, town.officer("huong")
        assignment.assign(transaction, task_id, to=to, officer=head, moment=town.moment, key=town.key())
    return task_id


def rings(person: Person, number: int) -> None:
    """Waits until the bell says so many, without anything being done at the page."""
    name = f"Thông báo: {number} chưa đọc" if number else "Thông báo"
    expect(person.page.get_by_role("button", name=name, exact=True)).to_be_visible(timeout=WITHIN_MS)


def test_a_bell_rings_by_itself_and_leads_to_the_task(site: Site, town: Town, browser: Browser) -> None:
    nam = sign_in(browser, site.address, "nam", site.password, OWN)
    rings(nam, 0)
    nam.screen("bell-none")
    assigned(town)
    rings(nam, 1)
    nam.page.get_by_role("button", name="Thông báo: 1 chưa đọc").click()
    told = nam.page.get_by_role("link", name="Đặng Thị Thanh Hương phân công cho bạn việc")
    told.wait_for()
    nam.screen("bell")
    told.click()
    nam.calm()
    nam.sees("Thẩm định hồ sơ, dự thảo")
    rings(nam, 0)
    nam.screen("bell-task")

    with town.database.transaction() as transaction:
        officer = town.officer("nam").id
        for number in range(40):
            key = f"{number}"
            notices.tell(transaction, officer_id=officer, kind="opened", key=key, text="3", moment=town.moment)
    nam.go("/thong-bao")
    rings(nam, 40)
    nam.screen("notices")
    nam.press("Cũ hơn")
    nam.sees("phân công cho bạn việc")
    nam.press("Mới hơn")
    nam.press("Đánh dấu đã đọc tất cả")
    rings(nam, 0)
    nam.page.set_viewport_size({"width": 390, "height": 844})
    nam.go("/thong-bao")
    nam.screen("notices-390")
    nam.page.get_by_role("button", name="Thông báo", exact=True).click()
    nam.screen("bell-390")
    nam.page.keyboard.press("Escape")
    nam.page.locator(".st-key-choice_assigned").get_by_text("Qua thư").click()
    nam.press("Lưu cách nhận")
    nam.sees("Đã lưu cách nhận thông báo.")
    with town.database.snapshot() as snapshot:
        chosen = {choice.kind: choice.by_mail for choice in notices.choices(snapshot, officer)}
    usual = {kind.code: kind.by_mail for kind in notices.KINDS.values()}
    assert chosen == {**usual, "assigned": False}
