"""Prepared writes: their SQL is made once, where an officer's act would else pay more for it than for the database.

They go over the same connection, and are counted and refused there, as any statement is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Update
from sqlalchemy.sql.compiler import SQLCompiler

Bind = Callable[[Any], Any] | None


class Prepared:
    """A write that is given its values each time."""

    def __init__(self, statement: Insert | Update | Delete) -> None:
        self._statement = statement
        self._made: dict[tuple[str, ...], _Made] = {}

    def run(self, connection: Connection, values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> int:
        """Writes one row, or several with the same names in one round trip; tells how many rows it met."""
        rows = [values] if isinstance(values, Mapping) else values
        known = (connection.dialect.name, *rows[0])
        made = self._made.get(known)
        if made is None:
            made = self._made[known] = _Made(self._statement, connection.dialect, list(rows[0]))
        written = [made.row(row) for row in rows]
        return connection.exec_driver_sql(made.text, written if len(written) > 1 else written[0]).rowcount


class _Made:
    """The SQL for one kind of database, and how each value is written there."""

    def __init__(self, statement: Insert | Update | Delete, dialect: Dialect, names: list[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        self._is_positional = compiled.positional
        places = compiled.positiontup if compiled.positional else list(compiled.binds)
        assert places is not None
        fixed = compiled.params
        self._places: list[tuple[str, Bind, object]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect), fixed.get(name))
            for name in places
        ]
        self._names = places

    def row(self, values: Mapping[str, object]) -> tuple[object, ...] | dict[str, object]:
        """The values as the driver takes them; what is not given stays as the statement has it."""
        found = [
            values.get(name, fixed) if write is None else write(values.get(name, fixed))
            for name, write, fixed in self._places
        ]
        return tuple(found) if self._is_positional else dict(zip(self._names, found, strict=True))
