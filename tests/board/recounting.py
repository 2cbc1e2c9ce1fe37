"""The board's figures counted anew, row by row: the record is read whole, and nothing of the board's own is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from processes import tables
from processes.calendars import ZONE, Calendar
from tests.town import Town

NAMES = ("all", "overdue", "today", "soon", "paused", "unclaimed", "stuck")


@dataclass
class Record:
    """Every row that a board might count, by table."""

    town: Town
    rows: dict[str, list[Any]]

    @classmethod
    def read(cls, town: Town) -> Record:
        """Reads the record as it is; of history, what opened and closed each task."""
        wanted = (tables.Dossier, tables.Task, tables.Post, tables.Unit, tables.Release, tables.Procedure)
        more = (tables.Handoff, tables.Letter, tables.Holding, tables.Event)
        with town.database.snapshot() as snapshot:
            found = {one.__tablename__: [*snapshot.execute(select(*one.__table__.columns))] for one in (*wanted, *more)}
        return cls(town, found)

    def by_id(self, table: str, number: int) -> Any:
        return next(row for row in self.rows[table] if row.id == number)

    def open_tasks(self) -> Iterator[Any]:
        """Of dossiers alone: opened by a fact of the history and by no fact closed."""
        ends = ("task.completed", "task.cancelled", "task.sent_back")
        closed = {(row.dossier_id, row.ref) for row in self.rows["history"] if row.kind in ends}
        for task in self.rows["task"]:
            dossier = self.by_id("dossier", task.dossier_id)
            if task.state in ("opened", "assigned", "claimed") and dossier.kind == "dossier":
                assert (task.dossier_id, task.ref) not in closed
                yield task

    def agency(self, post_id: int) -> int:
        return self.by_id("unit", self.by_id("post", post_id).unit_id).agency_id

    def is_vacant(self, post_id: int) -> bool:
        today = self.town.moment.date()
        return not any(
            row.post_id == post_id and row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)
            for row in self.rows["holding"]
        )

    def waits_for_an_answer(self, dossier_id: int) -> bool:
        now = self.town.moment.astimezone(UTC)
        return any(
            row.dossier_id == dossier_id
            and row.closed_at is None
            and (
                (row.received_at is None and aware(row.receive_by) < now)
                or (row.answer_by and aware(row.answer_by) < now)
            )
            for row in self.rows["handoff"]
        )

    def stands(self, due_at: datetime, agency_id: int, *, is_paused: bool) -> str:
        """Overdue, today, soon, paused, or nothing of these."""
        if is_paused:
            return "paused"
        calendar = self.town.directory.calendar(agency_id)
        now, due = self.town.moment.astimezone(ZONE), aware(due_at).astimezone(ZONE)
        if due < now and calendar.between(due, now).minutes > 0:
            return "overdue"
        if due.date() <= now.date():
            return "today"
        return "soon" if due <= third_day(calendar, now) else ""

    def numbers(self, task: Any) -> set[str]:
        """Which numbers of its line a task is counted in."""
        dossier = self.by_id("dossier", task.dossier_id)
        is_paused = dossier.paused_at is not None
        found = {"all", self.stands(task.due_at, self.agency(task.post_id), is_paused=is_paused)}
        if task.holder_id is None:
            found.add("unclaimed")
        if self.is_vacant(task.post_id) or self.waits_for_an_answer(dossier.id):
            found.add("stuck")
        return found

    def dossier_numbers(self, dossier: Any, is_mine: Callable[[Any], bool]) -> set[str]:
        """Which numbers at the top a dossier is counted in."""
        open_ = [task for task in self.open_tasks() if task.dossier_id == dossier.id]
        is_paused = dossier.paused_at is not None
        found = {"all", self.stands(dossier.due_at, dossier.agency_id, is_paused=is_paused)}
        if any(task.holder_id is None for task in open_ if is_mine(task)):
            found.add("unclaimed")
        if any(self.is_vacant(task.post_id) for task in open_) or self.waits_for_an_answer(dossier.id):
            found.add("stuck")
        original = self.stands(dossier.original_due_at, dossier.agency_id, is_paused=is_paused)
        written = {row.dossier_id for row in self.rows["letter"] if (row.kind, row.state) == ("apology", "issued")}
        if original == "overdue" and dossier.id not in written:
            found.add("unapologised")
        return found

    def tally(
        self, is_mine: Callable[[Any], bool], is_dossier_mine: Callable[[Any, list[Any]], bool]
    ) -> dict[str, set[int]]:
        """The dossiers behind each number at the top."""
        found: dict[str, set[int]] = defaultdict(set)
        tasks: dict[int, list[Any]] = defaultdict(list)
        for task in self.open_tasks():
            tasks[task.dossier_id].append(task)
        for dossier in self.rows["dossier"]:
            if (
                dossier.kind == "dossier"
                and dossier.finished_at is None
                and is_dossier_mine(dossier, tasks[dossier.id])
            ):
                for name in self.dossier_numbers(dossier, is_mine):
                    found[name].add(dossier.id)
        return found

    def lines(self, key: Callable[[Any], object], is_mine: Callable[[Any], bool]) -> dict[object, dict[str, set[int]]]:
        """The tasks behind each number of each line, and the dossiers they are of."""
        found: dict[object, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for task in self.open_tasks():
            if is_mine(task):
                line = found[key(task)]
                line["dossiers"].add(task.dossier_id)
                for name in self.numbers(task):
                    line[name].add(task.id)
        return found


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
