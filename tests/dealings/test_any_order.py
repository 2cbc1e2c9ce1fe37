"""Acts in any order, lawful and not: what is refused is refused by name, and what is on record always holds."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from bpmn.refusals import Refusal
from processes import statuses
from processes.database import Database
from processes.letters import Kind
from tasks import dealings, writing
from tests.answers import ANSWERS, answer
from tests.conftest import MONDAY_8AM
from tests.dealings.conftest import DOWN, Work
from tests.town import Town

RUNS = 40 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 4
ACTS = 25
PEOPLE = ("mai", "binh", "viet", "thu")


class Life(Work):
    """A dossier to which anything may happen."""

    def __init__(self, town: Town, chance: Random) -> None:
        super().__init__(town)
        self.chance = chance

    def live(self) -> bool:
        """One act by anybody; whether it was lawful."""
        acts: list[Callable[[], None]] = [
            self.work_on,
            self.work_on,
            self.wait,
            self.ask,
            self.receive,
            self.duty,
            self.pay,
            self.extend,
        ]
        if self.chance.random() < 0.1:
            acts.append(self.end)
        try:
            self.chance.choice(acts)()
        except Refusal:  # anything else that is raised fails the test
            return False
        return True

    def who(self) -> str:
        return self.chance.choice(PEOPLE)

    def later(self) -> dict[str, object]:
        return {"limit": self.town.moment + timedelta(days=self.chance.randrange(-1, 20))}

    def wait(self) -> None:
        self.town.pass_time(hours=self.chance.randrange(1, 60))

    def work_on(self) -> None:
        current = self.town.dossier("mai", self.id).current
        if not current:
            return
        step = self.chance.choice(current)
        name = ANSWERS[DOWN][step.element].by if self.chance.random() < 0.8 else self.who()
        if step.state == "opened":
            self.town.claim(name, step.task_id)
        else:
            self.town.complete(name, step.task_id, answer(self.town, DOWN, step.element))

    def ask(self) -> None:
        told = {"missing": self.chance.choice(["x", ""]), "reason": "y", **self.later()}
        self.write("supplement_request", **told)

    def receive(self) -> None:
        self.town.deal(dealings.receive_supplement, self.who(), self.id, note="x", files=[])

    def duty(self) -> None:
        self.town.deal(dealings.ask_duty, self.who(), self.id, amount=5_000, notice="1", **self.later())

    def pay(self) -> None:
        self.town.deal(dealings.confirm_duty, self.who(), self.id, receipt="1")

    def extend(self) -> None:
        until = self.found.due_at + timedelta(days=self.chance.randrange(-2, 9))
        self.write("apology", until=until, reason="x")

    def write(self, kind: Kind, **content: object) -> None:
        """A letter is drafted, or the one that waits goes a step on, or is put aside."""
        waiting = [letter for letter in self.town.dossier("mai", self.id).letters if letter.is_open]
        if waiting:
            steps = (writing.approve, writing.issue, writing.issue, writing.discard)
            self.town.letter(self.chance.choice(steps), self.who(), waiting[0].id)
            return
        with self.town.database.transaction() as transaction:
            told = {"officer": self.town.officer(self.who()), "moment": self.town.moment, "key": self.town.key()}
            writing.draft(transaction, self.id, kind=kind, **told, **content)

    def end(self) -> None:
        if self.chance.random() < 0.5:
            self.town.deal(dealings.withdraw, self.who(), self.id, reason="x")
        else:
            self.write("stop_notice", reason="x")

    def holds(self) -> None:
        """No silent state: who is open has a step that waits for somebody, due at some time; who has ended, none."""
        assert self.is_whole()
        found, current = self.found, self.town.dossier("mai", self.id).current
        has_ended = found.business in (statuses.WITHDRAWN, statuses.STOPPED) or found.returned_at is not None
        assert (current == []) == has_ended
        assert (found.paused_at is not None) == (found.business in statuses.PAUSED)
        if found.limit_at is not None:
            assert {step.due_at for step in current} == {found.limit_at}
        assert found.original_due_at == self.clock.lawful_due
        assert self.clock.extensions <= 1
        numbers: dict[str, list[int]] = {}
        for letter in self.town.dossier("mai", self.id).letters:
            if letter.number is not None:
                numbers.setdefault(letter.kind, []).append(letter.number)
        assert all(given == list(range(1, len(given) + 1)) for given in numbers.values())


@pytest.mark.parametrize("seed", range(RUNS))
def test_whatever_happens_the_record_holds(sqlite_database: Database, seed: int) -> None:
    life = Life(Town(sqlite_database, MONDAY_8AM), Random(seed))
    lawful = 0
    for _ in range(ACTS):
        lawful += life.live()
        life.holds()
    assert lawful >= 2
