"""Days: in the night the day before is counted and kept, and each agency's leaders find it in the morning.

Done again after a restart, nothing is counted or told twice. Histories behind the numbers are verified: where one is
not what was sealed, the administrators see it in the log and in /metrics.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta

from processes import days, notices, organisation, permissions
from processes.calendars import local
from processes.database import Database, Snapshot, Transaction
from processes.days import Day
from processes.notices import News
from processes.organisation import Directory

log = logging.getLogger("motcua.agent")

NIGHT = time(1, 30)
"""From when on the day before is counted, in Vietnam: what was done late is in by then, and nobody is at work."""


def is_due(snapshot: Snapshot, moment: datetime) -> bool:
    """Whether yesterday waits to be counted."""
    return local(moment).time() >= NIGHT and not days.of(snapshot, _yesterday(moment))


def count(database: Database, *, moment: datetime) -> int:
    """Counts yesterday where that has not been done, and tells the leaders; tells of how many agencies."""
    with database.transaction() as transaction:
        if not is_due(transaction, moment):
            return 0
        found = days.counted(transaction, _yesterday(moment))
        days.keep(transaction, found)
        today = local(moment).date()
        known = organisation.directory(transaction, organisation.revision(transaction), today)
        for day in found:
            _tell(transaction, day, known, moment)
        return len(found)


def _yesterday(moment: datetime) -> date:
    return local(moment).date() - timedelta(days=1)


def _tell(transaction: Transaction, day: Day, known: Directory, moment: datetime) -> None:
    if day.broken:
        log.error("history.broken agency=%s day=%s dossiers=%s", day.agency_id, day.day, day.broken)
    home = known.lineage.now("agency", day.agency_id)
    posts = (post for post in known.every_post() if post.agency_id == home and post.role in permissions.LEADERS)
    people = sorted({officer for post in posts for officer in known.holders(post.id)})
    told = f"{day.day:%d/%m}: tiếp nhận {day.received}, xong {day.finished} (quá hạn {day.late}), "
    told += f"còn {day.overdue} hồ sơ đang quá hạn"
    key = f"{day.day:%Y%m%d}:{day.agency_id}"
    notices.tell_all(transaction, [News(one, "day", key, text=told) for one in people], moment=moment)
