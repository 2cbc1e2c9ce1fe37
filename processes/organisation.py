"""The organisation as it is now: who holds which post, and which post a role means.

A directory is read once and kept until the organisation's revision moves; the session check reads the
revision together with the signed-in officer, so that an act resolves roles without a statement of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import or_, select, update

from processes import calendar_changes, ladders, substitutions, tables
from processes.calendar_changes import Change
from processes.calendars import Calendar
from processes.database import Snapshot, Transaction
from processes.ladders import Ladder
from processes.lineage import Kind, Lineage, Thing, namings, successions
from processes.refusals import NotFound, RoleAmbiguous, RoleUnresolved
from processes.substitutions import Substitution

RECEIVING, SUPERIOR, MANDATED = "@receiving/", "@superior/", "@mandate/"


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
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an agency; `claims_next` is whether its officers may take the next task without looking."""

    id: int
    agency_id: int
    code: str
    name: str
    valid_from: date
    valid_to: date | None
    claims_next: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A role in a unit. `units` and `agencies` are those it answers for: its own, and what these have succeeded."""

    id: int
    unit_id: int
    agency_id: int
    unit_code: str
    role: str
    title: str
    valid_from: date
    valid_to: date | None
    units: frozenset[int]
    agencies: frozenset[int]

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


_NO_LINEAGE = Lineage((), (), date.min)


@dataclass(slots=True)
class Directory:
    """Everybody and every post, at one revision and on one day; names are those of that day."""

    revision: int
    on: date
    lineage: Lineage = _NO_LINEAGE
    agencies: dict[int, Agency] = field(default_factory=dict[int, Agency])
    units: dict[int, Unit] = field(default_factory=dict[int, Unit])
    posts: dict[int, Post] = field(default_factory=dict[int, Post])
    names: dict[int, str] = field(default_factory=dict[int, str])
    held: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    changes: list[Change] = field(default_factory=list[Change])
    ladders: dict[str, Ladder] = field(default_factory=dict[str, Ladder])
    former: dict[int, Post] = field(default_factory=dict[int, Post])
    substitutions: dict[int, Substitution] = field(default_factory=dict[int, Substitution])
    first_names: dict[Thing, str] = field(default_factory=dict[Thing, str])
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

    def ladder(self, procedure: str) -> Ladder:
        """When the tasks of a procedure are reminded of."""
        return ladders.of_procedure(self.ladders, procedure)

    def calendar_of(self, agency_id: int, first_agency_id: int | None) -> Calendar:
        """The calendar of what another agency began: that one's until it was succeeded, then this one's."""
        if first_agency_id is None:
            return self.calendar(agency_id)
        told = [(begin, one, self.agencies[one].hours) for begin, one in self.eras(agency_id, first_agency_id)]
        return calendar_changes.spliced(self.changes, told)

    def eras(self, agency_id: int, first_agency_id: int) -> list[tuple[date, int]]:
        """Which agency answered from which day on, from the first to this one."""
        found = [(date.min, first_agency_id)]
        while found[-1][1] != agency_id:
            follows = self.lineage.successions.get(("agency", found[-1][1]))
            if follows is None or follows.successor_id is None:
                found[-1] = found[-1][0], agency_id  # a unit of it went to another agency than the rest
                break
            found.append((follows.begins, follows.successor_id))
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
                covered = {self.lineage.now("post", post_id) for post_id in one.posts}
                for post_id in self.held.get(one.absent_id, ()):
                    if not covered or post_id in covered:
                        yield Stand(one, self.posts[post_id])

    def post(self, post_id: int) -> Post | None:
        """The post under that number, also one that is not valid on this day."""
        return self.posts.get(post_id) or self.former.get(post_id)

    def every_post(self) -> list[Post]:
        """Those valid on this day, then those that are not."""
        return [*self.posts.values(), *self.former.values()]

    def stands(self, thing: Agency | Unit | Post, day: date | None = None) -> bool:
        """Whether it is there on a day; a post is no longer than its unit, and that no longer than its agency."""
        within = thing.valid_from <= (day or self.on) and (thing.valid_to is None or (day or self.on) <= thing.valid_to)
        if isinstance(thing, Agency) or not within:
            return within
        home = self.units[thing.unit_id] if isinstance(thing, Post) else self.agencies[thing.agency_id]
        return self.stands(home, day)

    def called(self, thing: Agency | Unit | Post, day: date) -> str:
        """What it was called on that day, its first name before there was any."""
        kind, first = _kind(thing), self.first_names[_kind(thing), thing.id]
        return self.lineage.called(kind, thing.id, first, day)

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

    def substitutes(self, post_id: int) -> tuple[int, ...]:
        """The officers who fill the post for an absent holder."""
        absent = frozenset(self.holders(post_id))
        found = (one for one in self.substitutions.values() if one.absent_id in absent and one.is_in_force(self.on))
        return tuple(one.substitute_id for one in found if not one.posts or post_id in one.posts)

    def of_agency(self, agency_id: int) -> tuple[int, ...]:
        """The officers who hold a post of the agency."""
        inside = {post.id for post in self.posts.values() if post.agency_id == agency_id}
        return tuple(officer for officer, posts in self.held.items() if not inside.isdisjoint(posts))

    def unit_posts(self, unit_ids: frozenset[int]) -> tuple[Post, ...]:
        """Every post of these units."""
        return tuple(post for post in self.posts.values() if post.unit_id in unit_ids)

    def upwards(self, agency_id: int) -> list[int]:
        """An agency, the one above it, and so on."""
        found: list[int] = []
        above: int | None = agency_id
        while above is not None and above in self.agencies and above not in found:
            found.append(above)
            above = self.agencies[above].parent_id
        return found

    def resolve(self, role: str, *, agency_id: int, receiving_unit_id: int) -> Post:
        """The post a lane's role means inside an agency.

        `case_officer` is a role, `office/case_officer` names the unit too, `@receiving/…` is the unit that
        received the dossier, `@superior/…` is in the agency above. What has ended is asked for at its successor, also
        where that calls unit or role otherwise. Refuses: RoleUnresolved, RoleAmbiguous.
        """
        sought = (role, agency_id, receiving_unit_id)
        found = self._resolved.get(sought)
        if found is None:
            found = self._resolved[sought] = self._search(role, agency_id, receiving_unit_id)
        return found

    def _search(self, role: str, agency_id: int, receiving_unit_id: int) -> Post:
        now = self.lineage.now
        agency = now("agency", agency_id)
        if role.startswith(RECEIVING):
            name, unit = role.removeprefix(RECEIVING), now("unit", receiving_unit_id)
            fits = [p for p in self.posts.values() if p.unit_id == unit and p.role == name]
            units = self.lineage.before("unit", unit) | {unit, receiving_unit_id}
            gone = [p for p in self.former.values() if p.unit_id in units and p.role == name]
        else:
            above = self.agencies[agency].parent_id if role.startswith(SUPERIOR) else agency
            home, name = above and now("agency", above), role.removeprefix(SUPERIOR)
            fits = [p for p in self.posts.values() if p.agency_id == home and name in (p.path, p.role)]
            agencies = self.lineage.before("agency", home or 0) | {home}
            gone = [p for p in self.former.values() if p.agency_id in agencies and name in (p.path, p.role)]
        heirs = {now("post", p.id) for p in gone}
        fits = fits or [self.posts[post_id] for post_id in sorted(heirs) if post_id in self.posts]
        if len(fits) == 1:
            return fits[0]
        refusal = RoleAmbiguous if fits else RoleUnresolved
        raise refusal(agency=self.agencies[agency].name, role=role)


def _kind(thing: Agency | Unit | Post) -> Kind:
    return "agency" if isinstance(thing, Agency) else "unit" if isinstance(thing, Unit) else "post"


_directories: dict[tuple[object, int, date], Directory] = {}
_DAYS_KEPT = 3  # beside the newest: today's, while somebody looks at the past


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
        kept = [k for k in _directories if k[0] is key[0] and k[1] == at][-_DAYS_KEPT:]
        for stale in [k for k in _directories if k[0] is key[0] and k not in kept]:
            del _directories[stale]
        _directories[key] = known
    return known


def of_officer(snapshot: Snapshot, officer: Officer) -> Directory:
    """The directory that the officer's posts were read from."""
    return directory(snapshot, officer.revision, officer.on)


