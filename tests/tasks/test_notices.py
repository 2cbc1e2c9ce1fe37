"""Notices: told once, in the act's own transaction or by the agent, each kind as the officer chose."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, insert, select

from processes import notices, organisation, tables
from processes.notices import Choice, Notice
from processes.refusals import AlreadyDone, NotAllowed
from tasks import agent, assignment
from tests.answers import answer
from tests.town import Town


def appraisal(town: Town) -> int:
    """A task that waits in the pool of `binh`."""
    town.receive()
    row = town.inbox("mai", "mine")[0]
    town.complete("mai", row.task_id, answer(town, "2.000908", "receive"))
    return town.inbox("binh")[0].task_id


@pytest.fixture
def head(town: Town) -> str:
    """The leader stands in for the head of the office, whose post is empty."""
    post = next(
        p for p in town.directory.posts.values() if p.path == "office/office_head" and p.agency_id == _agency(town)
    )
    with town.database.transaction() as transaction:
        officer = transaction.execute(
            select(tables.Account.officer_id).where(tables.Account.username == "viet")
        ).scalar_one()
        row = {"officer_id": officer, "post_id": post.id, "valid_from": town.moment.date()}
        transaction.execute(insert(tables.Holding), row)
        organisation.changed(transaction)
    return "viet"


def _agency(town: Town) -> int:
    return next(a.id for a in town.directory.agencies.values() if a.code == "H99.30")


def assign(town: Town, task_id: int, *, by: str, to: str, key: str = "") -> None:
    with town.database.transaction() as transaction:
        assignment.assign(
            transaction,
            task_id,
            to=town.officer(to).id,
            officer=town.officer(by),
            moment=town.moment,
            key=key or town.key(),
        )


def listed(town: Town, username: str) -> list[Notice]:
    with town.database.snapshot() as snapshot:
        return notices.page(snapshot, town.officer(username).id)


def count(town: Town, username: str) -> int:
    with town.database.snapshot() as snapshot:
        return notices.count(snapshot, town.officer(username).id)


def look(town: Town) -> int:
    return agent.look(town.database, moment=town.moment)


def test_who_is_assigned_a_task_is_told_once(town: Town, head: str) -> None:
    task_id = appraisal(town)
    assign(town, task_id, by=head, to="binh", key="phan-cong-1")
    with pytest.raises(AlreadyDone):
        assign(town, task_id, by=head, to="binh", key="phan-cong-1")
    (notice,) = listed(town, "binh")
    assert (notice.kind, notice.task_id, notice.by_id) == ("assigned", task_id, town.officer(head).id)
    assert notice.task == town.look("binh", task_id).step.name
    assert (notice.mail, notice.read_at, count(town, "binh")) == ("wanted", None, 1)
    assert listed(town, head) == []


def test_a_refused_act_tells_nobody(town: Town) -> None:
    task_id = appraisal(town)
    with pytest.raises(NotAllowed):
        assign(town, task_id, by="mai", to="binh")
    assert listed(town, "binh") == []


def test_telling_is_one_statement_and_the_same_event_is_told_once(town: Town) -> None:
    said: list[str] = []
    binh = town.officer("binh").id
    with town.database.transaction() as transaction:
        event.listen(town.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
        for _ in range(2):
            notices.tell(transaction, officer_id=binh, kind="mention", key="ý-kiến-1", moment=town.moment)
    assert len([one for one in said if not one.startswith("BEGIN")]) == 2
    assert [notice.kind for notice in listed(town, "binh")] == ["mention"]


def test_each_kind_is_told_as_the_officer_chose(town: Town, head: str) -> None:
    binh = town.officer("binh").id
    with town.database.transaction() as transaction:
        notices.choose(transaction, binh, Choice("assigned", on_screen=True, by_mail=False))
        notices.choose(transaction, binh, Choice("mention", on_screen=False, by_mail=True))
        notices.choose(transaction, binh, Choice("mention", on_screen=False, by_mail=False))
    assign(town, appraisal(town), by=head, to="binh")
    with town.database.transaction() as transaction:
        notices.tell(transaction, officer_id=binh, kind="mention", key="ý-kiến-1", moment=town.moment)
    assert [(notice.kind, notice.mail) for notice in listed(town, "binh")] == [("assigned", "")]
    assert count(town, "binh") == 1
    with town.database.snapshot() as snapshot:
        chosen = {choice.kind: choice for choice in notices.choices(snapshot, binh)}
    assert list(chosen) == list(notices.KINDS)
    assert not chosen["mention"].by_mail
    assert chosen["escalation"] == Choice("escalation", on_screen=True, by_mail=True)


def test_notices_are_read_one_by_one_and_all_and_only_ones_own(town: Town) -> None:
    binh, mai = town.officer("binh").id, town.officer("mai").id
    with town.database.transaction() as transaction:
        for number in range(3):
            notices.tell(transaction, officer_id=binh, kind="mention", key=str(number), moment=town.moment)
    newest, middle, oldest = listed(town, "binh")
    read: Callable[..., None] = lambda officer, **which: _read(town, officer, **which)  # noqa: E731
    read(mai, only=middle.id, until=None)
    assert count(town, "binh") == 3
    read(binh, only=middle.id, until=None)
    assert count(town, "binh") == 2
    read(binh, only=None, until=oldest.id)
    assert [notice.id for notice in listed(town, "binh") if notice.read_at is None] == [newest.id]
    with town.database.snapshot() as snapshot:
        assert [one.id for one in notices.page(snapshot, binh, before=newest.id, limit=1)] == [middle.id]


def _read(town: Town, officer: int, *, only: int | None, until: int | None) -> None:
    with town.database.transaction() as transaction:
        notices.read(transaction, officer, moment=town.moment, only=only, until=until)


def test_what_gathers_in_a_pool_is_told_together_once_an_hour(town: Town) -> None:
    appraisal(town)
    town.pass_time(minutes=2)
    look(town)  # the first look only notes where news begin
    appraisal(town)
    appraisal(town)
    town.pass_time(minutes=30)
    look(town)
    assert listed(town, "binh") == []
    town.pass_time(minutes=31)
    look(town)
    look(town)
    (notice,) = listed(town, "binh")
    assert (notice.kind, notice.text, notice.task_id, notice.mail) == ("opened", "2", None, "")
    appraisal(town)
    town.pass_time(minutes=61)
    look(town)
    newest = listed(town, "binh")[0]
    assert newest.text == "1"
    assert newest.task_id in {row.task_id for row in town.inbox("binh")}
