"""Delegation: the holder of a task asks a colleague to do it (nhờ xử lý thay), and gets it back.

A favour among colleagues, without a decision: no power passes by it, and due time and answer for lateness stay with who
asked. So it is asked of who holds the same post, and that one may complete it, being appointed to this very work; where
nobody else is there in the post, of an officer of the unit below its heads, who prepares it and gives it back to be
decided on. What signs or approves is nobody else's to do; that is what substitution by a decision is for, as it is for
what is held in an absent officer's name. Nobody passes on what was passed to them (docs/decisions/0016).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bpmn.releases import Release
from processes import (
    accounts,
    assignments,
    catalogue,
    delegations,
    documents,
    drafts,
    executions,
    notices,
    organisation,
    permissions,
)
from processes.assignments import HELD
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.delegations import Delegation, Standing
from processes.drafts import Draft
from processes.executions import Held
from processes.history import Fact
from processes.notices import News
from processes.organisation import Directory, Officer
from processes.refusals import LostRace, Missing, NotDelegable, NotLawful, NotOpen, NotYours, TextTooLong
from tasks import inbox, signing

LONGEST = 2_000


def colleagues(snapshot: Snapshot, task_id: int, *, officer: Officer) -> list[int]:
    """Whom the holder of a task may ask to do it, by name. Refuses: NotFound, NotAllowed."""
    known, held = organisation.of_officer(snapshot, officer), executions.read(snapshot, task_id)
    permissions.require(held.holder_id == officer.id)
    return sorted(_posts(snapshot, known, held.post_id, officer.id), key=known.name)


def delegate(
    transaction: Transaction,
    task_id: int,
    *,
    to: int,
    note: str,
    until: date | None = None,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Asks a colleague to do a task that the officer has claimed, until the end of a day if one is named.

    Refuses: AlreadyDone, NotFound, NotOpen, NotYours, NotClaimed, NotAllowed, Delegated, NotDelegable, Missing (note),
    TextTooLong, LostRace.
    """
    inbox.refuse_repeated(transaction, key)
    held, release = _hold(transaction, task_id)
    inbox.require_held(transaction, held, release.code, release.model.task(held.element), officer, key)
    known = organisation.of_officer(transaction, officer)
    posts = _posts(transaction, known, held.post_id, officer.id)
    _require_delegable(transaction, held, release, officer)
    if to not in posts:
        raise NotDelegable(task=held.name, why="chỉ nhờ được đồng nghiệp cùng vị trí hoặc cùng đơn vị đang làm việc")
    if until is not None and until < officer.on:
        raise NotDelegable(task=held.name, why="ngày cuối đã qua")
    given = Delegation(0, task_id, officer.id, to, posts[to], _said(note, "lời nhờ"), until, moment)
    delegation_id = delegations.put(transaction, given, key=key)
    data = {"to": to, "note": given.note, "until": until.isoformat() if until else None}
    told = Fact("task.delegated", data, officer.id, delegation_id=delegation_id)
    if not assignments.delegate(
        transaction, task_id, delegation_id=delegation_id, by=officer.id, to=to, told=told, moment=moment, key=key
    ):
        raise LostRace
    _pass_draft(transaction, held, release, giver_id=officer.id, receiver_id=to, moment=moment)
    news = News(to, "delegated", key, held.dossier_id, task_id, by=officer.id, text=given.note[:200])
    notices.tell_all(transaction, [news], moment=moment)


