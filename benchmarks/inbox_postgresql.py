"""`motcua bench inbox_postgresql`: the inbox's figures on a PostgreSQL that is started for them and thrown away."""

from __future__ import annotations

from benchmarks import inbox
from tests import servers


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """As `motcua bench inbox`; another database may be named, whose document has nothing to be compared with."""
    if database_url is not None:
        return inbox.run(rounds, database_url)
    with servers.postgresql() as base:
        return inbox.told(servers.create(base, "large"), servers.create(base, "small"), rounds)
