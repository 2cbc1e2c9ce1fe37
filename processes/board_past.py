"""The board as it stood at a past moment, worked out from the event log: the same numbers, the same lists.

What was open, who had it, where it lay and when it was due then is in the log's columns; letters and handoffs bear
their own times. An execution that was in error leaves no trace once it goes on: of what was stuck then, only errors
that are still there are known, and who waited for nothing is not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import numpy as np
from sqlalchemy import or_, select

from processes import board_counting
from processes.board import AWAITED, Figures, Pause, Place, Row, Tally
from processes.board_clock import Clock
from processes.board_counting import LATER, OVERDUE, SOON, TODAY, By, Flags, Ids, Key, OpenTasks, is_in
from processes.board_measures import Measure, Scope
from processes.database import Snapshot
from processes.deadlines import Reason
from processes.event_log import NEVER, Columns, EventLog
from processes.tables import Dossier, Execution, Handoff, Letter, Procedure, Release


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
        _stands(task_due, *edges),
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


def _stands(due: Ids, now: Ids, tonight: Ids, soon: Ids) -> Ids:
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


def figures(past: Past, scope: Scope, by: By, homes: Mapping[int, tuple[int, int]]) -> Figures:
    """The numbers of a scope as they stood; `homes` are each post's unit and agency."""
    mine = _mine(past, scope)
    open_ = past.tasks.only(mine)
    keys, names = _keys(past, mine, open_, by, homes)
    held = _measures(past, scope, mine)
    tally = Tally(**{name: int(flags.sum()) for name, flags in held.items()})
    return Figures(tally, board_counting.lines(open_, keys, names))


def _keys(
    past: Past, mine: Flags, open_: OpenTasks, by: By, homes: Mapping[int, tuple[int, int]]
) -> tuple[Ids, Sequence[str] | None]:
    match by:
        case "agency" | "unit":
            place = 1 if by == "agency" else 0
            return board_counting.looked_up(open_.post, {post: home[place] for post, home in homes.items()}), None
        case "procedure":
            return past.task_procedure[mine], None
        case "step":
            return past.log.tasks["name"][past.task][mine], past.log.words
        case "post":
            return open_.post, None
        case "officer":
            return open_.officer, None


def _mine(past: Past, scope: Scope) -> Flags:
    """The tasks of a scope."""
    found = np.ones(len(past.tasks), np.bool_)
    if scope.posts is not None:
        found &= is_in(past.tasks.post, scope.posts)
    if scope.one_stops is not None:
        found &= is_in(past.task_unit, scope.one_stops)
    if scope.procedure_id is not None:
        found &= past.task_procedure == scope.procedure_id
    return found


def _measures(past: Past, scope: Scope, mine: Flags) -> dict[Measure, Flags]:
    """The dossiers of a scope, and which of them each number counts."""
    here = np.ones(len(past.dossier), np.bool_)
    tasks = _mine(past, scope) if scope.procedure_id is None else _mine(past, _without_procedure(scope))
    if scope.posts is not None:
        here = is_in(past.agency, scope.agencies or ()) | is_in(past.ids, past.tasks.dossier[tasks])
    if scope.one_stops is not None:
        here &= is_in(past.unit, scope.one_stops)
    if scope.procedure_id is not None:
        here &= past.log.procedures[past.dossier] == scope.procedure_id
    edges = [past.clock.seconds(one, past.agency) for one in ("now", "tonight", "soon")]
    runs, stands = here & (past.paused_at == NEVER), _stands(past.due, *edges)
    unclaimed = past.tasks.dossier[mine & (past.tasks.officer == NEVER)]
    return {
        "all": here,
        "overdue": runs & (stands == OVERDUE),
        "today": runs & (stands == TODAY),
        "soon": runs & (stands == SOON),
        "paused": here & ~(past.paused_at == NEVER),
        "unclaimed": here & is_in(past.ids, unclaimed),
        "stuck": here & past.is_stuck,
        "unapologised": runs & (past.lawful < edges[0]) & ~past.is_apologised,
    }


def _without_procedure(scope: Scope) -> Scope:
    return Scope(scope.posts, scope.agencies, scope.one_stops, None, scope.vacant)


def pauses(past: Past, scope: Scope) -> list[Pause]:
    """The dossiers that were paused, by what they waited for, the most first."""
    rows = np.flatnonzero(_measures(past, scope, _mine(past, scope))["paused"])
    found: list[Pause] = []
    for place in np.unique(past.reason[rows]).tolist():
        since = past.paused_at[rows][past.reason[rows] == place]
        found.append(Pause(_reason(past, place), len(since), _moment(int(since.min()))))
    return sorted(found, key=lambda one: (-one.number, one.reason))


