"""When a month or a quarter is over, each who leads an agency is told once, by mail too, whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from processes import notices, organisation, tables
from processes.calendars import ZONE
from processes.database import Database
from processes.notices import Choice
from processes.settings import settings
from tasks import agent, reporting
from tasks.channels import mail
from tests.conftest import ROOT
from tests.mailbox import Mailbox, Server
from tests.tasks.test_mail import configure
from tests.town import Town
from ui.notices import path

MARCH_1 = "2026-03-01"


def at(town: Town, month: int, day: int, hour: int = 6) -> int:
    """A round at this time; how many were told."""
    town.moment = datetime(2026, month, day, hour, tzinfo=ZONE)
    return reporting.tell(town.database, moment=town.moment)


def told(town: Town) -> list[tuple[int, str, str, str]]:
    row = tables.Notice
    query = select(row.officer_id, row.kind, row.key, row.text).where(row.kind.in_(notices.REPORTS))
    with town.database.snapshot() as snapshot:
        return [(*one,) for one in snapshot.execute(query.order_by(row.id))]


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with Server() as server:
        configure(monkeypatch, server.box.port)
        monkeypatch.setattr(mail, "_line", mail._Line())  # pyright: ignore
        yield server.box
    settings.cache_clear()


def test_who_leads_is_told_on_the_first_working_day_once(town: Town) -> None:
    town.receive()
    town.receive(town.request(agency="H99.31"), by="son")
    assert at(town, 4, 1, 5) == 0  # before the morning
    people = at(town, 4, 1)
    assert people > 0
    found = told(town)
    viet, ha, hung = (town.officer(name).id for name in ("viet", "ha", "hung"))
    texts = {kind: text for person, kind, key, text in found if person == viet and key}
    assert texts == {
        "report_month": "Tháng 3 năm 2026: nhận mới 1 hồ sơ, đã giải quyết 0 (quá hạn 0), còn 1 (quá hạn 1)",
        "report_quarter": "Quý I năm 2026: nhận mới 1 hồ sơ, đã giải quyết 0 (quá hạn 0), còn 1 (quá hạn 1)",
    }
    province = [text for person, kind, _, text in found if (person, kind) == (ha, "report_month")]
    assert province == ["Tháng 3 năm 2026: nhận mới 2 hồ sơ, đã giải quyết 0 (quá hạn 0), còn 2 (quá hạn 2)"]
    with town.database.snapshot() as snapshot:
        newest = notices.page(snapshot, viet, limit=2)
    assert {path(one) for one in newest} == {"/bao-cao?ky=thang&tu=2026-03-01", "/bao-cao?ky=quy&tu=2026-01-01"}
    assert hung in {person for person, *_ in found}
    for refused in ("mai", "binh", "huong"):  # who receives, who works, who heads a division
        assert town.officer(refused).id not in {person for person, *_ in found}
    assert at(town, 4, 1, 7) == at(town, 4, 2) == 0
    assert told(town) == found


def test_on_a_holiday_it_waits_for_the_first_working_day(town: Town) -> None:
    assert at(town, 5, 1) == at(town, 5, 3) == 0  # Friday, a holiday, and the Sunday after it
    assert at(town, 5, 4) > 0
    assert {(kind, key) for _, kind, key, _ in told(town)} == {("report_month", "2026-04-01")}


def test_who_comes_into_the_post_in_time_is_told_and_later_nobody(town: Town) -> None:
    leader = town.officer("viet").posts[0].id
    at(town, 4, 1)
    thu = town.officer("thu").id
    with town.database.transaction() as transaction:
        row = {"officer_id": thu, "post_id": leader, "valid_from": date(2026, 4, 3)}
        transaction.execute(tables.Holding.__table__.insert(), row)
        organisation.changed(transaction)
    assert at(town, 4, 3) == 2
    assert {key for person, _, key, _ in told(town) if person == thu} == {MARCH_1, "2026-01-01"}
    with town.database.transaction() as transaction:
        transaction.execute(tables.Notice.__table__.delete())
    assert at(town, 4, 11) == 0


def test_the_letter_has_the_figures_and_the_way_to_the_reports(town: Town, mailbox: Mailbox) -> None:
    viet, ha = town.officer("viet").id, town.officer("ha").id
    with town.database.transaction() as transaction:
        row = tables.Officer
        transaction.execute(update(row).where(row.id.in_([viet, ha])).values(email="lanh-dao@lamgiang.test"))
        organisation.changed(transaction)
        notices.choose(transaction, ha, Choice("report_month", on_screen=True, by_mail=False))
        notices.choose(transaction, ha, Choice("report_quarter", on_screen=True, by_mail=False))
    town.receive()
    at(town, 4, 1)
    for _ in range(2):
        agent.look(town.database, moment=town.moment)
        agent.drain(town.database, lease="một", moment=town.moment)
    letters = {str(letter["Subject"]).partition(":")[0]: letter for letter in mailbox.letters}
    assert set(letters) == {"Đã có báo cáo Tháng 3 năm 2026", "Đã có báo cáo Quý I năm 2026"}
    assert len(mailbox.letters) == 2
    said = letters["Đã có báo cáo Tháng 3 năm 2026"].get_content()
    assert "nhận mới 1 hồ sơ" in said
    assert "http://127.0.0.1:8501/bao-cao?ky=thang&tu=2026-03-01" in said
    assert "Nguyễn Văn An" not in said


_WORKER = """
import os, sys
from datetime import datetime
from processes import database, notices
from tasks import reporting
known = notices.tell_all
def dying(transaction, news, *, moment):
    known(transaction, news, moment=moment)
    if news and news[0].kind == sys.argv[2]:
        os.kill(os.getpid(), 9)
notices.tell_all = dying
reporting.tell(database.use(sys.argv[1]), moment=datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.parametrize("dies_at", list(notices.REPORTS))
def test_killed_at_work_nobody_is_lost_and_nobody_told_twice(town: Town, database: Database, dies_at: str) -> None:
    town.moment = datetime(2026, 4, 1, 6, tzinfo=ZONE)
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _WORKER, url, dies_at, town.moment.isoformat()]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL
    before = told(town)
    assert {kind for _, kind, *_ in before} == ({"report_month"} if dies_at == "report_quarter" else set())
    at(town, 4, 1)
    found = [(person, kind, key) for person, kind, key, _ in told(town)]
    assert len(found) == len(set(found))
    people = {person for person, *_ in found}
    assert set(found) == {
        (person, kind, key)
        for person in people
        for kind, key in {"report_month": MARCH_1, "report_quarter": "2026-01-01"}.items()
    }
    assert town.officer("viet").id in people
