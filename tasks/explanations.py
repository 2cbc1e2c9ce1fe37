"""Explanations (giải trình): a supervisor asks who holds a task why it stands as it does, to be answered by a time.

It is a question of its own kind, answered and withdrawn as others are (`tasks.questions`), on the dossier's record. Who
is asked is reminded when little time is left; when none is, who asked is told as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from processes import delegations, notices, permissions, questions
from processes.calendars import Calendar
from processes.database import Transaction
from processes.notices import News
from processes.organisation import Directory, Officer
from processes.questions import Question
from processes.refusals import NotLawful
from tasks import inbox, oversight
from tasks.urgings import Before

_AHEAD = timedelta(days=15)  # of calendar days: as far as the longest holidays reach


def ask(
    transaction: Transaction,
    task_id: int,
    *,
    text: str,
    answer_by: datetime,
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """Asks who has a task, else the head of the unit it lies in, to explain it by then; the number of the question.

    Whoever may urge the task may ask. Refuses: AlreadyDone, NotFound, NotAllowed, NotOpen, NotLawful, Missing,
    TextTooLong, LostRace.
    """
    inbox.refuse_repeated(transaction, key)
    before = oversight.asked(transaction, task_id, officer)
    held, _, _ = before
    said = oversight.checked(text, "nội dung cần giải trình")
    if answer_by <= moment:
        raise NotLawful(why="thời điểm cần giải trình đã qua")
    to = _holder(transaction, before)
    if to == officer.id:
        raise NotLawful(why="việc này do chính bạn giữ hoặc đang chờ bạn nhận")
    waiting = (one for one in questions.of(transaction, held.dossier_id) if one.is_open and one.task_id == task_id)
    if any(one.kind == "explanation" and one.asked_id == to for one in waiting):
        raise NotLawful(why="đã có yêu cầu giải trình việc này, đang chờ trả lời")
    given = Question(0, held.dossier_id, task_id, officer.id, to, said, moment, answer_by, kind="explanation")
    question_id = questions.put(transaction, given, key=key)
    told = {"to": to, "text": said, "question": question_id, "by": answer_by.isoformat()}
    oversight.record(transaction, before, "explanation.asked", told, officer=officer, moment=moment, key=key)
    news = News(to, "explanation", key, held.dossier_id, task_id, by=officer.id, text=said[:200])
    notices.tell_all(transaction, [news], moment=moment)
    return question_id


def _holder(transaction: Transaction, before: Before) -> int:
    """Who answers for the task: its holder, or who asked that one; of a pool, the head of its unit."""
    held, known, _ = before
    if held.delegation_id is not None:
        return delegations.one(transaction, held.delegation_id).asker_id
    if held.holder_id is not None:
        return held.holder_id
    place = known.post(held.post_id)
    heads = permissions.head_posts(known, place.unit_id) if place else []
    found = next((one for head in heads for one in known.holders(head.id)), None)
    if found is None:
        raise NotLawful(why="việc chưa có ai nhận để giải trình, hãy đôn đốc hoặc phân công")
    return found


def remind(transaction: Transaction, known: Directory, *, moment: datetime) -> int:
    """Tells who has to explain when half a working day is left, and who asked as well when none is; how many are due.

    Done again, nobody is told twice.
    """
    news = [
        one
        for found in questions.explanations(transaction, until=moment + _AHEAD)
        for one in _due(found, known, moment)
    ]
    told = {
        kind: notices.told(transaction, kind, [one.key for one in news])
        for kind in ("explanation_due", "explanation_late")
    }
    fresh = [one for one in news if (one.officer_id, one.key) not in told[one.kind]]
    notices.tell_all(transaction, fresh, moment=moment)
    return len(fresh)


def _due(found: Question, known: Directory, moment: datetime) -> Iterator[News]:
    about = {"key": str(found.id), "dossier_id": found.dossier_id, "task_id": found.task_id, "by": found.asker_id}
    limit = found.answer_by or moment
    if limit <= moment:
        for one in (found.asked_id, found.asker_id):
            yield News(one, "explanation_late", **about)  # pyright: ignore[reportArgumentType]
        return
    calendar = _calendar(found, known)
    whole, left = (calendar.between(since, limit).minutes for since in (found.asked_at, moment))
    if left <= min(calendar.day_at(moment).minutes, whole) // 2:
        yield News(found.asked_id, "explanation_due", **about)  # pyright: ignore[reportArgumentType]


def _calendar(found: Question, known: Directory) -> Calendar:
    """That of who is asked."""
    posts = [known.posts[one] for one in known.held.get(found.asked_id, ())] or list(known.posts.values())
    return known.calendar(posts[0].agency_id)
