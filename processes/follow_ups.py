"""Follow-ups: dossiers an officer has flagged to keep an eye on, for nobody else to see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from processes.database import Snapshot, Transaction
from processes.tables import FollowUp


def is_followed(snapshot: Snapshot, officer_id: int, dossier_id: int) -> bool:
    """Whether the officer has flagged the dossier."""
    return snapshot.execute(_OWN, {"officer": officer_id, "dossier": dossier_id}).first() is not None


_OWN = select(FollowUp.since).where(
    FollowUp.officer_id == bindparam("officer"), FollowUp.dossier_id == bindparam("dossier")
)


def follow(transaction: Transaction, officer_id: int, dossier_id: int, *, moment: datetime) -> None:
    """Flags the dossier; a second time changes nothing."""
    if not is_followed(transaction, officer_id, dossier_id):
        row = {"officer_id": officer_id, "dossier_id": dossier_id, "since": moment}
        transaction.execute(insert(FollowUp), row)


def unfollow(transaction: Transaction, officer_id: int, dossier_id: int) -> None:
    """Takes the flag away."""
    own = FollowUp.officer_id == officer_id, FollowUp.dossier_id == dossier_id
    transaction.execute(delete(FollowUp).where(*own))