def give_back(
    transaction: Transaction, task_id: int, *, note: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The colleague has done what there was to do, and gives it back to who asked, with what was filled in.

    Refuses: AlreadyDone, NotFound, NotOpen, NotYours, NotLawful (nobody asked), Missing (note), TextTooLong, LostRace.
    """
    inbox.refuse_repeated(transaction, key)
    held, release = _hold(transaction, task_id)
    given = _delegation(transaction, held)
    if held.holder_id != officer.id:
        raise NotYours(holder=organisation.of_officer(transaction, officer).name(held.holder_id))
    said = _said(note, "nội dung đã làm")
    told = Fact("task.delegation-returned", {"note": said}, officer.id, given.post_id, delegation_id=given.id)
    delegations.note_work(transaction, given.id)
    _return(transaction, held, release, given, to=given.asker_id, told=told, moment=moment, key=key)
    news = News(given.asker_id, "delegation_done", key, held.dossier_id, task_id, by=officer.id, text=said[:200])
    notices.tell_all(transaction, [news], moment=moment)


def take_back(transaction: Transaction, task_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Who asked takes the task back, or who acts for them while they are absent; what was filled in comes with it.

    Refuses: AlreadyDone, NotFound, NotOpen, NotAllowed, NotLawful (it is not out with anybody), LostRace.
    """
    inbox.refuse_repeated(transaction, key)
    held, release = _hold(transaction, task_id)
    given = _delegation(transaction, held)
    under = None
    if given.asker_id == officer.id:
        permissions.require(permissions.may_work(officer, held.post_id, release.code))
    else:
        stands = permissions.stands_for(officer, held.post_id, release.code, approving=False)
        under = next((one.substitution.id for one in stands if one.substitution.absent_id == given.asker_id), None)
        permissions.require(under is not None)
    told = Fact("task.delegation-ended", {"why": "taken-back"}, officer.id, substitution_id=under)
    _return(transaction, held, release, given, to=officer.id, told=told, moment=moment, key=key, under=under)
    news = News(given.delegate_id, "delegation_over", key, held.dossier_id, task_id)
    notices.tell_all(transaction, [news], moment=moment)


def return_work(transaction: Transaction, *, moment: datetime) -> int:
    """Gives back to who asked what is over: the last day has passed, or the delegate is no longer there to do it.

    Where who asked holds the post no more it goes into the pool. Tells how many tasks went back. Refuses: LostRace.
    """
    today = local(moment).date()
    known = organisation.directory(transaction, organisation.revision(transaction), today)
    ended = [(one, why) for one in delegations.going_on(transaction) if (why := _why_over(known, one))]
    for one, why in ended:
        given = one.delegation
        held, release = _hold(transaction, given.task_id)
        if held.delegation_id != given.id or held.task_state not in HELD:
            continue  # given back while the dossier was waited for
        to = given.asker_id if given.asker_id in known.holders(held.post_id) else None
        told, key = Fact("task.delegation-ended", {"why": why, "to": to}), f"delegation-over:{given.id}"
        _return(transaction, held, release, given, to=to, told=told, moment=moment, key=key)
        parties = given.asker_id, given.delegate_id
        news = [News(party, "delegation_over", key, held.dossier_id, held.task_id) for party in parties]
        notices.tell_all(transaction, news, moment=moment)
    return len(ended)


def _why_over(known: Directory, one: Standing) -> str:
    given = one.delegation
    if given.asker_id not in known.holders(one.post_id):
        return "asker"
    if given.is_over(known.on):
        return "until"
    if given.delegate_id not in known.holders(given.post_id) or one.is_closed:
        return "post"
    return "absent" if known.absence(given.delegate_id) is not None else ""


def _posts(snapshot: Snapshot, known: Directory, post_id: int, asker_id: int) -> Mapping[int, int]:
    """Who may be asked to do a post's task, each with the post in which it is done."""
    home = known.posts.get(post_id)
    if home is None:
        return {}
    same = dict.fromkeys(known.holders(post_id), post_id)
    below = [post for post in known.unit_posts(frozenset({home.unit_id})) if post.role not in permissions.HEADS]
    unit = {one: post.id for post in below for one in known.holders(post.id)}
    for found in (same, unit):
        there = {one: post for one, post in found.items() if one != asker_id and known.absence(one) is None}
        for one in accounts.closed(snapshot, there):
            del there[one]
        if there:
            return there
    return {}


def _require_delegable(snapshot: Snapshot, held: Held, release: Release, officer: Officer) -> None:
    if held.delegation_id is not None:
        asker_id = delegations.one(snapshot, held.delegation_id).asker_id
        inbox.refuse_delegated(snapshot, held.name, asker_id, officer)
    if held.substitution_id is not None:
        raise NotDelegable(task=held.name, why="bạn đang giữ việc này theo phân công thay")
    if permissions.is_approval(release.model.task(held.element)):
        raise NotDelegable(task=held.name, why="bước này ký hoặc duyệt việc người khác đã làm")


def _hold(transaction: Transaction, task_id: int) -> tuple[Held, Release]:
    held = executions.hold(transaction, task_id)
    return held, catalogue.published(transaction, held.release_id).release


def _delegation(snapshot: Snapshot, held: Held) -> Delegation:
    """The delegation under which a task is held. Refuses: NotOpen, NotLawful."""
    if held.task_state not in ("opened", *HELD):
        raise NotOpen(task=held.name)
    if held.delegation_id is None:
        raise NotLawful(why="việc này không nhờ ai xử lý thay")
    return delegations.one(snapshot, held.delegation_id)


def _return(
    transaction: Transaction,
    held: Held,
    release: Release,
    given: Delegation,
    *,
    to: int | None,
    told: Fact,
    moment: datetime,
    key: str,
    under: int | None = None,
) -> None:
    if not assignments.get_back(
        transaction, held.task_id, delegation_id=given.id, to=to, told=told, moment=moment, key=key, under=under
    ):
        raise LostRace
    if to is None:
        return
    draft = _pass_draft(transaction, held, release, giver_id=given.delegate_id, receiver_id=to, moment=moment)
    asked_at = int(given.asked_at.timestamp() * 1000)
    if any(typed.mark > asked_at for typed in draft.values()):
        delegations.note_work(transaction, given.id)


def _pass_draft(
    transaction: Transaction, held: Held, release: Release, *, giver_id: int, receiver_id: int, moment: datetime
) -> Draft:
    """The one goes on where the other stopped, with the files uploaded so far."""
    draft = drafts.pass_on(transaction, held.task_id, giver_id=giver_id, receiver_id=receiver_id)
    form = release.model.task(held.element).form
    fields = release.forms[form].fields if form else ()
    given = (draft[field.key].value for field in fields if field.kind == "file" and field.key in draft)
    files = [file for value in given for file in signing.file_ids(value)]
    documents.hand_over(transaction, files, giver_id=giver_id, receiver_id=receiver_id, moment=moment)
    return draft


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise Missing(what=what)
    if len(said) > LONGEST:
        raise TextTooLong(what=what, most=LONGEST)
    return said
