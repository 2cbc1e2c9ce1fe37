"""The course of one dossier through the demonstration year: what chance has in store for it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from processes.demonstration import YEAR
from processes.people import Person
from processes.worklist import Step
from tasks.demonstration import people, truths
from tasks.demonstration.arrivals import Arrival

_PLACES = {"H99.30": "Bến Xuân", "H99.31": "Lộc An"}
_NEVER_SUPPLIED, _WITHDRAWN, _EXEMPT, _FREE, _WAITS_FOR_RECORD = 0.06, 0.012, 0.2, 0.12, 0.6


@dataclass(slots=True)
class Course:
    """One dossier or matter. `known` are its tasks that somebody will look at, `over` those that are closed;
    `works` lie with somebody, `parked` are laid aside while the clock stands."""

    arrival: Arrival
    chance: Random
    owner: Person
    child: str
    supplements: bool
    is_supplied: bool
    withdraws: bool
    is_exempt: bool
    is_free: bool
    waits_for_record: bool
    dossier_id: int = 0
    acts: int = 0
    is_paused: bool = False
    is_ended: bool = False
    known: set[int] = field(default_factory=set[int])
    over: set[int] = field(default_factory=set[int])
    parked: list[Work] = field(default_factory=list["Work"])
    works: list[Work] = field(default_factory=list["Work"])

    @classmethod
    def begun(cls, seed: int, arrival: Arrival) -> Course:
        """What happens to a request is drawn when it comes, whatever happens to others."""
        chance = Random(f"{seed}-{arrival.number}")  # noqa: S311
        anywhere = "Lộc An" if chance.random() < 0.3 else "Bến Xuân"
        owner = people.somebody(chance, _PLACES.get(arrival.kind.one_stop, anywhere))
        return cls(
            arrival,
            chance,
            owner,
            people.child(chance, owner),
            supplements=chance.random() < truths.SUPPLEMENTS.get(arrival.kind.code, 0.0),
            is_supplied=chance.random() >= _NEVER_SUPPLIED,
            withdraws=chance.random() < _WITHDRAWN,
            is_exempt=chance.random() < _EXEMPT,
            is_free=chance.random() < _FREE,
            waits_for_record=chance.random() < _WAITS_FOR_RECORD,
        )

    @property
    def code(self) -> str:
        """The procedure's code."""
        return self.arrival.kind.code

    @property
    def is_matter(self) -> bool:
        """Whether it is none that counts among dossiers."""
        return self.code == "PAKN"

    def key(self) -> str:
        """The key of its next act."""
        self.acts += 1
        return f"{YEAR}{self.arrival.number}-{self.acts}"

    def stretched(self, median: float, spread: float) -> float:
        """A length by chance, as waiting times are: half are shorter than the median, a few much longer."""
        return median * self.chance.lognormvariate(0.0, spread)


@dataclass(slots=True)
class Work:
    """A task on its way to somebody's desk; `turn` says what is done first when several wait."""

    course: Course
    step: Step
    officer_id: int
    turn: datetime
    is_claimed: bool = False
    is_begun: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nobody need look at it any more."""
        return self.course.is_ended or self.step.task_id in self.course.over
