"""Parts: what another agency does moves a dossier's executions: one begins there, one hears an answer, one is stopped.

Each is an act of the agent or of an officer of the other side, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bpmn import engine, exchange
from bpmn.engine import Progress
from processes import (
    calendars,
    catalogue,
    dossiers,
    executions,
    history,
    openings,
    organisation,
    particulars,
    statuses,
    workdays,
)
from processes.database import Snapshot, Transaction
from processes.executions import Running
from processes.handoffs import Handoff
from processes.history import Fact
from processes.openings import Opening
from processes.organisation import Directory
from processes.refusals import NotInForce


def directory(snapshot: Snapshot, moment: datetime) -> Directory:
    """Who is who at this moment, for who acts without an officer."""
    return organisation.directory(snapshot, organisation.revision(snapshot), today(moment))


def today(moment: datetime) -> date:
    """The day it is where the law is."""
    return calendars.local(moment).date()


def begin(
    transaction: Transaction,
    running: Running,
    agency_id: int,
    process: str,
    *,
    message: str,
    data: Mapping[str, object],
    fact: Fact,
    moment: datetime,
    key: str,
) -> int:
    """Begins another agency's part of a held dossier with a message and its facts; the number of its execution.

    Refuses: RoleUnresolved, RoleAmbiguous, NoPartner and what the engine refuses.
    """
    known, model = directory(transaction, moment), catalogue.published(transaction, running.release_id).release.model
    lent = workdays.functions(known.calendar(known.lineage.now("agency", agency_id)), moment)
    begun = engine.start(model, data, moment=moment, functions=lent, process=process)
    execution_id = executions.begin(transaction, running.dossier_id, agency_id, process, begun.state, revision=0)
    part = executions.one(transaction, execution_id)
    dossiers.go_on(transaction, part, begun, [fact], directory=known, moment=moment, key=key)
    part = executions.one(transaction, execution_id)
    _deliver(transaction, part, message, data, [], known, moment, f"{key}/1")
    return execution_id


def open_dossier(
    transaction: Transaction,
    opening: Opening,
    process: str,
    *,
    message: str,
    data: Mapping[str, object],
    fact: Fact,
    moment: datetime,
    key: str,
) -> tuple[int, int]:
    """Begins a dossier of our own for what another installation has handed off; its number and its execution's.

    Refuses: NotInForce, AlreadyDone, RoleUnresolved, RoleAmbiguous and what the engine refuses.
    """
    known, model = directory(transaction, moment), opening.published.release.model
    lent = workdays.functions(known.calendar(known.lineage.now("agency", opening.agency_id)), moment)
    facts = {**opening.data, **data}
    begun = engine.start(model, facts, moment=moment, functions=lent, process=process)
    row = {**opening.row(), "sync_status": statuses.NONE, "revision": 0}
    dossier_id = openings.record(transaction, {**row, "last_hash": history.origin(opening.code).last_hash})
    if dossier_id is None:
        raise NotInForce(agency=known.agencies[opening.agency_id].name)
    execution_id = executions.begin(transaction, dossier_id, opening.agency_id, process, begun.state, revision=0)
    told, part = [opening.fact(None), fact], executions.one(transaction, execution_id)
    dossiers.go_on(transaction, part, begun, told, directory=known, moment=moment, key=key)
    _deliver(transaction, executions.one(transaction, execution_id), message, facts, [], known, moment, f"{key}/1")
    return dossier_id, execution_id


def hear(
    transaction: Transaction,
    running: Running,
    message: str,
    data: Mapping[str, object],
    *,
    fact: Fact | None = None,
    moment: datetime,
    key: str,
) -> Progress:
    """Brings a message to a held execution; one that is not awaited yet is kept there.

    Refuses: RoleUnresolved, RoleAmbiguous, NoPartner and what the engine refuses.
    """
    known = directory(transaction, moment)
    return _deliver(transaction, running, message, data, [fact] if fact else [], known, moment, key)


def come_back(
    transaction: Transaction,
    handoff: Handoff,
    how: str,
    data: Mapping[str, object],
    *,
    message: str = "",
    fact: Fact | None = None,
    moment: datetime,
    key: str,
) -> Progress | None:
    """Brings what became of a handoff to the execution that sent it, by the message that the diagram draws for it.

    How a handoff was `refused` or `recalled` is heard where `gov.handoff` says so and somebody waits there. None where
    nothing does, or the dossier is over: then a `fact` is on the dossier's record alone. Refuses: what `hear` refuses.
    """
    assert handoff.sending_execution_id is not None
    running = executions.hold_part(transaction, handoff.sending_execution_id)
    model = catalogue.published(transaction, running.release_id).release.model
    if how in ("refused", "recalled"):
        drawn = exchange.ending(model, running.process, handoff.code, how)
        message = next((one for one in drawn if hears(transaction, running, one, moment=moment)), "")
        data = {"reason": data.get("reason", ""), "agency": handoff.code}
    if message and running.business not in statuses.WITHOUT_RESULT:
        return hear(transaction, running, message, data, fact=fact, moment=moment, key=key)
    if fact is not None:
        tell(transaction, running.dossier_id, [fact], moment=moment, key=key)
    return None


def hears(snapshot: Snapshot, running: Running, message: str, *, moment: datetime) -> bool:
    """Whether an execution waits for a message now."""
    model = catalogue.published(snapshot, running.release_id).release.model
    return message in (one.name for one in engine.put_off(model, running.state, moment=moment).awaited)


def _deliver(
    transaction: Transaction,
    running: Running,
    message: str,
    data: Mapping[str, object],
    facts: list[Fact],
    known: Directory,
    moment: datetime,
    key: str,
) -> Progress:
    model = catalogue.published(transaction, running.release_id).release.model
    lent = workdays.functions(known.calendar(known.lineage.now("agency", running.agency_id)), moment)
    progress = engine.deliver(model, running.state, message, data, moment=moment, functions=lent, early=True)
    heard = Fact("message.heard", {"process": running.process, "passed": list(progress.passed)})
    dossiers.go_on(transaction, running, progress, [*facts, heard], directory=known, moment=moment, key=key)
    return progress


def stop(transaction: Transaction, running: Running, *, fact: Fact, moment: datetime, key: str) -> None:
    """Ends a held part of a dossier whatever it waits for. Refuses: LostRace, AlreadyDone."""
    executions.stop(transaction, running.execution_id, moment=moment)
    tell(transaction, running.dossier_id, [fact], moment=moment, key=key)


def tell(transaction: Transaction, dossier_id: int, facts: list[Fact], *, moment: datetime, key: str) -> None:
    """Puts on a dossier's record what moves none of its executions. Refuses: LostRace, AlreadyDone."""
    particulars.change(transaction, particulars.hold(transaction, dossier_id), facts, {}, moment=moment, key=key)
