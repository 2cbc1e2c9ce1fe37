"""Operations: what does not leave is put right by who keeps the installation running, in own posts alone, on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from processes import outbox, permissions, tables
from processes.outbox import Message
from processes.refusals import AlreadyDone, Missing, NotAllowed
from tasks import agent, operations
from tests.town import Town


def stuck(town: Town, *, dossier_id: int | None = None, count: int = 1) -> list[int]:
    """Messages that no channel takes."""
    with town.database.transaction() as transaction:
        made = [Message("handoff", f"tin-{n}", {"to": "0900", "n": n}, dossier_id) for n in range(count)]
        outbox.put(transaction, made, moment=town.moment)
        until = town.moment + timedelta(minutes=1)
        taken = outbox.take(transaction, lease="tôi", moment=town.moment, until=until, limit=1000)
        mine = [message for message in taken if message.topic == "handoff"]
        told = {"lease": "tôi", "moment": town.moment, "trouble": "số không có thật"}
        for message in mine:
            outbox.failed(transaction, message, **told, is_final=True)
    return [message.id for message in mine]


def act(town: Town, by: str = "khoa", key: str = "") -> dict[str, object]:
    return {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}


def openings(town: Town, dossier_id: int) -> int:
    row = tables.Opening
    mine = row.dossier_id == dossier_id, row.officer_id == town.officer("khoa").id
    with town.database.snapshot() as snapshot:
        return snapshot.execute(select(func.count()).select_from(row).where(*mine)).scalar_one()


def test_who_opens_a_message_of_a_dossier_is_on_its_record(town: Town) -> None:
    dossier_id = town.receive().dossier_id
    (message_id,) = stuck(town, dossier_id=dossier_id)
    before = openings(town, dossier_id)
    khoa = town.officer("khoa")
    with town.database.snapshot() as snapshot:
        (line,) = operations.look(snapshot, officer=khoa).dead
        assert "0900" not in repr(line)
    assert openings(town, dossier_id) == before
    with town.database.transaction() as transaction:
        told = {"officer": khoa, "moment": town.moment}
        assert operations.message(transaction, message_id, **told).body["to"] == "0900"
    assert openings(town, dossier_id) == before + 1


def test_the_same_act_again_is_the_same_act(town: Town) -> None:
    (message_id,) = stuck(town)
    with town.database.transaction() as transaction:
        operations.resend(transaction, message_id, **act(town, key="một lần"))
    agent.drain(town.database, lease="hai", moment=town.moment)
    with pytest.raises(AlreadyDone), town.database.transaction() as transaction:
        operations.resend(transaction, message_id, **act(town, key="một lần"))


@pytest.mark.parametrize("verb", [operations.give_up, operations.correct])
def test_without_a_reason_nothing_is_changed(town: Town, verb) -> None:
    (message_id,) = stuck(town)
    more = {"fields": {"to": "0911"}} if verb is operations.correct else {}
    with pytest.raises(Missing), town.database.transaction() as transaction:
        verb(transaction, message_id, reason="  ", **more, **act(town))
    with town.database.snapshot() as snapshot:
        found = operations.look(snapshot, officer=town.officer("khoa"))
    assert [one.id for one in found.dead] == [message_id]
    assert found.acts == []


def test_dead_letters_come_page_by_page(town: Town) -> None:
    ids = stuck(town, count=operations.PAGE + 3)
    khoa = town.officer("khoa")
    with town.database.snapshot() as snapshot:
        first = operations.look(snapshot, officer=khoa)
        rest = operations.look(snapshot, officer=khoa, after=first.following or 0)
    assert [one.id for one in [*first.dead, *rest.dead]] == ids
    assert rest.following is None


def test_an_operator_may_and_a_substitute_may_not(town: Town) -> None:
    binh, khoa = town.officer("binh"), town.officer("khoa")
    assert not permissions.may_operate(binh)
    assert permissions.may_operate(replace(binh, posts=(replace(binh.posts[0], role=permissions.OPERATOR),)))
    assert not permissions.may_operate(replace(khoa, posts=()))
    with pytest.raises(NotAllowed), town.database.snapshot() as snapshot:
        operations.look(snapshot, officer=binh)
