"""The board's figures counted anew, row by row: the history is played until a moment, nothing of the board is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from processes import organisation, tables
from processes.calendars import ZONE, Calendar
from processes.organisation import Directory
from tests.town import Town

NAMES = ("all", "overdue", "today", "soon", "paused", "unclaimed", "stuck")
TOPICS = ("handoff.here", "handoff.http")


@dataclass
class Step:
    """A task that is open: where it lies, who has it, when it is due."""

    row: Any
    post_id: int
    holder_id: int | None
    due: datetime
    asker_id: int | None = None

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def name(self) -> str:
        return self.row.name


@dataclass
class Case:
    """A dossier without a result yet or with tasks left, as its history tells it."""

    row: Any
    agency_id: int
    unit_id: int
    due: datetime = datetime.max
    lawful: datetime = datetime.max
    pause: Mapping[str, Any] | None = None
    steps: dict[str, Step] = field(default_factory=dict[str, Step])


@dataclass
class Record:
    """Everything that a board might count at a moment; `is_now` where nothing has happened since."""

    directory: Directory
    at: datetime
    rows: dict[str, list[Any]]
    is_now: bool
    cases: dict[int, Case]

    @classmethod
    def read(cls, town: Town, at: datetime | None = None) -> Record:
        """Plays the history of every dossier until a moment, or until now."""
        wanted = (tables.Dossier, tables.Task, tables.Release, tables.Procedure, tables.Handoff, tables.Letter)
        more = (tables.Holding, tables.Event, tables.Message)
        told = tables.Execution
        with town.database.snapshot() as snapshot:
            found = {one.__tablename__: [*snapshot.execute(select(*one.__table__.columns))] for one in (*wanted, *more)}
            columns = told.id, told.dossier_id, told.fault_at, told.ended_at, told.next_timer_at
            found["execution"] = [*snapshot.execute(select(*columns))]
            moment = at or town.moment
            day = moment.astimezone(ZONE).date()
            known = organisation.directory(snapshot, organisation.revision(snapshot), day)
        record = cls(known, moment.astimezone(UTC), found, at is None, {})
        record.cases = record._played()
        return record

    def _played(self) -> dict[int, Case]:
        dossiers = {row.id: row for row in self.rows["dossier"] if row.kind == "dossier"}
        tasks = {(row.dossier_id, row.ref): row for row in self.rows["task"]}
        found: dict[int, Case] = {}
        for fact in sorted(self.rows["history"], key=lambda one: (one.dossier_id, one.position)):
            if fact.dossier_id in dossiers and aware(fact.at) <= self.at:
                row = dossiers[fact.dossier_id]
                first = row.first_agency_id or row.agency_id, row.first_unit_id or row.receiving_unit_id
                case = found.setdefault(row.id, Case(row, *first))
                _play(case, fact, tasks.get((row.id, fact.ref)))
        for case in found.values():
            case.steps = {ref: step for ref, step in case.steps.items() if not self.is_over(step.row.closed_at)}
        return found

    def is_over(self, ended: datetime | None) -> bool:
        return ended is not None and aware(ended) <= self.at

    @cached_property
    def procedure_of(self) -> dict[int, int]:
        return {row.id: row.procedure_id for row in self.rows["release"]}

    def open_tasks(self) -> Iterator[tuple[Case, Step]]:
        for case in self.cases.values():
            for step in case.steps.values():
                yield case, step

    def task_rows(self) -> list[Any]:
        """The rows of what is open, as they stand now."""
        return [step.row for _, step in self.open_tasks()]

    def agency(self, post_id: int) -> int:
        post = self.directory.post(post_id)
        assert post is not None
        return post.agency_id

    def unit(self, post_id: int) -> int:
        post = self.directory.post(post_id)
        assert post is not None
        return post.unit_id

    def is_vacant(self, post_id: int) -> bool:
        return post_id not in self._filled

    @cached_property
    def _filled(self) -> set[int]:
        today = self.at.astimezone(ZONE).date()
        return {
            row.post_id
            for row in self.rows["holding"]
            if row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)
        }

    @cached_property
    def _unanswered(self) -> set[int]:
        """The dossiers whose handoff waits for an answer too long, or does not leave."""
        found = {row.dossier_id for row in self.rows["handoff"] if self._waits(row)}
        for row in self.rows["outbox"]:
            if self.is_now and row.topic in TOPICS and row.dead_at is not None and row.done_at is None:
                found.add(row.dossier_id)
        return found

    def _waits(self, row: Any) -> bool:
        if aware(row.sent_at) > self.at or self.is_over(row.closed_at):
            return False
        if not self.is_over(row.received_at):
            return aware(row.receive_by) < self.at
        return row.answer_by is not None and aware(row.answer_by) < self.at

    @cached_property
    def _faulty(self) -> set[int]:
        return {row.id for row in self.rows["execution"] if self.is_over(row.fault_at)}

    def _is_silent(self, case: Case) -> bool:
        """Nothing is waited for: no task, no handoff, no timer of an execution that goes on."""
        mine = [row for row in self.rows["execution"] if row.dossier_id == case.row.id and row.ended_at is None]
        handed = any(row.dossier_id == case.row.id and row.closed_at is None for row in self.rows["handoff"])
        left = [row for row in mine if row.next_timer_at is None and row.fault_at is None]
        return self.is_now and not case.steps and not handed and bool(left) and case.row.returned_at is None

    def stands(self, due: datetime, agency_id: int, *, is_paused: bool) -> str:
        """Overdue, today, soon, paused, or nothing of these."""
        if is_paused:
            return "paused"
        calendar = self.directory.calendar(agency_id)
        now, due = self.at.astimezone(ZONE), due.astimezone(ZONE)
        if due < now and calendar.between(due, now).minutes > 0:
            return "overdue"
        if due.date() <= now.date():
            return "today"
        return "soon" if due <= third_day(calendar, now) else ""

    def numbers(self, case: Case, step: Step) -> set[str]:
        """Which numbers of its line a task is counted in."""
        found = {"all", self.stands(step.due, self.agency(step.post_id), is_paused=case.pause is not None)}
        if step.holder_id is None:
            found.add("unclaimed")
        if self.is_vacant(step.post_id) or case.row.id in self._unanswered or step.row.execution_id in self._faulty:
            found.add("stuck")
        return found

    def dossier_numbers(self, case: Case, is_mine: Callable[[Case, Step], bool]) -> set[str]:
        """Which numbers at the top a dossier is counted in."""
        open_, is_paused = [*case.steps.values()], case.pause is not None
        found = {"all", self.stands(case.due, case.agency_id, is_paused=is_paused)}
        if any(step.holder_id is None for step in open_ if is_mine(case, step)):
            found.add("unclaimed")
        faulty = any(row.id in self._faulty for row in self.rows["execution"] if row.dossier_id == case.row.id)
        if any(self.is_vacant(step.post_id) for step in open_) or case.row.id in self._unanswered or faulty:
            found.add("stuck")
        if self._is_silent(case):
            found.add("stuck")
        if self.stands(case.lawful, case.agency_id, is_paused=is_paused) == "overdue" and not self._is_written(case):
            found.add("unapologised")
        return found

    def _is_written(self, case: Case) -> bool:
        return any(
            (row.dossier_id, row.kind, row.state) == (case.row.id, "apology", "issued") and self.is_over(row.issued_at)
            for row in self.rows["letter"]
        )

    def tally(
        self, is_mine: Callable[[Case, Step], bool], is_dossier_mine: Callable[[Case, list[Step]], bool]
    ) -> dict[str, set[int]]:
        """The dossiers behind each number at the top, and behind `paused:` and each kind of pause."""
        found: dict[str, set[int]] = defaultdict(set)
        for case in self.cases.values():
            if not self.is_over(case.row.finished_at) and is_dossier_mine(case, [*case.steps.values()]):
                for name in self.dossier_numbers(case, is_mine):
                    found[name].add(case.row.id)
                if case.pause is not None:
                    found[f"paused:{case.pause['reason']}"].add(case.row.id)
        return found

    def lines(
        self, key: Callable[[Case, Step], object], is_mine: Callable[[Case, Step], bool]
    ) -> dict[object, dict[str, set[int]]]:
        """The tasks behind each number of each line, and the dossiers they are of."""
        found: dict[object, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for case, step in self.open_tasks():
            if is_mine(case, step):
                line = found[key(case, step)]
                line["dossiers"].add(case.row.id)
                for name in self.numbers(case, step):
                    line[name].add(step.id)
        return found


def _play(case: Case, fact: Any, task: Any) -> None:
    """One fact of a dossier's history."""
    clock = fact.clock or {}
    if fact.kind == "dossier.inherited":
        case.agency_id, case.unit_id = fact.data["agency"][1], fact.data["unit"][1]
    elif fact.ref is None and clock:
        _play_clock(case, clock)
    elif fact.kind == "task.opened":
        due = datetime.fromisoformat(clock["due"])
        case.steps[fact.ref] = Step(task, fact.data["post"], fact.data.get("holder"), due)
    elif fact.kind == "task.due":
        case.steps[fact.ref].due = datetime.fromisoformat(clock["due"])
    elif fact.ref in case.steps:
        _play_hand(case.steps[fact.ref], fact)


