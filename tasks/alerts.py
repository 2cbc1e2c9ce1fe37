"""Alerts: who oversees work is told as soon as too much of it stands badly, by rules set for oneself.

A rule counts what the board counts and in what the officer oversees alone; it is tried out before it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from processes import alerts, board, organisation, permissions
from processes.alerts import WAITING, Alert, Rule
from processes.database import Snapshot, Transaction
from processes.organisation import Officer
from processes.refusals import Missing, NameTaken, NotAllowed, NotFound, TooMany
from tasks import alert_counts
from tasks.alert_counts import Number, asked
from tasks.board import scope

MOST, LONGEST = 20, 80
MOST_WAITS = 999

__all__ = ["LONGEST", "MOST", "MOST_WAITS", "Alert", "Rule", "Shown", "asked", "of", "remove", "save", "switch"]


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert as its officer sees it: how many dossiers it counts now, or why it counts none."""

    alert: Alert
    number: Number

    @property
    def holds(self) -> bool:
        """Whether there are more than the officer wants."""
        return isinstance(self.number, int) and self.number > self.alert.rule.above


def of(snapshot: Snapshot, *, officer: Officer, moment: datetime) -> list[Shown]:
    """The officer's alerts, each with what it counts now. A statement for each measure."""
    found = alerts.of(snapshot, officer.id)
    known = organisation.of_officer(snapshot, officer)
    numbers = alert_counts.counted(snapshot, [(one.rule, officer) for one in found], known, moment)
    return [Shown(one, number) for one, number in zip(found, numbers, strict=True)]


def try_out(snapshot: Snapshot, rule: Rule, *, officer: Officer, moment: datetime) -> int:
    """How many dossiers a rule counts now; nothing is kept. Refuses: NotAllowed, NotFound."""
    known = organisation.of_officer(snapshot, officer)
    (number,) = alert_counts.counted(snapshot, [(_right(snapshot, rule, officer), officer)], known, moment)
    if not isinstance(number, int):
        raise NotAllowed
    return number


def save(transaction: Transaction, rule: Rule, *, officer: Officer, alert_id: int | None = None) -> int:
    """Keeps a rule under its name, over the officer's own of that name, or in place of the alert `alert_id`.

    What counts otherwise than before may be told anew. Refuses: Missing, NotAllowed, NotFound, NameTaken, TooMany.
    """
    rule = _right(transaction, rule, officer)
    if not rule.name:
        raise Missing(what="tên cảnh báo")
    there = alerts.named(transaction, officer.id, rule.name)
    if alert_id is not None:
        found = _own(transaction, alert_id, officer)
        if there is not None and there.id != alert_id:
            raise NameTaken(what=f"cảnh báo tên “{rule.name}”")
        there = found
    if there is not None:
        alerts.change(transaction, there, rule)
        return there.id
    if alerts.number(transaction, officer.id) >= MOST:
        raise TooMany(most=MOST, what="cảnh báo")
    return alerts.add(transaction, rule, officer_id=officer.id)


def switch(transaction: Transaction, alert_id: int, *, is_on: bool, officer: Officer) -> None:
    """Switches an own alert on or off; switched on, it tells anew what holds then. Refuses: NotFound."""
    if _own(transaction, alert_id, officer).is_on != is_on:
        alerts.switch(transaction, alert_id, is_on=is_on)


def remove(transaction: Transaction, alert_id: int, *, officer: Officer) -> None:
    """Forgets an own alert; what it has told stays among the notices. Refuses: NotFound."""
    alerts.remove(transaction, _own(transaction, alert_id, officer).id)


def _own(snapshot: Snapshot, alert_id: int, officer: Officer) -> Alert:
    found = alerts.one(snapshot, alert_id)
    if found is None or found.officer_id != officer.id:
        raise NotFound(what="cảnh báo này")
    return found


def _right(snapshot: Snapshot, rule: Rule, officer: Officer) -> Rule:
    """The rule as it is kept, where the officer may have it. Refuses: NotAllowed, NotFound."""
    permissions.require(permissions.has_board(officer))
    scope(asked(rule), officer, organisation.of_officer(snapshot, officer))
    if rule.procedure_id is not None and rule.procedure_id not in board.procedures(snapshot):
        raise NotFound(what="thủ tục này")
    waits = min(max(rule.waits, 0), MOST_WAITS) if rule.measure in WAITING else 0
    return replace(rule, name=" ".join(rule.name.split())[:LONGEST], waits=waits, above=max(rule.above, 0))
