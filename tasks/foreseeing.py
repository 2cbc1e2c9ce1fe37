"""Foreseeing: what a reorganisation ends and what would succeed it, before anybody orders it.

A unit is succeeded by the one of the same code, a post by the one of the same role in its unit's successor, unless the
plan says otherwise. Nobody's work may be left without a place to go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from processes import inheritance, organisation, permissions
from processes.database import Snapshot
from processes.inheritance import Left, Load
from processes.lineage import Kind
from processes.organisation import Agency, Directory, Officer, Post, Unit
from processes.refusals import NotFound, NotLawful
from processes.reorganisations import Pair

Thing = Agency | Unit | Post


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to end before the day `begins`, and what succeeds it from then on; `into` None: it just ends.

    `units` and `posts` name successors that are not those of the same code and role. With `takes_over` who holds a
    post holds its successor.
    """

    kind: Kind
    what_id: int
    into: int | None
    begins: date
    decision: str
    decided_on: date
    units: Mapping[int, int] = field(default_factory=dict[int, int])
    posts: Mapping[int, int] = field(default_factory=dict[int, int])
    takes_over: bool = True


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What follows: the pairs, what has no counterpart, and what is open there today.

    `left` are the things that would end without a successor although something is open there.
    """

    directory: Directory
    pairs: Sequence[Pair]
    unmatched: Sequence[Unit | Post]
    dossiers: int
    loads: Sequence[Load]
    left: Sequence[Thing]

    @property
    def tasks(self) -> int:
        """How many open tasks change their post."""
        return sum(load.tasks for load in self.loads)


def foresee(snapshot: Snapshot, plan: Plan, *, officer: Officer) -> Foreseen:
    """What the plan would do. Refuses: NotAllowed, NotFound, NotLawful (the successor, the day)."""
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    what, into = thing(known, plan.kind, plan.what_id), plan.into and thing(known, plan.kind, plan.into)
    concerned = {agency_of(known, one).id for one in (what, into) if one}
    permissions.require(permissions.may_reorganise(officer, concerned, is_agency=plan.kind == "agency"))
    why = _why_not(known, plan, what, into or None, officer.on)
    if why:
        raise NotLawful(why=why)
    pairs = list(_pairs(known, plan))
    _require_lawful(known, plan, pairs, officer)
    is_end = plan.into is None
    alone = [thing(known, one.kind, one.what_id) for one in pairs if one.successor_id is None and not is_end]
    ends, loads = Left.of(pairs), inheritance.loads(snapshot, [p.what_id for p in pairs if p.kind == "post"])
    busy = {load.post_id for load in loads}
    left = [thing(known, one.kind, one.what_id) for one in pairs if one.kind == "post" and one.what_id in busy]
    if is_end and plan.kind == "unit" and inheritance.number(snapshot, Left((), [plan.what_id], ())):
        left.insert(0, what)
    return Foreseen(
        known,
        pairs,
        [one for one in alone if not isinstance(one, Agency)],
        inheritance.number(snapshot, ends),
        loads,
        left if is_end else [],
    )


def thing(known: Directory, kind: Kind, what_id: int) -> Thing:
    """The agency, unit or post under that number. Refuses: NotFound."""
    found = {"agency": known.agencies.get, "unit": known.units.get, "post": known.post}[kind](what_id)
    if found is None:
        raise NotFound(what={"agency": "cơ quan này", "unit": "đơn vị này", "post": "vị trí này"}[kind])
    return found


def agency_of(known: Directory, what: Thing) -> Agency:
    """The agency that it is part of, or is."""
    return what if isinstance(what, Agency) else known.agencies[what.agency_id]


def named(known: Directory, what: Thing) -> str:
    """How a sentence names it: `Chuyên viên – Phòng Kinh tế`."""
    return f"{what.title} – {known.units[what.unit_id].name}" if isinstance(what, Post) else what.name


def candidates(known: Directory, kind: Kind, what: Thing, begins: date) -> list[Thing]:
    """What could succeed it: of its kind, there on that day; units and posts of any agency."""
    every: Mapping[Kind, Sequence[Thing]] = {
        "agency": list(known.agencies.values()),
        "unit": list(known.units.values()),
        "post": known.every_post(),
    }
    return [one for one in every[kind] if one.id != what.id and known.stands(one, begins)]


def _why_not(known: Directory, plan: Plan, what: Thing, into: Thing | None, today: date) -> str:
    if plan.begins < today:
        return "ngày bắt đầu không được trước hôm nay"
    if plan.decided_on > today:
        return "ngày quyết định không được sau hôm nay"
    if what.valid_to is not None or not known.stands(what, max(what.valid_from, today)):
        return f"{named(known, what)} đã kết thúc hoặc đã có quyết định kết thúc"
    if plan.begins <= what.valid_from:
        return f"{named(known, what)} chưa có trước ngày này"
    if into is None and plan.kind == "agency":
        return "cơ quan kết thúc phải có cơ quan kế thừa"
    if into is not None and (into.id == what.id or not known.stands(into, plan.begins)):
        return f"{named(known, into)} không có vào ngày {plan.begins:%d/%m/%Y} nên không kế thừa được"
    return ""


def _require_lawful(known: Directory, plan: Plan, pairs: Sequence[Pair], officer: Officer) -> None:
    """Successors are there on the day and not ended by the same act; only an administrator touches an administrator.

    Refuses: NotLawful, NotAllowed.
    """
    ended = {(one.kind, one.what_id) for one in pairs}
    for one in pairs:
        what = thing(known, one.kind, one.what_id)
        roles = {what.role} if isinstance(what, Post) else set[str]()
        if one.successor_id is not None:
            into = thing(known, one.kind, one.successor_id)
            if (one.kind, into.id) in ended or not known.stands(into, plan.begins):
                why = f"{named(known, into)} không có vào ngày {plan.begins:%d/%m/%Y} nên không kế thừa được"
                raise NotLawful(why=why)
            permissions.require(permissions.may_reorganise(officer, {agency_of(known, into).id}, is_agency=False))
            roles |= {into.role} if isinstance(into, Post) else set[str]()
        elif permissions.ADMINISTRATOR in roles:
            raise NotLawful(why="vị trí quản trị phải có vị trí kế thừa")
        permissions.require(permissions.ADMINISTRATOR not in roles or permissions.is_administrator(officer))


def _pairs(known: Directory, plan: Plan) -> Iterator[Pair]:
    """Everything that has no end yet under what ends, each with its successor."""
    yield Pair(plan.kind, plan.what_id, plan.into)
    if plan.kind == "agency":
        for unit in known.units.values():
            if unit.agency_id == plan.what_id and unit.valid_to is None:
                posts = list(_posts(known, plan, unit, _unit(known, plan, unit)))
                heirs = [heir for one in posts if (heir := known.post(one.successor_id or 0)) is not None]
                yield Pair("unit", unit.id, _unit(known, plan, unit) or (heirs[0].unit_id if heirs else None))
                yield from posts
    elif plan.kind == "unit":
        yield from _posts(known, plan, known.units[plan.what_id], plan.into)


def _unit(known: Directory, plan: Plan, unit: Unit) -> int | None:
    same = (
        one.id
        for one in known.units.values()
        if (one.agency_id, one.code) == (plan.into, unit.code) and known.stands(one, plan.begins)
    )
    return plan.units.get(unit.id) or next(same, None)


def _posts(known: Directory, plan: Plan, unit: Unit, into: int | None) -> Iterator[Pair]:
    every = known.every_post()
    for post in every:
        if post.unit_id == unit.id and post.valid_to is None:
            same = (
                one.id
                for one in every
                if (one.unit_id, one.role) == (into, post.role) and known.stands(one, plan.begins)
            )
            yield Pair("post", post.id, plan.posts.get(post.id) or next(same, None))
