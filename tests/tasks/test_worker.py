"""The worker: every round at its time, once among several agents, on record, and never ended by what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest

from processes import rounds as record
from processes.database import Database, now
from tasks.rounds import ROUNDS, Round
from tasks.watch import Watch
from tasks.worker import Worker

MINUTE = timedelta(minutes=1)


def worker(database: Database, *rounds: Round, name: str = "") -> Worker:
    """An agent that goes these rounds, unobserved."""
    found = Worker(database, Watch(""), Event(), rounds or ROUNDS)
    found.name = name or found.name
    return found


def standing(database: Database) -> dict[str, record.Round]:
    with database.snapshot() as snapshot:
        return {one.name: one for one in record.all(snapshot)}


def alarms(database: Database, moment: datetime) -> list[tuple[str, str]]:
    with database.snapshot() as snapshot:
        return [(one.kind, one.name) for one in record.alarms(snapshot, moment)]


def counting(results: list[int]) -> Callable[[Database, datetime], int]:
    """Work that does so much at each call, then nothing."""
    return lambda _database, _moment: results.pop(0) if results else 0


def test_every_round_is_on_record_after_the_first_turn(database: Database) -> None:
    began = now()
    worker(database).go()
    found = standing(database)
    assert set(found) == {one.name for one in ROUNDS}
    assert all(one.ended_at is not None and one.ended_at >= began and not one.trouble for one in found.values())
    assert not any(one.is_observed for one in found.values())
    assert alarms(database, now()) == []


def test_a_minutes_round_is_late_after_three(database: Database) -> None:
    worker(database, Round("sweep-deadlines", counting([]), MINUTE), Round("prune", counting([]), 10 * MINUTE)).go()
    assert alarms(database, now() + 2.9 * MINUTE) == []
    assert alarms(database, now() + 3.1 * MINUTE) == [("late", "sweep-deadlines")]
    assert alarms(database, now() + 13 * MINUTE) == [("late", "prune"), ("late", "sweep-deadlines")]


def test_two_agents_share_a_minutes_round(database: Database) -> None:
    done: list[str] = []
    agents = []
    for name in ("một", "hai"):

        def work(_database: Database, _moment: datetime, name: str = name) -> int:
            done.append(name)
            return 1

        agents.append(worker(database, Round("sweep-deadlines", work, MINUTE), name=name))
    for _ in range(3):
        for agent in agents:
            agent.go()
    assert done == ["một"]
    assert standing(database)["sweep-deadlines"].agent == "một"


def test_what_an_agent_took_and_never_ended_another_takes_when_the_lease_is_over(database: Database) -> None:
    began, lease = now(), timedelta(minutes=2)
    with database.transaction() as transaction:
        record.know(transaction, {"look": MINUTE}, agent="một", moment=began)
        assert record.take(transaction, "look", agent="một", moment=began, until=began + lease) is None
    with database.transaction() as transaction:
        later = began + MINUTE
        assert record.take(transaction, "look", agent="hai", moment=later, until=later + lease) == began + lease
        later = began + lease
        assert record.take(transaction, "look", agent="hai", moment=later, until=later + lease) is None
    with database.transaction() as transaction:  # the first one was only slow: what it says counts no more
        late = record.Ended("look", "một", began, later, later + MINUTE, is_leased=True)
        assert not record.end(transaction, late, record.Result(7))
        mine = record.Ended("look", "hai", later, later, later + MINUTE, is_leased=True)
        assert record.end(transaction, mine, record.Result(2))
    assert (standing(database)["look"].agent, standing(database)["look"].worked) == ("hai", 2)


def test_what_goes_wrong_is_on_record_and_ends_nothing(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_database: Database, _moment: datetime) -> int:
        raise ValueError("không đọc được\n[parameters: 079123456789]")

    agent = worker(sqlite_database, Round("look", fails, MINUTE), Round("prune", counting([3]), MINUTE))
    assert agent.go() == 3
    found = standing(sqlite_database)
    assert found["look"].trouble == "ValueError: không đọc được"
    assert (found["prune"].worked, found["prune"].trouble) == (3, "")
    assert alarms(sqlite_database, now()) == [("failing", "look")]
    assert "agent.round-failed" in caplog.text


def test_batch_after_batch_is_one_run_and_nothing_to_do_is_none(sqlite_database: Database) -> None:
    left, calls = [50, 50, 7], []

    def work(_database: Database, _moment: datetime) -> int:
        calls.append(len(left))
        return left.pop(0) if left else 0

    agent = worker(
        sqlite_database,
        Round("dispatch-handoffs", work, timedelta(0), lambda _snapshot, _moment: bool(left), is_alone=False),
    )
    assert agent.go() == 107
    assert standing(sqlite_database)["dispatch-handoffs"].worked == 107
    calls.clear()
    assert agent.go() == 0
    assert calls == []


def test_a_round_that_is_no_more_is_forgotten(sqlite_database: Database) -> None:
    worker(sqlite_database, Round("look", counting([]), MINUTE), Round("prune", counting([]), MINUTE)).go()
    worker(sqlite_database, Round("prune", counting([]), MINUTE)).go()
    assert set(standing(sqlite_database)) == {"prune"}
