"""The organisation as it is now: who holds which post, and which post a role means.

A directory is read once and kept until the organisation's revision moves; the session check reads the
revision together with the signed-in officer, so that an act resolves roles without a statement of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select, update

from processes import calendar_changes, substitutions, tables
from processes.calendar_changes import Change
from processes.calendars import Calendar
from processes.database import Snapshot, Transaction
from processes.refusals import NotFound, RoleAmbiguous, RoleUnresolved
from processes.substitutions import Substitution

RECEIVING, SUPERIOR = "@receiving/", "@superior/"


@dataclass(frozen=True, slots=True)
class Agency:
    """A public body that decides."""

    id: int
    parent_id: int | None
    code: str
    name: str
    level: str
    place: str
    hours: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an agency."""

    id: int
    agency_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """A role in a unit."""

    id: int
    unit_id: int
    agency_id: int
    unit_code: str
    role: str
    title: str

    @property
    def path(self) -> str:
        """How a lane names the post exactly: `office/case_officer`."""
        return f"{self.unit_code}/{self.role}"


@dataclass(frozen=True, slots=True)
class Stand:
    """A post that an officer fills for an absent one, under a substitution in force on the day."""

    substitution: Substitution
    post: Post


@dataclass(frozen=True, slots=True)
class Officer:
    """A person in public service with the posts held on a day, as of a revision of the organisation.

    `posts` are the officer's own, `stands` those filled for absent officers; how far these reach is asked in
    processes/permissions.py.
    """

    id: int
    name: str
    posts: tuple[Post, ...]
    revision: int
    on: date
    stands: tuple[Stand, ...] = ()

    @property
    def all_posts(self) -> tuple[Post, ...]:
        """The own posts, then those filled for others, each once."""
        return tuple(dict.fromkeys((*self.posts, *(stand.post for stand in self.stands))))

    @property
    def post_ids(self) -> frozenset[int]:
        """The posts whose work this officer sees to, the own ones and those filled for others."""
        return frozenset(post.id for post in self.all_posts)


@dataclass(slots=True)
class Directory:
    """Everybody and every post, at one revision and on one day."""

    revision: int
    on: date
    agencies: dict[int, Agency] = field(default_factory=dict[int, Agency])
    units: dict[int, Unit] = field(default_factory=dict[int, Unit])
    posts: dict[int, Post] = field(default_factory=dict[int, Post])
    names: dict[int, str] = field(default_factory=dict[int, str])
    held: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    changes: list[Change] = field(default_factory=list[Change])
    former: dict[int, Post] = field(default_factory=dict[int, Post])
    substitutions: dict[int, Substitution] = field(default_factory=dict[int, Substitution])
    _calendars: dict[int, Calendar] = field(default_factory=dict[int, Calendar])
    _resolved: dict[tuple[str, int, int], Post] = field(default_factory=dict[tuple[str, int, int], Post])

    def require_agency(self, agency_id: int) -> None:
        """Refuses: NotFound when there is no such agency."""
        if agency_id not in self.agencies:
            raise NotFound(what="cơ quan này")

    def calendar(self, agency_id: int) -> Calendar:
        """The working calendar of an agency, with what people changed."""
        found = self._calendars.get(agency_id)
        if found is None:
            hours = self.agencies[agency_id].hours
            found = self._calendars[agency_id] = calendar_changes.calendar(self.changes, agency_id, hours)
        return found

    def officer(self, officer_id: int) -> Officer:
        """The officer with the posts held on this day. Refuses: NotFound."""
        name = self.names.get(officer_id)
        if name is None:
            raise NotFound(what="cán bộ này")
        posts = tuple(self.posts[post_id] for post_id in self.held.get(officer_id, ()))
        return Officer(officer_id, name, posts, self.revision, self.on, tuple(self._stands(officer_id)))

    def _stands(self, officer_id: int) -> Iterator[Stand]:
        for one in self.substitutions.values():
            if one.substitute_id == officer_id and one.is_in_force(self.on):
                for post_id in self.held.get(one.absent_id, ()):
                    if not one.posts or post_id in one.posts:
                        yield Stand(one, self.posts[post_id])

    def post(self, post_id: int) -> Post | None:
        """The post under that number, also one that is not valid on this day."""
        return self.posts.get(post_id) or self.former.get(post_id)

    def absence(self, officer_id: int) -> Substitution | None:
        """The substitution in force because this officer is absent."""
        mine = (one for one in self.substitutions.values() if one.absent_id == officer_id)
        return next((one for one in mine if one.is_in_force(self.on)), None)

    def name(self, officer_id: int | None) -> str:
        """The officer's name, for a screen."""
        return self.names.get(officer_id, "") if officer_id is not None else ""

    def holders(self, post_id: int) -> tuple[int, ...]:
        """The officers who hold the post, those absent included."""
        return tuple(officer for officer, posts in self.held.items() if post_id in posts)

    def unit_posts(self, unit_ids: frozenset[int]) -> tuple[Post, ...]:
        """Every post of these units."""
        return tuple(post for post in self.posts.values() if post.unit_id in unit_ids)

    def resolve(self, role: str, *, agency_id: int, receiving_unit_id: int) -> Post:
        """The post a lane's role means inside an agency.

        `case_officer` is a role, `office/case_officer` names the unit too, `@receiving/…` is the unit that
        received the dossier, `@superior/…` is in the agency above. Refuses: RoleUnresolved, RoleAmbiguous.
        """
        sought = (role, agency_id, receiving_unit_id)
        found = self._resolved.get(sought)
        if found is None:
            found = self._resolved[sought] = self._search(role, agency_id, receiving_unit_id)
        return found

    def _search(self, role: str, agency_id: int, receiving_unit_id: int) -> Post:
        if role.startswith(RECEIVING):
            name, unit_id = role.removeprefix(RECEIVING), receiving_unit_id
            fits = [p for p in self.posts.values() if p.unit_id == unit_id and p.role == name]
        else:
            agency = self.agencies[agency_id].parent_id if role.startswith(SUPERIOR) else agency_id
            name = role.removeprefix(SUPERIOR)
            inside = [p for p in self.posts.values() if p.agency_id == agency]
            fits = [p for p in inside if name in (p.path, p.role)]
        if len(fits) == 1:
            return fits[0]
        refusal = RoleAmbiguous if fits else RoleUnresolved
        raise refusal(agency=self.agencies[agency_id].name, role=role)


