"""A colleague of any agency is asked about a dossier: sees it, answers, and the task stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from processes import history, notices
from processes.history import Recorded
from processes.questions import Question
from processes.refusals import (
    AlreadyDone,
    DocumentMissing,
    Missing,
    NotAllowed,
    NotClaimed,
    NotFound,
    NotLawful,
    NotOpen,
    NotYours,
    QuestionClosed,
    TextTooLong,
)
from tasks import comments, questions, viewing
from tests.answers import answer as values
from tests.stories.test_a_substitution import appoint
from tests.tasks.test_delegation import claimed, delegate, dossier_of, give_post, put_back, sound
from tests.town import Town

CODE = "2.000908"
TEXT = "Thửa 120 có nằm trong quy hoạch đường vành đai không?"


@pytest.fixture
def task_id(town: Town) -> int:
    """An appraisal that `binh` has claimed."""
    return claimed(town)


def ask(
    town: Town, task_id: int, to: str = "tuan", by: str = "binh", text: str = TEXT, key: str = "", **more: object
) -> int:
    with town.database.transaction() as transaction:
        told = {"to": town.officer(to).id, "text": text, "key": key or town.key(), **more}
        return questions.ask(transaction, task_id, officer=town.officer(by), moment=town.moment, **told)  # pyright: ignore


def answer(
    town: Town,
    question_id: int,
    by: str = "tuan",
    text: str = "Không, thửa này ngoài chỉ giới.",
    files: Sequence[int] = (),
    key: str = "",
) -> None:
    with town.database.transaction() as transaction:
        told = {"text": text, "files": files, "key": key or town.key()}
        questions.answer(transaction, question_id, officer=town.officer(by), moment=town.moment, **told)


def withdraw(town: Town, question_id: int, by: str = "binh", key: str = "") -> None:
    with town.database.transaction() as transaction:
        told = {"moment": town.moment, "key": key or town.key()}
        questions.withdraw(transaction, question_id, officer=town.officer(by), **told)  # pyright: ignore


def sees(town: Town, username: str, task_id: int) -> bool:
    try:
        town.look(username, task_id)
    except NotFound:
        return False
    return True


def waiting(town: Town, username: str) -> list[Question]:
    with town.database.snapshot() as snapshot:
        return questions.waiting(snapshot, officer=town.officer(username))


def told(town: Town, username: str) -> list[tuple[str, str]]:
    with town.database.snapshot() as snapshot:
        return [(notice.kind, notice.text) for notice in notices.page(snapshot, town.officer(username).id)]


def recorded(town: Town, task_id: int) -> Recorded:
    with town.database.snapshot() as snapshot:
        return history.of(snapshot, dossier_of(town, task_id))[-1]


def test_who_is_asked_sees_the_dossier_and_answers_and_who_asked_is_told(town: Town, task_id: int) -> None:
    assert not sees(town, "tuan", task_id)
    until = town.moment + timedelta(hours=4)
    question_id = ask(town, task_id, answer_by=until)
    assert told(town, "tuan") == [("question", TEXT)]
    assert [row.task_id for row in town.inbox("tuan", "mine", only="asked")] == [task_id]
    (open_,) = waiting(town, "tuan")
    assert (open_.id, open_.text, open_.answer_by) == (question_id, TEXT, until)
    view = town.look("tuan", task_id)
    assert [view.may_claim, view.may_complete, view.may_fill_in, view.may_delegate] == [False] * 4
    step = next(one for one in view.dossier.current if one.task_id == task_id)
    assert (step.state, step.holder_id) == ("claimed", town.officer("binh").id)
    asked = recorded(town, task_id)
    assert (asked.kind, asked.officer_id, asked.data["to"]) == (
        "question.asked",
        town.officer("binh").id,
        town.officer("tuan").id,
    )
    file = town.upload("tuan", "trich-luc.pdf")
    town.pass_time(hours=1)
    answer(town, question_id, text="  Không, ngoài chỉ giới. ", files=[file.id])
    assert told(town, "binh") == [("answer", "Không, ngoài chỉ giới.")]
    (known,) = town.look("binh", task_id).dossier.questions
    assert (known.answer, known.files, known.answered_at) == ("Không, ngoài chỉ giới.", (file.id,), town.moment)
    assert (waiting(town, "tuan"), town.inbox("tuan", "mine", only="asked")) == ([], [])
    assert file.id in {one.id for one in town.look("binh", task_id).dossier.documents}
    said = recorded(town, task_id)
    assert (said.kind, said.data["text"], said.data["files"]) == (
        "question.answered",
        "Không, ngoài chỉ giới.",
        [file.id],
    )
    assert sees(town, "tuan", task_id)  # to read on, whatever becomes of it
    town.complete("binh", task_id, values(town, CODE, "appraise"))
    assert sees(town, "tuan", task_id)
    assert sound(town)


def test_an_open_question_holds_nothing_up(town: Town, task_id: int) -> None:
    question_id = ask(town, task_id)
    town.complete("binh", task_id, values(town, CODE, "appraise"))
    town.work("viet", values(town, CODE, "sign"))
    assert [row.task_id for row in town.inbox("tuan", "mine", only="asked")] == [task_id]
    answer(town, question_id)
    assert told(town, "binh")[0][0] == "answer"
    assert sound(town)


def test_sight_is_for_who_is_asked_alone_and_for_no_act(town: Town, task_id: int) -> None:
    ask(town, task_id)
    other = claimed(town)
    assert not sees(town, "tuan", other)
    assert not sees(town, "quynh", task_id)
    dossier_id = dossier_of(town, task_id)
    for verb, refusal in ((town.claim, Exception), (town.complete, NotAllowed)):
        with pytest.raises(refusal):
            verb("tuan", task_id)
    view = town.dossier("tuan", dossier_id)
    assert not any(offer.is_lawful for offer in view.offers)
    assert town.officer("tuan").id in comments.colleagues(view, town.officer("binh"))


def test_what_is_withdrawn_is_seen_no_more(town: Town, task_id: int) -> None:
    question_id = ask(town, task_id)
    with pytest.raises(NotAllowed):
        withdraw(town, question_id, by="mai")
    with pytest.raises(NotFound):
        withdraw(town, question_id, by="son")
    with pytest.raises(NotAllowed):
        withdraw(town, question_id, by="tuan")
    withdraw(town, question_id, key="rút")
    with pytest.raises(AlreadyDone):
        withdraw(town, question_id, key="rút")
    assert not sees(town, "tuan", task_id)
    assert (waiting(town, "tuan"), told(town, "tuan")[0][0]) == ([], "question_over")
    assert recorded(town, task_id).kind == "question.withdrawn"
    for act in (answer, withdraw):
        with pytest.raises(QuestionClosed):
            act(town, question_id)
    assert sound(town)


def test_a_question_is_answered_once_by_who_was_asked(town: Town, task_id: int) -> None:
    question_id = ask(town, task_id)
    for other, refusal in (("mai", NotAllowed), ("binh", NotAllowed), ("quynh", NotFound)):
        with pytest.raises(refusal):
            answer(town, question_id, by=other)
    with pytest.raises(NotFound):
        answer(town, 999)
    for wrong, refusal in (
        ({"text": " \n"}, Missing),
        ({"text": "a" * (questions.LONGEST + 1)}, TextTooLong),
        ({"files": [town.upload("binh").id]}, DocumentMissing),  # somebody else's upload
    ):
        with pytest.raises(refusal):
            answer(town, question_id, **wrong)
    assert len(waiting(town, "tuan")) == 1
    answer(town, question_id, key="trả lời")
    with pytest.raises(AlreadyDone):
        answer(town, question_id, key="trả lời")
    with pytest.raises(QuestionClosed):
        answer(town, question_id)
    with pytest.raises(QuestionClosed):
        withdraw(town, question_id)
    assert [kind for kind, _ in told(town, "binh")] == ["answer"]


def test_only_who_holds_the_task_asks_and_somebody_in_service(town: Town, task_id: int) -> None:
    with pytest.raises(NotYours):
        ask(town, task_id, by="thu")
    for wrong in ({"to": "binh"}, {"answer_by": town.moment}):
        with pytest.raises(NotLawful):
            ask(town, task_id, **wrong)  # pyright: ignore
    for text, refusal in ((" ", Missing), ("a" * (questions.LONGEST + 1), TextTooLong)):
        with pytest.raises(refusal):
            ask(town, task_id, text=text)
    ask(town, task_id, key="hỏi")
    with pytest.raises(AlreadyDone):
        ask(town, task_id, key="hỏi")
    put_back(town, task_id, "binh")
    with pytest.raises(NotAllowed):
        ask(town, task_id)
    town.claim("binh", task_id)
    town.complete("binh", task_id, values(town, CODE, "appraise"))
    with pytest.raises(NotOpen):
        ask(town, task_id)


def test_what_is_assigned_is_claimed_before_anybody_is_asked(town: Town, task_id: int) -> None:
    from tests.tasks.test_notices import assign

    give_post(town, "viet", "office", "office_head")
    put_back(town, task_id, "binh")
    assign(town, task_id, by="viet", to="binh")
    with pytest.raises(NotClaimed):
        ask(town, task_id)


def test_who_does_it_for_a_colleague_or_an_absent_one_asks_too(town: Town, task_id: int) -> None:
    delegate(town, task_id, "thu")
    asked = ask(town, task_id, by="thu")
    answer(town, asked)
    assert told(town, "thu")[0][0] == "answer"
    other = claimed(town)
    appoint(town, "binh", "nam")
    town.claim("nam", other)
    ask(town, other, by="nam")


def test_the_answer_reaches_who_holds_the_task_now(town: Town, task_id: int) -> None:
    question_id = ask(town, task_id)
    appoint(town, "binh", "nam")
    town.claim("nam", task_id)
    answer(town, question_id)
    assert [told(town, one)[0][0] for one in ("binh", "nam")] == ["answer", "answer"]


def test_everybody_who_holds_a_post_may_be_asked(town: Town) -> None:
    with town.database.snapshot() as snapshot:
        found = questions.officers(snapshot, officer=town.officer("binh"))
    names = [town.directory.name(one) for one in found]
    assert names == sorted(names)
    assert set(names) == {town.directory.name(one) for one in town.directory.held} - {"Nguyễn Văn Bình"}


def test_the_oldest_question_is_listed_first(town: Town) -> None:
    first, second = claimed(town), claimed(town)
    asked = [ask(town, second), ask(town, first)]
    assert [one.id for one in waiting(town, "tuan")] == asked
    assert isinstance(waiting(town, "tuan")[0].asked_at, datetime)
    assert viewing.may_see(town.look("binh", first).dossier, town.officer("tuan"))
