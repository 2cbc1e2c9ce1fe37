"""In the night the day before is counted, once, and told to the leaders; what is kept for a while is pruned."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from processes import api_acts, days, notices, outbox, tables
from processes.calendars import ZONE
from processes.notices import News
from processes.outbox import Message
from tasks import agent, dealings
from tasks import days as counting
from tests.town import Town

MONDAY = date(2026, 3, 2)


def night(town: Town, *, hour: int = 1, minute: int = 30) -> int:
    """The night after Monday; how many agencies were counted."""
    town.moment = datetime(2026, 3, 3, hour, minute, tzinfo=ZONE)
    return counting.count(town.database, moment=town.moment)


def counted(town: Town) -> list[tuple[str, int, int, int, int, int]]:
    with town.database.snapshot() as snapshot:
        found = days.of(snapshot, MONDAY)
    codes = {one.id: one.code for one in town.directory.agencies.values()}
    return [(codes[one.agency_id], one.received, one.finished, one.late, one.overdue, one.broken) for one in found]


def told(town: Town) -> dict[int, str]:
    row = tables.Notice
    with town.database.snapshot() as snapshot:
        found = snapshot.execute(select(row.officer_id, row.text).where(row.kind == "day"))
        return {one.officer_id: one.text for one in found}


def test_yesterday_is_counted_once_and_the_leaders_find_it(town: Town) -> None:
    first = town.receive().dossier_id
    town.receive()
    withdrawn = town.receive().dossier_id
    town.deal(dealings.withdraw, "mai", withdrawn, reason="Không cần nữa")
    row = tables.Dossier
    with town.database.transaction() as transaction:  # as if one were done, after its time
        late = {"finished_at": town.moment, "business_status": "completed", "due_at": town.moment - timedelta(hours=1)}
        transaction.execute(update(row).where(row.id == first).values(**late))
    assert night(town, minute=29) == 0
    assert night(town) == 1
    assert counted(town) == [("H99.30", 3, 1, 1, 0, 0)]
    text = "02/03: tiếp nhận 3, xong 1 (quá hạn 1), còn 0 hồ sơ đang quá hạn"
    leaders = told(town)
    assert leaders[town.officer("viet").id] == text
    assert town.officer("mai").id not in leaders
    assert night(town, hour=5) == 0  # another agent, or this one after a restart
    assert told(town) == leaders


def test_what_is_overdue_when_the_day_is_over_is_counted_and_what_is_paused_is_not(town: Town) -> None:
    overdue, paused = (town.receive().dossier_id for _ in range(2))
    row = tables.Dossier
    with town.database.transaction() as transaction:
        transaction.execute(update(row).values(due_at=town.moment))
        transaction.execute(update(row).where(row.id == paused).values(paused_at=town.moment))
    assert night(town) == 1
    assert counted(town) == [("H99.30", 2, 0, 0, 1, 0)]
    assert overdue != paused


def test_a_history_that_is_not_what_was_sealed_is_told(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    dossier_id = town.receive().dossier_id
    town.receive()
    row = tables.Event
    with town.database.transaction() as transaction:
        changed = update(row).where(row.dossier_id == dossier_id, row.position == 1)
        transaction.execute(changed.values(officer_id=town.officer("binh").id))
    night(town)
    assert counted(town) == [("H99.30", 2, 0, 0, 0, 1)]
    assert "history.broken" in caplog.text


def test_what_is_kept_for_a_while_is_forgotten_after_it(town: Town) -> None:
    officer_id, old = town.officer("mai").id, town.moment

    def put(name: str) -> None:
        with town.database.transaction() as transaction:
            api_acts.begin(transaction, name, b"x" * 32, officer_id=officer_id, moment=town.moment)
            notices.tell_all(transaction, [News(officer_id, "opened", name, text="1")], moment=town.moment)
            outbox.put(transaction, [Message("thử", name, {})], moment=town.moment)
            row = tables.Message
            transaction.execute(update(row).where(row.key == name).values(done_at=town.moment))

    def left() -> list[int]:
        counts = [select(func.count()).select_from(row) for row in (tables.ApiAct, tables.Notice, tables.Message)]
        with town.database.snapshot() as snapshot:
            return [snapshot.execute(count).scalar_one() for count in counts]

    put("cũ")
    put("có người xử lý")
    with town.database.transaction() as transaction:
        row = tables.Message
        mine = select(row.id).where(row.key == "có người xử lý").scalar_subquery()
        told = {"kind": "resent", "message_id": mine, "told": {}, "officer_id": officer_id, "at": old, "act_key": "x"}
        transaction.execute(insert(tables.MessageAct).values(**told))
        outbox.put(transaction, [Message("thử", "chưa gửi được", {})], moment=old)
    town.moment = old + timedelta(days=31)
    put("mới")
    agent.sweep(town.database, moment=town.moment)
    assert left() == [1, 3, 4]
    town.moment = old + timedelta(days=181)
    agent.sweep(town.database, moment=town.moment)
    assert left() == [0, 1, 3]  # what an operator acted on stays, and what has not left
