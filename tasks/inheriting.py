"""Inheriting: on its day a reorganisation's open work goes on at the successors, a few dossiers at a time.

The agent does it; killed, it goes on with what is left. Each dossier is a transaction of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from processes import inheritance, organisation, reorganisations
from processes.calendars import local
from processes.database import Database, Transaction
from processes.inheritance import Left
from processes.organisation import Directory
from processes.refusals import AlreadyDone, LostRace
from processes.reorganisations import Pair, Reorganisation
from tasks.foreseeing import thing

log = logging.getLogger("motcua.agent")

AT_ONCE = 100
_DAY = timedelta(days=1)


def inherit(database: Database, *, moment: datetime, again: bool = False, limit: int = AT_ONCE) -> int:
    """Brings over what is left, at most so many dossiers; tells how many.

    `again` looks also at what was inherited since yesterday: an act begun before midnight may have opened more there.
    """
    today = local(moment).date()
    since = today - _DAY if again else today + _DAY
    with database.snapshot() as snapshot:
        begun = reorganisations.begun(snapshot, since=since, today=today)
        ended = {one.id: reorganisations.pairs(snapshot, one.id) for one in begun}
    if not begun:
        return 0
    pairs = [pair for mine in ended.values() for pair in mine]
    with database.transaction() as transaction:
        kept = _postpone(transaction, pairs, moment)
    left = [pair for pair in pairs if pair not in kept]
    with database.transaction() as transaction:
        known = organisation.directory(transaction, organisation.revision(transaction), today)
        inheritance.settle(transaction, left, known)
        waiting = inheritance.dossiers(transaction, Left.of(left), limit=limit)
    for dossier_id in waiting:
        _inherit(database, dossier_id, known, moment)
    if len(waiting) < limit:
        _close(database, begun, ended, kept, moment)
    return len(waiting)


def _postpone(transaction: Transaction, pairs: Sequence[Pair], moment: datetime) -> set[Pair]:
    """What ends without a successor waits another day while something is open there, a post's unit with it."""
    today = local(moment).date()
    known = organisation.directory(transaction, organisation.revision(transaction), today)
    ends = [one for one in pairs if one.successor_id is None]
    busy = {load.post_id for load in inheritance.loads(transaction, [p.what_id for p in ends if p.kind == "post"])}
    homes = {post.unit_id for post_id in busy if (post := known.post(post_id)) is not None}
    kept = {one for one in ends if one.what_id in (busy if one.kind == "post" else homes)}
    for one in ends:
        if one.kind == "unit" and inheritance.number(transaction, Left((), [one.what_id], ())):
            kept.add(one)
    ended = [one for one in kept if not known.stands(thing(known, one.kind, one.what_id))]
    if ended:
        reorganisations.postpone(transaction, ended, today=today)
        organisation.changed(transaction)
    return kept


def _inherit(database: Database, dossier_id: int, known: Directory, moment: datetime) -> None:
    try:
        with database.transaction() as transaction:
            inheritance.inherit(transaction, dossier_id, known, moment=moment)
    except (LostRace, AlreadyDone) as refusal:  # somebody acted on it at the same moment: it is met again
        log.warning("inherit.refused dossier=%s code=%s", dossier_id, refusal.code)


def _close(
    database: Database,
    begun: Sequence[Reorganisation],
    ended: Mapping[int, Sequence[Pair]],
    kept: Collection[Pair],
    moment: datetime,
) -> None:
    """Puts on record of which reorganisations nothing is left."""
    over = [one for one in begun if one.inherited_at is None and not set(ended[one.id]) & set(kept)]
    if not over:
        return
    left = Left.of(pair for one in over for pair in ended[one.id])
    with database.transaction() as transaction:
        if not inheritance.dossiers(transaction, left, limit=1):
            reorganisations.inherited(transaction, over, moment=moment)