_directories: dict[tuple[object, int, date], Directory] = {}


def revision(snapshot: Snapshot) -> int:
    """How often the organisation has changed so far."""
    return snapshot.execute(select(tables.OrganisationRevision.revision)).scalar_one()


def changed(transaction: Transaction) -> None:
    """Notes that the organisation is another one now."""
    transaction.execute(update(tables.OrganisationRevision).values(revision=tables.OrganisationRevision.revision + 1))


def directory(snapshot: Snapshot, at: int, on: date) -> Directory:
    """The directory at a revision, from memory when this process has read it already."""
    key = (snapshot.connection.engine, at, on)
    known = _directories.get(key)
    if known is None:
        known = _read(snapshot, at, on)
        for stale in [k for k in _directories if k[0] is key[0]]:
            del _directories[stale]
        _directories[key] = known
    return known


def of_officer(snapshot: Snapshot, officer: Officer) -> Directory:
    """The directory that the officer's posts were read from."""
    return directory(snapshot, officer.revision, officer.on)


def _read(snapshot: Snapshot, at: int, on: date) -> Directory:
    found = Directory(at, on)
    agency, unit, post, holding = tables.Agency, tables.Unit, tables.Post, tables.Holding
    for row in snapshot.execute(
        select(agency.id, agency.parent_id, agency.code, agency.name, agency.level, agency.place, agency.hours)
    ):
        found.agencies[row.id] = Agency(*row)
    for row in snapshot.execute(select(unit.id, unit.agency_id, unit.code, unit.name)):
        found.units[row.id] = Unit(*row)
    spans = post.valid_from, post.valid_to, unit.valid_from, unit.valid_to, agency.valid_from, agency.valid_to
    columns = post.id, post.unit_id, post.role, post.title
    everything = select(*columns, *spans).join(unit, unit.id == post.unit_id).join(agency, agency.id == unit.agency_id)
    for row in snapshot.execute(everything.order_by(post.id)):
        post_id, unit_id, role, title, *span = tuple(row)
        home = found.units[unit_id]
        # a post is no longer than its unit, and that no longer than its agency
        is_valid = all(_is_within(on, first, last) for first, last in zip(span[::2], span[1::2], strict=True))
        kept = found.posts if is_valid else found.former
        kept[post_id] = Post(post_id, home.id, home.agency_id, home.code, role, title)
    for row in snapshot.execute(select(tables.Officer.id, tables.Officer.name)):
        found.names[row.id] = row.name
    held = holding.valid_from <= on, or_(holding.valid_to.is_(None), holding.valid_to >= on)
    found.changes = calendar_changes.all_of(snapshot)
    found.substitutions = {one.id: one for one in substitutions.all_of(snapshot)}
    query = select(holding.officer_id, holding.post_id).where(*held).order_by(holding.id)
    for row in snapshot.execute(query):
        if row.post_id in found.posts:
            found.held[row.officer_id] = (*found.held.get(row.officer_id, ()), row.post_id)
    return found


def _is_within(day: date, first: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)
