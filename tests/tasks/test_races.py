"""Two officers at once: one wins, the other is told by name, and nothing is done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, insert, select

from bpmn.refusals import Refusal
from processes import tables
from processes.database import Database
from processes.organisation import changed
from processes.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    NotAllowed,
    NotClaimed,
    NothingWaits,
    NotOpen,
    NotYours,
)
from tasks import inbox
from tests.answers import answer
from tests.town import Town


@pytest.fixture
def colleague(town: Town) -> str:
    """A second officer in the post of `binh`."""
    with town.database.transaction() as transaction:
        officer = insert(tables.Officer).returning(tables.Officer.id)
        officer_id = transaction.execute(officer, {"name": "Vũ Thị Hằng"}).scalar_one()
        post = next(iter(town.officer("binh").post_ids))
        holding = {"officer_id": officer_id, "post_id": post, "valid_from": date(2025, 7, 1)}
        transaction.execute(insert(tables.Holding), holding)
        account = {"officer_id": officer_id, "username": "hang", "password": "-", "must_change": True}
        transaction.execute(insert(tables.Account), account)
        changed(transaction)
    return "hang"


def _transferred(town: Town) -> int:
    town.receive()
    row = town.inbox("mai", "mine")[0]
    town.complete("mai", row.task_id, answer(town, "2.000908", row_element(town, "mai", row.task_id)))
    return town.inbox("binh")[0].task_id


def row_element(town: Town, username: str, task_id: int) -> str:
    return town.look(username, task_id).step.element


def test_one_of_many_claims_wins(town: Town, colleague: str, database: Database) -> None:
    task_id = _transferred(town)

    def claim(number: int) -> str:
        try:
            town.claim("binh" if number % 2 else colleague, task_id, key=f"tranh-{number}")
        except Refusal as refusal:
            return type(refusal).__name__
        return "nhận"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(claim, range(16)))
    assert ends.count("nhận") == 1
    assert set(ends) <= {"nhận", "AlreadyClaimed", "LostRace"}
    with database.snapshot() as snapshot:
        claims = select(func.count()).where(tables.Event.kind == "task.claimed")
        assert snapshot.execute(claims).scalar_one() == 1


def test_many_receptions_at_once_get_a_number_each(town: Town) -> None:
    def receive(number: int) -> str:
        return town.receive(key=f"cùng-lúc-{number}").code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(receive, range(24)))
    assert sorted(codes) == [f"H99.30-260302-{number:04}" for number in range(1, 25)]


def test_what_somebody_else_holds_is_refused_by_name(town: Town, colleague: str) -> None:
    task_id = _transferred(town)
    town.claim("binh", task_id)
    with pytest.raises(AlreadyClaimed, match="Nguyễn Văn Bình"):
        town.claim(colleague, task_id)
    with pytest.raises(NotYours, match="Nguyễn Văn Bình"):
        town.complete(colleague, task_id)


def test_what_is_not_ones_post_is_refused(town: Town) -> None:
    task_id = _transferred(town)
    with pytest.raises(NotAllowed):
        town.claim("viet", task_id)


def test_completing_needs_a_claim(town: Town) -> None:
    task_id = _transferred(town)
    with pytest.raises(NotClaimed):
        town.complete("binh", task_id)


def test_completing_twice_is_refused(town: Town) -> None:
    task_id = _transferred(town)
    element = row_element(town, "binh", task_id)
    town.claim("binh", task_id)
    values = answer(town, "2.000908", element)
    town.complete("binh", task_id, values, key="xong")
    with pytest.raises(AlreadyDone):
        town.complete("binh", task_id, values, key="xong")
    with pytest.raises(NotOpen):
        town.complete("binh", task_id, values, key="lần hai")
    with pytest.raises(NotOpen):
        town.claim("binh", task_id)


def test_a_task_put_back_is_in_the_pool_again(town: Town, colleague: str) -> None:
    task_id = _transferred(town)
    town.claim("binh", task_id)
    with pytest.raises(NotYours):
        _put_back(town, colleague, task_id)
    _put_back(town, "binh", task_id)
    town.claim(colleague, task_id)
    assert town.look(colleague, task_id).may_complete


def _put_back(town: Town, username: str, task_id: int) -> None:
    from tasks import inbox

    with town.database.transaction() as transaction:
        inbox.put_back(
            transaction,
            task_id,
            reason="nhầm lĩnh vực",
            officer=town.officer(username),
            moment=town.moment,
            key=town.key(),
        )


def test_who_claims_the_next_at_once_gets_each_another(town: Town, colleague: str, database: Database) -> None:
    for _ in range(5):
        town.receive()
        town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    waiting = [row.task_id for row in town.inbox("binh")]

    def claim(number: int) -> int | None:
        try:
            with database.transaction() as transaction:
                officer = town.officer("binh" if number % 2 else colleague)
                return inbox.claim_next(transaction, officer=officer, moment=town.moment, key=f"kế-tiếp-{number}")
        except NothingWaits:
            return None

    with ThreadPoolExecutor(8) as crowd:
        taken = list(crowd.map(claim, range(8)))
    assert sorted(one for one in taken if one is not None) == sorted(waiting)
    assert taken.count(None) == 3
    first = next(number for number, one in enumerate(taken) if one is not None)
    with pytest.raises(AlreadyDone):
        claim(first)
