"""A process that accepts dossiers and issues letters: `python -m tests.tasks.numbers URL NAME COUNT`."""

from __future__ import annotations

import sys
from datetime import timedelta

from processes.database import Database
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.town import Town


class Clerk(Town):
    """The town, acting under keys that no other process has."""

    name = ""

    def key(self) -> str:
        """A key for one act of this process."""
        return f"{self.name}-{super().key()}"


def work(url: str, name: str, count: int) -> None:
    """Accepts dossiers, and issues a letter about each."""
    town = Clerk(Database(url), MONDAY_8AM)
    town.name = name
    for _ in range(count):
        dossier_id = town.receive().dossier_id
        step = town.dossier("mai", dossier_id).current[0]
        town.complete("mai", step.task_id, answer(town, "2.000908", step.element))
        limit = town.moment + timedelta(days=5)
        town.write("supplement_request", dossier_id, by="viet", missing="x", reason="y", limit=limit)
    town.database.close()


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
