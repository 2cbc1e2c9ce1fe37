"""The history's seals: nothing changes in the middle, nothing is missing at the end."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from processes import history
from processes.database import Database
from processes.refusals import AlreadyDone, LostRace
from processes.tables import Dossier, Event
from tests.town import Town


def _broken(database: Database) -> list[str]:
    with database.snapshot() as snapshot:
        return [found.why for found in history.verify(snapshot)]


def test_an_honest_history_verifies(town: Town) -> None:
    town.receive()
    row = town.inbox("mai", "mine")[0]
    town.complete("mai", row.task_id)
    assert _broken(town.database) == []


@pytest.mark.parametrize(
    "change", [{"officer_id": None}, {"data": {"x": 1}}, {"clock": {"due": "later"}}, {"kind": "x"}]
)
def test_a_changed_row_is_seen(town: Town, change: dict[str, object]) -> None:
    accepted = town.receive()
    with town.database.transaction() as transaction:
        first = Event.dossier_id == accepted.dossier_id, Event.position == 1
        transaction.execute(update(Event).where(*first).values(**change))
    assert _broken(town.database) == ["nội dung đã bị thay đổi"]


def test_a_missing_tail_is_seen(town: Town) -> None:
    accepted = town.receive()
    with town.database.transaction() as transaction:
        last = Event.dossier_id == accepted.dossier_id, Event.position == 2
        transaction.execute(delete(Event).where(*last))
    assert _broken(town.database) == ["dòng cuối không khớp với hồ sơ"]


def test_a_due_time_reset_by_hand_is_a_break_of_the_chain(town: Town) -> None:
    accepted = town.receive()
    with town.database.transaction() as transaction:
        clock = {"fact": "received", "due": "2027-01-01T00:00:00+00:00"}
        first = Event.dossier_id == accepted.dossier_id, Event.position == 1
        transaction.execute(update(Event).where(*first).values(clock=clock))
    assert _broken(town.database) != []


def test_the_same_act_twice_is_refused_and_nothing_is_written(town: Town) -> None:
    town.receive(key="một lần")
    with pytest.raises(AlreadyDone):
        town.receive(key="một lần")
    assert len(town.inbox("mai", "mine")) == 1


def test_two_writers_of_one_history_cannot_both_be_right(town: Town) -> None:
    accepted = town.receive()
    chain, rows = history.sealed(history.origin(accepted.code), [history.Fact("x")], moment=town.moment, key="khác")
    assert chain.length == 1
    with pytest.raises(LostRace), town.database.transaction() as transaction:
        history.append(transaction, accepted.dossier_id, rows)


def test_the_head_lies_on_the_dossier(town: Town) -> None:
    accepted = town.receive()
    with town.database.transaction() as transaction:
        one = Dossier.id == accepted.dossier_id
        transaction.execute(update(Dossier).where(one).values(last_hash="0" * 64))
    assert _broken(town.database) == ["dòng cuối không khớp với hồ sơ"]
