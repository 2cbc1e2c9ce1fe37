"""Who holds a task: it is claimed from the pool, put back, assigned by a head, or delegated to a colleague.

One guarded UPDATE decides the race and hands back the dossier's chain; the history row and the new chain
follow: three statements an act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from processes import history
from processes.database import Snapshot, Transaction
from processes.history import Chain, Fact
from processes.organisation import Stand
from processes.prepared import Prepared
from processes.refusals import LostRace, NotFound
from processes.tables import Delegation, Dossier, Holding, Substitution, Task

HELD = ("assigned", "claimed")
_NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands, for saying why an act on it is refused."""

    task_id: int
    name: str
    state: str
    post_id: int
    holder_id: int | None
    dossier_id: int
    asker_id: int | None = None  # whose task it is, while a colleague does it

    @property
    def answers_id(self) -> int | None:
        """Who answers for the task: its holder, or who asked the holder to do it."""
        return self.asker_id or self.holder_id


_CHAIN = (
    select(Dossier.revision).where(Dossier.id == Task.dossier_id).scalar_subquery().label("revision"),
    select(Dossier.last_hash).where(Dossier.id == Task.dossier_id).scalar_subquery().label("last_hash"),
)


_TOLD = (Task.dossier_id, Task.post_id, Task.element, Task.ref, Task.substitution_id, *_CHAIN)
_Moved = ReturningUpdate[int, int, str, str, int | None, int, str]


def _change(*guards: object) -> _Moved:
    return (
        update(Task)
        .where(Task.id == bindparam("task"), *guards)  # pyright: ignore[reportArgumentType]
        .values(state=bindparam("new"), holder_id=bindparam("holder"), claimed_at=bindparam("moment"))
        .values(delegation_id=None, taken_post_id=None)
        .returning(*_TOLD)
    )


def _pass(*guards: object) -> _Moved:
    """Into other hands, and no more: it stays claimed since when it was."""
    return (
        update(Task)
        .where(Task.id == bindparam("task"), Task.state == "claimed", *guards)  # pyright: ignore[reportArgumentType]
        .values(
            holder_id=bindparam("holder"), delegation_id=bindparam("delegation"), substitution_id=bindparam("under")
        )
        .returning(*_TOLD)
    )


def _take(*guards: object) -> _Moved:
    return _change(*guards).values(substitution_id=bindparam("under"))


_POSTS = Task.post_id.in_(bindparam("posts", expanding=True))
_OWN = Task.delegation_id.is_(None)  # what a colleague was asked to do is not passed on, nor put back
_DELEGATED = Task.delegation_id == bindparam("over")
_CLAIM = _take(Task.state == "opened", _POSTS)
_CLAIM_ASSIGNED = _take(Task.state == "assigned", Task.holder_id == bindparam("mine"), _POSTS)
_TAKE_OVER = _take(Task.state.in_(HELD), Task.holder_id == bindparam("mine"), _POSTS, _OWN)
_PUT_BACK = _change(Task.state.in_(HELD), Task.holder_id == bindparam("mine"), _OWN)
_GIVE_BACK = _change(Task.state.in_(HELD), Task.substitution_id == bindparam("over")).values(substitution_id=None)
_KEEPS = (Task.holder_id == bindparam("holder")) & (Task.state == "claimed") & _OWN
_ASSIGN = _take(Task.state.in_(("opened", *HELD))).values(
    state=case((_KEEPS, "claimed"), else_="assigned"), claimed_at=case((_KEEPS, Task.claimed_at))
)
_TAKE_FROM_BELOW = _take(Task.state.in_(("opened", *HELD))).values(taken_post_id=bindparam("post"))
_UNASSIGN = _change(Task.state == "assigned", Task.holder_id == bindparam("mine")).values(substitution_id=None)
_DELEGATE = _pass(Task.holder_id == bindparam("mine"), Task.substitution_id.is_(None), _OWN)
_GET_BACK = _pass(_DELEGATED)
_LET_GO = _change(Task.state == "claimed", _DELEGATED)
_SEAL = Prepared(
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
    under: int | None = None,
) -> bool:
    """Takes a task of one of the posts from the pool, or takes up what was assigned; false when it is neither.

    `under` is the substitution in which the officer does the post's work, if any.
    """
    values = {"new": "claimed", "holder": officer_id, "moment": moment, "posts": sorted(posts), "under": under}
    values["task"] = task_id
    told = Fact("task.claimed", officer_id=officer_id, substitution_id=under)
    if _apply(transaction, _CLAIM, values, told, moment, key):
        return True
    return _apply(transaction, _CLAIM_ASSIGNED, {**values, "mine": officer_id}, told, moment, key)


