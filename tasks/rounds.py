"""The rounds: what the agent does again and again, each under a name, and how often.

A round is a line in the table below. It is a plain function of the record and the moment that tells how much it did;
that Prefect watches it is none of its business.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from processes import alerts as wanted
from processes import batches as ordered
from processes import cohorts as moving
from processes import executions, outbox, reorganisations
from processes.calendars import local
from processes.database import Database, Snapshot
from tasks import agent, alerting, batches, cohorts, days, forecasting, handoffs, inheriting, reminders, reporting

_LEASE = secrets.token_hex(8)  # this process, as the rows it takes know it
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Round:
    """What is done, and how often.

    `is_due` looks, cheaply, whether there is anything to do: without it the round is gone every time. `is_alone`: one
    agent at a time, under the round's own lease; else all agents at once, and each row is leased. `is_shown`: Prefect
    watches it.
    """

    name: str
    work: Callable[[Database, datetime], int]
    every: timedelta
    is_due: Callable[[Snapshot, datetime], bool] | None = None
    is_alone: bool = True
    is_shown: bool = True


def _dispatch(database: Database, moment: datetime) -> int:
    return agent.drain(database, lease=_LEASE, moment=moment)


def _sent(snapshot: Snapshot, moment: datetime) -> bool:
    return outbox.is_due(snapshot, moment=moment)


def _batches(database: Database, moment: datetime) -> int:
    return batches.work(database, moment=moment)


def _ordered(snapshot: Snapshot, _moment: datetime) -> bool:
    return ordered.is_waiting(snapshot)


def _cohorts(database: Database, moment: datetime) -> int:
    return cohorts.work(database, moment=moment)


def _moving(snapshot: Snapshot, _moment: datetime) -> bool:
    return moving.is_waiting(snapshot)


def _timers(database: Database, moment: datetime) -> int:
    return agent.fire(database, moment=moment)


def _timed(snapshot: Snapshot, moment: datetime) -> bool:
    return executions.is_due(snapshot, moment=moment)


def _inherit(database: Database, moment: datetime) -> int:
    return inheriting.inherit(database, moment=moment)


def _inherits(snapshot: Snapshot, moment: datetime) -> bool:
    today = local(moment).date()
    return bool(reorganisations.begun(snapshot, since=today + _DAY, today=today))


def _remind(database: Database, moment: datetime) -> int:
    return reminders.sweep(database, moment=moment)


def _check(database: Database, moment: datetime) -> int:
    return handoffs.check(database, moment=moment)


def _look(database: Database, moment: datetime) -> int:
    return agent.look(database, moment=moment)


def _alert(database: Database, moment: datetime) -> int:
    return alerting.ring(database, moment=moment)


def _alerted(snapshot: Snapshot, _moment: datetime) -> bool:
    return wanted.is_any_on(snapshot)


def _count(database: Database, moment: datetime) -> int:
    return days.count(database, moment=moment)


def _report(database: Database, moment: datetime) -> int:
    return reporting.tell(database, moment=moment)


def _learn(database: Database, moment: datetime) -> int:
    return forecasting.learn(database, moment=moment)


def _prune(database: Database, moment: datetime) -> int:
    return agent.sweep(database, moment=moment)


ROUNDS = (
    Round("work-on-batches", _batches, _SECOND, _ordered, is_alone=False),
    Round("move-cohorts", _cohorts, _SECOND, _moving, is_alone=False),
    Round("dispatch-handoffs", _dispatch, _SECOND, _sent, is_alone=False),
    Round("fire-timers", _timers, _SECOND, _timed, is_alone=False),
    Round("inherit", _inherit, 10 * _SECOND, _inherits, is_shown=False),  # may find the same little for days
    Round("sweep-deadlines", _remind, _MINUTE),
    Round("check-acknowledgements", _check, _MINUTE),
    Round("ring-alerts", _alert, 5 * _MINUTE, _alerted),
    Round("look", _look, _MINUTE),
    Round("prune", _prune, 10 * _MINUTE),
    Round("nightly-reports", _count, 10 * _MINUTE, days.is_due),
    Round("periodic-reports", _report, 10 * _MINUTE, reporting.is_due),
    Round("learn-lateness", _learn, 10 * _MINUTE, forecasting.is_due),
)
