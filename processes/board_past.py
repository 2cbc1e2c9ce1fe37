"""The board as it stood at a past moment: the same numbers and the same lists, of what was open then."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import numpy as np
from sqlalchemy import select

from processes import board_counting
from processes.board import AWAITED, Figures, Pause, Place, Row, Tally
from processes.board_counting import OVERDUE, SOON, TODAY, By, Flags, Ids, Key, OpenTasks, is_in
from processes.board_measures import Measure, Scope
from processes.database import Snapshot
from processes.deadlines import Reason
from processes.event_log import NEVER
from processes.past_work import Past, stands
from processes.tables import Dossier, Procedure, Release


def figures(past: Past, scope: Scope, by: By, homes: Mapping[int, tuple[int, int]]) -> Figures:
    """The numbers of a scope as they stood; `homes` are each post's unit and agency."""
    mine = _tasks(past, scope)
    open_ = past.tasks.only(mine)
    keys, names = _keys(past, mine, open_, by, homes)
    tally = Tally(**{name: int(flags.sum()) for name, flags in _dossiers(past, scope).items()})
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


def _tasks(past: Past, scope: Scope) -> Flags:
    """The tasks of a scope."""
    found = np.ones(len(past.tasks), np.bool_)
    if scope.posts is not None:
        found &= is_in(past.tasks.post, scope.posts)
    if scope.one_stops is not None:
        found &= is_in(past.task_unit, scope.one_stops)
    if scope.procedure_id is not None:
        found &= past.task_procedure == scope.procedure_id
    return found


def _dossiers(past: Past, scope: Scope) -> dict[Measure, Flags]:
    """The dossiers of a scope, and which of them each number counts."""
    here = np.ones(len(past.dossier), np.bool_)
    mine = _tasks(past, scope)
    if scope.posts is not None:
        here = is_in(past.agency, scope.agencies or ()) | is_in(past.ids, past.tasks.dossier[mine])
    if scope.one_stops is not None:
        here &= is_in(past.unit, scope.one_stops)
    if scope.procedure_id is not None:
        here &= past.log.procedures[past.dossier] == scope.procedure_id
    edges = [past.clock.seconds(one, past.agency) for one in ("now", "tonight", "soon")]
    runs, how = here & (past.paused_at == NEVER), stands(past.due, *edges)
    unclaimed = past.tasks.dossier[mine & (past.tasks.officer == NEVER)]
    return {
        "all": here,
        "overdue": runs & (how == OVERDUE),
        "today": runs & (how == TODAY),
        "soon": runs & (how == SOON),
        "paused": here & ~(past.paused_at == NEVER),
        "unclaimed": here & is_in(past.ids, unclaimed),
        "stuck": here & past.is_stuck,
        "unapologised": runs & (past.lawful < edges[0]) & ~past.is_apologised,
    }


def pauses(past: Past, scope: Scope) -> list[Pause]:
    """The dossiers that were paused, by what they waited for, the most first."""
    rows = np.flatnonzero(_dossiers(past, scope)["paused"])
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
    rows = np.flatnonzero(_dossiers(past, scope)[measure])
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
    wanted = _tasks(past, scope) & past.tasks.masks()[measure]
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
