"""A sweep costs what is due: none of its statements reads a whole table, on either database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import event, text

from benchmarks import crowd
from benchmarks import reminders as bench
from benchmarks.workload import Province
from processes.database import Database
from tasks import reminders
from tests.tasks.test_statements import province

__all__ = ["province"]
LONG = ("task", "dossier", "execution", "reminder", "notice", "event", "outbox", "handoff")


def run(database: Database, moment: datetime) -> list[tuple[str, object]]:
    """The statements of a sweep, each once, with values that it was given."""
    seen: dict[str, object] = {}

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        seen.setdefault(statement, values[0] if isinstance(values, list) and values else values)

    event.listen(database.engine, "before_cursor_execute", note)
    assert reminders.sweep(database, moment=moment) >= 300
    event.remove(database.engine, "before_cursor_execute", note)
    return [(statement, values) for statement, values in seen.items() if not statement.startswith("BEGIN")]


def test_no_statement_of_a_sweep_reads_a_whole_table(province: Province) -> None:
    known = crowd.fill(province, 3_000)
    bench.staff(province.database, [post for agency in known.agencies for post in agency])
    moment = bench.reached(province.database, 300)
    statements = run(province.database, moment)
    assert {"SELECT", "INSERT", "UPDATE"} <= {statement.split()[0] for statement, _ in statements}
    for statement, values in statements:
        with province.database.snapshot() as snapshot:
            is_sqlite = snapshot.connection.dialect.name == "sqlite"
            if not is_sqlite:  # three thousand rows are read at once, a million are not
                snapshot.connection.execute(text("SET LOCAL enable_seqscan = off"))
            explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
            rows = snapshot.connection.exec_driver_sql(f"{explain} {statement}", values)  # pyright: ignore
            read = "\n".join(str(row[-1]) for row in rows)
        if statement.startswith("SELECT") and "next_rung_at <=" in statement:
            assert "ix_task_next_rung" in read, read
        for table in LONG:
            assert f"SCAN {table}\n" not in f"{read}\n", (statement, read)
            assert f"Seq Scan on {table} " not in read, (statement, read)
