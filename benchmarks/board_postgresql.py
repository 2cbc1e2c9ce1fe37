"""`motcua bench board_postgresql`: the board's figures on a PostgreSQL that is started for them and thrown away."""

from __future__ import annotations

from benchmarks import board
from tests import servers


def run(rounds: int = 3, database_url: str | None = None) -> dict[str, object]:
    """As `motcua bench board`."""
    if database_url is not None:
        return board.run(rounds, database_url)
    with servers.postgresql() as base:
        return board.told(servers.create(base, "board"), rounds)
