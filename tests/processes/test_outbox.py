"""The outbox: taken under a lease, tried again later, in order for one partner, never lost by a death."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text

from processes import outbox, tables
from processes.database import Database, Transaction
from processes.outbox import Message
from processes.settings import settings
from tests.conftest import ROOT

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=30)


def _put(database: Database, *keys: str, dossier_id: int | None = None, partner: str = "") -> None:
    with database.transaction() as transaction:
        messages = [Message("thử", key, {"n": key}, dossier_id, partner=partner) for key in keys]
        outbox.put(transaction, messages, moment=NOON)


def _take(database: Database, lease: str, moment: datetime) -> list[Message]:
    with database.transaction() as transaction:
        return outbox.take(transaction, lease=lease, moment=moment, until=moment + MINUTE)


def _keys(database: Database, moment: datetime = NOON) -> list[str]:
    return [message.key for message in _take(database, "tôi", moment)]


def _close(database: Database, message: Message, *, trouble: str = "", moment: datetime = NOON) -> None:
    with database.transaction() as transaction:
        if trouble:
            outbox.failed(transaction, message, lease="tôi", moment=moment, trouble=trouble)
        else:
            outbox.done(transaction, message, lease="tôi", moment=moment)


def test_a_message_is_taken_once_while_its_lease_lasts(database: Database) -> None:
    _put(database, "a", "b")
    assert [message.key for message in _take(database, "một", NOON)] == ["a", "b"]
    assert _take(database, "hai", NOON) == []


def test_a_dead_agents_message_is_taken_by_the_next(database: Database) -> None:
    _put(database, "a")
    _take(database, "chết", NOON)
    (again,) = _take(database, "sống", NOON + 2 * MINUTE)
    assert again.attempts == 2


def test_done_is_done_and_a_lost_lease_closes_nothing(database: Database) -> None:
    _put(database, "a")
    (message,) = _take(database, "cũ", NOON)
    (newer,) = _take(database, "mới", NOON + 2 * MINUTE)
    with database.transaction() as transaction:
        outbox.done(transaction, message, lease="cũ", moment=NOON)
    assert len(_take(database, "kiểm tra", NOON + 4 * MINUTE)) == 1
    with database.transaction() as transaction:
        outbox.done(transaction, newer, lease="kiểm tra", moment=NOON)
    assert _take(database, "cuối", NOON + 9 * MINUTE) == []


def test_what_failed_waits_longer_each_time_and_not_all_alike(database: Database) -> None:
    _put(database, "a")
    moment = NOON
    for longest in (10, 20, 40):
        (message,) = _take(database, "tôi", moment)
        _close(database, message, trouble="không kết nối được", moment=moment)
        wait = outbox.wait(message)
        assert timedelta(seconds=longest / 2) <= wait <= timedelta(seconds=longest)
        assert _take(database, "tôi", moment + wait - timedelta(milliseconds=1)) == []
        moment += wait
    assert len(_take(database, "tôi", moment)) == 1
    waits = [outbox.wait(Message("thử", str(number), {}, attempts=20)) for number in range(1000)]
    assert len(set(waits)) > 990
    assert timedelta(minutes=30) <= min(waits) < timedelta(minutes=31)
    assert timedelta(minutes=59) < max(waits) <= timedelta(hours=1)


def test_a_dossier_tells_a_partner_one_thing_after_the_other(database: Database) -> None:
    _put(database, "a1", "a2", dossier_id=7, partner="bhxh")
    _put(database, "a3", dossier_id=7, partner="bhxh")
    _put(database, "b1", dossier_id=7, partner="thue")
    _put(database, "c1", dossier_id=8, partner="bhxh")
    _put(database, "d1", "d2", dossier_id=7)
    taken = _take(database, "tôi", NOON)
    assert [message.key for message in taken] == ["a1", "b1", "c1", "d1", "d2"]
    for message in taken[1:]:
        _close(database, message)
    assert _keys(database) == []
    _close(database, taken[0], trouble="bận")
    assert _keys(database) == []
    (again,) = _take(database, "tôi", NOON + MINUTE)
    _close(database, again, moment=NOON + MINUTE)
    (second,) = _take(database, "tôi", NOON + MINUTE)
    assert second.key == "a2"
    _close(database, second, moment=NOON + MINUTE)
    assert _keys(database, NOON + MINUTE) == ["a3"]


def test_what_comes_when_the_last_has_left_need_not_wait(database: Database) -> None:
    _put(database, "một", dossier_id=7, partner="bhxh")
    (first,) = _take(database, "tôi", NOON)
    _close(database, first)
    _put(database, "hai", dossier_id=7, partner="bhxh")
    assert _keys(database) == ["hai"]


def test_a_lost_lease_lets_nobody_go_ahead(database: Database) -> None:
    _put(database, "một", "hai", dossier_id=7, partner="bhxh")
    (first,) = _take(database, "tôi", NOON)
    _take(database, "khác", NOON + 2 * MINUTE)
    _close(database, first)
    assert _keys(database, NOON + 2 * MINUTE) == []


def test_after_the_last_attempt_it_is_dead_and_blocks_its_line(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings().outbox, "attempts", 2)
    _put(database, "một", "hai", dossier_id=7, partner="bhxh")
    moment = NOON
    for _ in range(2):
        (message,) = _take(database, "tôi", moment)
        _close(database, message, trouble="không nhận", moment=moment)
        moment += timedelta(hours=2)
    assert _keys(database, moment + timedelta(days=30)) == []
    with database.snapshot() as snapshot:
        (line,) = outbox.waiting(snapshot)
    assert (line.topic, line.partner, line.count, line.dead, line.failing) == ("thử", "bhxh", 2, 1, 0)
    assert line.since == NOON


def test_what_will_never_be_taken_is_dead_at_once(database: Database) -> None:
    _put(database, "a", "b")
    one, other = _take(database, "tôi", NOON)
    with database.transaction() as transaction:
        told = {"lease": "tôi", "moment": NOON, "trouble": "sai địa chỉ"}
        outbox.failed(transaction, one, **told, is_final=True)
        outbox.failed(transaction, other, **told)
    with database.snapshot() as snapshot:
        (line,) = outbox.waiting(snapshot)
    assert (line.count, line.dead, line.failing) == (2, 1, 1)


def _fill(transaction: Transaction, count: int) -> None:
    """Half of it behind a partner that is down, each dossier with four messages; half free."""
    rows = [
        {
            "topic": "thử",
            "key": str(number),
            "partner": "bhxh" if number % 2 else "",
            "dossier_id": number // 8,
            "body": {"n": number},
            "put_at": NOON,
            "next_at": None if number % 2 and number % 8 > 1 else NOON,
            "attempts": 0,
        }
        for number in range(count)
    ]
    transaction.execute(insert(tables.Message), rows)


def test_a_hundred_thousand_that_wait_are_read_by_their_indexes(database: Database) -> None:
    with database.transaction() as transaction:
        _fill(transaction, 100_000)
    with database.transaction() as transaction:
        transaction.connection.exec_driver_sql("ANALYZE")
    with database.transaction() as transaction:
        seen: list[tuple[str, object]] = []

        def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
            seen.append((statement, values))

        event.listen(transaction.connection, "before_cursor_execute", note)
        taken = outbox.take(transaction, lease="tôi", moment=NOON, until=NOON + MINUTE)
        outbox.put(transaction, [Message("thử", "sau", {}, 9_000, partner="bhxh")], moment=NOON)
        outbox.done(transaction, next(one for one in taken if one.is_ordered), lease="tôi", moment=NOON)
        event.remove(transaction.connection, "before_cursor_execute", note)
        assert len(taken) == 50
        explain = "EXPLAIN QUERY PLAN" if transaction.connection.dialect.name == "sqlite" else "EXPLAIN"
        plans = [
            "\n".join(
                str(row[-1])
                for row in transaction.connection.exec_driver_sql(f"{explain} {statement}", values)  # pyright: ignore
            )
            for statement, values in seen
            if not statement.startswith("INSERT")
        ]
    took, looked, closed, followed = plans
    assert "ix_outbox_waiting" in took
    assert "ix_outbox_ordered" in looked
    assert "ix_outbox_ordered" in followed
    for plan in (took, looked, closed, followed):
        assert "Seq Scan on outbox" not in plan, plan
        assert "SCAN outbox" not in plan.replace("SCAN outbox USING INDEX ix_outbox_waiting", ""), plan
    assert "TEMP B-TREE" not in took
    assert "Sort" not in took


def _drainer(database: Database, lease: str, at: datetime, sent: Path, stops_at: str = "") -> subprocess.Popen[bytes]:
    url = database.url.render_as_string(hide_password=False)
    asked = ["tests.processes.drainer", url, lease, at.isoformat(), str(sent), stops_at]
    return subprocess.Popen([sys.executable, "-m", *asked], cwd=ROOT)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_agents_never_send_the_same_message(database: Database, tmp_path: Path) -> None:
    keys = [f"tin-{number}" for number in range(600)]
    _put(database, *keys)
    files = [tmp_path / "một", tmp_path / "hai"]
    both = [_drainer(database, file.name, NOON, file) for file in files]
    assert [one.wait(60) for one in both] == [0, 0]
    sent = [file.read_text().split() if file.exists() else [] for file in files]
    assert Counter(sent[0] + sent[1]) == Counter(keys)
    with database.snapshot() as snapshot:
        assert outbox.waiting(snapshot) == []


def test_killed_in_the_middle_it_is_sent_once_more_under_its_key(database: Database, tmp_path: Path) -> None:
    _put(database, "một", "hai", "ba", dossier_id=7)  # of one dossier: one after the other
    sent = tmp_path / "sent"
    killed = _drainer(database, "chết", NOON, sent, stops_at="hai")
    try:
        ends = time.monotonic() + 60
        while not (sent.exists() and sent.read_text().split() == ["một", "hai"]):
            assert time.monotonic() < ends, "the drainer did not come as far"
            time.sleep(0.05)
    finally:
        killed.kill()
        killed.wait()
    assert _drainer(database, "sớm", NOON + LEASE / 2, sent).wait(60) == 0
    assert sent.read_text().split() == ["một", "hai"]  # the dead one's lease lasts
    assert _drainer(database, "sống", NOON + LEASE, sent).wait(60) == 0
    assert sent.read_text().split() == ["một", "hai", "hai", "ba"]
    row = tables.Message
    with database.snapshot() as snapshot:
        tries = snapshot.execute(select(row.key, row.attempts).order_by(row.id)).all()
        assert snapshot.execute(text("SELECT count(*) FROM outbox WHERE done_at IS NULL")).scalar() == 0
    assert [tuple(one) for one in tries] == [("một", 1), ("hai", 2), ("ba", 2)]
