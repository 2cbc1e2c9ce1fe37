"""The schema: brought to the newest step when the site starts, by Alembic, on both databases."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.schema import CreateTable

from processes.database import Database
from processes.tables import Base

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Applies every step that this database has not seen."""
    with database.transaction() as transaction:
        command.upgrade(_config(transaction.connection), "head")


def is_current(database: Database) -> bool:
    """Whether the database stands at the newest step."""
    with database.snapshot() as snapshot:
        standing = MigrationContext.configure(snapshot.connection).get_current_revision()
    return standing == ScriptDirectory.from_config(_config()).get_current_head()


def fingerprint() -> str:
    """A hash of the whole schema, for caches of seeded databases."""
    statements = [str(CreateTable(table)) for table in Base.metadata.sorted_tables]
    return sha256("".join(statements).encode()).hexdigest()[:12]


def _config(connection: object = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
