"""Alerting: who set an alert is told once when it begins to hold, and again only after it has not.

Everything is counted in one look, and what has turned is written some at a time, each with its notice: an agent that
dies in between leaves the rest to the next round, which finds it turned still. Who may no longer look at what an alert
counts is told that it rests; it wakes by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from processes import alerts, notices, organisation
from processes.alerts import Alert
from processes.calendars import local
from processes.database import Database
from processes.notices import News
from processes.organisation import Directory, Officer
from tasks import alert_counts
from tasks.alert_counts import Number

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Turn:
    """An alert as it was seen, as it stands now, and what its officer is told of it; nothing when it only ended."""

    seen: Alert
    now: Alert
    news: News | None = None


def ring(database: Database, *, moment: datetime) -> int:
    """Tells officers which of their alerts have begun to hold; tells how many were told. Done again, none is."""
    with database.snapshot() as snapshot:
        known = organisation.directory(snapshot, organisation.revision(snapshot), local(moment).date())
        found = [(one, known.officer(one.officer_id)) for one in alerts.on(snapshot)]
        numbers = alert_counts.counted(snapshot, [(one.rule, officer) for one, officer in found], known, moment)
    told = zip(found, numbers, strict=True)
    turns = [turn for (one, officer), number in told if (turn := _turn(one, number, officer, known, moment))]
    return sum(_put(database, turns[at : at + AT_ONCE], moment) for at in range(0, len(turns), AT_ONCE))


def _turn(one: Alert, number: Number, officer: Officer, known: Directory, moment: datetime) -> Turn | None:
    """What becomes of an alert by what it counts; None while it stands as it stood."""
    if not isinstance(number, int):
        if one.rests == number:
            return None
        news = None if one.rests else _news(one, "alert_rests", one.rule.name, moment)
        return Turn(one, replace(one, since=None, rests=number), news)
    if number <= one.rule.above:
        is_as_before = one.since is None and not one.rests
        return None if is_as_before else Turn(one, replace(one, since=None, rests=""))
    if one.since is not None and not (one.rule.is_daily and _is_next_day(one, officer, known, moment)):
        return None
    now = replace(one, since=one.since or moment, told_at=moment, told=number, rests="")
    return Turn(one, now, _news(one, "alert", f"{number} {one.rule.name}", moment))


def _is_next_day(one: Alert, officer: Officer, known: Directory, moment: datetime) -> bool:
    """Whether work has begun on a day after the one on which it was told."""
    today = local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    if one.told_at is not None and one.told_at >= today:
        return False
    agency_id = next(iter(officer.all_posts)).agency_id
    return known.calendar(agency_id).between(today, moment).minutes > 0


def _news(one: Alert, kind: str, text: str, moment: datetime) -> News:
    return News(one.officer_id, kind, f"{one.id}:{moment.isoformat()}", text=text)


def _put(database: Database, turns: Sequence[Turn], moment: datetime) -> int:
    """Writes turns with their notices; what its officer, or another agent, has changed meanwhile is left."""
    with database.transaction() as transaction:
        held = alerts.hold(transaction, [turn.seen.id for turn in turns])
        mine = [turn for turn in turns if held.get(turn.seen.id) == turn.seen.revision]
        alerts.move(transaction, [turn.now for turn in mine])
        news = [turn.news for turn in mine if turn.news is not None]
        notices.tell_all(transaction, news, moment=moment)
    return len(news)
