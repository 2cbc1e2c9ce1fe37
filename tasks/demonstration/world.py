"""The province as the demonstration year finds it: who is who today, whose desk is where, and what happens next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from processes import catalogue, organisation, permissions
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.documents import Written
from processes.organisation import Directory, Officer, Post
from tasks.demonstration.courses import Course, Work
from tasks.demonstration.desks import Desk

_SOON = timedelta(minutes=2)
Happening = Callable[[Transaction, datetime], None]


@dataclass(slots=True)
class Agenda:
    """What is going to happen, the earliest first; what is due at the same time in the order it was noted."""

    _noted: list[tuple[datetime, int, Happening]] = field(default_factory=list[tuple[datetime, int, Happening]])
    _numbers: count[int] = field(default_factory=count)

    def note(self, at: datetime, happening: Happening) -> None:
        """Something happens then."""
        heappush(self._noted, (at, next(self._numbers), happening))

    def next(self, until: datetime) -> tuple[datetime, Happening] | None:
        """The next thing to happen before that; None when there is nothing more."""
        if not self._noted or self._noted[0][0] >= until:
            return None
        at, _, happening = heappop(self._noted)
        return at, happening


@dataclass(slots=True)
class World:
    """What every happening looks at. `scan` is the picture that stands for every signed result."""

    seed: int
    since: datetime
    until: datetime
    scan: Written
    known: Directory
    releases: dict[str, int]
    desks: dict[int, Desk] = field(default_factory=dict[int, Desk])
    agenda: Agenda = field(default_factory=Agenda)
    courses: dict[int, Course] = field(default_factory=dict[int, Course])
    look: Happening | None = None
    arrive: Callable[[Work], Happening] | None = None
    failed: int = 0
    has_handed_off: bool = False
    _timers: set[datetime] = field(default_factory=set[datetime])
    _looks: set[datetime] = field(default_factory=set[datetime])
    _officers: dict[int, Officer] = field(default_factory=dict[int, Officer])

    @property
    def middle(self) -> datetime:
        """The middle of the period, from which on the drift is felt."""
        return self.since + (self.until - self.since) / 2

    def look_soon(self, moment: datetime) -> None:
        """The agent finds what was just handed off within two minutes."""
        if not self.has_handed_off:
            self.has_handed_off = True
            self._look_at(moment + _SOON)

    def look_at(self, due: datetime) -> None:
        """The agent finds a timer when it is due."""
        self._timers.add(due)
        self._look_at(due)

    def give_anew(self, work: Work, moment: datetime) -> None:
        """A task comes to the desk of who has it now, within the hour: what was begun there before is begun again."""
        assert self.arrive is not None
        work.is_begun = False
        self.agenda.note(self.desks[work.officer_id].later(moment, work.course.stretched(20, 0.6)), self.arrive(work))

    def are_timers_due(self, moment: datetime) -> bool:
        """Whether a timer has gone off by then; each is told of once."""
        due = {one for one in self._timers if one <= moment}
        self._timers -= due
        return bool(due)

    def _look_at(self, moment: datetime) -> None:
        if self.look is not None and moment not in self._looks:
            self._looks.add(moment)
            self.agenda.note(moment, self.look)

    def wake(self, snapshot: Snapshot, moment: datetime) -> None:
        """A new day: who is who is read anew."""
        self.known = directory(snapshot, moment)
        self._officers.clear()

    def officer(self, officer_id: int) -> Officer:
        """An officer as of today."""
        found = self._officers.get(officer_id)
        if found is None:
            found = self._officers[officer_id] = self.known.officer(officer_id)
        return found

    def holder(self, post_id: int) -> int | None:
        """Who holds a post; None when nobody does."""
        return next(iter(self.known.holders(post_id)), None)

    def at_counter(self, agency: str) -> tuple[int, Officer]:
        """An agency's one-stop, and who receives there."""
        post = self.post(agency, permissions.ONE_STOP, permissions.RECEPTION)
        return post.unit_id, self.officer(self.known.holders(post.id)[0])

    def leader(self, agency_id: int) -> Officer:
        """Who leads an agency."""
        post = self.known.resolve("leadership/agency_leader", agency_id=agency_id, receiving_unit_id=0)
        return self.officer(self.known.holders(post.id)[0])

    def agency(self, code: str) -> int:
        """An agency by its code."""
        return next(one.id for one in self.known.agencies.values() if one.code == code)

    def post(self, agency: str, unit: str, role: str) -> Post:
        """A post by agency, unit and role."""
        path, home = f"{unit}/{role}", self.agency(agency)
        return next(post for post in self.known.posts.values() if (post.agency_id, post.path) == (home, path))

    def place(self, post_id: int) -> tuple[str, str, str]:
        """Agency, unit and role of a post, as the planted facts name it."""
        post = self.known.posts[post_id]
        return self.known.agencies[post.agency_id].code, post.unit_code, post.role


def directory(snapshot: Snapshot, moment: datetime) -> Directory:
    """Who is who on that day."""
    return organisation.directory(snapshot, organisation.revision(snapshot), local(moment).date())


def releases(snapshot: Snapshot, known: Directory, moment: datetime) -> dict[str, int]:
    """The releases in force, by the procedure's code."""
    offers = catalogue.offered_by(snapshot, [*known.agencies], local(moment).date(), kinds=("dossier", "matter"))
    return {offer.code: offer.release_id for offer in offers}
