"""Urging: whom it concerns is told, the history keeps it, half a working day lies between two, nothing moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bpmn.refusals import Refusal
from processes import history, notices, organisation, tables
from processes.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    Missing,
    NotAllowed,
    NotFound,
    NotLawful,
    NotOpen,
    NotYours,
    TextTooLong,
    UrgedAlready,
)
from tasks import assignment, batches, inbox, oversight, passing, substitution
from tasks.substitution import Appointment
from tests.answers import answer
from tests.tasks.test_batches import order, worked
from tests.town import Town

WORDS = "Người dân đến hỏi lần thứ hai, đề nghị trả lời trước 16 giờ."


@pytest.fixture
def task_id(town: Town) -> int:
    """A task of the economic division, which has a head; its dossier was received by the commune's one-stop."""
    return received(town)


def received(town: Town) -> int:
    accepted = town.receive(town.request("1.001612"))
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    town.pass_time(minutes=10)
    return town.dossier("mai", accepted.dossier_id).current[0].task_id


def urge(town: Town, by: str, task_id: int, text: str = WORDS, key: str = "") -> None:
    with town.database.transaction() as transaction:
        told = {"text": text, "moment": town.moment, "key": key or town.key()}
        oversight.urge(transaction, task_id, officer=town.officer(by), **told)  # pyright: ignore


def told(town: Town, username: str) -> list[tuple[str, int | None, str]]:
    with town.database.snapshot() as snapshot:
        found = notices.page(snapshot, town.officer(username).id)
    return [(one.kind, one.task_id, one.text) for one in found if one.kind == "urged"]


def names(town: Town, task_id: int) -> set[str]:
    """Whom the last urging was for."""
    view = town.look("mai", task_id)
    to = oversight.of_task(view.dossier.history, task_id)[-1].data["to"]
    assert isinstance(to, list)
    return {town.directory.name(one) for one in to}


def test_who_holds_it_and_the_head_of_the_unit_are_told_and_the_history_keeps_it(town: Town, task_id: int) -> None:
    town.claim("nam", task_id)
    urge(town, "mai", task_id, f"  {WORDS}\n")
    assert told(town, "nam") == told(town, "huong") == [("urged", task_id, WORDS)]
    assert told(town, "mai") == told(town, "viet") == []
    view = town.look("nam", task_id)
    (row,) = oversight.of_task(view.dossier.history, task_id)
    mai = town.officer("mai")
    assert (row.officer_id, row.post_id, row.element) == (mai.id, mai.posts[0].id, view.step.element)
    assert row.data["text"] == WORDS
    assert (view.step.state, view.step.holder_id) == ("claimed", town.officer("nam").id)
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []


def test_what_nobody_holds_is_told_to_everybody_who_may_claim_it(town: Town, task_id: int) -> None:
    post = next(iter(town.officer("nam").posts))
    with town.database.transaction() as transaction:
        row = {"officer_id": town.officer("thu").id, "post_id": post.id, "valid_from": town.moment.date()}
        transaction.execute(insert(tables.Holding), row)
        organisation.changed(transaction)
    urge(town, "mai", task_id)
    assert names(town, task_id) == {"Hoàng Đức Nam", "Lê Thị Thu", "Đặng Thị Thanh Hương"}


def test_for_who_is_absent_the_substitute_is_told_too(town: Town, task_id: int) -> None:
    ids = town.officer("nam").id, town.officer("binh").id
    until = town.moment.date() + timedelta(days=3)
    given = Appointment(
        *ids, decision="15/QĐ", decided_on=town.moment.date(), valid_from=town.moment.date(), valid_to=until
    )
    with town.database.transaction() as transaction:
        substitution.record(transaction, given, officer=town.officer("khoa"), moment=town.moment, key=town.key())
    urge(town, "mai", task_id)
    assert names(town, task_id) == {"Hoàng Đức Nam", "Nguyễn Văn Bình", "Đặng Thị Thanh Hương"}


def test_the_same_unit_waits_half_a_working_day_and_another_does_not(town: Town, task_id: int) -> None:
    urge(town, "mai", task_id)
    with pytest.raises(UrgedAlready, match="phường Bến Xuân đã đôn đốc việc này lúc 08:10 02/03/2026"):
        urge(town, "mai", task_id)
    urge(town, "viet", task_id)
    town.moment = town.moment.replace(hour=14, minute=9)  # 11:30 to 13:30 does not count
    with pytest.raises(UrgedAlready):
        urge(town, "mai", task_id)
    town.moment = town.moment.replace(hour=14, minute=10)
    urge(town, "mai", task_id)
    assert len(told(town, "nam")) == 3


