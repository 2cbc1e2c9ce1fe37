"""Escalations: whom a rung of a ladder tells, up the organisation, and who may set a procedure's ladder.

Officer → head of the unit → leader of the agency → the one-stop that received the dossier, and the province's office.
Where a level has nobody the next one up is told; who is absent is told together with the substitute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from processes import catalogue, changes, ladders, organisation, permissions
from processes.database import Snapshot, Transaction
from processes.ladders import Addressee, Ladder, Rung
from processes.organisation import Directory, Officer, Post
from processes.refusals import Missing, NotFound
from processes.reminders import Watched

ESCALATED = "task.escalated"
UPWARDS: tuple[Addressee, ...] = ("unit_head", "agency_leader", "province")
_LEADER = "agency_leader"
_ONE_STOP_HEAD = "one_stop_head"


class Place(Protocol):
    """Where a task lies: its post, the agency whose part it is, and the one-stop that received the dossier."""

    @property
    def post_id(self) -> int:
        """The post."""
        ...

    @property
    def agency_id(self) -> int:
        """The agency."""
        ...

    @property
    def receiving_unit_id(self) -> int:
        """The one-stop."""
        ...


class Addressees:
    """Whom rungs tell, by the organisation of one day; what many tasks share is looked up once."""

    def __init__(self, known: Directory) -> None:
        self._known = known
        self._found: dict[tuple[Addressee, int, int], tuple[int, ...]] = {}

    def of(self, addressee: Addressee, one: Watched) -> tuple[int, ...]:
        """The officers whom a rung of this task tells; nothing is reported to who has the task."""
        answering = [officer for officer in (one.holder_id, one.asker_id) if officer is not None]
        if addressee == "officer" and answering:
            return self._with_substitutes(answering, one.post_id)
        return tuple(officer for officer in self.above(addressee, one) if officer not in answering)

    def above(self, addressee: Addressee, one: Place) -> tuple[int, ...]:
        """The officers on a level above where a task lies; where that has nobody, on the next one up."""
        sought = addressee, one.post_id, one.receiving_unit_id
        if sought not in self._found:
            self._found[sought] = self._search(addressee, one)
        return self._found[sought]

    def _search(self, addressee: Addressee, one: Place) -> tuple[int, ...]:
        match addressee:
            case "officer":
                return self._holding([one.post_id])
            case "one_stop":
                return self._of_one_stop(self._known.lineage.now("unit", one.receiving_unit_id))
            case _:
                levels = UPWARDS[UPWARDS.index(addressee) :]
                return next((found for level in levels if (found := self._of_level(level, one))), ())

    def _of_level(self, level: Addressee, one: Place) -> tuple[int, ...]:
        known = self._known
        place = known.post(known.lineage.now("post", one.post_id))
        agency_id = place.agency_id if place else known.lineage.now("agency", one.agency_id)
        if level == "unit_head":
            return self._in(permissions.head_posts(known, place.unit_id)) if place else ()
        if level == "agency_leader":
            return self._in(
                post for post in known.posts.values() if (post.agency_id, post.role) == (agency_id, _LEADER)
            )
        top = _top(known, agency_id)
        return self._in(p for p in known.posts.values() if (p.agency_id, p.path) == (top, permissions.SUPERVISOR))

    def _of_one_stop(self, unit_id: int) -> tuple[int, ...]:
        """Its head, else who receives there."""
        posts = self._known.unit_posts(frozenset({unit_id}))
        roles = (_ONE_STOP_HEAD, permissions.RECEPTION)
        told = (self._in(post for post in posts if post.role == role) for role in roles)
        return next((found for found in told if found), ())

    def _in(self, posts: Iterable[Post]) -> tuple[int, ...]:
        return self._holding([post.id for post in posts])

    def _holding(self, posts: Sequence[int]) -> tuple[int, ...]:
        found = (one for post_id in posts for one in self._with_substitutes(self._known.holders(post_id), post_id))
        return tuple(dict.fromkeys(found))

    def _with_substitutes(self, officers: Iterable[int], post_id: int) -> tuple[int, ...]:
        told: list[int] = []
        for officer in officers:
            told.append(officer)
            away = self._known.absence(officer)
            if away is not None and (not away.posts or post_id in away.posts):
                told.append(away.substitute_id)
        return tuple(dict.fromkeys(told))


def _top(known: Directory, agency_id: int) -> int:
    """The agency above all that is above this one."""
    above, seen = agency_id, {agency_id}
    while (parent := known.agencies[above].parent_id) is not None:
        above = known.lineage.now("agency", parent)
        if above in seen:
            break
        seen.add(above)
    return above


def ladder(snapshot: Snapshot, procedure: str, *, officer: Officer) -> Ladder:
    """The ladder that a procedure's tasks follow, or the one for all; every officer may read it. Refuses: NotFound."""
    _require_procedure(snapshot, procedure)
    return organisation.of_officer(snapshot, officer).ladder(procedure)


def set_ladder(
    transaction: Transaction,
    procedure: str,
    rungs: Sequence[Rung],
    *,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """From now on a procedure's tasks, or all others', are reminded of by these rungs, by this document.

    Without rungs a procedure follows the ladder for all again. Refuses: NotAllowed, NotFound, WrongLadder, Missing,
    AlreadyDone.
    """
    changes.refuse_repeated(transaction, key)
    permissions.require(permissions.may_set_ladder(officer))
    _require_procedure(transaction, procedure)
    if rungs:
        ladders.checked(rungs)
    if not basis.strip():
        raise Missing(what="số văn bản làm căn cứ")
    ladders.put(transaction, procedure, rungs, officer_id=officer.id, moment=moment)
    known = organisation.of_officer(transaction, officer)
    told = {"name": procedure or "mọi thủ tục", "rungs": [rung.kind for rung in rungs]}
    top = _top(known, officer.posts[0].agency_id)
    changes.put(transaction, ladders.LADDER, top, basis, told, officer, moment, key)


def _require_procedure(snapshot: Snapshot, procedure: str) -> None:
    if procedure != ladders.FOR_ALL and not catalogue.is_known(snapshot, procedure):
        raise NotFound(what="thủ tục này")
