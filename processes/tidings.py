"""Tidings: what the agent finds to tell officers, because no act tells it.

What has gathered in the pools since the last look: one notice for each officer who may claim it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from processes import notices
from processes.database import Transaction
from processes.notices import News
from processes.organisation import Directory
from processes.settings import settings
from processes.tables import NoticeMark, Task

_SETTLED = timedelta(minutes=1)  # an act that began earlier may still be about to write tasks with lower numbers
_MARK = 1


def gathered(transaction: Transaction, directory: Directory, *, moment: datetime) -> int:
    """Tells who may claim it what has been opened since the last look and still waits, at most once a while."""
    last = transaction.execute(select(NoticeMark.task_id, NoticeMark.at).with_for_update()).one_or_none()
    if last is not None and moment - last.at < timedelta(minutes=settings().notices.gather_minutes):
        return 0
    newest = select(Task.id).where(Task.opened_at <= moment - _SETTLED).order_by(Task.id.desc()).limit(1)
    upto = transaction.execute(newest).scalars().first() or 0
    if last is None:  # what has lain there before the first look is no news
        transaction.execute(insert(NoticeMark), {"id": _MARK, "task_id": upto, "at": moment})
        return 0
    transaction.execute(update(NoticeMark).values(task_id=max(upto, last.task_id), at=moment))
    query = select(Task.id, Task.post_id, Task.dossier_id).where(
        Task.id > last.task_id, Task.id <= upto, Task.state == "opened"
    )
    pools: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in transaction.execute(query):
        pools[row.post_id].append((row.id, row.dossier_id))
    waiting: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for post_id, tasks in pools.items():
        for officer in directory.holders(post_id):
            waiting[officer] += tasks
    notices.tell_all(transaction, [_digest(officer, tasks, upto) for officer, tasks in waiting.items()], moment=moment)
    return len(waiting)


def _digest(officer: int, tasks: list[tuple[int, int]], upto: int) -> News:
    task_id, dossier_id = tasks[0] if len(tasks) == 1 else (None, None)
    return News(officer, "opened", str(upto), dossier_id, task_id, text=str(len(tasks)))
