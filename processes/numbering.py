"""Running numbers: never given twice, whoever asks at the same moment."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from processes.database import Transaction
from processes.tables import Numbering


def _statement(dialect: type[postgresql.Insert] | type[sqlite.Insert]) -> ReturningInsert[int]:
    first = dialect(Numbering).values(last=1)
    return first.on_conflict_do_update(index_elements=[Numbering.series], set_={"last": Numbering.last + 1}).returning(
        Numbering.last
    )


_STATEMENTS = {"postgresql": _statement(postgresql.Insert), "sqlite": _statement(sqlite.Insert)}


def next_number(transaction: Transaction, series: str) -> int:
    """The next number of a series; two acts that ask at once queue at the series' row."""
    statement = _STATEMENTS[transaction.connection.dialect.name]
    return transaction.execute(statement, {"series": series}).scalar_one()
