"""A dossier in the hands of who works on it, and what its officers see of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from processes import clocks, history
from tests.answers import answer
from tests.town import Town

DOWN = "2.000908"


class Work:
    """One dossier of the town, spoken to by what happens to it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.id = town.receive().dossier_id
        self.complete("mai", "receive")
        self.claim("binh", "appraise")

    def task(self, element: str) -> int:
        steps = {step.element: step for step in self.town.dossier("mai", self.id).steps}
        return steps[element].task_id

    def claim(self, username: str, element: str) -> None:
        self.town.claim(username, self.task(element))

    def complete(self, username: str, element: str) -> None:
        self.town.complete(username, self.task(element), answer(self.town, DOWN, element))

    def why(self, username: str) -> dict[str, str]:
        """Every act with the reason why this officer may not do it, empty when it is lawful."""
        return {offer.act: offer.why for offer in self.town.dossier(username, self.id).offers}

    @property
    def found(self):
        return self.town.dossier("mai", self.id).particulars

    @property
    def clock(self):
        with self.town.database.snapshot() as snapshot:
            return clocks.read(snapshot, self.id, self.town.directory.calendar(self.found.agency_id))

    def task_due(self, element: str) -> datetime:
        return next(step.due_at for step in self.town.dossier("mai", self.id).steps if step.element == element)

    def is_whole(self) -> bool:
        """Whether the history proves itself, rows say what the ledger says, and no state is silent."""
        with self.town.database.snapshot() as snapshot:
            wrong = [*history.verify(snapshot), *clocks.verify(snapshot)]
        return self.found.code not in {one.code for one in wrong}


@pytest.fixture
def work(town: Town) -> Work:
    """A dossier that the officer binh works on."""
    return Work(town)
