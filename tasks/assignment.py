"""Assignment: a head puts a task into the hands of a main officer, with co-officers beside, or takes it back.

The main officer must do the post's work; the co-officers are of the agency that works on the task. They see it with
its dossier and say what they have to say; only the main officer completes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from processes import assignments, catalogue, co_officers, delegations, executions, notices, organisation, permissions
from processes.database import Transaction
from processes.executions import Held
from processes.notices import News
from processes.organisation import Directory, Officer
from processes.refusals import NotAssignable, NotOpen, TooMany
from tasks import inbox

MOST_CO_OFFICERS = 20


def assign(
    transaction: Transaction,
    task_id: int,
    *,
    to: int,
    officer: Officer,
    moment: datetime,
    key: str,
    co: Collection[int] | None = None,
    reason: str = "",
) -> None:
    """A head puts a task into an officer's hands; `co` are its co-officers from now on, None keeps those it has.

    With a reason it is reassigned (phân công lại): who leads the agency may do that too. Refuses: NotFound, NotOpen,
    NotAllowed, NotAssignable, TooMany, AlreadyDone.
    """
    held = executions.hold(transaction, task_id)
    known = organisation.of_officer(transaction, officer)
    release = catalogue.published(transaction, held.release_id).release
    post, code = known.post(held.post_id), release.code
    approving = permissions.is_approval(release.model.task(held.element))

    def may_receive(one: Officer) -> bool:
        return permissions.may_work(one, held.post_id, code, approving=approving)

    def may_give(one: Officer) -> bool:
        if reason:
            return permissions.overseeing_post(one, post, code) is not None
        return post is not None and permissions.may_assign(one, post.unit_id, code)

    receiver = known.officer(to)
    permissions.require(post is not None and may_give(officer))
    if not may_receive(receiver):
        raise NotAssignable(name=receiver.name, task=held.name)
    before = co_officers.of(transaction, task_id)
    beside = _beside(known, before, before if co is None else co, to, post.agency_id if post else 0, held.name)
    under, by_under = permissions.under(receiver, may_receive), permissions.under(officer, may_give)
    acting = {"by": officer.id, "by_under": by_under, "moment": moment, "key": key}
    more = {"reason": reason, "from": held.holder_id} if reason else {}
    if not assignments.assign(transaction, task_id, to=to, co=beside, under=under, more=more, **acting):  # pyright: ignore
        inbox.refuse_repeated(transaction, key)
        raise NotOpen(task=held.name)
    if set(beside) != set(before):
        co_officers.put(transaction, task_id, beside)
    news = [*_news(transaction, held, to), *((one, "co_working") for one in beside if one not in before)]
    if reason and held.holder_id not in (None, to):
        news.append((held.holder_id, "reassigned"))
    about = {"dossier_id": held.dossier_id, "task_id": task_id, "by": officer.id}
    told = ((one, kind) for one, kind in news if one != officer.id)
    said = {"reassigned": receiver.name}
    notices.tell_all(
        transaction, [News(one, kind, key, text=said.get(kind, ""), **about) for one, kind in told], moment=moment
    )


def _news(transaction: Transaction, held: Held, to: int) -> Iterator[tuple[int, str]]:
    """Who has it now is told, unless that one had it; and the two between whom a delegation ends with it."""
    over: tuple[int, ...] = ()
    if held.delegation_id is not None:
        given = delegations.one(transaction, held.delegation_id)
        over = (given.asker_id, given.delegate_id)
    if to != held.holder_id or over:
        yield to, "assigned"
    yield from ((one, "delegation_over") for one in over if one != to)


def _beside(
    known: Directory, before: Collection[int], asked: Collection[int], main: int, agency_id: int, task: str
) -> tuple[int, ...]:
    """The co-officers, the main one left out; who has left the agency meanwhile is kept no longer."""
    wanted = tuple(one for one in dict.fromkeys(asked) if one != main)
    if len(wanted) > MOST_CO_OFFICERS:
        raise TooMany(most=MOST_CO_OFFICERS, what="người phối hợp")
    strangers = [one for one in wanted if not permissions.may_co_work(known.officer(one), agency_id)]
    for one in strangers:
        if one not in before:
            raise NotAssignable(name=known.name(one), task=task)
    return tuple(one for one in wanted if one not in strangers)


def unassign(
    transaction: Transaction,
    task_id: int,
    *,
    to: int,
    officer: Officer,
    moment: datetime,
    key: str,
    co: Collection[int] = (),
) -> None:
    """A head takes an assigned task back into its pool, while the other has not taken it up; it keeps `co` alone.

    Refuses: NotFound, NotOpen, NotAllowed, AlreadyDone.
    """
    held = executions.read(transaction, task_id)
    post = organisation.of_officer(transaction, officer).post(held.post_id)
    code = catalogue.published(transaction, held.release_id).release.code
    permissions.require(post is not None and permissions.may_assign(officer, post.unit_id, code))
    if not assignments.unassign(transaction, task_id, to=to, by=officer.id, moment=moment, key=key):
        inbox.refuse_repeated(transaction, key)
        raise NotOpen(task=held.name)
    co_officers.put(transaction, task_id, co)
