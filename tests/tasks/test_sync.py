"""Whether the nation knows a dossier's status: waiting, sent, or not sent yet; a field of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.settings import settings
from tasks import agent
from tests.answers import answer
from tests.town import Town


@pytest.fixture
def received(town: Town) -> int:
    return town.receive().dossier_id


def drain(town: Town) -> None:
    agent.drain(town.database, lease="a", moment=town.moment)


def sync(town: Town, dossier_id: int) -> str:
    return town.dossier("mai", dossier_id).particulars.sync


def transfer(town: Town, dossier_id: int) -> None:
    (row,) = [row for row in town.inbox("mai", "mine") if row.dossier_id == dossier_id]
    town.complete("mai", row.task_id, answer(town, "2.000908", "receive"))


def test_each_new_status_waits_until_it_is_sent(town: Town, received: int) -> None:
    assert sync(town, received) == "waiting"
    drain(town)
    assert sync(town, received) == "sent"
    transfer(town, received)
    assert sync(town, received) == "waiting"
    drain(town)
    assert sync(town, received) == "sent"


def test_a_pause_is_news_too(town: Town, received: int) -> None:
    transfer(town, received)
    drain(town)
    town.claim("binh", town.dossier("mai", received).current[0].task_id)
    told = {"missing": "Giấy khai sinh", "reason": "Thiếu", "limit": town.moment + timedelta(days=9), "head": "viet"}
    town.write("supplement_request", received, by="binh", **told)
    assert sync(town, received) == "waiting"
    drain(town)
    assert sync(town, received) == "sent"


def test_what_cannot_be_sent_is_tried_again(town: Town, received: int) -> None:
    folder = settings().outgoing
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("no folder")
    drain(town)
    assert sync(town, received) == "failed"
    folder.unlink()
    town.pass_time(minutes=5)
    drain(town)
    assert sync(town, received) == "sent"