def _read(snapshot: Snapshot, at: int, on: date) -> Directory:
    found = Directory(at, on, Lineage(successions(snapshot), namings(snapshot), on))
    _read_agencies(snapshot, found)
    _read_units(snapshot, found)
    _read_posts(snapshot, found)
    for row in snapshot.execute(select(tables.Officer.id, tables.Officer.name)):
        found.names[row.id] = row.name
    holding = tables.Holding
    held = holding.valid_from <= on, or_(holding.valid_to.is_(None), holding.valid_to >= on)
    found.changes = calendar_changes.all_of(snapshot)
    found.ladders = ladders.all_of(snapshot)
    found.substitutions = {one.id: one for one in substitutions.all_of(snapshot)}
    query = select(holding.officer_id, holding.post_id).where(*held).order_by(holding.id)
    for row in snapshot.execute(query):
        if row.post_id in found.posts:
            found.held[row.officer_id] = (*found.held.get(row.officer_id, ()), row.post_id)
    return found


def _read_agencies(snapshot: Snapshot, found: Directory) -> None:
    row = tables.Agency
    columns = row.id, row.parent_id, row.code, row.name, row.level, row.place, row.hours, row.valid_from, row.valid_to
    for told in snapshot.execute(select(*columns)):
        agency = Agency(*told)
        found.first_names["agency", agency.id] = agency.name
        naming = found.lineage.naming("agency", agency.id)
        if naming is not None:
            agency = replace(agency, name=naming.name, place=naming.place or agency.place)
        found.agencies[agency.id] = agency


def _read_units(snapshot: Snapshot, found: Directory) -> None:
    row = tables.Unit
    for told in snapshot.execute(
        select(row.id, row.agency_id, row.code, row.name, row.valid_from, row.valid_to, row.claims_next).order_by(
            row.id
        )
    ):
        unit = Unit(*told)
        found.first_names["unit", unit.id] = unit.name
        found.units[unit.id] = replace(unit, name=found.lineage.called("unit", unit.id, unit.name))


def _read_posts(snapshot: Snapshot, found: Directory) -> None:
    row, before = tables.Post, found.lineage.before
    query = select(row.id, row.unit_id, row.role, row.title, row.valid_from, row.valid_to).order_by(row.id)
    rows = snapshot.execute(query).all()
    homes = {told.id: told.unit_id for told in rows}
    for told in rows:
        home = found.units[told.unit_id]
        found.first_names["post", told.id] = told.title
        post = Post(
            told.id,
            home.id,
            home.agency_id,
            home.code,
            told.role,
            found.lineage.called("post", told.id, told.title),
            told.valid_from,
            told.valid_to,
            units=frozenset({home.id, *before("unit", home.id), *(homes[one] for one in before("post", told.id))}),
            agencies=frozenset({home.agency_id, *before("agency", home.agency_id)}),
        )
        (found.posts if found.stands(post) else found.former)[post.id] = post
