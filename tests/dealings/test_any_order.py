"""Acts in any order, lawful and not: what is refused is refused by name, and what is on record always holds."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from bpmn.refusals import Refusal
from processes import statuses, tables
from processes.database import Database
from processes.letters import Kind
from tasks import dealings, explanations, oversight, writing
from tests.answers import ANSWERS, answer
from tests.conftest import MONDAY_8AM
from tests.dealings.conftest import DOWN, Work
from tests.town import Town

EXAMPLES = 40 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 10
ACTS = 40
LAW = settings(
    max_examples=EXAMPLES,
    stateful_step_count=ACTS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a life takes a second: shrinking one takes a quarter of an hour
    database=None,
    suppress_health_check=list(HealthCheck),
)
PEOPLE = st.sampled_from(["mai", "binh", "viet", "thu"])
DAYS = st.integers(-1, 20)
LETTER = tables.Letter
NUMBERS = select(LETTER.agency_id, LETTER.year, LETTER.kind, LETTER.number).where(LETTER.number.is_not(None))


class Life(RuleBasedStateMachine):
    """A dossier to which anything may happen; `tally` counts what was lawful and what was refused, by name."""

    def __init__(self, database: Database, keys: Iterable[int], tally: Counter[str]) -> None:
        super().__init__()
        self.tally = tally
        self.work = Work(Town(database, MONDAY_8AM, keys))

    @property
    def town(self) -> Town:
        return self.work.town

    def attempt(self, act: Callable[[], object]) -> None:
        """Tries it; anything that is raised and is no refusal fails."""
        try:
            act()
        except Refusal as refusal:
            self.tally[refusal.code] += 1
        else:
            self.tally["lawful"] += 1

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.town.pass_time(hours=hours)

    @rule(number=st.integers(0, 9), somebody=st.none() | PEOPLE)
    def work_on(self, number: int, somebody: str | None) -> None:
        current = self.town.dossier("mai", self.work.id).current
        if not current:
            return
        step = current[number % len(current)]
        name = somebody or ANSWERS[DOWN][step.element].by
        if step.state == "opened":
            self.attempt(lambda: self.town.claim(name, step.task_id))
        else:
            self.attempt(lambda: self.town.complete(name, step.task_id, answer(self.town, DOWN, step.element)))

    @rule(who=PEOPLE, missing=st.sampled_from(["x", ""]), days=DAYS)
    def ask(self, who: str, missing: str, days: int) -> None:
        self.draft(
            "supplement_request", who, missing=missing, reason="y", limit=self.town.moment + timedelta(days=days)
        )

    @rule(who=PEOPLE)
    def receive(self, who: str) -> None:
        self.deal(dealings.receive_supplement, who, note="x", files=[])

    @rule(who=PEOPLE, days=DAYS)
    def duty(self, who: str, days: int) -> None:
        limit = self.town.moment + timedelta(days=days)
        self.deal(dealings.ask_duty, who, amount=5_000, notice="1", limit=limit)

    @rule(who=PEOPLE)
    def pay(self, who: str) -> None:
        self.deal(dealings.confirm_duty, who, receipt="1")

    @rule(who=PEOPLE, days=st.integers(-2, 9))
    def extend(self, who: str, days: int) -> None:
        self.draft("apology", who, until=self.work.found.due_at + timedelta(days=days), reason="x")

    @rule(who=PEOPLE, verb=st.sampled_from([writing.approve, writing.issue, writing.discard]))
    def letter(self, who: str, verb: Callable[..., None]) -> None:
        """The letter that waits goes a step on, or is put aside."""
        waiting = [one for one in self.town.dossier("mai", self.work.id).letters if one.is_open]
        if waiting:
            self.attempt(lambda: self.town.letter(verb, who, waiting[0].id))

    @rule()
    def issue(self) -> None:
        """The head does what the letter that waits still needs."""
        self.letter("viet", writing.approve)
        self.letter("viet", writing.issue)

    @rule()
    def go_on(self) -> None:
        """Whoever's turn it is does the step."""
        self.work_on(0, None)
        self.work_on(0, None)

    @rule(who=PEOPLE, is_sure=st.integers(0, 3), stops=st.booleans())
    def end(self, who: str, is_sure: int, stops: bool) -> None:
        if is_sure:  # most lives go on
            return
        if stops:
            self.draft("stop_notice", who, reason="x")
        else:
            self.deal(dealings.withdraw, who, reason="x")

    @rule(who=PEOPLE, name=st.sampled_from(["urge", "reassign", "take_over", "escalate", "explain"]))
    def oversee(self, who: str, name: str) -> None:
        """Somebody oversees the step that waits."""
        current = self.town.dossier("mai", self.work.id).current
        if not current:
            return
        task_id, later = current[0].task_id, self.town.moment + timedelta(hours=5)
        verb, given = {
            "urge": (oversight.urge, {"text": "x"}),
            "reassign": (oversight.reassign, {"to": self.town.officer("binh").id, "reason": "x"}),
            "take_over": (oversight.take_over, {"reason": "x"}),
            "escalate": (oversight.escalate, {"reason": "x"}),
            "explain": (explanations.ask, {"text": "x", "answer_by": later}),
        }[name]
        self.attempt(lambda: self.town.deal(verb, who, task_id, **given))

    def deal(self, verb: Callable[..., None], who: str, **told: object) -> None:
        self.attempt(lambda: self.town.deal(verb, who, self.work.id, **told))

    def draft(self, kind: Kind, who: str, **content: object) -> None:
        def write() -> None:
            with self.town.database.transaction() as transaction:
                told = {"officer": self.town.officer(who), "moment": self.town.moment, "key": self.town.key()}
                writing.draft(transaction, self.work.id, kind=kind, **told, **content)

        self.attempt(write)

    @invariant()
    def the_record_is_whole(self) -> None:
        assert self.work.is_whole()
        found, clock = self.work.found, self.work.clock
        assert found.original_due_at == clock.lawful_due
        assert clock.extensions <= 1

    @invariant()
    def no_state_is_silent(self) -> None:
        """Who is open has a step that waits for somebody, due at some time; who has ended, none."""
        found, current = self.work.found, self.town.dossier("mai", self.work.id).current
        has_ended = found.business in (statuses.WITHDRAWN, statuses.STOPPED) or found.returned_at is not None
        assert (current == []) == has_ended
        assert (found.paused_at is not None) == (found.business in statuses.PAUSED)
        if found.limit_at is not None:
            assert {step.due_at for step in current} == {found.limit_at}

    @invariant()
    def numbers_have_no_gap(self) -> None:
        given: dict[tuple[object, ...], list[int]] = {}
        with self.town.database.snapshot() as snapshot:
            for agency_id, year, kind, number in snapshot.execute(NUMBERS):
                given.setdefault((agency_id, year, kind), []).append(number)
        assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in given.values())


@pytest.mark.soak
def test_whatever_happens_the_record_holds(town: Town) -> None:
    keys, tally = count(), Counter[str]()
    run_state_machine_as_test(lambda: Life(town.database, keys, tally), settings=LAW)
    assert tally["lawful"] >= 3 * EXAMPLES
    assert len(tally) >= 4  # at least three refusals by name
