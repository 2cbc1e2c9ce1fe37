"""Following: an officer flags a dossier to keep an eye on it, and finds it again in the list."""

from __future__ import annotations

from datetime import datetime

from processes import follow_ups
from processes.database import Transaction
from processes.organisation import Officer
from tasks import viewing


def follow(transaction: Transaction, dossier_id: int, *, is_followed: bool, officer: Officer, moment: datetime) -> None:
    """Flags a dossier that the officer may see, or takes the own flag away. Refuses: NotFound."""
    if not is_followed:
        follow_ups.unfollow(transaction, officer.id, dossier_id)
        return
    viewing.require_sight(transaction, dossier_id, officer=officer, moment=moment)
    follow_ups.follow(transaction, officer.id, dossier_id, moment=moment)
