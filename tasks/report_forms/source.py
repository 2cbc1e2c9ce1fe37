"""What a report is counted from: dossiers' lives, closed tasks and acts of a period, within what may be seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from processes import closings, lives, release_words, usage
from processes.closings import Closing
from processes.database import Snapshot
from processes.former_calendars import FormerCalendars
from processes.lives import Life
from processes.organisation import Directory
from processes.periods import Period
from processes.release_words import Words
from processes.usage import Acting


@dataclass
class Source:
    """A period within a scope: the agencies that decide, or the units that work; None all of them.

    `at` is when the figures stand: the period's end, or now while it is not over.
    """

    snapshot: Snapshot
    period: Period
    at: datetime
    known: Directory
    agencies: frozenset[int] | None = None
    units: frozenset[int] | None = None
    calendars: FormerCalendars = field(init=False)

    def __post_init__(self) -> None:
        self.calendars = FormerCalendars(self.known)

    def lives(self) -> Iterator[Life]:
        """The dossiers that were open at some time of the period."""
        return lives.of_period(self.snapshot, self.period, self.calendars, self.agencies)

    def closings(self) -> Iterator[Closing]:
        """The tasks that were finished or sent back in the period."""
        return closings.of_period(self.snapshot, self.period, self.calendars, self.units)

    def acting(self) -> list[Acting]:
        """Who acted in the period, in posts of the agencies."""
        found = usage.of_period(self.snapshot, self.period)
        return [one for one in found if self.agencies is None or self._home(one.post_id) in self.agencies]

    def _home(self, post_id: int) -> int | None:
        post = self.known.post(post_id)
        return None if post is None else post.agency_id

    def was_late(self, life: Life) -> bool:
        """Whether a dossier that was still open had used its time up."""
        return life.is_late(self.calendars.of(life.agency_id, self.at), self.at)

    def words(self, releases: Collection[int]) -> Mapping[int, Words]:
        """What the releases that dossiers were accepted under call their procedure."""
        return release_words.of(self.snapshot, releases)

    def agency(self, agency_id: int) -> str:
        """What an agency was called when the period ended."""
        return self.known.called(self.known.agencies[agency_id], self.period.until)

    def place(self, unit_id: int) -> str:
        """What a unit was called when the period ended, and its agency where several are counted."""
        unit = self.known.units[unit_id]
        name = self.known.called(unit, self.period.until)
        return name if self._is_of_one_agency else f"{name} – {self.agency(unit.agency_id)}"

    @property
    def _is_of_one_agency(self) -> bool:
        return self.units is not None and len({self.known.units[one].agency_id for one in self.units}) == 1
