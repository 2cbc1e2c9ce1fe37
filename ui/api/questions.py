"""Questions for other programs: an officer is asked about a dossier, and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database
from processes.questions import Question
from tasks import questions
from ui.api import acts
from ui.api.acts import Created, Recorded
from ui.api.entry import WRITTEN, ActKey, Id, Moment, Number, Signed, signed_in

router = APIRouter(tags=["questions"], dependencies=[Depends(signed_in)])

Words = Annotated[str, Field(min_length=1, max_length=questions.LONGEST, pattern=WRITTEN)]


class WaitingQuestion(BaseModel):
    """A question that waits for my answer."""

    id: int
    dossier_id: int
    task_id: int
    asker_id: int
    text: str
    asked_at: datetime
    answer_by: datetime | None

    @classmethod
    def of(cls, question: Question) -> WaitingQuestion:
        """The question as it is listed."""
        return cls.model_validate(question, from_attributes=True)


class NewQuestion(BaseModel):
    """Who is asked what, and when the answer is wanted."""

    to: Id
    text: Words
    answer_by: Moment | None = None


class Answer(BaseModel):
    """What is answered, with files that `POST /api/files` gave a number."""

    text: Words
    files: Annotated[list[Id], Field(max_length=20)] = []


@router.get("/questions")
def waiting(known: Signed) -> list[WaitingQuestion]:
    """What I am asked and have not answered yet, the oldest first."""
    with database.snapshot() as snapshot:
        return [WaitingQuestion.of(one) for one in questions.waiting(snapshot, officer=known.officer)]


@router.post("/tasks/{task_id}/questions")
def ask(task_id: Number, asked: NewQuestion, known: Signed, key: ActKey) -> Created:
    """Asks an officer about the dossier of a task that I have claimed; the task stays with me."""
    return acts.do(known, key, questions.ask, task_id, keep=acts.number, told=dict(asked)).tell(Created)


@router.post("/questions/{question_id}/answer")
def answer(question_id: Number, told: Answer, known: Signed, key: ActKey) -> Recorded:
    """Answers a question that I was asked; who asked is told."""
    return acts.do(known, key, questions.answer, question_id, told=dict(told)).tell(Recorded)


@router.post("/questions/{question_id}/withdraw")
def withdraw(question_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Takes a question of mine back before it is answered."""
    return acts.do(known, key, questions.withdraw, question_id).tell(Recorded)
