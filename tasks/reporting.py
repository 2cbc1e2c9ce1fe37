"""Reporting: when a month or a quarter is over, who leads an agency is told of its reports, each person once.

On the first working day after the period by the agency's own calendar, through the channels that each has chosen: a
letter has the headline figures and the address of the reports, no file. Who comes into the post within some days is
told too. Done again after a restart, nobody is told twice: a notice is there once for a person and a period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from processes import notices, organisation, periods, permissions
from processes.calendars import local
from processes.database import Database, Snapshot
from processes.notices import REPORTS, News
from processes.organisation import Directory
from processes.periods import Length, Period
from tasks.report_forms import Source, ii06a
from tasks.report_forms.ii06a import Count

MORNING = time(6, 0)
"""From when on the reports are there: the night's rounds are over, and nobody is at work yet."""
DAYS = 10
"""So long after a period somebody who has not been told is."""

People = dict[int, frozenset[int]]
"""Who is to be told, each of which agencies."""


def is_due(snapshot: Snapshot, moment: datetime) -> bool:
    """Whether somebody is to be told of a period that is over."""
    return any(_untold(snapshot, kind, length, moment)[1] for kind, length in REPORTS.items())


def tell(database: Database, *, moment: datetime) -> int:
    """Tells everybody who is to be told of the periods that are over; how many notices that were."""
    number = 0
    for kind, length in REPORTS.items():
        with database.snapshot() as snapshot:
            period, people = _untold(snapshot, kind, length, moment)
            counts = _counts(snapshot, period, moment) if people else {}
        if not people:
            continue
        key = f"{period.since}"
        told = [
            News(person, kind, key, text=_headline(period, counts, agencies))
            for person, agencies in sorted(people.items())
        ]
        with database.transaction() as transaction:
            notices.tell_all(transaction, told, moment=moment)
        number += len(told)
    return number


def _untold(snapshot: Snapshot, kind: str, length: Length, moment: datetime) -> tuple[Period, People]:
    """The last such period that is over, and who has not been told of it."""
    here = local(moment)
    period = periods.before(length, here.date())
    if here.date() > period.until + timedelta(days=DAYS) or here.time() < MORNING:
        return period, {}
    known = organisation.directory(snapshot, organisation.revision(snapshot), here.date())
    people = _people(known, period, moment)
    told = notices.told(snapshot, kind, [f"{period.since}"]) if people else set[tuple[int, str]]()
    done = {person for person, _ in told}
    return period, {person: agencies for person, agencies in people.items() if person not in done}


def _people(known: Directory, period: Period, moment: datetime) -> People:
    """Who leads an agency whose first working day after the period has come, and the provincial supervisor."""
    today = local(moment).date()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for post in known.every_post():
        is_supervisor = post.path == permissions.SUPERVISOR
        if not known.stands(post) or not (is_supervisor or post.role in permissions.LEADERS):
            continue
        if known.calendar(post.agency_id).working_day_from(period.until + timedelta(days=1)) > today:
            continue
        for person in known.holders(post.id):
            found[person] |= set(known.agencies) if is_supervisor else post.agencies
    return {person: frozenset(agencies) for person, agencies in found.items()}


def _counts(snapshot: Snapshot, period: Period, moment: datetime) -> Mapping[int, Count]:
    """The figures of form II.06a of every agency."""
    known = organisation.directory(snapshot, organisation.revision(snapshot), local(moment).date())
    return ii06a.by_agency(Source(snapshot, period, min(period.ends_at, moment), known))


def _headline(period: Period, counts: Mapping[int, Count], agencies: Iterable[int]) -> str:
    own = ii06a.summed(counts[one] for one in agencies if one in counts)
    resolved, left = own.early + own.on_time + own.overdue, own.within + own.late
    return (
        f"{period.name}: nhận mới {own.online + own.direct} hồ sơ, đã giải quyết {resolved} (quá hạn {own.overdue}), "
        f"còn {left} (quá hạn {own.late})"
    )
