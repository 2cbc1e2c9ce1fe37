"""Questions: who works on a dossier asks a colleague of any agency for an opinion (hỏi ý kiến); the task stays.

Who is asked sees the dossier from then on and finds the question in the inbox; it blocks nothing. Asking, answering and
withdrawing are on the dossier's record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from processes import assignments, documents, executions, notices, organisation, particulars, permissions, questions
from processes.database import Snapshot, Transaction
from processes.history import Fact
from processes.notices import News
from processes.organisation import Officer
from processes.questions import Question
from processes.refusals import Missing, NotAllowed, NotClaimed, NotLawful, NotOpen, NotYours, TextTooLong
from tasks import inbox, viewing

LONGEST, MOST = 4_000, 200
_ANSWERED = {"opinion": ("question.answered", "answer"), "explanation": ("explanation.given", "explanation_given")}


def officers(snapshot: Snapshot, *, officer: Officer) -> list[int]:
    """Whom the officer may ask: everybody else in the province who holds a post, by name."""
    known = organisation.of_officer(snapshot, officer)
    return sorted((one for one in known.held if one != officer.id), key=known.name)


def waiting(snapshot: Snapshot, *, officer: Officer) -> list[Question]:
    """What the officer is asked and has not answered yet, the oldest first."""
    return questions.waiting(snapshot, officer.id, limit=MOST)


def ask(
    transaction: Transaction,
    task_id: int,
    *,
    to: int,
    text: str,
    answer_by: datetime | None = None,
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """Asks an officer about a dossier of which one holds a task, to be answered by a time if one is named; its number.

    Refuses: AlreadyDone, NotFound, NotOpen, NotYours, NotClaimed, NotAllowed, Missing, TextTooLong, NotLawful,
    LostRace.
    """
    inbox.refuse_repeated(transaction, key)
    held = executions.hold(transaction, task_id)
    known = organisation.of_officer(transaction, officer)
    if held.task_state not in ("opened", *assignments.HELD):
        raise NotOpen(task=held.name)
    if held.holder_id != officer.id:
        raise NotYours(holder=known.name(held.holder_id)) if held.holder_id else NotAllowed
    if held.task_state != "claimed":
        raise NotClaimed(task=held.name)
    has_taken = permissions.leads_in(officer, held.taken_post_id)
    if held.post_id not in officer.post_ids and held.delegation_id is None and not has_taken:
        raise NotAllowed
    said = _said(text, "nội dung câu hỏi")
    if to == officer.id or to not in known.held:
        raise NotLawful(why="chỉ hỏi được cán bộ khác đang giữ vị trí công tác")
    if answer_by is not None and answer_by <= moment:
        raise NotLawful(why="thời điểm cần trả lời đã qua")
    given = Question(0, held.dossier_id, task_id, officer.id, to, said, moment, answer_by)
    question_id = questions.put(transaction, given, key=key)
    told = {"to": to, "text": said, "question": question_id}
    told |= {"by": answer_by.isoformat()} if answer_by else {}
    fact = Fact("question.asked", told, officer.id, held.post_id, held.element, held.ref)
    _record(transaction, held.dossier_id, fact, moment, key)
    news = News(to, "question", key, held.dossier_id, task_id, by=officer.id, text=said[:200])
    notices.tell_all(transaction, [news], moment=moment)
    return question_id


def answer(
    transaction: Transaction,
    question_id: int,
    *,
    text: str,
    files: Sequence[int] = (),
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Answers a question that the officer was asked, with files where there are; who asked is told, and who has it now.

    Refuses: AlreadyDone, NotFound, NotAllowed, QuestionClosed, Missing, TextTooLong, DocumentMissing, LostRace.
    """
    inbox.refuse_repeated(transaction, key)
    found = _seen(transaction, question_id, officer, moment)
    if found.asked_id != officer.id:
        raise NotAllowed
    said, chosen = _said(text, "nội dung trả lời"), list(dict.fromkeys(files))
    questions.answer(transaction, question_id, text=said, files=chosen, moment=moment)
    told = {"to": found.asker_id, "text": said, "question": question_id, "files": chosen}
    fact, kind = _ANSWERED[found.kind]
    _record(transaction, found.dossier_id, Fact(fact, told, officer.id), moment, key)
    documents.take(transaction, chosen, dossier_id=found.dossier_id, kind="answer", paper="answer", officer=officer)
    holder = assignments.standing(transaction, found.task_id).holder_id
    parties = dict.fromkeys(one for one in (found.asker_id, holder) if one not in (None, officer.id))
    news = [News(one, kind, key, found.dossier_id, found.task_id, by=officer.id, text=said[:200]) for one in parties]
    notices.tell_all(transaction, news, moment=moment)


def withdraw(transaction: Transaction, question_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Takes an own question back before it is answered; who was asked for this alone sees the dossier no more.

    Refuses: AlreadyDone, NotFound, NotAllowed, QuestionClosed, LostRace.
    """
    inbox.refuse_repeated(transaction, key)
    found = _seen(transaction, question_id, officer, moment)
    if found.asker_id != officer.id:
        raise NotAllowed
    questions.withdraw(transaction, question_id, moment=moment)
    told = {"to": found.asked_id, "question": question_id}
    fact = f"{'explanation' if found.kind == 'explanation' else 'question'}.withdrawn"
    _record(transaction, found.dossier_id, Fact(fact, told, officer.id), moment, key)
    news = News(found.asked_id, "question_over", key, found.dossier_id, by=officer.id)
    notices.tell_all(transaction, [news], moment=moment)


def _seen(transaction: Transaction, question_id: int, officer: Officer, moment: datetime) -> Question:
    """A question about a dossier that the officer may see, or has asked about. Refuses: NotFound."""
    found = questions.one(transaction, question_id)
    if officer.id not in (found.asked_id, found.asker_id):
        viewing.require_sight(transaction, found.dossier_id, officer=officer, moment=moment)
    return found


def _record(transaction: Transaction, dossier_id: int, fact: Fact, moment: datetime, key: str) -> None:
    particulars.change(transaction, particulars.hold(transaction, dossier_id), [fact], {}, moment=moment, key=key)


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise Missing(what=what)
    if len(said) > LONGEST:
        raise TextTooLong(what=what, most=LONGEST)
    return said
