"""The event log is what the record says, on both databases, read whole or by what is new; its file is only a copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event, select, update

from processes import event_log, organisation, tables
from processes.calendars import Calendar
from processes.event_log import NEVER, EventLog, cache, reading, upkeep
from tasks import dealings, inbox
from tests.answers import answer
from tests.tasks.offices import CODE, STEP, assign, waiting
from tests.town import Town


def lived(town: Town) -> list[int]:
    """Dossiers at work: one assigned, one claimed and done, one put back, one paused and resumed, one that is ended."""
    first, second, third = waiting(town, 3)
    assign(town, first, "nam")
    town.pass_time(hours=2)
    town.claim("nam", second)
    town.pass_time(hours=1)
    town.complete("nam", second, answer(town, CODE, STEP))
    town.claim("nam", third)
    with town.database.transaction() as transaction:
        told: dict[str, Any] = {"officer": town.officer("nam"), "moment": town.moment, "key": town.key()}
        inbox.put_back(transaction, third, reason="Nhầm", **told)
    return [first, second, third]


def read(town: Town) -> EventLog:
    with town.database.snapshot() as snapshot:
        return event_log.read(snapshot)


def by_hand(town: Town) -> list[dict[str, Any]]:
    """The same, one row after the other, as people would copy it from the tables."""
    task, dossier, fact = tables.Task, tables.Dossier, tables.Event
    with town.database.snapshot() as snapshot:
        known = organisation.directory(snapshot, organisation.revision(snapshot), town.moment.date())
        kind, release = tables.Procedure, tables.Release
        rows = snapshot.mappings(
            select(task.__table__, dossier.release_id, dossier.case_code, dossier.channel, release.procedure_id)
            .add_columns(tables.Execution.agency_id)
            .join(dossier, dossier.id == task.dossier_id)
            .join(tables.Execution, tables.Execution.id == task.execution_id)
            .join(release, release.id == dossier.release_id)
            .join(kind, kind.id == release.procedure_id)
            .where(dossier.kind == "dossier")
            .order_by(task.dossier_id, task.opened_at, task.id)
        ).all()
        facts = snapshot.mappings(select(fact.__table__).order_by(fact.id)).all()
    return [_row(row, facts, known.calendar(row["agency_id"])) for row in rows]


def _row(row: Any, facts: Any, calendar: Calendar) -> dict[str, Any]:
    given = [
        one["at"]
        for one in facts
        if (one["dossier_id"], one["ref"], one["kind"]) == (row["dossier_id"], row["ref"], "task.assigned")
    ]
    return {
        "id": row["id"],
        "dossier": row["dossier_id"],
        "execution": row["execution_id"],
        "agency": row["agency_id"],
        "element": row["element"],
        "name": row["name"],
        "state": row["state"],
        "post": row["post_id"],
        "officer": row["holder_id"] or NEVER,
        "opened": seconds(row["opened_at"]),
        "assigned": seconds(given[-1] if given else None),
        "claimed": seconds(row["claimed_at"]),
        "closed": seconds(row["closed_at"]),
        "due": seconds(row["due_at"]),
        "paused": sum(_stood(row, a, b, calendar) for a, b in _pauses(row["dossier_id"], facts)),
        "release": row["release_id"],
        "case": row["case_code"],
        "channel": row["channel"],
        "procedure": row["procedure_id"],
    }


def _pauses(dossier_id: int, facts: Any) -> Iterator[tuple[datetime, datetime]]:
    began: datetime | None = None
    for one in facts:
        clock = one["clock"] or {}
        if one["dossier_id"] == dossier_id and clock.get("fact") == "paused":
            began = datetime.fromisoformat(clock["at"])
        if one["dossier_id"] == dossier_id and clock.get("fact") == "resumed" and began is not None:
            yield began, datetime.fromisoformat(clock["at"])


def _stood(row: Any, since: datetime, until: datetime, calendar: Calendar) -> int:
    begin, end = max(since, row["opened_at"]), min(until, row["closed_at"] or until)
    return calendar.between(begin, end).minutes if begin < end else 0


def seconds(moment: datetime | None) -> int:
    return NEVER if moment is None else int(moment.timestamp())


def told(log: EventLog) -> list[dict[str, Any]]:
    """The rows of a log, its words spelled out."""
    own = {name: log.told(name) if name in ("element", "name", "state") else log.tasks[name] for name in log.tasks}
    words = np.array(log.words)
    own |= {name: words[log.of_dossiers(name)] for name in ("case", "channel")}
    own |= {name: log.of_dossiers(name) for name in ("release", "procedure")}
    return [{name: own[name][place].item() for name in own} for place in range(len(log))]


def test_the_log_is_what_the_record_says(town: Town) -> None:
    lived(town)
    dossier_id = town.receive().dossier_id
    town.complete("mai", town.dossier("mai", dossier_id).current[0].task_id)
    paused(town, dossier_id)
    by = by_hand(town)
    log = read(town)
    assert told(log) == by
    assert {row["state"] for row in by} >= {"assigned", "completed", "opened"}
    assert any(row["assigned"] != NEVER for row in by)
    assert any(row["paused"] > 0 for row in by)
    assert list(log.dossiers["id"]) == sorted({row["dossier"] for row in by})


def paused(town: Town, dossier_id: int) -> None:
    """A supplement is asked for, and comes three days later."""
    limit = town.moment + timedelta(days=5)
    town.write("supplement_request", dossier_id, by="viet", missing="Bản chính", reason="Mờ", limit=limit)
    town.pass_time(days=3)
    town.deal(dealings.receive_supplement, "mai", dossier_id, note="Bản chính", files=[])


def test_what_is_new_is_read_and_no_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "OVERLAP", 0)
    _, _, third = lived(town)
    log = now(town)
    assert told(log) == by_hand(town)
    assert now(town) is log
    town.claim("nam", third)
    fresh = town.receive().dossier_id
    again = now(town)
    assert told(again) == by_hand(town)
    assert again.mark.fact > log.mark.fact
    moved = {row["dossier"] for row in told(again) if row not in told(log)}
    assert moved == {fresh, town.look("nam", third).dossier.particulars.id}


def now(town: Town) -> EventLog:
    with town.database.snapshot() as snapshot:
        return event_log.current(snapshot)


def test_a_chunk_more_is_a_statement_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(town)
    whole = read(town)
    seen: list[str] = []
    monkeypatch.setattr(reading, "CHUNK", 2)
    engine = town.database.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_m: seen.append(statement))
    chunked = read(town)
    assert told(chunked) == told(whole)
    assert chunked.statements == len([one for one in seen if one.startswith("SELECT")])
    rows = len(whole), len(whole.dossiers["id"]), len(whole.dues["at"]), len(whole.holds["at"])
    assert chunked.statements == sum(number // 2 + 1 for number in rows) + 2


def test_what_was_seen_late_is_seen(town: Town) -> None:
    """An act whose facts were numbered before, and committed after what was read, lies in the overlap."""
    _, _, third = lived(town)
    log = now(town)
    task = tables.Task
    with town.database.transaction() as transaction:  # as if it had been under way when the log was read
        transaction.execute(update(task).where(task.id == third).values(state="cancelled", closed_at=town.moment))
    town.receive()
    assert told(now(town)) == by_hand(town)
    assert told(log) != by_hand(town)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\x93NUMPY", "object"])
def test_a_broken_file_is_thrown_away(town: Town, data: Path, content: bytes | str) -> None:
    lived(town)
    path = data / "event-log.npz"
    if content == "object":
        np.savez(path, told=np.array([cache.VERSION, 1, {"a": 1}], object))
    else:
        path.write_bytes(content)  # pyright: ignore
    assert cache.load(path) is None
    assert not path.exists()
    assert told(now(town)) == by_hand(town)
    assert path.exists()


def test_the_file_of_another_record_or_version_is_not_taken(
    town: Town, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(town)
    path = data / "event-log.npz"
    log = now(town)
    kept = cache.load(path)
    assert kept is not None
    assert told(kept) == told(log)
    foreign = EventLog(*(getattr(kept, name) for name in ("tasks", "dossiers", "pauses", "releases", "posts")), ())
    cache.keep(path, EventLog(**{**vars(foreign), "mark": type(kept.mark)(kept.mark.fact, "0" * 64), "words": ("x",)}))
    forgotten(town)
    assert told(now(town)) == told(log)
    monkeypatch.setattr(cache, "VERSION", "other")
    assert cache.load(path) is None


def forgotten(town: Town) -> None:
    with town.database.snapshot() as snapshot:
        event_log.forget(snapshot)


def test_matters_are_no_dossiers_and_nobody_is_named(town: Town, data: Path) -> None:
    dossier_id = town.receive().dossier_id
    with town.database.transaction() as transaction:
        row = tables.Dossier
        transaction.execute(update(row).where(row.id == dossier_id).values(kind="matter"))
    other = town.receive().dossier_id
    log = now(town)
    assert set(log.tasks["dossier"]) == {other}
    held = (data / "event-log.npz").read_bytes()
    for name in ("Nguyễn Văn An", "001085012345", "Mai"):
        assert name.encode("utf-32-le") not in held
        assert name.encode() not in held
