"""What is looked for every second, and what a cohort pages through, is read by its own index, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, text

from processes import cohorts, executions
from processes.database import Database, Transaction
from tests.conftest import MONDAY_8AM


def plan(transaction: Transaction, work: Callable[[], object]) -> str:
    """How the database reads what is executed."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        seen.append((statement, values))

    event.listen(transaction.connection, "before_cursor_execute", note)
    work()
    event.remove(transaction.connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if transaction.connection.dialect.name == "sqlite" else "EXPLAIN"
    told = [transaction.connection.exec_driver_sql(f"{explain} {statement}", values) for statement, values in seen]  # pyright: ignore
    return "\n".join(str(row[-1]) for rows in told for row in rows)


@pytest.mark.parametrize(
    ("look", "index"),
    [
        (lambda one: executions.is_due(one, moment=MONDAY_8AM), "ix_execution_timer"),
        (lambda one: executions.due(one, moment=MONDAY_8AM), "ix_execution_timer"),
        (lambda one: cohorts.running(one, 1, [1, 2]), "ix_dossier_release"),
        (lambda one: cohorts.page(one, 1, [1, 2], after=7, limit=50), "ix_dossier_release"),
    ],
    ids=["is-due", "due", "running", "page"],
)
def test_it_is_read_by_its_index(database: Database, look: Callable[[Transaction], object], index: str) -> None:
    with database.transaction() as transaction:
        if transaction.connection.dialect.name == "postgresql":  # an empty table is read whole
            transaction.connection.execute(text("SET LOCAL enable_seqscan = off"))
        read = plan(transaction, lambda: look(transaction))
    assert index in read, read
