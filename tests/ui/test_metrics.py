"""/metrics: told to who shows the token or asks on this machine; true to the record, and read once for many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event

from processes import database, rounds
from processes.database import Database
from processes.settings import settings
from tests.conftest import MONDAY_8AM
from tests.tasks.test_operations import stuck
from tests.town import Town
from tests.ui import site
from ui import metrics


@pytest.fixture
def record(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The province ten days later, nothing of an earlier reading kept."""
    town = Town(sqlite_database, MONDAY_8AM)
    for collector in list(metrics._REGISTRY._collector_to_names):  # pyright: ignore
        if isinstance(collector, metrics.Record):
            collector.reading = None
    monkeypatch.setattr(database, "now", lambda: MONDAY_8AM + timedelta(days=10))
    yield town
    settings.cache_clear()


def told() -> dict[tuple[str, ...], float]:
    answer = site.client().get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    samples = (one for family in families for one in family.samples)
    return {(one.name, *(one.labels[name] for name in sorted(one.labels))): one.value for one in samples}


def test_the_numbers_are_those_of_the_record(record: Town) -> None:
    dossier_id = record.receive().dossier_id
    record.receive()
    stuck(record, dossier_id=dossier_id, count=2)
    found = told()
    assert found["motcua_outbox_messages", "", "dead", "handoff"] == 2
    assert found["motcua_outbox_messages", "", "waiting", "dossier.status"] == 2
    assert found["motcua_outbox_messages", "", "dead", "dossier.status"] == 0
    assert found["motcua_outbox_oldest_seconds", "", "handoff"] == timedelta(days=10).total_seconds()
    assert (found["motcua_tasks_open",], found["motcua_tasks_overdue",]) == (2, 2)
    assert found["motcua_sessions",] == 0


def test_each_round_tells_how_long_ago_it_was_gone_and_how_it_ended(record: Town) -> None:
    begun = record.moment + timedelta(days=9, hours=23, minutes=50)
    with record.database.transaction() as transaction:
        every = {"sweep-deadlines": timedelta(minutes=1), "prune": timedelta(minutes=10)}
        rounds.know(transaction, every, agent="một", moment=begun)
        swept = rounds.Ended("sweep-deadlines", "một", begun, begun + timedelta(minutes=6), begun, is_leased=False)
        rounds.end(transaction, swept, rounds.Result(3, "OSError: đầy đĩa", is_observed=True))
    found = told()
    assert found["motcua_round_age_seconds", "sweep-deadlines"] == 4 * 60
    assert found["motcua_round_age_seconds", "prune"] == 10 * 60  # never gone yet
    assert found["motcua_round_every_seconds", "prune"] == 600
    assert [found["motcua_round_failing", name] for name in ("sweep-deadlines", "prune")] == [1, 0]
    assert [found["motcua_round_observed", name] for name in ("sweep-deadlines", "prune")] == [1, 0]


def test_requests_are_timed_by_part_and_outcome(record: Town) -> None:
    name = "motcua_request_seconds_count"
    before = told().get((name, "api", "4xx"), 0)
    assert site.client().get("/api/me").status_code == 401
    assert told()[name, "api", "4xx"] == before + 1
    assert [metrics.part(path) for path in ("/api/x", "/", "/ho-so", "/_stcore/health", "/assets/a")] == [
        *("api", "pages", "pages", "streamlit", "assets")
    ]


def test_many_who_ask_at_once_cost_one_reading(record: Town) -> None:
    told()
    seen: list[str] = []
    event.listen(record.database.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    told()
    told()
    assert seen == []


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_whoever_comes_through_a_proxy_is_a_stranger(record: Town, header: str) -> None:
    answer = site.client().get("/metrics", headers={header: "203.0.113.7"})
    assert (answer.status_code, answer.text) == (403, "403")


def test_with_a_token_only_who_shows_it(record: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA__METRICS__TOKEN", "mã-bí-mật")
    settings.cache_clear()
    browser = site.client()
    assert browser.get("/metrics").status_code == 403
    for shown, status in (("sai", 403), ("mã-bí-mật", 200)):
        headers = {b"authorization": f"Bearer {shown}".encode(), b"x-forwarded-for": b"203.0.113.7"}
        assert browser.get("/metrics", headers=headers).status_code == status
