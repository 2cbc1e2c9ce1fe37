"""Repairs of an execution in error: its data corrected where it stands, and what it knows there.

The engine is asked first and changes nothing when it refuses; what it did is written as every act is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bpmn import engine
from processes import catalogue, dossiers, executions, organisation, workdays
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.executions import Running
from processes.history import Fact

_NEVER = datetime.fromisoformat("0001-01-01T00:00+00:00")


def facts(snapshot: Snapshot, running: Running) -> dict[str, object]:
    """What an execution knows where it stands: at its first open task, else where its timer runs."""
    model = catalogue.published(snapshot, running.release_id).release.model
    waiting = [executions.read(snapshot, one).ref for one in executions.open_of(snapshot, running.execution_id)]
    waiting += [one.ref for one in engine.put_off(model, running.state, moment=_NEVER).timers]
    return engine.data(model, running.state, waiting[0]) if waiting else {}


def correct(
    transaction: Transaction,
    running: Running,
    values: Mapping[str, object],
    fact: Fact,
    *,
    moment: datetime,
    key: str,
) -> None:
    """Writes corrected data wherever a held execution stands; what waited for it goes on, timers that are due go off.

    Refuses: LostRace, AlreadyDone, RoleUnresolved, RoleAmbiguous and what the engine refuses.
    """
    model = catalogue.published(transaction, running.release_id).release.model
    known = organisation.directory(transaction, organisation.revision(transaction), local(moment).date())
    lent = workdays.functions(known.calendar(known.lineage.now("agency", running.agency_id)), moment)
    progress = engine.correct(model, running.state, values, moment=moment, functions=lent)
    dossiers.go_on(transaction, running, progress, [fact], directory=known, moment=moment, key=key)