def take_over(
    transaction: Transaction, task_id: int, *, officer_id: int, stand: Stand, moment: datetime, key: str
) -> bool:
    """Takes a task out of an absent officer's hands; false when it does not lie there."""
    absent, under = stand.substitution.absent_id, stand.substitution.id
    values = {"new": "claimed", "holder": officer_id, "moment": moment, "mine": absent, "task": task_id}
    values |= {"posts": [stand.post.id], "under": under}
    told = Fact("task.claimed", {"from": absent}, officer_id, substitution_id=under)
    return _apply(transaction, _TAKE_OVER, values, told, moment, key)


def put_back(
    transaction: Transaction, task_id: int, *, officer_id: int, reason: str, moment: datetime, key: str
) -> bool:
    """Gives a held task back to its pool; false when the officer does not hold it."""
    values = {"new": "opened", "holder": None, "moment": None, "mine": officer_id, "task": task_id}
    told = Fact("task.put-back", {"reason": reason}, officer_id)
    return _apply(transaction, _PUT_BACK, values, told, moment, key)


def give_back(
    transaction: Transaction, task_id: int, *, substitution_id: int, to: int | None, moment: datetime, key: str
) -> bool:
    """What was held under a substitution that is over goes into an officer's hands, or with none to its pool."""
    state = "opened" if to is None else "assigned"
    values = {"new": state, "holder": to, "moment": None, "over": substitution_id, "task": task_id}
    told = Fact("task.given-back", {"to": to}, substitution_id=substitution_id)
    return _apply(transaction, _GIVE_BACK, values, told, moment, key)


def release(transaction: Transaction, task_id: int, *, holder_id: int, moment: datetime, key: str) -> bool:
    """Takes a task out of the hands of who holds its post no more; it waits in the pool."""
    values = {"new": "opened", "holder": None, "moment": None, "mine": holder_id, "task": task_id}
    return _apply(transaction, _PUT_BACK, values, Fact("task.given-back", {"to": None}), moment, key)


def held_without_post(snapshot: Snapshot, *, today: date) -> list[tuple[int, int, int, int]]:
    """The open tasks in the hands of officers whose hold on the post has ended: task, holder, post, holding."""
    query = select(Task.id, Task.holder_id, Task.post_id, Holding.id.label("holding_id"))
    theirs = (Holding.officer_id == Task.holder_id) & (Holding.post_id == Task.post_id)
    ended = Task.state.in_(HELD), Task.substitution_id.is_(None), _OWN, Holding.valid_to < today
    rows = snapshot.execute(query.join(Holding, theirs).where(*ended).order_by(Task.id))
    return [(row.id, row.holder_id or 0, row.post_id, row.holding_id) for row in rows]


def held_under(snapshot: Snapshot, substitution_ids: Collection[int]) -> list[tuple[int, int, int]]:
    """The open tasks held under these substitutions: task, substitution, post."""
    query = select(Task.id, Task.substitution_id, Task.post_id)
    held = Task.state.in_(HELD), Task.substitution_id.in_(sorted(substitution_ids))
    rows = snapshot.execute(query.where(*held).order_by(Task.id))
    return [(row.id, row.substitution_id or 0, row.post_id) for row in rows]


def assign(
    transaction: Transaction,
    task_id: int,
    *,
    to: int,
    co: Collection[int],
    by: int,
    moment: datetime,
    key: str,
    under: int | None = None,
    by_under: int | None = None,
    more: Mapping[str, object] = _NOTHING,
) -> bool:
    """Puts a task into an officer's hands; false when it is no longer open. Who has taken it up already keeps it so.

    `co` are its co-officers, for the history; `under` is the substitution in which the officer does the post's work,
    `by_under` that of who assigns. `more` is what else the history tells.
    """
    values = {"holder": to, "task": task_id, "under": under}
    data: dict[str, object] = {"to": to, "co": list(co)} if co else {"to": to}
    data |= more
    told = Fact("task.assigned", data, by, substitution_id=by_under)
    return _apply(transaction, _ASSIGN, values, told, moment, key)


def take(transaction: Transaction, task_id: int, *, told: Fact, moment: datetime, key: str) -> bool:
    """Puts a task into the hands of the head who tells of it, to be done in the head's own post; false when it is over.

    It is no longer done under a substitution, nor for a colleague who had asked.
    """
    values = {"new": "claimed", "holder": told.officer_id, "post": told.post_id, "moment": moment, "under": None}
    return _apply(transaction, _TAKE_FROM_BELOW, {**values, "task": task_id}, told, moment, key)


