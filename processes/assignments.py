"""Who holds a task: it is claimed from the pool, put back, or assigned by a head.

One guarded UPDATE decides the race and hands back the dossier's chain; the history row and the new chain
follow: three statements an act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from processes import history
from processes.database import Snapshot, Transaction
from processes.history import Chain, Fact
from processes.refusals import LostRace, NotFound
from processes.tables import Dossier, Task

HELD = ("assigned", "claimed")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands, for saying why an act on it is refused."""

    task_id: int
    name: str
    state: str
    post_id: int
    holder_id: int | None
    dossier_id: int


_CHAIN = (
    select(Dossier.revision).where(Dossier.id == Task.dossier_id).scalar_subquery().label("revision"),
    select(Dossier.last_hash).where(Dossier.id == Task.dossier_id).scalar_subquery().label("last_hash"),
)


def _change(*guards: object) -> ReturningUpdate[int, int, str, str, int, str]:
    return (
        update(Task)
        .where(Task.id == bindparam("task"), *guards)  # pyright: ignore[reportArgumentType]
        .values(state=bindparam("new"), holder_id=bindparam("holder"), claimed_at=bindparam("moment"))
        .returning(Task.dossier_id, Task.post_id, Task.element, Task.ref, *_CHAIN)
    )


_CLAIM = _change(Task.state == "opened", Task.post_id.in_(bindparam("posts", expanding=True)))
_CLAIM_ASSIGNED = _change(Task.state == "assigned", Task.holder_id == bindparam("mine"))
_PUT_BACK = _change(Task.state.in_(HELD), Task.holder_id == bindparam("mine"))
_ASSIGN = _change(Task.state.in_(("opened", *HELD)))
_UNASSIGN = _change(Task.state == "assigned", Task.holder_id == bindparam("mine"))
_SEAL = (
    update(Dossier)
    .where(Dossier.id == bindparam("dossier"), Dossier.revision == bindparam("seen"))
    .values(revision=bindparam("length"), last_hash=bindparam("hash"))
)


def claim(
    transaction: Transaction,
    task_id: int,
    *,
    officer_id: int,
    posts: Collection[int],
    moment: datetime,
    key: str,
) -> bool:
    """Takes a task from the pool of one of the posts; false when it was not there to be taken."""
    values = {"new": "claimed", "holder": officer_id, "moment": moment, "posts": sorted(posts)}
    told = Fact("task.claimed", officer_id=officer_id)
    return _apply(transaction, _CLAIM, {**values, "task": task_id}, told, moment, key)


def accept_assigned(transaction: Transaction, task_id: int, *, officer_id: int, moment: datetime, key: str) -> bool:
    """Takes up a task that a head has assigned; false when it is not assigned to this officer."""
    values = {"new": "claimed", "holder": officer_id, "moment": moment, "mine": officer_id, "task": task_id}
    return _apply(transaction, _CLAIM_ASSIGNED, values, Fact("task.claimed", officer_id=officer_id), moment, key)


def put_back(
    transaction: Transaction, task_id: int, *, officer_id: int, reason: str, moment: datetime, key: str
) -> bool:
    """Gives a held task back to its pool; false when the officer does not hold it."""
    values = {"new": "opened", "holder": None, "moment": None, "mine": officer_id, "task": task_id}
    told = Fact("task.put-back", {"reason": reason}, officer_id)
    return _apply(transaction, _PUT_BACK, values, told, moment, key)


def assign(transaction: Transaction, task_id: int, *, to: int, by: int, moment: datetime, key: str) -> bool:
    """Puts a task into an officer's hands; false when it is no longer open."""
    values = {"new": "assigned", "holder": to, "moment": None, "task": task_id}
    return _apply(transaction, _ASSIGN, values, Fact("task.assigned", {"to": to}, by), moment, key)


def unassign(transaction: Transaction, task_id: int, *, to: int, by: int, moment: datetime, key: str) -> bool:
    """Takes an assigned task back into its pool; false when the officer has taken it up or it was moved on."""
    values = {"new": "opened", "holder": None, "moment": None, "mine": to, "task": task_id}
    return _apply(transaction, _UNASSIGN, values, Fact("task.unassigned", {"from": to}, by), moment, key)


def _apply(
    transaction: Transaction,
    statement: ReturningUpdate[int, int, str, str, int, str],
    values: Mapping[str, object],
    told: Fact,
    moment: datetime,
    key: str,
) -> bool:
    changed = transaction.execute(statement, values).one_or_none()
    if changed is None:
        return False
    dossier_id = changed.dossier_id
    before = Chain(changed.revision, changed.last_hash)
    fact = Fact(told.kind, told.data, told.officer_id, changed.post_id, changed.element, changed.ref)
    chain, rows = history.sealed(before, [fact], moment=moment, key=key)
    seal = {"dossier": dossier_id, "seen": before.length, "length": chain.length, "hash": chain.last_hash}
    if transaction.change(_SEAL, seal) != 1:
        raise LostRace
    history.append(transaction, dossier_id, rows)
    return True


def did(snapshot: Snapshot, dossier_id: int, element: str, officer_id: int) -> bool:
    """Whether the officer has completed this step of the dossier, in any round."""
    done = Task.dossier_id == dossier_id, Task.element == element, Task.state == "completed"
    return snapshot.execute(select(Task.id).where(*done, Task.holder_id == officer_id).limit(1)).first() is not None


def steps(snapshot: Snapshot, tasks: Collection[int]) -> set[tuple[int, str]]:
    """The steps that these tasks are: the release, and the element of its diagram."""
    query = select(Dossier.release_id, Task.element).join(Dossier, Dossier.id == Task.dossier_id)
    chosen = query.where(Task.id.in_(list(tasks))).distinct()
    return {(row.release_id, row.element) for row in snapshot.execute(chosen)}


def standing(snapshot: Snapshot, task_id: int) -> Standing:
    """How the task stands now. Refuses: NotFound."""
    query = select(Task.id, Task.name, Task.state, Task.post_id, Task.holder_id, Task.dossier_id)
    row = snapshot.execute(query.where(Task.id == task_id)).one_or_none()
    if row is None:
        raise NotFound(what="việc này")
    return Standing(*row)