def _reason(past: Past, place: int) -> Reason:
    return list(AWAITED.values())[-2 - place] if place < NEVER else cast("Reason", past.log.words[place])


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def dossiers(
    snapshot: Snapshot, past: Past, scope: Scope, measure: Measure, *, after: Place | None = None, limit: int = 50
) -> list[Row]:
    """One page of the dossiers that were behind a number, the longest overdue first. One statement."""
    rows = np.flatnonzero(_measures(past, scope, _mine(past, scope))[measure])
    chosen = _page(rows, past.due[rows], past.ids[rows], after, limit)
    about = _about(snapshot, past.ids[chosen])
    return [
        Row(
            *(dossier_id, *about[dossier_id], int(past.agency[row]), _moment(int(past.due[row]))),
            *_pause(past, row),
        )
        for row, dossier_id in zip(chosen.tolist(), past.ids[chosen].tolist(), strict=True)
    ]


def tasks(
    snapshot: Snapshot,
    past: Past,
    scope: Scope,
    measure: Measure,
    *,
    by: By | None = None,
    key: Key = None,
    after: Place | None = None,
    limit: int = 50,
) -> list[Row]:
    """One page of the tasks that were behind a number of a line, the longest overdue first. One statement."""
    wanted = _mine(past, scope) & past.tasks.masks()[measure]
    match by:
        case "procedure":
            wanted &= past.task_procedure == key
        case "officer":
            wanted &= past.tasks.officer == (NEVER if key is None else key)
        case "step":
            names = [place for place, word in enumerate(past.log.words) if word == key]
            wanted &= is_in(past.log.tasks["name"][past.task], names)
        case _:
            pass
    ids = past.log.tasks["id"][past.task]
    rows = np.flatnonzero(wanted)
    chosen = _page(rows, past.task_due[rows], ids[rows], after, limit)
    about = _about(snapshot, past.tasks.dossier[chosen])
    return [_task(past, row, int(ids[row]), about) for row in chosen.tolist()]


def _task(past: Past, row: int, task_id: int, about: Mapping[int, tuple[str, str, str]]) -> Row:
    dossier_id, log_row = int(past.tasks.dossier[row]), int(past.task[row])
    of = int(np.searchsorted(past.log.dossiers["id"], dossier_id))
    place = np.searchsorted(past.dossier, of)
    is_there = place < len(past.dossier) and past.dossier[place] == of
    agency = int(past.agency[place]) if is_there else int(past.log.dossiers["agency"][of])
    held, name = int(past.tasks.officer[row]), past.log.words[past.log.tasks["name"][log_row]]
    return Row(
        *(dossier_id, *about[dossier_id], agency, _moment(int(past.task_due[row]))),
        *(_pause(past, int(place)) if is_there else (None, None)),
        *(task_id, name, int(past.tasks.post[row]), None if held == NEVER else held),
    )


def _pause(past: Past, row: int) -> tuple[datetime | None, Reason | None]:
    if past.paused_at[row] == NEVER:
        return None, None
    return _moment(int(past.paused_at[row])), _reason(past, int(past.reason[row]))


def _page(rows: Ids, due: Ids, ids: Ids, after: Place | None, limit: int) -> Ids:
    """The next rows by due time and number."""
    if after is not None:
        since, last = int(after[0].timestamp()), after[1]
        on = (due > since) | ((due == since) & (ids > last))
        rows, due, ids = rows[on], due[on], ids[on]
    return rows[np.lexsort((ids, due))[:limit]]


def _about(snapshot: Snapshot, ids: Ids) -> dict[int, tuple[str, str, str]]:
    """Of each dossier its code, its owner and its procedure."""
    query = select(Dossier.id, Dossier.code, Dossier.owner_name, Procedure.name)
    query = query.join(Release, Release.id == Dossier.release_id).join(Procedure)
    rows: Any = snapshot.execute(query.where(Dossier.id.in_(np.unique(ids).tolist()), Dossier.kind == "dossier"))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def hands(past: Past, ids: Collection[int]) -> dict[int, list[tuple[str, int, int | None]]]:
    """Which steps of these dossiers were open then, each with its post and who held it."""
    found: dict[int, list[tuple[str, int, int | None]]] = {}
    for row in np.flatnonzero(is_in(past.tasks.dossier, ids)).tolist():
        held, name = int(past.tasks.officer[row]), past.log.words[past.log.tasks["name"][past.task[row]]]
        step = name, int(past.tasks.post[row]), None if held == NEVER else held
        found.setdefault(int(past.tasks.dossier[row]), []).append(step)
    return found
