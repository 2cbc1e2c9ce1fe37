"""Questions: what an officer asks a colleague about a dossier, and the answer; the task stays where it is.

A colleague is asked for an opinion; who holds a task is asked by a supervisor to explain how it stands. Who is asked
may read the dossier from then on, unless the question is withdrawn before it is answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, func, insert, select, update

from processes.database import Snapshot, Transaction
from processes.refusals import NotFound, QuestionClosed
from processes.tables import Question as Row

Kind = Literal["opinion", "explanation"]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked of whom, and what was answered; `files` are documents of the dossier."""

    id: int
    dossier_id: int
    task_id: int
    asker_id: int
    asked_id: int
    text: str
    asked_at: datetime
    answer_by: datetime | None = None
    answer: str = ""
    files: tuple[int, ...] = ()
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    kind: Kind = "opinion"

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for."""
        return self.answered_at is None and self.withdrawn_at is None


_COLUMNS = (
    *(Row.id, Row.dossier_id, Row.task_id, Row.asker_id, Row.asked_id, Row.text, Row.asked_at, Row.answer_by),
    *(Row.answer, Row.files, Row.answered_at, Row.withdrawn_at, Row.kind),
)
_OPEN = Row.answered_at.is_(None), Row.withdrawn_at.is_(None)


def put(transaction: Transaction, given: Question, *, key: str) -> int:
    """Records a question; its number, whatever `given` says. Refuses: AlreadyDone."""
    values = {
        "dossier_id": given.dossier_id,
        "task_id": given.task_id,
        "kind": given.kind,
        "asker_id": given.asker_id,
        "asked_id": given.asked_id,
        "text": given.text,
        "asked_at": given.asked_at,
        "answer_by": given.answer_by,
        "answer": "",
        "files": [],
        "act_key": key,
    }
    return transaction.execute(insert(Row).returning(Row.id), values).scalar_one()


def one(snapshot: Snapshot, question_id: int) -> Question:
    """The question under that number. Refuses: NotFound."""
    row = snapshot.execute(select(*_COLUMNS).where(Row.id == question_id)).one_or_none()
    if row is None:
        raise NotFound(what="câu hỏi này")
    return _read(*row)


def of(snapshot: Snapshot, dossier_id: int) -> list[Question]:
    """The questions about a dossier, the oldest first; also those that were withdrawn."""
    return [_read(*row) for row in snapshot.execute(_OF, {"dossier": dossier_id})]


_OF = select(*_COLUMNS).where(Row.dossier_id == bindparam("dossier")).order_by(Row.id)


def waiting(snapshot: Snapshot, officer_id: int, *, limit: int) -> list[Question]:
    """What this officer is asked and has not answered, the oldest first."""
    query = select(*_COLUMNS).where(Row.asked_id == officer_id, *_OPEN).order_by(Row.id).limit(limit)
    return [_read(*row) for row in snapshot.execute(query)]


def explanations(snapshot: Snapshot, *, until: datetime) -> list[Question]:
    """The explanations that are waited for and due by then, the oldest first."""
    due = Row.kind == "explanation", Row.answer_by <= until
    return [_read(*row) for row in snapshot.execute(select(*_COLUMNS).where(*due, *_OPEN).order_by(Row.id))]


def count(snapshot: Snapshot, officer_id: int) -> int:
    """How many questions wait for this officer's answer."""
    return snapshot.execute(select(func.count()).where(Row.asked_id == officer_id, *_OPEN)).scalar_one()


def answer(transaction: Transaction, question_id: int, *, text: str, files: Sequence[int], moment: datetime) -> None:
    """Records the answer. Refuses: QuestionClosed."""
    _close(transaction, question_id, answer=text, files=list(files), answered_at=moment)


def withdraw(transaction: Transaction, question_id: int, *, moment: datetime) -> None:
    """Takes an open question back. Refuses: QuestionClosed."""
    _close(transaction, question_id, withdrawn_at=moment)


def _close(transaction: Transaction, question_id: int, **columns: object) -> None:
    if transaction.change(update(Row).where(Row.id == question_id, *_OPEN).values(**columns)) != 1:
        raise QuestionClosed


def _read(*row: Any) -> Question:
    found = Question(*row)
    return replace(found, files=tuple(found.files))
