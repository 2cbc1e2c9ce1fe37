"""Substitution during absence: recorded by a decision, over by itself, and the work goes back.

While it stands the substitute does the absent officer's work in both names. When it is over, what the substitute
still holds under it goes into the absent officer's hands, for it was done in that name; where that officer no longer
holds the post, into the post's pool. Basis: the agency's decision (quyết định phân công), whose number is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from processes import assignments, changes, organisation, permissions, substitutions
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Directory, Officer
from processes.refusals import Missing, NotLawful
from processes.substitutions import Acts, Substitution


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a decision says: who is absent, who acts, for which posts and procedures (empty: all), and when."""

    absent_id: int
    substitute_id: int
    decision: str
    decided_on: date
    valid_from: date
    valid_to: date
    posts: Sequence[int] = ()
    procedures: Sequence[str] = ()
    acts: Acts = "all"


def record(transaction: Transaction, given: Appointment, *, officer: Officer, moment: datetime, key: str) -> int:
    """Who administers the absent officer's agency records a substitution; its id.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing (no decision), NotLawful.
    """
    changes.refuse_repeated(transaction, key)
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    agency_id = _agency(known, given.absent_id)
    permissions.require(permissions.may_administer(officer, agency_id))
    if not given.decision.strip():
        raise Missing(what="số quyết định phân công")
    why = _why_not(known, given, agency_id, local(moment).date())
    if why:
        raise NotLawful(why=why)
    found = substitutions.put(
        transaction,
        absent_id=given.absent_id,
        substitute_id=given.substitute_id,
        posts=sorted(given.posts),
        procedures=sorted(given.procedures),
        acts=given.acts,
        decision=given.decision.strip(),
        decided_on=given.decided_on,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        recorded_by=officer.id,
        moment=moment,
        key=key,
    )
    told = _told(known, given.absent_id, given.substitute_id)
    told |= {"from": f"{given.valid_from:%d/%m/%Y}", "to": f"{given.valid_to:%d/%m/%Y}"}
    changes.put(transaction, "substitution.recorded", agency_id, given.decision, told, officer, moment, key)
    return found


def end(
    transaction: Transaction, substitution_id: int, *, basis: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Ends a substitution before its last day; the work goes back at once.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing (no document), NotLawful when it is over, LostRace.
    """
    changes.refuse_repeated(transaction, key)
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    found = substitutions.one(transaction, substitution_id)
    agency_id = _agency(known, found.absent_id)
    permissions.require(permissions.may_administer(officer, agency_id))
    if not basis.strip():
        raise Missing(what="số văn bản làm căn cứ")
    if found.ended_at is not None or found.valid_to < local(moment).date():
        raise NotLawful(why="phân công thay này đã kết thúc")
    substitutions.end(transaction, substitution_id, moment=moment)
    told = _told(known, found.absent_id, found.substitute_id) | {"decision": found.decision}
    changes.put(transaction, "substitution.ended", agency_id, basis, told, officer, moment, key)
    return_work(transaction, moment=moment)


def return_work(transaction: Transaction, *, moment: datetime) -> int:
    """Gives back what is still held under substitutions that are over, or by who holds the post no more.

    Tells how many tasks were held for absent officers. Refuses: LostRace.
    """
    today = local(moment).date()
    known = organisation.directory(transaction, organisation.revision(transaction), today)
    over = [one.id for one in known.substitutions.values() if one.ended_at is not None or one.valid_to < today]
    held = assignments.held_under(transaction, over) if over else []
    for task_id, holder_id, post_id, holding_id in assignments.held_without_post(transaction, today=today):
        is_inherited = known.lineage.now("post", post_id) != post_id  # then tasks/inheriting.py decides
        if not is_inherited and holder_id not in known.holders(post_id):
            key = f"release:{task_id}:{holding_id}"
            assignments.release(transaction, task_id, holder_id=holder_id, moment=moment, key=key)
    for task_id, substitution_id, post_id in held:
        absent = known.substitutions[substitution_id].absent_id
        assignments.give_back(
            transaction,
            task_id,
            substitution_id=substitution_id,
            to=absent if absent in known.holders(known.lineage.now("post", post_id)) else None,
            moment=moment,
            key=f"give-back:{task_id}:{substitution_id}",
        )
    return len(held)


def listed(snapshot: Snapshot, agency_id: int, *, officer: Officer) -> list[Substitution]:
    """The agency's substitutions in force or to come, then those that are over, the newest first.

    Refuses: NotAllowed.
    """
    permissions.require(permissions.may_administer(officer, agency_id))
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    mine = [one for one in known.substitutions.values() if _is_in(known, one.absent_id, agency_id)]
    return sorted(mine, key=lambda one: (is_over(one, officer.on), -one.id))


def is_over(found: Substitution, day: date) -> bool:
    """Whether nothing is done under it any more."""
    return found.ended_at is not None or found.valid_to < day


def _why_not(known: Directory, given: Appointment, agency_id: int, today: date) -> str:
    if given.absent_id == given.substitute_id:
        return "người thay phải khác người vắng mặt"
    if given.valid_to < given.valid_from:
        return "ngày cuối phải từ ngày đầu trở đi"
    if given.valid_to < today:
        return "thời gian phân công thay đã qua"
    if given.decided_on > today:
        return "ngày quyết định không được sau hôm nay"
    if not _is_in(known, given.substitute_id, agency_id):
        return "người thay phải giữ vị trí trong cùng cơ quan"
    if not set(given.posts) <= set(known.held.get(given.absent_id, ())):
        return "người vắng mặt không giữ vị trí được chọn"
    for one in known.substitutions.values():
        if one.ended_at is None and one.valid_from <= given.valid_to and given.valid_from <= one.valid_to:
            if one.absent_id == given.substitute_id:
                return f"{known.name(given.substitute_id)} cũng vắng mặt trong thời gian này"
            if (one.absent_id, one.substitute_id) == (given.absent_id, given.substitute_id):
                return f"đã có phân công thay số {one.decision} trong thời gian này"
    return ""


def _agency(known: Directory, officer_id: int) -> int:
    """The agency of the officer's first post. Refuses: NotLawful when they hold none."""
    for post_id in known.held.get(officer_id, ()):
        return known.posts[post_id].agency_id
    raise NotLawful(why="người vắng mặt không giữ vị trí nào")


def _is_in(known: Directory, officer_id: int, agency_id: int) -> bool:
    return any(known.posts[post_id].agency_id == agency_id for post_id in known.held.get(officer_id, ()))


def _told(known: Directory, absent_id: int, substitute_id: int) -> dict[str, object]:
    return {"absent": known.name(absent_id), "substitute": known.name(substitute_id)}
