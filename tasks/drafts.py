"""Drafts: what an officer fills in is kept as it is typed, until the task is completed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from processes import catalogue, drafts, executions, organisation, permissions, sendings
from processes.database import Transaction
from processes.drafts import Desk, Draft, Typed
from processes.organisation import Officer
from processes.refusals import NotAllowed, NotClaimed, NotOpen, NotYours
from tasks import by_hand


def keep(
    transaction: Transaction,
    task_id: int,
    values: Mapping[str, object],
    *,
    mark: int,
    officer: Officer,
    moment: datetime,
) -> Draft:
    """Keeps what the officer has typed at a task and gives what stands now for these fields.

    `mark` is when it was typed, in milliseconds: what was typed later stands, whatever arrives last. A mark of the
    future, from a clock that is wrong, counts as now. Nothing is put on record. Refuses: NotFound, NotOpen,
    NotYours, NotClaimed, NotAllowed, WrongValues.
    """
    desk = drafts.hold(transaction, task_id)
    _require_claimed(transaction, desk, officer)
    release = catalogue.published(transaction, desk.release_id).release
    name = release.model.task(desk.element).form
    form = release.forms[name] if name else None
    if sendings.is_by_hand(desk.ref):
        form = by_hand.form(transaction, executions.read(transaction, task_id))
    given = form.keep(values) if form else {}
    known = drafts.of(desk.kept, officer.id)
    mark = min(mark, int(moment.timestamp() * 1000))
    newer = {key: Typed(value, mark) for key, value in given.items() if key not in known or known[key].mark < mark}
    stands = {**known, **newer}
    if newer:
        drafts.write(transaction, desk, officer.id, stands)
    return {key: stands[key] for key in given}


def _require_claimed(transaction: Transaction, desk: Desk, officer: Officer) -> None:
    if desk.state not in ("opened", "assigned", "claimed"):
        raise NotOpen(task=desk.name)
    if desk.holder_id not in (None, officer.id):
        raise NotYours(holder=organisation.of_officer(transaction, officer).name(desk.holder_id))
    has_taken = permissions.leads_in(officer, desk.taken_post_id)
    if desk.post_id not in officer.post_ids and desk.delegation_id is None and not has_taken:
        raise NotAllowed
    if desk.state != "claimed":
        raise NotClaimed(task=desk.name)
