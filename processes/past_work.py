"""What was open at a past moment, worked out from the event log: tasks and dossiers in columns.

What was open, who had it, where it lay and when it was due then is in the log's columns; letters and handoffs bear
their own times. An execution that was in error leaves no trace once it goes on: of what was stuck then, only errors
that are still there are known, and who waited for nothing is not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import or_, select

from processes.board import AWAITED
from processes.board_clock import Clock
from processes.board_counting import LATER, OVERDUE, SOON, TODAY, Flags, Ids, OpenTasks, is_in
from processes.database import Snapshot
from processes.event_log import NEVER, Columns, EventLog
from processes.tables import Execution, Handoff, Letter


@dataclass(frozen=True, slots=True)
class Past:
    """What was open at a moment, in columns: tasks in their rows of the log, and dossiers without a result then.

    `task` and `dossier` are rows of the log's tables; `reason` is what a paused dossier waited for, a place among
    `words`.
    """

    log: EventLog
    clock: Clock
    task: Ids
    tasks: OpenTasks
    task_due: Ids
    task_unit: Ids
    task_procedure: Ids
    dossier: Ids
    due: Ids
    lawful: Ids
    agency: Ids
    unit: Ids
    paused_at: Ids
    reason: Ids
    is_stuck: Flags
    is_apologised: Flags

    @property
    def ids(self) -> Ids:
        """The numbers of the dossiers."""
        return self.log.dossiers["id"][self.dossier]


def at(snapshot: Snapshot, log: EventLog, clock: Clock, vacant: Collection[int]) -> Past:
    """Everything that was open at the clock's moment; `vacant` are the posts that nobody filled then."""
    then = int(clock.moment.timestamp())
    told = log.dossiers
    begun = np.where(told["accepted"] == NEVER, told["received"], told["accepted"])
    dossier = np.flatnonzero((begun <= then) & ~_is_over(told["finished"], then))
    due, lawful = _dues_of_dossiers(log, then)
    agency, unit = _places_of_dossiers(log, then)
    paused_at, reason = _paused(log, then)
    task = np.flatnonzero((log.tasks["opened"] <= then) & ~_is_over(log.tasks["closed"], then))
    rows = log.rows[task]
    post, officer, task_due = _of_tasks(log, task, then)
    stuck = _stuck(snapshot, clock)
    edges = [clock.seconds(one, post, are_posts=True) for one in ("now", "tonight", "soon")]
    tasks = OpenTasks(
        log.tasks["dossier"][task],
        post,
        officer,
        stands(task_due, *edges),
        paused_at[rows] != NEVER,
        is_in(post, vacant)
        | is_in(log.tasks["dossier"][task], stuck.handoffs)
        | is_in(log.tasks["execution"][task], stuck.executions),
    )
    unowned = log.tasks["dossier"][task][is_in(post, vacant)]
    ids = told["id"][dossier]
    return Past(
        *(log, clock, task, tasks, task_due, unit[rows], log.procedures[rows]),
        *(dossier, due[dossier], lawful[dossier], agency[dossier], unit[dossier]),
        *(paused_at[dossier], reason[dossier]),
        is_in(ids, unowned) | is_in(ids, stuck.handoffs) | is_in(ids, stuck.dossiers),
        is_in(ids, _apologised(snapshot, clock.moment)),
    )


def _is_over(ended: Ids, then: int) -> Flags:
    return (ended != NEVER) & (ended <= then)


def stands(due: Ids, now: Ids, tonight: Ids, soon: Ids) -> Ids:
    """How each stood by its due time and the edges of its place."""
    return np.select([due < now, due < tonight, due <= soon], [OVERDUE, TODAY, SOON], LATER)


def _last(facts: Columns, mine: Flags, then: int) -> Columns:
    """The facts of a kind until then, in their order: written down one after the other, the last stands."""
    rows = np.flatnonzero(mine & (facts["at"] <= then))
    return {name: column[rows] for name, column in facts.items()}


def _rows(log: EventLog, ids: Ids) -> Ids:
    return np.searchsorted(log.dossiers["id"], ids)


def _dues_of_dossiers(log: EventLog, then: int) -> tuple[Ids, Ids]:
    """When each dossier was due then, and when lawfully."""
    due, lawful = log.dossiers["due"].copy(), log.dossiers["original_due"].copy()
    told = _last(log.dues, log.dues["task"] == NEVER, then)
    due[_rows(log, told["dossier"])] = told["due"]
    is_lawful = told["lawful"] != NEVER
    lawful[_rows(log, told["dossier"][is_lawful])] = told["lawful"][is_lawful]
    return due, lawful


