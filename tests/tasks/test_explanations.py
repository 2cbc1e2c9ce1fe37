"""Explanations: who holds a task is asked, answers where the task is, is reminded; it is all on record."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bpmn.refusals import Refusal
from processes import history, notices
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotLawful, NotOpen, QuestionClosed, TextTooLong
from tasks import agent, explanations, questions
from tests.answers import answer
from tests.tasks.test_urge import received
from tests.town import Town
from ui.widgets import story

WHY = "Vì sao hồ sơ đã quá nửa thời hạn mà chưa kiểm tra thực địa?"


@pytest.fixture
def task_id(town: Town) -> int:
    found = received(town)
    town.claim("nam", found)
    return found


def ask(town: Town, by: str, task_id: int, *, until: datetime | None = None, text: str = WHY, key: str = "") -> int:
    told = {"text": text, "answer_by": until or town.moment + timedelta(hours=6), "moment": town.moment}
    with town.database.transaction() as transaction:
        return explanations.ask(transaction, task_id, officer=town.officer(by), key=key or town.key(), **told)  # pyright: ignore


def reply(town: Town, by: str, question_id: int, text: str = "Đã xong chiều nay") -> None:
    with town.database.transaction() as transaction:
        told = {"officer": town.officer(by), "moment": town.moment, "key": town.key()}
        questions.answer(transaction, question_id, text=text, **told)  # pyright: ignore


def told(town: Town, username: str) -> list[str]:
    with town.database.snapshot() as snapshot:
        found = notices.page(snapshot, town.officer(username).id)
    return [one.kind for one in reversed(found) if one.kind.startswith("explanation")]


def test_the_holder_is_asked_answers_and_the_asker_reads_it(town: Town, task_id: int) -> None:
    number = ask(town, "viet", task_id, key="một lần")
    with pytest.raises(AlreadyDone):
        ask(town, "viet", task_id, key="một lần")
    with pytest.raises(NotLawful, match="đang chờ trả lời"):
        ask(town, "mai", task_id)
    with town.database.snapshot() as snapshot:
        (waiting,) = questions.waiting(snapshot, officer=town.officer("nam"))
    assert (waiting.id, waiting.kind, waiting.asker_id) == (number, "explanation", town.officer("viet").id)
    with pytest.raises(NotAllowed):
        reply(town, "huong", number)
    reply(town, "nam", number)
    assert (told(town, "nam"), told(town, "viet")) == (["explanation"], ["explanation_given"])
    view = town.look("viet", task_id).dossier
    assert [row.kind for row in view.history[-2:]] == ["explanation.asked", "explanation.given"]
    lines = [line.html for line in story.lines_of(view)]
    assert "giải trình" in lines[-1]
    assert "trước 14:10" in lines[-2]
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []
    ask(town, "mai", task_id)  # the next one may be asked now


def test_of_a_pool_the_head_of_its_unit_explains(town: Town) -> None:
    waiting = received(town)
    number = ask(town, "viet", waiting)
    reply(town, "huong", number)
    accepted = town.receive()  # an office without a head
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    with pytest.raises(NotLawful, match="chưa có ai nhận"):
        ask(town, "viet", town.dossier("mai", accepted.dossier_id).current[0].task_id)


def test_it_may_be_withdrawn(town: Town, task_id: int) -> None:
    number = ask(town, "viet", task_id)
    with town.database.transaction() as transaction:
        by = {"officer": town.officer("viet"), "moment": town.moment, "key": town.key()}
        questions.withdraw(transaction, number, **by)  # pyright: ignore
    with pytest.raises(QuestionClosed):
        reply(town, "nam", number)
    assert town.look("viet", task_id).dossier.history[-1].kind == "explanation.withdrawn"


def test_who_is_asked_is_reminded_and_at_last_both_are_told_once(town: Town, task_id: int) -> None:
    number = ask(town, "viet", task_id, until=town.moment + timedelta(days=1))  # eight working hours

    def looks() -> None:
        for _ in range(2):
            agent.look(town.database, moment=town.moment)

    looks()
    assert told(town, "nam") == ["explanation"]
    town.pass_time(hours=7)  # of which five were worked
    looks()
    assert (told(town, "nam"), told(town, "viet")) == (["explanation", "explanation_due"], [])
    town.pass_time(days=1)
    looks()
    assert told(town, "nam") == ["explanation", "explanation_due", "explanation_late"]
    assert told(town, "viet") == ["explanation_late"]
    reply(town, "nam", number, "Chậm vì chờ bản vẽ")
    looks()
    assert told(town, "viet") == ["explanation_late", "explanation_given"]


@pytest.mark.parametrize(
    ("by", "given", "refusal"),
    [
        ("viet", {"text": " "}, Missing),
        ("viet", {"text": "a" * 501}, TextTooLong),
        ("viet", {"until": datetime.fromisoformat("2026-03-01T08:00+07:00")}, NotLawful),
        ("nam", {}, NotAllowed),
        ("thang", {}, NotAllowed),
        ("binh", {}, NotAllowed),
    ],
)
def test_who_may_not_or_says_nothing_is_refused(
    town: Town, task_id: int, by: str, given: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        ask(town, by, task_id, **given)  # pyright: ignore


def test_what_is_over_is_not_explained_but_what_was_asked_is(town: Town, task_id: int) -> None:
    number = ask(town, "viet", task_id)
    town.complete("nam", task_id, answer(town, "1.001612", town.look("nam", task_id).step.element))
    with pytest.raises(NotOpen):
        ask(town, "mai", task_id)
    reply(town, "nam", number)
