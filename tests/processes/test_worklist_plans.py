"""A page of the inbox reads the partial indexes, on both databases: it would be as slow as the table is long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event, text

from benchmarks import crowd
from benchmarks.crowd import Crowd
from benchmarks.workload import Province
from processes import co_officers, worklist
from processes.branches import Only, Scope
from processes.database import Snapshot
from processes.worklist import Query
from tests.tasks.test_statements import province

__all__ = ["province"]
INDEXES: dict[Scope, set[str]] = {
    "mine": {"ix_task_held"},
    "unclaimed": {"ix_task_opened"},
    "unit": {"ix_task_opened", "ix_task_unit_held"},
    "received": {"ix_task_received"},
}
ALL = {name for names in INDEXES.values() for name in names}


def plan(snapshot: Snapshot, query: Query) -> str:
    """How the database reads what the page executes."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        seen.append((statement, values))

    event.listen(snapshot.connection, "before_cursor_execute", note)
    worklist.page(snapshot, query)
    event.remove(snapshot.connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if snapshot.connection.dialect.name == "sqlite" else "EXPLAIN"
    told = [snapshot.connection.exec_driver_sql(f"{explain} {statement}", values) for statement, values in seen]  # pyright: ignore
    return "\n".join(str(row[-1]) for rows in told for row in rows)


def asked(known: Crowd, scope: Scope, **narrowed: object) -> Query:
    """Three posts of an officer who also sits in a one-stop."""
    one_stops = known.one_stops[:1]
    return Query(known.officer_id, known.agencies[0][:3], scope, one_stops=one_stops, **narrowed)  # pyright: ignore


@pytest.mark.parametrize("scope", list(INDEXES))
def test_a_page_reads_the_partial_indexes(province: Province, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    known = crowd.fill(province, 6_000)
    with province.database.snapshot() as snapshot:
        if snapshot.connection.dialect.name == "postgresql":  # six thousand rows are read at once, a million are not
            snapshot.connection.execute(text("SET LOCAL enable_seqscan = off"))
        for narrowed in ({}, {"text": "nguyen"}, {"step": "Thẩm định"}):
            read = plan(snapshot, asked(known, scope, **narrowed))
            assert {name for name in ALL if name in read} == INDEXES[scope], read
            assert "SCAN task" not in read
            assert "Seq Scan on task" not in read
        monkeypatch.setattr(worklist, "FIRST_WINDOW", 4)  # else the walk has seen the whole list by then
        rare = plan(snapshot, asked(known, scope, text="h99.30-260302-4711"))
        assert "dossier_words" in rare
        assert "ix_task_dossier" in rare or scope == "mine"  # what one officer holds is few already


def test_what_an_officer_co_works_on_is_read_by_the_index_of_co_officers(province: Province) -> None:
    known = crowd.fill(province, 6_000)
    with province.database.transaction() as transaction:
        tasks = transaction.connection.execute(text("SELECT id FROM task ORDER BY id DESC LIMIT 40")).scalars().all()
        for task in tasks:
            co_officers.put(transaction, task, [known.officer_id])
    query = Query(known.officer_id, known.agencies[0][:3], only="co_working")
    with province.database.snapshot() as snapshot:
        assert len(worklist.page(snapshot, query)) == 40
        assert [row.task_id for row in worklist.page(snapshot, replace(query, sort="received"))] == sorted(tasks)
        if snapshot.connection.dialect.name == "postgresql":
            snapshot.connection.execute(text("SET LOCAL enable_seqscan = off"))
        read = plan(snapshot, query)
        assert "ix_co_officer_officer" in read, read
        assert "SCAN task" not in read
        assert "Seq Scan on task" not in read


@pytest.mark.parametrize("only", ["delegated", "asked"])
def test_what_colleagues_ask_is_read_task_by_task(province: Province, only: Only) -> None:
    known = crowd.fill(province, 6_000)
    with province.database.snapshot() as snapshot:
        if snapshot.connection.dialect.name == "postgresql":
            snapshot.connection.execute(text("SET LOCAL enable_seqscan = off"))
        for narrowed in ({}, {"text": "nguyen"}, {"step": "Thẩm định"}):
            read = plan(snapshot, Query(known.officer_id, (), "mine", only=only, **narrowed))
            assert "SCAN task" not in read
            assert "Seq Scan on task" not in read
            assert {name for name in INDEXES["unit"] | INDEXES["mine"] if name in read} == set(), read


def test_what_the_crowd_is_searched_by_is_found(province: Province) -> None:
    known = crowd.fill(province, 3_000)
    posts = tuple(post for agency in known.agencies for post in agency)
    with province.database.snapshot() as snapshot:
        (one,) = worklist.page(snapshot, Query(known.officer_id, posts, "unit", "H99.30-260302-2999"))
        assert one.code == "H99.30-260302-2999"
        common = worklist.page(snapshot, Query(known.officer_id, posts, "unit", "nguyễn", limit=200))
        assert [row.place() for row in common] == sorted(row.place() for row in common)
        everybody = snapshot.connection.execute(
            text("SELECT count(*) FROM dossier WHERE search LIKE '% nguyen%'")
        ).scalar()
        assert len(common) == 200 < (everybody or 0)
