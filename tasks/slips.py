"""The control slip of a dossier, made from its steps: where the next step lies in another unit, it was handed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from processes import deadlines, organisation, particulars, rules, worklist
from processes.calendars import Calendar, local
from processes.database import Transaction
from processes.organisation import Directory, Officer
from processes.refusals import NotFound
from processes.worklist import Step
from tasks import receipts, viewing
from tasks.letters import slip
from tasks.letters.slip import ControlSlip, Hop
from tasks.letters.typesetting import Press

_STANDINGS = {"early": "Trước hạn", "on_time": "Đúng hạn", "overdue": "Quá hạn"}


def pdf(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints the slip as the dossier stands now, which is put on record; a matter has none. Refuses: NotFound."""
    viewing.require_sight(transaction, dossier_id, officer=officer, moment=moment)
    found = particulars.one(transaction, dossier_id)
    if found.kind != "dossier":
        raise NotFound(what="phiếu này")
    particulars.note_reading(transaction, dossier_id, officer=officer, moment=moment)
    known = organisation.of_officer(transaction, officer)
    unit = known.units[found.receiving_unit_id]
    agency = known.agencies[unit.agency_id]
    calendar = known.calendar(found.agency_id)
    steps = worklist.steps(transaction, dossier_id)
    hops = tuple(hops_of(steps, known, calendar))
    others = {hop.receiver_unit for hop in hops} | {hop.giver_unit for hop in hops}
    return slip.render(
        ControlSlip(
            superior=agency.name,
            agency=unit.name,
            place=agency.place,
            day=moment,
            source=rules.on(local(found.received_at).date()).form("control_slip").source,
            code=found.code,
            tracking_url=receipts.tracking_url(found.public_key),
            owner=found.people.owner.name,
            procedure=found.procedure,
            received=found.received_at,
            due=found.due_at,
            competent=known.agencies[found.agency_id].name,
            others=", ".join(sorted(others - {unit.name})),
            hops=hops,
        ),
        press=Press(fonts),
    )


def hops_of(steps: list[Step], known: Directory, calendar: Calendar) -> Iterator[Hop]:
    """The hand-overs between units, in the order they were given."""
    for step in steps:
        if step.state not in ("completed", "sent_back") or step.closed_at is None:
            continue
        given = step.closed_at
        for following in steps:
            if following.opened_at == given and _unit(following, known) != _unit(step, known):
                standing = deadlines.standing(step.due_at, calendar, given, given)
                yield Hop(
                    giver_unit=_unit(step, known),
                    giver=_names(step, known),
                    given=given,
                    receiver_unit=_unit(following, known),
                    receiver=_names(following, known),
                    received=following.claimed_at,
                    standing=_STANDINGS[standing.kind],
                    step=step.name,
                )


def _names(step: Step, known: Directory) -> str:
    """Who did it, and for whom where a colleague had asked."""
    doer, asker = known.name(step.holder_id), known.name(step.asker_id)
    return f"{doer} (được {asker} nhờ)" if asker else doer


def _unit(step: Step, known: Directory) -> str:
    post, day = known.post(step.post_id), local(step.closed_at or step.opened_at).date()
    return known.called(known.units[post.unit_id], day) if post is not None else ""
