"""Assignees: who gets a step when it opens, as who completed an earlier one has chosen.

The choice lies with the execution until the step opens there for the next time, and is used up by that. Who no longer
does the post's work by then is passed over: the step waits in its pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from bpmn.engine import Waiting
from processes import notices
from processes.database import Transaction
from processes.executions import Running
from processes.notices import News
from processes.stages import Stage, TaskRow
from processes.tables import Task


@dataclass(frozen=True, slots=True)
class Assignee:
    """The officer chosen for a step, and by whom."""

    to: int
    by: int


Chosen = Mapping[str, Assignee | None]
"""What is chosen for steps, by element; None leaves the step to its pool, whatever was chosen before."""

NOTHING: Chosen = MappingProxyType({})


def standing(running: Running, chosen: Chosen) -> dict[str, Assignee]:
    """What stands for the steps of an execution with what is chosen now."""
    kept = {element: Assignee(**one) for element, one in (running.assignees or {}).items()}
    return {element: one for element, one in {**kept, **chosen}.items() if one is not None}


def open_for(
    stands: Mapping[str, Assignee], stage: Stage, waiting: Waiting, moment: datetime, *, giver: int | None
) -> TaskRow:
    """A task that opens, assigned to who is chosen for its step, else in its pool."""
    chosen = stands.get(waiting.element)
    holder = None if chosen is None else stage.directory.officer(chosen.to)
    return stage.open(waiting, moment, giver=giver, holder=holder, is_taken_up=False)


def left(stands: Mapping[str, Assignee], opened: Sequence[TaskRow]) -> dict[str, dict[str, int]] | None:
    """What is kept with the execution when these tasks have opened; None when nothing is."""
    used = {task["element"] for task in opened}
    return {element: asdict(one) for element, one in stands.items() if element not in used} or None


def tell(
    transaction: Transaction,
    running: Running,
    stands: Mapping[str, Assignee],
    opened: Sequence[TaskRow],
    *,
    moment: datetime,
    key: str,
) -> None:
    """Tells those whose chosen step has opened."""
    refs = [task["ref"] for task in opened if task["element"] in stands and task["holder_id"] is not None]
    if not refs:
        return
    query = select(Task.id, Task.ref, Task.element, Task.holder_id)
    rows = transaction.execute(query.where(Task.execution_id == running.execution_id, Task.ref.in_(refs))).all()
    news = [
        News(row.holder_id, "assigned", f"{key}:{row.ref}", running.dossier_id, row.id, by=stands[row.element].by)
        for row in rows
        if row.holder_id != stands[row.element].by
    ]
    notices.tell_all(transaction, news, moment=moment)