def _play_clock(case: Case, clock: Mapping[str, Any]) -> None:
    match clock["fact"]:
        case "paused":
            case.pause = clock
        case "received" | "resumed" | "recalculated":
            case.due = datetime.fromisoformat(clock["due"])
            case.lawful = datetime.fromisoformat(clock.get("lawful_due", clock["due"]))
            case.pause = None if clock["fact"] == "resumed" else case.pause
        case "extended":
            case.due = datetime.fromisoformat(clock["until"])
        case _:
            pass


def _play_hand(step: Step, fact: Any) -> None:
    match fact.kind:
        case "task.claimed" | "task.taken-over":
            step.holder_id = fact.officer_id
        case "task.put-back" | "task.unassigned":
            step.holder_id = None
        case "task.assigned" | "task.given-back":
            step.holder_id = fact.data["to"]
        case "task.delegated":
            step.holder_id, step.asker_id = fact.data["to"], fact.officer_id
        case "task.delegation-returned":
            step.holder_id = step.asker_id
        case "task.delegation-ended":
            step.holder_id = fact.data.get("to", fact.officer_id)
        case "task.inherited":
            step.post_id, step.holder_id = fact.post_id, fact.data["holder"]
        case _:
            pass


def third_day(calendar: Calendar, now: datetime) -> datetime:
    """The same clock time three working days on; from outside working time, the third opening after the next one."""
    start = calendar.deemed(now).astimezone(ZONE)
    day, left = start.date(), 3
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return datetime.combine(day, time(start.hour, start.minute, start.second), ZONE)


def aware(moment: datetime) -> datetime:
    """The database's moments are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
