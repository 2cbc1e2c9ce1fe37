"""The figures of reports counted anew: every row of the history read in one go, and added up by hand.

Nothing of `processes.lives`, `closings`, `usage` or the ledger is used: due times are those that the facts name.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from processes import tables
from processes.calendars import local
from processes.organisation import Directory
from processes.periods import Period
from tests.town import Town

_ENDS = {"result.issued", "dossier.withdrawn", "dossier.stopped"}


@dataclass
class Dossier:
    """A dossier's rows of the history, oldest first."""

    id: int
    agency_id: int
    events: list[Any] = field(default_factory=list)

    def until(self, moment: datetime) -> list[Any]:
        return [one for one in self.events if one.at < moment]

    def end(self, moment: datetime) -> Any:
        return next((one for one in self.until(moment) if one.kind in _ENDS), None)


@dataclass
class Record:
    """Everything that the figures come from."""

    town: Town
    dossiers: list[Dossier]
    procedures: dict[int, Any]
    by_hand: dict[str, Any]
    known: Directory

    @classmethod
    def read(cls, town: Town) -> Record:
        dossier, release, procedure = tables.Dossier, tables.Release, tables.Procedure
        with town.database.snapshot() as snapshot:
            found = {
                row.id: Dossier(row.id, row.first_agency_id or row.agency_id)
                for row in snapshot.execute(select(dossier.__table__).where(dossier.kind == "dossier"))
            }
            for row in snapshot.execute(select(tables.Event.__table__).order_by(tables.Event.position)):
                if row.dossier_id in found:
                    found[row.dossier_id].events.append(row)
            query = select(release.id, procedure.code, procedure.name, procedure.field).join(procedure)
            procedures = {row.id: row for row in snapshot.execute(query)}
            rows = snapshot.execute(select(tables.Task.__table__).where(tables.Task.ref.startswith("answer:")))
            by_hand = {row.ref: row for row in rows}  # that one waits for an answer is not told by a fact of its own
        return cls(town, list(found.values()), procedures, by_hand, town.directory)

    def calendar(self, agency_id: int) -> Any:
        return self.known.calendar(agency_id)

    def lived(self, period: Period) -> list[Dossier]:
        """What was received before the period's end and had not ended before it began."""
        found = []
        for one in self.dossiers:
            if one.events[0].at >= period.ends_at:
                continue
            end = one.end(period.ends_at)
            if end is None or end.at >= period.begins_at:
                found.append(one)
        return found

    def standing(self, one: Dossier, period: Period) -> str:
        """early, on_time, overdue; within, late: by the facts' own due times."""
        calendar, end = self.calendar(one.agency_id), one.end(period.ends_at)
        moment = period.ends_at if end is None else end.at
        due: datetime | None = None
        left: int | None = None
        for event in one.until(period.ends_at):
            clock = event.clock
            if clock is None or event.ref is not None or event.at > moment:
                continue
            if clock["fact"] == "paused":
                left = clock["lawful_left"]
            elif "lawful_due" in clock or "due" in clock:
                due, left = datetime.fromisoformat(clock.get("lawful_due") or clock["due"]), None
            elif clock["fact"] != "extended":
                raise AssertionError(clock)
        assert due is not None
        is_late = left < 0 if left is not None else due < calendar.earliest(moment)
        if end is None:
            return "late" if is_late else "within"
        if is_late:
            return "overdue"
        was_early = local(calendar.earliest(moment)).date() < local(calendar.earliest(due)).date()
        return "early" if was_early and end.kind == "result.issued" and left is None else "on_time"

    def ii06a(self, period: Period, agency_id: int | None) -> dict[str, list[int]]:
        """Columns 3 to 13 by procedure's code, and of all under ``."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for one in self.lived(period):
            if agency_id is not None and one.agency_id != agency_id:
                continue
            first = one.events[0]
            came = "online" if first.data["channel"] == "online" else "direct"
            for key in ("", self.procedures[first.data["release"]].code):
                found[key]["before" if first.at < period.begins_at else came] += 1
                found[key][self.standing(one, period)] += 1
        return {key: _row(counts) for key, counts in found.items()}

    def supplements(self, period: Period) -> dict[str, list[float | int | None]]:
        """Of each procedure: dossiers, those asked, times, again, answered, days waited on average."""
        found: defaultdict[str, list[Any]] = defaultdict(lambda: [0, 0, 0, 0, []])
        for one in self.lived(period):
            row = found[self.procedures[one.events[0].data["release"]].code]
            row[0] += 1
            asked = [event for event in one.until(period.ends_at) if event.kind == "supplement.asked"]
            came = [event for event in one.until(period.ends_at) if event.kind == "supplement.received"]
            now = [event for event in asked if event.at >= period.begins_at]
            row[1] += bool(now)
            row[2] += len(now)
            row[3] += any(event in now for event in asked[1:])
            pairs = zip(asked, came, strict=False)
            row[4] += [(b.at - a.at).total_seconds() / 86_400 for a, b in pairs if b.at >= period.begins_at]
        return {key: [*row[:4], len(row[4]), statistics.mean(row[4]) if row[4] else None] for key, row in found.items()}

    def closed(self, period: Period) -> list[tuple[int, int, int, int, bool, bool]]:
        """Tasks: unit, officer, dossier, working minutes, late, completed; from openings and ends in the history."""
        found = []
        for one in self.dossiers:
            opened = {event.ref: event for event in one.events if event.kind == "task.opened"}
            for event in one.events:
                is_end = event.kind in ("task.completed", "task.sent-back")
                if not is_end or not period.begins_at <= event.at < period.ends_at:
                    continue
                begin, due = self._begun(one, opened, event)
                post = self.known.post(begin[1])
                assert post is not None
                calendar = self.calendar(post.agency_id)
                minutes = calendar.between(begin[0], event.at).minutes
                for since, until in self._pauses(one):
                    a, b = max(since, begin[0]), min(until or event.at, event.at)
                    minutes -= calendar.between(a, b).minutes if a < b else 0
                is_late = due < calendar.earliest(event.at)
                told = post.unit_id, event.officer_id, one.id, minutes, is_late, event.kind == "task.completed"
                found.append(told)
        return found

    def _begun(self, one: Dossier, opened: dict[str, Any], end: Any) -> tuple[tuple[datetime, int], datetime]:
        if end.ref in self.by_hand:
            task = self.by_hand[end.ref]
            return (task.opened_at, task.post_id), task.due_at
        begin = opened[end.ref]
        dues = [e.clock["due"] for e in one.until(end.at) if e.ref == end.ref and e.clock is not None]
        return (begin.at, begin.data["post"]), datetime.fromisoformat(dues[-1])

    def _pauses(self, one: Dossier) -> list[tuple[datetime, datetime | None]]:
        found: list[tuple[datetime, datetime | None]] = []
        for event in one.events:
            if event.clock is not None and event.ref is None:
                if event.clock["fact"] == "paused":
                    found.append((event.at, None))
                elif event.clock["fact"] == "resumed":
                    found[-1] = found[-1][0], event.at
        return found

    def acts(self, period: Period) -> int:
        """How many acts people did, on dossiers and matters."""
        row = tables.Event
        with self.town.database.snapshot() as snapshot:
            rows = snapshot.execute(select(row.at, row.act_key, row.officer_id)).all()
        inside = [one for one in rows if period.begins_at <= one.at < period.ends_at]
        return sum(one.act_key is not None and one.officer_id is not None for one in inside)


def _row(n: Counter[str]) -> list[int]:
    came, done, left = (
        n["online"] + n["direct"] + n["before"],
        n["early"] + n["on_time"] + n["overdue"],
        n["within"] + n["late"],
    )
    return [
        *(came, n["online"], n["direct"], n["before"], done, n["early"], n["on_time"], n["overdue"]),
        *(left, n["within"], n["late"]),
    ]
