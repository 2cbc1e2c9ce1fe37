"""Substitutions: who acts for an absent officer, by which decision, from when to when and how far.

A row is written once and ended early at most, so that whoever reads a history or a letter later finds both names and
the decision. Nobody passes on what was passed to them: only posts that the absent officer holds are covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import insert, select, update

from processes import tables
from processes.database import Snapshot, Transaction
from processes.refusals import LostRace, NotFound

Acts = Literal["all", "ordinary"]


@dataclass(frozen=True, slots=True)
class Substitution:
    """One substitution; empty `posts` are all that the absent officer holds, empty `procedures` all.

    `acts` "ordinary" leaves out signing, approving and what only a head decides.
    """

    id: int
    absent_id: int
    substitute_id: int
    posts: tuple[int, ...]
    procedures: tuple[str, ...]
    acts: Acts
    decision: str
    decided_on: date
    valid_from: date
    valid_to: date
    recorded_by: int
    ended_at: datetime | None

    def is_in_force(self, day: date) -> bool:
        """Whether it stands on that day; one that was ended early stands no more."""
        return self.ended_at is None and self.valid_from <= day <= self.valid_to

    def covers(self, procedure: str, *, approving: bool) -> bool:
        """Whether it reaches a procedure and, `approving`, a signature or an approval."""
        reached = not self.procedures or procedure in self.procedures
        return reached and (self.acts == "all" or not approving)


def put(
    transaction: Transaction,
    *,
    absent_id: int,
    substitute_id: int,
    posts: Sequence[int],
    procedures: Sequence[str],
    acts: Acts,
    decision: str,
    decided_on: date,
    valid_from: date,
    valid_to: date,
    recorded_by: int,
    moment: datetime,
    key: str,
) -> int:
    """Records a substitution; its id."""
    row = tables.Substitution
    values = {
        "absent_id": absent_id,
        "substitute_id": substitute_id,
        "posts": list(posts),
        "procedures": list(procedures),
        "acts": acts,
        "decision": decision,
        "decided_on": decided_on,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "recorded_by": recorded_by,
        "recorded_at": moment,
        "act_key": key,
    }
    return transaction.execute(insert(row).returning(row.id), values).scalar_one()


def all_of(snapshot: Snapshot) -> list[Substitution]:
    """Every substitution there was, oldest first."""
    row = tables.Substitution
    columns = (row.id, row.absent_id, row.substitute_id, row.posts, row.procedures, row.acts, row.decision)
    query = select(*columns, row.decided_on, row.valid_from, row.valid_to, row.recorded_by, row.ended_at)
    read = [Substitution(**found) for found in snapshot.mappings(query.order_by(row.id))]
    return [replace(one, posts=tuple(one.posts), procedures=tuple(one.procedures)) for one in read]


def one(snapshot: Snapshot, substitution_id: int) -> Substitution:
    """The substitution under that number. Refuses: NotFound."""
    for found in all_of(snapshot):
        if found.id == substitution_id:
            return found
    raise NotFound(what="phân công thay này")


def end(transaction: Transaction, substitution_id: int, *, moment: datetime) -> None:
    """Ends one before its last day. Refuses: LostRace when it was ended already."""
    row = tables.Substitution
    still = row.id == substitution_id, row.ended_at.is_(None)
    if transaction.change(update(row).where(*still).values(ended_at=moment)) != 1:
        raise LostRace
