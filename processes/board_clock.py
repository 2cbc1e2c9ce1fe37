"""The clock of the board: from when something is overdue, due today or due soon, at each agency.

Agencies have calendars of their own, but at most moments nearly all agree: what differs is written out beside the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, case, literal

from bpmn.terms import Term, WorkingTime
from processes.calendars import local
from processes.organisation import Directory
from processes.tables import Dossier, Task

Edge = Literal["now", "tonight", "soon", "waiting"]
SOON = Term.read("P3D")


@dataclass(frozen=True, slots=True)
class Clock:
    """What lies before the edge `now` is overdue, before `tonight` due today; what lies until `soon` is due soon.

    On the working clock: 17:20 is not later than a due time of 17:00. `soon` is three working days away. `usual` are
    the edges of most agencies, `others` those of the rest, by agency and by post.

    With `waits`, of what is paused only that counts which has been for so many days, and of what is unclaimed only what
    was opened before the edge `waiting`: so many working hours ago.
    """

    moment: datetime
    usual: dict[Edge, datetime]
    others: list[tuple[dict[Edge, datetime], tuple[int, ...], tuple[int, ...]]] = field(
        default_factory=list[tuple[dict[Edge, datetime], tuple[int, ...], tuple[int, ...]]]
    )
    waits: int = 0

    def of_dossiers(self, edge: Edge) -> ColumnElement[Any]:
        """The edge for a dossier: by the calendar of the agency that decides."""
        return self._edge(
            Dossier.agency_id.expression, Dossier.due_at.type, [(o[edge], a) for o, a, _ in self.others], edge
        )

    def of_tasks(self, edge: Edge) -> ColumnElement[Any]:
        """The edge for a task: by the calendar of the agency it lies in."""
        return self._edge(Task.post_id.expression, Task.due_at.type, [(o[edge], p) for o, _, p in self.others], edge)

    def seconds(self, edge: Edge, places: NDArray[np.int64], *, are_posts: bool = False) -> NDArray[np.int64]:
        """The edge for each of many agencies, or posts, in seconds since 1970."""
        found = np.full(len(places), _seconds(self.usual[edge]), np.int64)
        for edges, agencies, posts in self.others:
            found[np.isin(places, posts if are_posts else agencies)] = _seconds(edges[edge])
        return found

    def _edge(
        self, place: ColumnElement[int], kind: Any, others: list[tuple[datetime, tuple[int, ...]]], edge: Edge
    ) -> ColumnElement[Any]:
        usual = literal(self.usual[edge], kind)
        if not others:
            return usual
        return case(*((place.in_(ids), literal(at, kind)) for at, ids in others), else_=usual)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def at(moment: datetime, known: Directory, *, waits: int = 0) -> Clock:
    """The clock at a moment, for every agency of the directory. Refuses: OutsideCalendar."""
    midnight = local(moment).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    alike: dict[tuple[datetime, datetime, datetime], list[int]] = defaultdict(list)
    for agency_id in known.agencies:
        calendar = known.calendar(agency_id)
        now = calendar.earliest(moment)
        waiting = calendar.latest(calendar.shift(moment, WorkingTime(-60 * waits), at_close=False)) if waits else now
        alike[now, calendar.add(moment, SOON), waiting].append(agency_id)
    posts: dict[int, list[int]] = defaultdict(list)
    for post in known.every_post():
        posts[post.agency_id].append(post.id)
    told: list[tuple[dict[Edge, datetime], tuple[int, ...], tuple[int, ...]]] = []
    for (now, soon, waiting), agencies in sorted(alike.items(), key=lambda one: -len(one[1])):
        edges: dict[Edge, datetime] = {"now": now, "tonight": midnight, "soon": soon, "waiting": waiting}
        told.append((edges, tuple(agencies), tuple(post for agency in agencies for post in posts[agency])))
    return Clock(moment, told[0][0], told[1:], waits)