def unassign(transaction: Transaction, task_id: int, *, to: int, by: int, moment: datetime, key: str) -> bool:
    """Takes an assigned task back into its pool; false when the officer has taken it up or it was moved on."""
    values = {"new": "opened", "holder": None, "moment": None, "mine": to, "task": task_id}
    return _apply(transaction, _UNASSIGN, values, Fact("task.unassigned", {"from": to}, by), moment, key)


def delegate(
    transaction: Transaction,
    task_id: int,
    *,
    delegation_id: int,
    by: int,
    to: int,
    told: Fact,
    moment: datetime,
    key: str,
) -> bool:
    """Puts an own claimed task into a colleague's hands, to be done for who asks; false when it is not held so."""
    values = {"holder": to, "delegation": delegation_id, "under": None, "mine": by, "task": task_id}
    return _apply(transaction, _DELEGATE, values, told, moment, key)


def get_back(
    transaction: Transaction,
    task_id: int,
    *,
    delegation_id: int,
    to: int | None,
    told: Fact,
    moment: datetime,
    key: str,
    under: int | None = None,
) -> bool:
    """What a colleague was asked to do goes into an officer's hands, or with none to its pool; false when it is over.

    `under` is the substitution in which the officer gets it for an absent one.
    """
    values = {"holder": to, "task": task_id, "over": delegation_id}
    if to is None:
        return _apply(transaction, _LET_GO, {**values, "new": "opened", "moment": None}, told, moment, key)
    return _apply(transaction, _GET_BACK, {**values, "delegation": None, "under": under}, told, moment, key)


def _apply(
    transaction: Transaction,
    statement: _Moved,
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
    under = changed.substitution_id if told.kind == "task.put-back" else told.substitution_id
    post_id = told.post_id or changed.post_id
    fact = replace(told, post_id=post_id, element=changed.element, ref=changed.ref, substitution_id=under)
    chain, rows = history.sealed(before, [fact], moment=moment, key=key)
    seal = {"dossier": dossier_id, "seen": before.length, "length": chain.length, "hash": chain.last_hash}
    if transaction.write(_SEAL, seal) != 1:
        raise LostRace
    history.append(transaction, dossier_id, rows)
    return True


def did(snapshot: Snapshot, dossier_id: int, element: str, people: Collection[int]) -> bool:
    """Whether one of these people has completed this step of the dossier, in any round, or another in their name.

    Who was asked to do it and filled something in has prepared it too, whoever completed it then.
    """
    asked = {"dossier": dossier_id, "step": element, "people": sorted(people)}
    return snapshot.execute(_DID, asked).first() is not None


_PEOPLE = bindparam("people", expanding=True)
_ABSENT = select(Substitution.absent_id).where(Substitution.id == Task.substitution_id).scalar_subquery()
_PARTIES = or_(Delegation.asker_id.in_(_PEOPLE), Delegation.delegate_id.in_(_PEOPLE))
_WORKED = select(Delegation.id).where(Delegation.task_id == Task.id, Delegation.has_worked, _PARTIES).exists()
_DID = (
    select(Task.id)
    .where(Task.dossier_id == bindparam("dossier"), Task.element == bindparam("step"), Task.state == "completed")
    .where(or_(Task.holder_id.in_(_PEOPLE), _ABSENT.in_(_PEOPLE), _WORKED))
    .limit(1)
)


def steps(snapshot: Snapshot, tasks: Collection[int]) -> set[tuple[int, str]]:
    """The steps that these tasks are: the release, and the element of its diagram."""
    query = select(Dossier.release_id, Task.element).join(Dossier, Dossier.id == Task.dossier_id)
    chosen = query.where(Task.id.in_(list(tasks))).distinct()
    return {(row.release_id, row.element) for row in snapshot.execute(chosen)}


def are_there(snapshot: Snapshot, tasks: Collection[int]) -> bool:
    """Whether there is a task under each of these numbers."""
    found = select(func.count()).where(Task.id.in_(list(tasks)))
    return snapshot.execute(found).scalar_one() == len(set(tasks))


def standing(snapshot: Snapshot, task_id: int) -> Standing:
    """How the task stands now. Refuses: NotFound."""
    asker = select(Delegation.asker_id).where(Delegation.id == Task.delegation_id).scalar_subquery()
    query = select(Task.id, Task.name, Task.state, Task.post_id, Task.holder_id, Task.dossier_id, asker)
    row = snapshot.execute(query.where(Task.id == task_id)).one_or_none()
    if row is None:
        raise NotFound(what="việc này")
    return Standing(*row)
