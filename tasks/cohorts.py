"""Running dossiers go on by a newer release: seen beforehand one by one, moved by the agent, and taken back.

A dossier stays on its release unless an analyst moves it. Due times, clocks and timers are carried over as they are; a
dossier whose place the new diagram does not have, or whose branches would no longer meet, is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn import engine
from bpmn.engine import MayNotMove, Progress, Timer
from bpmn.refusals import Refusal
from bpmn.releases import Release
from bpmn.sentences import Sentence
from processes import catalogue, cohorts, dossiers, executions, organisation, permissions, workdays
from processes.calendars import local
from processes.cohorts import Item, Order, Part, Result, Running
from processes.database import Database, Snapshot, Transaction
from processes.history import Fact
from processes.organisation import Directory, Officer
from processes.refusals import LostRace, Missing, NotFound, NotLawful, TooMany

MOST = 100_000
_AGAIN = 3
_CASE_GONE = Sentence("trường hợp “{case}” không còn trong phiên bản mới")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a dossier: whether it may be moved, why not, and what to know if so."""

    dossier_id: int
    code: str
    is_safe: bool
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a cohort is, with what came of each dossier."""

    order: Order
    total: int
    waiting: int
    done: int
    refused: int
    results: list[Result]
    may_undo: bool


def foresee(
    snapshot: Snapshot,
    from_release_id: int,
    to_release_id: int,
    agency_id: int,
    *,
    officer: Officer,
    after: int = 0,
    limit: int = 1_000,
) -> list[Foreseen]:
    """What would become of the dossiers that run on a release at an agency and those beneath it; nothing is moved.

    By their numbers, so many at a time, those behind `after`: a verdict costs most of a millisecond.
    Refuses: NotAllowed, NotFound.
    """
    permissions.require(permissions.may_see_design(officer, agency_id))
    old, new = _releases(snapshot, from_release_id, to_release_id)
    known = organisation.of_officer(snapshot, officer)
    there = cohorts.page(snapshot, from_release_id, _beneath(known, agency_id), after=after, limit=limit)
    return [_foreseen(one, parts, old, new) for one, parts in there]


def order(
    transaction: Transaction,
    from_release_id: int,
    to_release_id: int,
    agency_id: int,
    *,
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
    dossiers: Sequence[int] | None = None,
) -> int:
    """Orders that dossiers go on by another release, these or all that run there; the cohort's number.

    What may not be moved is told as its result. Refuses: NotAllowed, NotFound, Missing, TooMany, AlreadyDone.
    """
    permissions.require(permissions.may_design(officer, agency_id))
    _releases(transaction, from_release_id, to_release_id)
    if not reason.strip():
        raise Missing(what="lý do chuyển phiên bản")
    known = organisation.of_officer(transaction, officer)
    there = cohorts.running(transaction, from_release_id, _beneath(known, agency_id))
    chosen = there if dossiers is None else list(dict.fromkeys(dossiers))
    if not chosen:
        raise Missing(what="hồ sơ để chuyển")
    if len(chosen) > MOST:
        raise TooMany(most=MOST, what="hồ sơ trong một đợt chuyển")
    if not set(chosen) <= set(there):
        raise NotFound(what="hồ sơ này")
    return cohorts.order(
        transaction,
        chosen,
        agency_id=agency_id,
        releases=(from_release_id, to_release_id),
        reason=reason.strip(),
        officer_id=officer.id,
        moment=moment,
        key=key,
    )


def undo(transaction: Transaction, cohort_id: int, *, officer: Officer, moment: datetime, key: str) -> int:
    """Orders that the dossiers of a cohort go back to what they stood on; the number of the cohort that does it.

    A dossier that somebody has worked on since is left where it is. Refuses: NotAllowed, NotFound, NotLawful, Missing.
    """
    found = cohorts.one(transaction, cohort_id)
    permissions.require(permissions.may_design(officer, found.agency_id))
    if not _may_undo(transaction, found):
        raise NotLawful(why="đợt này đã hoàn tác hoặc chưa chuyển xong")
    done = [one.dossier_id for one in cohorts.results(transaction, cohort_id) if one.state == "done"]
    if not done:
        raise Missing(what="hồ sơ để hoàn tác")
    return cohorts.order(
        transaction,
        done,
        agency_id=found.agency_id,
        releases=(found.to_release_id, found.from_release_id),
        reason=found.reason,
        officer_id=officer.id,
        moment=moment,
        key=key,
        undoes_id=found.id,
    )


def progress(snapshot: Snapshot, cohort_id: int, *, officer: Officer) -> Standing:
    """How far a cohort is, with what came of each dossier. Refuses: NotAllowed, NotFound."""
    found = cohorts.one(snapshot, cohort_id)
    permissions.require(permissions.may_see_design(officer, found.agency_id))
    counts = cohorts.counts(snapshot, cohort_id)
    return Standing(
        found,
        total=sum(counts.values()),
        waiting=counts["waiting"],
        done=counts["done"],
        refused=counts["refused"],
        results=cohorts.results(snapshot, cohort_id),
        may_undo=permissions.may_design(officer, found.agency_id) and _may_undo(snapshot, found),
    )


def _may_undo(snapshot: Snapshot, found: Order) -> bool:
    is_over = cohorts.counts(snapshot, found.id)["waiting"] == 0
    return is_over and found.undoes_id is None and not cohorts.is_undone(snapshot, found.id)


def _releases(snapshot: Snapshot, from_release_id: int, to_release_id: int) -> tuple[Release, Release]:
    old, new = (catalogue.published(snapshot, one).release for one in (from_release_id, to_release_id))
    if old.code != new.code or from_release_id == to_release_id:
        raise NotFound(what="phiên bản khác của cùng thủ tục")
    return old, new


def _beneath(known: Directory, agency_id: int) -> list[int]:
    known.require_agency(agency_id)
    return [one for one in known.agencies if agency_id in known.upwards(one)]


def _foreseen(one: Running, parts: Sequence[Part], old: Release, new: Release) -> Foreseen:
    verdicts = [engine.verdict(old.model, new.model, part.state) for part in parts]
    reasons = [reason.sentence for verdict in verdicts for reason in verdict.reasons]
    if all(case.code != one.case_code for case in new.cases):
        reasons.append(_CASE_GONE.filled(case=one.case_code))
    notes = tuple(note.sentence for verdict in verdicts for note in verdict.notes)
    return Foreseen(one.id, one.code, not reasons, tuple(dict.fromkeys(reasons)), notes)


# what the agent does


def work(database: Database, *, moment: datetime, most: int = 50) -> int:
    """Moves the next dossiers of cohorts, each in its own transaction; tells how many. The agent calls it."""
    for number in range(most):
        if not _work_one(database, moment):
            return number
    return most


def _work_one(database: Database, moment: datetime) -> bool:
    for attempt in range(_AGAIN):
        item: Item | None = None
        try:
            with database.transaction() as transaction:
                item = cohorts.next_item(transaction)
                if item is None:
                    return False
                _move(transaction, item, moment)
                cohorts.close(transaction, item, "done", moment=moment)
        except Refusal as refusal:
            if item is None or (isinstance(refusal, LostRace) and attempt + 1 < _AGAIN):
                continue
            with database.transaction() as transaction:
                cohorts.close(transaction, item, "refused", moment=moment, told=str(refusal))
        return True
    return False


def _move(transaction: Transaction, item: Item, moment: datetime) -> None:
    """Moves one dossier as its officer would, with the rights held now, or takes it back."""
    known = organisation.directory(transaction, organisation.revision(transaction), local(moment).date())
    permissions.require(permissions.may_design(known.officer(item.order.officer_id), item.order.agency_id))
    release_id, one = cohorts.hold(transaction, item.dossier_id)
    parts = cohorts.parts(transaction, one.id)
    if release_id != item.order.from_release_id or not parts:
        raise NotLawful(why="hồ sơ không còn chạy trên phiên bản này")
    old, new = (catalogue.published(transaction, n) for n in (release_id, item.order.to_release_id))
    is_undone = item.order.undoes_id is not None
    if is_undone:
        before = _point(transaction, item, parts)
    elif refused := _foreseen(one, parts, old.release, new.release).reasons:
        raise MayNotMove(element="", reason=refused[0])
    else:
        before = None
        cohorts.keep_point(transaction, item, parts)
    cohorts.put_on(transaction, one.id, item.order.to_release_id)
    told = {"from": release_id, "to": new.id, "number": new.number, "reason": item.order.reason, "undone": is_undone}
    for part in parts:
        running = executions.hold_part(transaction, part.execution_id)
        if before is None:
            lent = workdays.functions(known.calendar(known.lineage.now("agency", running.agency_id)), moment)
            moved = engine.migrate(old.release.model, new.release.model, part.state, moment=moment, functions=lent)
        else:
            moved = _as_before(before[part.execution_id])
        if moved.opened or moved.closed or moved.ended:
            raise NotLawful(why="việc chuyển làm hồ sơ đi sang bước khác")
        fact = Fact("dossier.migrated", told, item.order.officer_id)
        key = f"cohort:{item.id}:{part.execution_id}"
        dossiers.go_on(transaction, running, moved, [fact], directory=known, moment=moment, key=key)
    names = {task.id: task.name for task in new.release.model.user_tasks()}
    cohorts.rename_tasks(transaction, one.id, names)


def _point(transaction: Transaction, item: Item, parts: Sequence[Part]) -> dict[int, Part]:
    """What the dossier stood on, unless it has gone on since. Refuses: NotLawful."""
    kept = cohorts.point(transaction, item.order.undoes_id or 0, item.dossier_id)
    now = {part.execution_id: part.revision for part in parts}
    if now != {part.execution_id: part.revision for part in kept}:
        raise NotLawful(why="hồ sơ đã được xử lý tiếp sau khi chuyển")
    return {part.execution_id: part for part in kept}


def _as_before(part: Part) -> Progress:
    timers = () if part.timer_at is None else (Timer("", "", part.timer_at),)
    return Progress(part.state, (), (), (), timers, (), (), {}, ended=False)
