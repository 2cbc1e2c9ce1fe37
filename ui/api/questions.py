"""Questions for other programs: an officer is asked about a dossier, and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field

from processes import database
from processes.accounts import Visitor
from processes.questions import Question
from tasks import questions
from ui.api.entry import LARGEST, ActKey, Number, Signed, is_repeated, signed_in

_WRITTEN = r"^[^\x00]*$"  # PostgreSQL keeps no text with this sign in it


class Waiting(BaseModel):
    """A question that waits for my answer."""

    id: int
    dossier_id: int
    task_id: int
    asker_id: int
    text: str
    asked_at: datetime
    answer_by: datetime | None

    @classmethod
    def of(cls, question: Question) -> Waiting:
        """The question as it is listed."""
        return cls.model_validate(question, from_attributes=True)


class Asked(BaseModel):
    """Who is asked what, and when the answer is wanted."""

    to: int = Field(ge=1, le=LARGEST)
    text: str = Field(min_length=1, max_length=questions.LONGEST, pattern=_WRITTEN)
    answer_by: AwareDatetime | None = None


class Answer(BaseModel):
    """What is answered, with files that `POST /api/files` gave a number."""

    text: str = Field(min_length=1, max_length=questions.LONGEST, pattern=_WRITTEN)
    files: list[Number] = Field(default=[], max_length=20)


class Stands(BaseModel):
    """An act that stands; `repeated` when it had been done before with the same key."""

    repeated: bool


router = APIRouter(tags=["questions"], dependencies=[Depends(signed_in)])


@router.get("/questions")
def waiting(known: Signed) -> list[Waiting]:
    """What I am asked and have not answered yet, the oldest first."""
    with database.snapshot() as snapshot:
        return [Waiting.of(one) for one in questions.waiting(snapshot, officer=known.officer)]


@router.post("/tasks/{task_id}/questions")
def ask(task_id: Number, asked: Asked, known: Signed, key: ActKey) -> Stands:
    """Asks an officer about the dossier of a task that I have claimed; the task stays with me."""
    told = {"to": asked.to, "text": asked.text, "answer_by": asked.answer_by}
    return _stands(questions.ask, task_id, known, f"ask:{key}", **told)


@router.post("/questions/{question_id}/answer")
def answer(question_id: Number, told: Answer, known: Signed, key: ActKey) -> Stands:
    """Answers a question that I was asked; who asked is told."""
    return _stands(questions.answer, question_id, known, f"answer:{key}", text=told.text, files=told.files)


@router.post("/questions/{question_id}/withdraw")
def withdraw(question_id: Number, known: Signed, key: ActKey) -> Stands:
    """Takes a question of mine back before it is answered."""
    return _stands(questions.withdraw, question_id, known, f"withdraw:{key}")


def _stands(verb: Callable[..., object], number: int, known: Visitor, key: str, **told: object) -> Stands:
    own, moment = f"api:{known.officer.id}:{number}:{key}", database.now()
    repeated = is_repeated(
        lambda transaction: verb(transaction, number, officer=known.officer, moment=moment, key=own, **told)
    )
    return Stands(repeated=repeated)
