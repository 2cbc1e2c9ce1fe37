"""Usage: who acted in the system in a period, in which post, and how often.

Acts are counted in the history, which is only ever added to: an act on a dossier or a matter is one, whatever the
number of facts that it left. Who only looked has not acted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select

from processes.database import Snapshot
from processes.periods import Period
from processes.tables import Event


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer's acts in a post."""

    post_id: int
    officer_id: int
    acts: int


def of_period(snapshot: Snapshot, period: Period) -> list[Acting]:
    """Who acted in which post, and how often. One statement.

    Of an act that names no post (a claim, say) it is the one in which its officer acted most often in the period; who
    acted in none is left out.
    """
    then = Event.at >= period.begins_at, Event.at < period.ends_at, Event.act_key.is_not(None)
    columns = Event.officer_id, Event.post_id
    query = select(*columns, func.count().label("acts")).where(*then, Event.officer_id.is_not(None)).group_by(*columns)
    posts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    unnamed: dict[int, int] = {}
    for row in snapshot.execute(query):
        if row.post_id is None:
            unnamed[row.officer_id] = row.acts
        else:
            posts[row.officer_id][row.post_id] = row.acts
    for officer_id, mine in posts.items():
        usual = max(mine, key=lambda post_id: (mine[post_id], -post_id))
        mine[usual] += unnamed.get(officer_id, 0)
    return [Acting(post_id, officer_id, acts) for officer_id, mine in posts.items() for post_id, acts in mine.items()]
