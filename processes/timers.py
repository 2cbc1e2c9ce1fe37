"""Timers of a dossier's diagram: they stand while its clock stands, and go on with what was left to them.

Left is left as it was counted: a period of the calendar (`P12D`) by the calendar, what an expression worked out by
working time. A timer on a named moment never stands, nor one whose `gov.clock` is `own`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bpmn import engine
from bpmn.model import Event, Model
from processes import catalogue, executions
from processes.calendars import Calendar
from processes.database import Transaction
from processes.executions import Running

Standing = list[object]  # [execution, reference, element, when it would have gone off]

_NOT_YET = datetime(9000, 1, 1, tzinfo=UTC)


def stand(transaction: Transaction, dossier_id: int, *, moment: datetime) -> list[Standing]:
    """Stops the dossier's timers; what `go_on` needs to know of them, to be kept with the fact that stopped them."""
    stopped: list[Standing] = []
    for running, model in _running(transaction, dossier_id):
        waiting = engine.put_off(model, running.state, moment=moment).timers
        standing = {(one.ref, one.element): one.due for one in waiting if _stands(model, one.element)}
        if standing:
            progress = engine.put_off(model, running.state, dict.fromkeys(standing, _NOT_YET), moment=moment)
            executions.move(transaction, running, progress, running.assignees, moment)
        for (ref, element), due in standing.items():
            stopped.append([running.execution_id, ref, element, due.isoformat()])
    return stopped


def go_on(
    transaction: Transaction,
    dossier_id: int,
    stopped: Sequence[Standing],
    *,
    since: datetime,
    calendar: Calendar,
    moment: datetime,
) -> None:
    """Lets timers go on that have stood `since` then."""
    for running, model in _running(transaction, dossier_id) if stopped else ():
        until = {
            (str(ref), str(element)): _left(
                model, str(element), datetime.fromisoformat(str(due)), since, calendar, moment
            )
            for execution, ref, element, due in stopped
            if execution == running.execution_id
        }
        if until:
            progress = engine.put_off(model, running.state, until, moment=moment)
            executions.move(transaction, running, progress, running.assignees, moment)


def _running(transaction: Transaction, dossier_id: int) -> Iterator[tuple[Running, Model]]:
    for running in executions.of_dossier(transaction, dossier_id):
        yield running, catalogue.published(transaction, running.release_id).release.model


def _stands(model: Model, element: str) -> bool:
    event = model.elements.get(element)
    if not isinstance(event, Event) or event.timer is None:
        return False
    return not event.has_own_clock and event.timer.kind != "timeDate"


def _left(model: Model, element: str, due: datetime, since: datetime, calendar: Calendar, moment: datetime) -> datetime:
    event = model.elements.get(element)
    text = event.timer.text.strip() if isinstance(event, Event) and event.timer is not None else ""
    if text.startswith(("P", "R")):
        return due + (moment - since)
    return calendar.shift(moment, calendar.between(since, due), at_close=False)