def test_another_task_is_urged_at_once(town: Town, task_id: int) -> None:
    urge(town, "mai", task_id)
    urge(town, "mai", received(town))
    assert len(told(town, "nam")) == 2


def test_the_same_urging_sent_twice_is_one(town: Town, task_id: int) -> None:
    urge(town, "mai", task_id, key="một lần")
    with pytest.raises(AlreadyDone):
        urge(town, "mai", task_id, key="một lần")
    assert len(told(town, "nam")) == 1


@pytest.mark.parametrize(("text", "refusal"), [(" \n", Missing), ("a" * (oversight.LONGEST + 1), TextTooLong)])
def test_it_says_something_and_is_not_endless(town: Town, task_id: int, text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        urge(town, "mai", task_id, text)


def test_nobody_urges_what_is_done_what_stands_or_what_is_their_own(town: Town) -> None:
    accepted = town.receive()
    own = town.dossier("mai", accepted.dossier_id).current[0].task_id
    with pytest.raises(NotLawful, match="do chính bạn giữ"):
        urge(town, "mai", own)
    town.complete("mai", own)
    waiting = town.dossier("mai", accepted.dossier_id).current[0].task_id
    with pytest.raises(NotOpen):
        urge(town, "mai", own)
    town.claim("binh", waiting)
    limit = town.moment + timedelta(days=10)
    town.write("supplement_request", accepted.dossier_id, limit=limit, missing="Bản chính", reason="Mờ")
    with pytest.raises(NotLawful, match="tạm dừng"):
        urge(town, "mai", waiting)
    with pytest.raises(NotFound):
        urge(town, "mai", 999_999)
    assert oversight.urgeable(town.dossier("mai", accepted.dossier_id), town.officer("mai")) == []


def test_who_may_take_it_does_not_urge_it(town: Town) -> None:
    accepted = town.receive()
    for username, element in (("binh", "appraise"), ("viet", "sign"), ("thu", "issue")):
        if element == "appraise":
            town.complete("mai", town.inbox("mai", "mine")[0].task_id)
        town.claim(username, town.inbox(username)[0].task_id)
        town.complete(username, town.inbox(username, "mine")[0].task_id, answer(town, "2.000908", element))
    step = town.dossier("mai", accepted.dossier_id).current[0]
    assert step.state == "opened"
    assert oversight.urgeable(town.dossier("mai", accepted.dossier_id), town.officer("mai")) == []
    with pytest.raises(NotLawful):
        urge(town, "mai", step.task_id)


def test_the_one_stop_that_received_it_urges_and_does_nothing_else(town: Town, task_id: int) -> None:
    """Sight and a word: the work itself stays with who it lies with."""
    town.claim("nam", task_id)
    mai, nam = town.officer("mai"), town.officer("nam")
    acts = [
        (inbox.claim, {}, AlreadyClaimed),
        (assignment.assign, {"to": nam.id}, NotAllowed),
        (assignment.unassign, {"to": nam.id}, NotAllowed),
        (inbox.put_back, {"reason": "Chậm"}, NotYours),
        (inbox.complete, {"values": {}}, NotYours),
        (passing.send_back, {"element": "receive", "reason": "Chậm"}, NotYours),
    ]
    for verb, given, refusal in acts:
        with pytest.raises(refusal), town.database.transaction() as transaction:
            verb(transaction, task_id, officer=mai, moment=town.moment, key=town.key(), **given)  # pyright: ignore
    view = town.look("mai", task_id)
    assert not any((view.may_claim, view.may_assign, view.may_complete, view.may_put_back))
    assert [step.task_id for step in oversight.urgeable(view.dossier, mai)] == [task_id]
    urge(town, "mai", task_id)


def test_many_are_urged_at_once_with_a_result_each(town: Town) -> None:
    tasks = [received(town) for _ in range(3)]
    urge(town, "mai", tasks[1])
    done = worked(town, order(town, "urge", tasks, by="mai", reason=WORDS), by="mai")
    assert (done.done, done.may_undo) == (2, False)
    assert [(one.task_id, "đã đôn đốc việc này lúc" in one.told) for one in done.refused] == [(tasks[1], True)]
    assert len(told(town, "nam")) == 3
    with pytest.raises(Missing):
        order(town, "urge", tasks, by="mai", reason=" ")
    with pytest.raises(NotLawful), town.database.transaction() as transaction:
        batches.undo(transaction, done.id, officer=town.officer("mai"), moment=town.moment)
