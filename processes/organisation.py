"""The organisation as it is now: who holds which post, and which post a role means.

A directory is read once and kept until the organisation's revision moves; the session check reads the
revision together with the signed-in officer, so that an act resolves roles without a statement of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select, update

from processes import calendar_changes, tables
from processes.calendar_changes import Change
from processes.calendars import Calendar
from processes.database import Snapshot, Transaction
from processes.refusals import NotFound, RoleAmbiguous, RoleUnresolved

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
class Officer:
    """A person in public service with the posts held on a day, as of a revision of the organisation."""

    id: int
    name: str
    posts: tuple[Post, ...]
    revision: int
    on: date

    @property
    def post_ids(self) -> frozenset[int]:
        """The posts whose tasks this officer may claim."""
        return frozenset(post.id for post in self.posts)


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
    _calendars: dict[int, Calendar] = field(default_factory=dict[int, Calendar])
    _resolved: dict[tuple[str, int, int], Post] = field(default_factory=dict[tuple[str, int, int], Post])

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
        return Officer(officer_id, name, posts, self.revision, self.on)

    def name(self, officer_id: int | None) -> str:
        """The officer's name, for a screen."""
        return self.names.get(officer_id, "") if officer_id is not None else ""

    def holders(self, post_id: int) -> tuple[int, ...]:
        """The officers who hold the post."""
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
    valid = post.valid_from <= on, or_(post.valid_to.is_(None), post.valid_to >= on)
    for row in snapshot.execute(select(post.id, post.unit_id, post.role, post.title).where(*valid)):
        home = found.units[row.unit_id]
        found.posts[row.id] = Post(row.id, home.id, home.agency_id, home.code, row.role, row.title)
    for row in snapshot.execute(select(tables.Officer.id, tables.Officer.name)):
        found.names[row.id] = row.name
    held = holding.valid_from <= on, or_(holding.valid_to.is_(None), holding.valid_to >= on)
    found.changes = calendar_changes.all_of(snapshot)
    query = select(holding.officer_id, holding.post_id).where(*held).order_by(holding.id)
    for row in snapshot.execute(query):
        if row.post_id in found.posts:
            found.held[row.officer_id] = (*found.held.get(row.officer_id, ()), row.post_id)
    return found
