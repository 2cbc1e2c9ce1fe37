"""Several agencies' parts of one dossier: who does a step is whoever holds the post that it waits for."""

from __future__ import annotations

from datetime import datetime

from processes.calendars import ZONE, local
from processes.worklist import Step
from tasks.viewing import DossierView
from tests.answers import ANSWERS, answer
from tests.liaison import carry
from tests.town import Town

PARTNERS = ("toan", "yen", "loc")
"""Who works at the police, at social insurance and at the tax office."""


class Across:
    """A dossier that is worked on by several agencies at once, step by step."""

    def __init__(self, town: Town, code: str, dossier_id: int, *, counter: str = "mai") -> None:
        self.town, self.code, self.id, self.counter = town, code, dossier_id, counter

    @property
    def view(self) -> DossierView:
        """The dossier as its one-stop sees it."""
        return self.town.dossier(self.counter, self.id)

    @property
    def steps(self) -> dict[str, Step]:
        """What is waited for now, by element."""
        return {step.element: step for step in self.view.current}

    @property
    def waiting(self) -> list[str]:
        """The elements that are waited for now."""
        return sorted(self.steps)

    def do(self, element: str, **other: object) -> None:
        """The step's officer does it as when all goes well; `other` answers differently."""
        step = self.steps[element]
        who = self._who(step)
        if self.town.look(who, step.task_id).may_claim:
            self.town.claim(who, step.task_id)
        self.town.complete(who, step.task_id, answer(self.town, self.code, element, **other))
        while carry(self.town):  # what one agency answers may be another's word to begin
            pass

    def at_due(self, *elements: str, **other: object) -> None:
        """Each step is done at the very minute its allotment ends."""
        for element in elements:
            self.town.moment = self.steps[element].due_at
            self.do(element, **other)

    def all_of(self, *elements: str) -> None:
        """Steps in this order, ten minutes each."""
        for element in elements:
            self.town.pass_time(minutes=10)
            self.do(element)

    def known(self, element: str) -> dict[str, object]:
        """What the form of a step shows before anything is filled in."""
        step = self.steps[element]
        return dict(self.town.look(self._who(step), step.task_id).values)

    def _who(self, step: Step) -> str:
        people = [*sorted({one.by for one in ANSWERS[self.code].values()}), *PARTNERS]
        return next(name for name in people if step.post_id in self.town.officer(name).post_ids)


def at(text: str) -> datetime:
    """A moment on Vietnam's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def clock(moment: datetime) -> str:
    """A moment as people write it."""
    return f"{local(moment):%Y-%m-%d %H:%M}"
