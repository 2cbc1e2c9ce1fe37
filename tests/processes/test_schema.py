"""The migrations make the very tables that the code declares, on both databases, and can be undone."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from processes import clocks, history, schema, words
from processes.database import Database
from processes.tables import Base
from tests.town import Town


def is_declared(_object: object, name: str | None, *_: object) -> bool:
    """Not what the database keeps for itself: its table of words."""
    return words.INDEX not in (name or "")


def test_the_migrations_make_the_declared_tables(database: Database) -> None:
    with database.snapshot() as snapshot:
        opts = {"compare_type": True, "include_object": is_declared}
        context = MigrationContext.configure(snapshot.connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    assert schema.is_current(database)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    schema.upgrade(database)
    assert schema.is_current(database)


def test_the_schema_can_be_undone(database: Database) -> None:
    with database.transaction() as transaction:
        command.downgrade(schema._config(transaction.connection), "base")  # pyright: ignore
    assert not schema.is_current(database)
    schema.upgrade(database)
    assert schema.is_current(database)


def test_an_upgrade_keeps_what_is_recorded(town: Town) -> None:
    accepted = town.receive()
    before, listed = town.dossier("mai", accepted.dossier_id).particulars, town.inbox("mai", "received")
    assert len(listed) == 1
    with town.database.transaction() as transaction:
        command.downgrade(schema._config(transaction.connection), "0001")  # pyright: ignore
    schema.upgrade(town.database)
    assert town.dossier("mai", accepted.dossier_id).particulars == before
    assert town.inbox("mai", "received") == listed
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []
