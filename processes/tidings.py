"""Tidings: what the agent finds to tell officers, because no act tells it.

A task that an officer holds and that comes near its due time; and what has gathered in the pools since the last look,
one notice for each officer who may claim it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import bindparam, insert, select, update

from bpmn.terms import Term
from processes import notices
from processes.calendars import local
from processes.database import Transaction
from processes.notices import News
from processes.organisation import Directory
from processes.settings import settings
from processes.tables import Delegation, Dossier, NoticeMark, Officer, Task
from processes.worklist import IS_HELD

_SETTLED = timedelta(minutes=1)  # an act that began earlier may still be about to write tasks with lower numbers
_MARK = 1

# officer by officer through the index of what each holds; a paused dossier is nobody's hurry
_NEAR = (
    select(Task.id, Task.holder_id, Task.post_id, Task.due_at, Task.dossier_id, Delegation.asker_id)
    .select_from(Officer)
    .join(Task, Task.holder_id == Officer.id)
    .join(Dossier, Dossier.id == Task.dossier_id)
    .outerjoin(Delegation, Delegation.id == Task.delegation_id)
    .where(
        IS_HELD,
        Task.due_at > bindparam("now", type_=Task.due_at.type),
        Task.due_at <= bindparam("until", type_=Task.due_at.type),
        Dossier.paused_at.is_(None),
    )
)


def near_due(transaction: Transaction, directory: Directory, *, moment: datetime) -> int:
    """Tells every officer of the held tasks that are due within the hours of the setting, once a due time."""
    ahead = Term(Fraction(settings().notices.near_due_hours), "hour", "working")
    horizon = {agency: directory.calendar(agency).add(moment, ahead) for agency in directory.agencies}
    if not horizon:
        return 0
    rows = transaction.execute(_NEAR, {"now": moment, "until": max(horizon.values())}).all()
    news = [
        News(officer, "near_due", f"{row.id}:{local(row.due_at):%Y%m%dT%H%M}", row.dossier_id, row.id)
        for row in rows
        if row.post_id in directory.posts and row.due_at <= horizon[directory.posts[row.post_id].agency_id]
        for officer in (row.holder_id, row.asker_id)  # who does it, and who answers for it
        if officer is not None
    ]
    known = notices.told(transaction, "near_due", [one.key for one in news])
    fresh = [one for one in news if (one.officer_id, one.key) not in known]
    notices.tell_all(transaction, fresh, moment=moment)
    return len(fresh)


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
