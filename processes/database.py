"""The database: where it is opened, where a transaction begins and ends, and the only look at a clock.

One act is one transaction, opened at a door (a page, a route, a command, a flow):

    with database.transaction() as transaction:
        inbox.claim(transaction, task_id, officer=officer, moment=database.now(), key=key)

SQLite and PostgreSQL behave alike: writers queue (BEGIN IMMEDIATE there, row locks here), readers never wait.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    MappingResult,
    Result,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError

from processes.prepared import Prepared
from processes.refusals import AlreadyDone, LostRace
from processes.settings import settings

Values = Mapping[str, object]

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=15000",
    "foreign_keys=ON",
    "cache_size=-16000",
)
_READ_ONLY = "motcua_read_only"


def now() -> datetime:
    """This moment, in UTC: the only look at a clock in the whole house."""
    return datetime.now(UTC)


class Snapshot:
    """A consistent look at the record; nothing can be written through it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def execute(self, statement: Executable, values: Values | Sequence[Values] | None = None) -> Result[Any]:
        """Runs one statement; many rows of values are one round trip."""
        return self.connection.execute(statement, values)

    def mappings(self, statement: Executable, values: Values | None = None) -> MappingResult:
        """Runs one statement and reads its rows by column name."""
        return self.connection.execute(statement, values).mappings()


class Transaction(Snapshot):
    """One act: all of it is written, or nothing."""

    def change(self, statement: Executable, values: Values | None = None) -> int:
        """Runs one guarded change and tells how many rows it met."""
        result = self.connection.execute(statement, values)
        assert isinstance(result, CursorResult)
        return result.rowcount

    def write(self, prepared: Prepared, values: Values | Sequence[Values]) -> int:
        """Runs a prepared write and tells how many rows it met; many rows of values are one round trip."""
        return prepared.run(self.connection, values)


class Database:
    """One opened database."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _open(url)

    @contextmanager
    def transaction(self) -> Generator[Transaction]:
        """The only place that commits; whatever is raised inside undoes the act. Refuses: AlreadyDone, LostRace."""
        try:
            with self.engine.begin() as connection:
                yield Transaction(connection)
        except IntegrityError as broken:
            if "act_key" in str(broken.orig):
                raise AlreadyDone from broken
            if "position" in str(broken.orig):  # two acts wrote the same place of one history
                raise LostRace from broken
            raise

    @contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """A read that holds nobody up."""
        with self.engine.connect().execution_options(**{_READ_ONLY: True}) as connection:
            yield Snapshot(connection)

    @contextmanager
    def hurried(self) -> Generator[None]:
        """While it lasts, a power cut may cost the last acts, never the file: for what is done again from where it was.

        SQLite's journal is written out at checkpoints alone, PostgreSQL's a moment later; a process that is killed
        loses nothing.
        """
        self.close()
        event.listen(self.engine, "connect", _hurry)
        try:
            yield
        finally:
            event.remove(self.engine, "connect", _hurry)
            self.close()

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()


def _open(url: str) -> Engine:
    engine = create_engine(
        url,
        json_serializer=_write_json,
        json_deserializer=orjson.loads,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _write_json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    # the driver's own BEGIN is deferred: two writers would then read the same state and one would fail late
    connection.isolation_level = None  # pyright: ignore[reportAttributeAccessIssue]
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _hurry(connection: DBAPIConnection, _record: object) -> None:
    is_sqlite = hasattr(connection, "isolation_level") and connection.__class__.__module__.startswith("sqlite3")
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL" if is_sqlite else "SET synchronous_commit = off")
    cursor.close()
    if not is_sqlite:
        connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


_current: Database | None = None


def use(url: str) -> Database:
    """Opens the database of this process at an address other than the settings'."""
    global _current
    if _current is not None:
        _current.close()
    _current = Database(url)
    return _current


def current() -> Database:
    """The database of this process, opened at the first call."""
    return _current or use(settings().database_url)


def transaction() -> AbstractContextManager[Transaction]:
    """One act on the database of this process."""
    return current().transaction()


def snapshot() -> AbstractContextManager[Snapshot]:
    """One look at the database of this process."""
    return current().snapshot()