def _places_of_dossiers(log: EventLog, then: int) -> tuple[Ids, Ids]:
    """Which agency was competent then, and which one-stop had received it."""
    agency, unit = log.dossiers["agency"].copy(), log.dossiers["unit"].copy()
    later = _later(log.moves, log.moves["task"] == NEVER, then)
    agency[_rows(log, later["dossier"])] = later["agency"]
    unit[_rows(log, later["dossier"])] = later["unit"]
    return agency, unit


def _later(facts: Columns, mine: Flags, then: int) -> Columns:
    """What each of them was before, the latest first: the first after that moment is written down last."""
    rows = np.flatnonzero(mine & (facts["at"] > then))[::-1]
    return {name: column[rows] for name, column in facts.items()}


def _paused(log: EventLog, then: int) -> tuple[Ids, Ids]:
    """Since when each dossier's clock stood then, and for what, a word of the log; NEVER where it went."""
    told, pauses = log.dossiers, log.pauses
    stands = (told["paused_at"] != NEVER) & (told["paused_at"] <= then)
    since = np.where(stands, told["paused_at"], NEVER)
    reason = np.where(stands, _reasons(log)[told["status"]], NEVER)
    stood = (pauses["since"] <= then) & (pauses["until"] > then)
    rows = _rows(log, pauses["dossier"][stood])
    since[rows], reason[rows] = pauses["since"][stood], pauses["reason"][stood]
    return since, reason


def _reasons(log: EventLog) -> Ids:
    """For each word of the log, where it is a status of a paused dossier, the place of its reason."""
    places = {word: place for place, word in enumerate(log.words)}
    found = np.full(len(log.words), NEVER, np.int64)
    for status, reason in AWAITED.items():
        if status in places:
            found[places[status]] = places.get(reason, -2 - list(AWAITED).index(status))
    return found


def _of_tasks(log: EventLog, task: Ids, then: int) -> tuple[Ids, Ids, Ids]:
    """In which post each open task lay then, who held it, and when it was due."""
    own = log.tasks
    place = np.full(int(own["id"].max(initial=0)) + 1, NEVER, np.int64)
    place[own["id"][task]] = np.arange(len(task))

    def placed(facts: Columns) -> tuple[Ids, Flags]:
        rows = place[facts["task"]]
        return rows[rows != NEVER], rows != NEVER

    later = _later(log.moves, log.moves["task"] != NEVER, then)
    post, (rows, mine) = own["post"][task], placed(later)
    post[rows] = later["post"][mine]
    held = _last(log.holds, np.ones(len(log.holds["at"]), np.bool_), then)
    officer, (rows, mine) = np.full(len(task), NEVER, np.int64), placed(held)
    officer[rows] = held["officer"][mine]
    told = _last(log.dues, log.dues["task"] != NEVER, then)
    due, (rows, mine) = own["due"][task], placed(told)
    due[rows] = told["due"][mine]
    return post, officer, due


@dataclass(frozen=True, slots=True)
class _Stuck:
    handoffs: Ids
    executions: Ids
    dossiers: Ids


def _stuck(snapshot: Snapshot, clock: Clock) -> _Stuck:
    """Whose handoff had no answer in time then, and what was in error then and still is."""
    then, row = clock.moment, Handoff
    is_open = row.sent_at <= then, or_(row.closed_at.is_(None), row.closed_at > then)
    unheard = or_(row.received_at.is_(None), row.received_at > then) & (row.receive_by < then)
    unanswered = (row.received_at <= then) & (row.answer_by < then)
    late = select(row.dossier_id).where(*is_open, or_(unheard, unanswered))
    faulty = select(Execution.id, Execution.dossier_id).where(Execution.fault_at <= then)
    errors = snapshot.execute(faulty).all()
    return _Stuck(
        np.array(snapshot.execute(late).scalars().all(), np.int64),
        *(np.array([one[place] for one in errors], np.int64) for place in (0, 1)),
    )


def _apologised(snapshot: Snapshot, then: datetime) -> Ids:
    issued = select(Letter.dossier_id).where(Letter.kind == "apology", Letter.state == "issued")
    return np.array(snapshot.execute(issued.where(Letter.issued_at <= then)).scalars().all(), np.int64)
