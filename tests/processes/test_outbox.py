"""The outbox: taken under a lease, tried again later, never lost by a death."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from processes import outbox
from processes.database import Database
from processes.outbox import Message

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _put(database: Database, *keys: str) -> None:
    with database.transaction() as transaction:
        outbox.put(transaction, [Message("thử", key, {"n": key}) for key in keys], moment=NOON)


def _take(database: Database, lease: str, moment: datetime) -> list[Message]:
    with database.transaction() as transaction:
        return outbox.take(transaction, lease=lease, moment=moment, until=moment + MINUTE)


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


def test_what_failed_waits_longer_each_time(database: Database) -> None:
    _put(database, "a")
    moment = NOON
    for wait in (timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)):
        (message,) = _take(database, "tôi", moment)
        with database.transaction() as transaction:
            outbox.failed(transaction, message, lease="tôi", moment=moment, trouble="không kết nối được")
        assert _take(database, "tôi", moment + wait - timedelta(seconds=1)) == []
        moment += wait
    assert len(_take(database, "tôi", moment)) == 1
