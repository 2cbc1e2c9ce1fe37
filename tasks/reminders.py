"""Reminding: what is due of the ladders fires, each rung once, with who was told; and what would fire, told beforehand.

The sweep costs what is due, not what is open. After an agent was away, of several rungs that were reached only the
highest is told and the others are put down as overtaken; whom an overtaken escalation would have told is told by the
one above it. The dry run asks the same functions.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from processes import catalogue, ladders, notices, organisation, reminders
from processes.calendars import local
from processes.database import Database, Snapshot, Transaction
from processes.ladders import Ladder, Reached
from processes.notices import News
from processes.organisation import Directory
from processes.reminders import Mark, Reminder, Watched
from tasks.escalations import Addressees

log = logging.getLogger("motcua.agent")

AT_ONCE = 200
"""So many tasks are taken in one transaction: acts on their dossiers wait no longer than it lasts."""
_COUNTED, _CHUNKS = 500, 100  # so many tasks at once, and so often a sweep, are counted anew


def sweep(database: Database, *, moment: datetime) -> int:
    """Fires what is reached of every ladder; tells how many rungs did. Done again, nothing is repeated."""
    for _ in range(_CHUNKS):
        if not count_anew(database, moment=moment):
            break
    fired = 0
    while True:
        with database.transaction() as transaction:
            found = reminders.take(transaction, until=moment, limit=AT_ONCE)
            fired += _fire(transaction, found, moment)
        if len(found) < AT_ONCE:
            return fired


def _fire(transaction: Transaction, found: Sequence[Watched], moment: datetime) -> int:
    if not found:
        return 0
    known = _directory(transaction, moment)
    ladder = _Counting(transaction, known)
    before = reminders.fired(transaction, [one.task_id for one in found])
    addressees = Addressees(known)
    told: list[Reminder] = []
    onward: dict[int, datetime | None] = {}
    for one in found:
        told += _collapsed(one, ladder.reached(one, moment, before), addressees, moment)
        onward[one.task_id] = ladder.next_after(one, moment)
    reminders.record(transaction, told)
    reminders.go_on(transaction, onward)
    notices.tell_all(transaction, [news for one in told for news in _news(one)], moment=moment)
    return sum(one.state == reminders.SENT for one in told)


def _directory(snapshot: Snapshot, moment: datetime) -> Directory:
    return organisation.directory(snapshot, organisation.revision(snapshot), local(moment).date())


class _Counting:
    """Where the rungs of tasks lie, by the ladders and calendars of one day."""

    def __init__(self, snapshot: Snapshot, known: Directory) -> None:
        self._snapshot, self._known = snapshot, known

    def reached(self, one: Watched, until: datetime, before: Collection[reminders.Key]) -> list[Reached]:
        """The rungs of a task up to a moment that have not fired, the earliest first; none while its clock stands."""
        if one.since is None or reminders.is_standing(self._snapshot, one):
            return []
        calendar = self._known.calendar(self._known.lineage.now("agency", one.agency_id))
        found = self._ladder(one).between(one.span(calendar), calendar, one.since, until)
        return [each for each in found if (one.task_id, each.rung.kind, one.due_at) not in before]

    def next_after(self, one: Watched, moment: datetime) -> datetime | None:
        """When the ladder of a task goes on after a moment."""
        if reminders.is_standing(self._snapshot, one):
            return None
        calendar = self._known.calendar(self._known.lineage.now("agency", one.agency_id))
        return self._ladder(one).first_after(one.span(calendar), calendar, moment)

    def first_of_late(self, one: Watched, moment: datetime) -> datetime | None:
        """When it goes on after calendar or ladder have changed: what one day more has passed over still fires.

        What is reached already is left to the sweep.
        """
        if one.since is not None and one.since <= moment:
            return one.since
        calendar = self._known.calendar(self._known.lineage.now("agency", one.agency_id))
        return self.next_after(one, calendar.days_from(moment, -1))

    def _ladder(self, one: Watched) -> Ladder:
        return self._known.ladder(catalogue.published(self._snapshot, one.release_id).release.code)


def _collapsed(
    one: Watched, reached: Sequence[Reached], addressees: Addressees, moment: datetime
) -> Iterator[Reminder]:
    """What comes of the rungs that a round finds: of the reminders and of the escalations the last, each."""
    for is_escalation in (False, True):
        mine = [each for each in reached if each.rung.is_escalation is is_escalation]
        last = {each.rung.addressee: each for each in mine if each.at == mine[-1].at}
        sent = list(last.values())
        passed = [who for each in mine if each not in sent for who in addressees.of(each.rung.addressee, one)]
        known: set[int] = set()
        for each in mine:
            told: tuple[int, ...] = ()
            if each in sent:
                people = dict.fromkeys([*passed, *addressees.of(each.rung.addressee, one)])
                told = tuple(who for who in people if who not in known)
                known |= set(told)
            state = reminders.SENT if each in sent else reminders.OVERTAKEN
            yield Reminder(one.task_id, one.dossier_id, each.rung.kind, one.due_at, each.at, moment, state, told)


def _news(one: Reminder) -> Iterator[News]:
    rung = one.rung
    kind = "escalation" if rung.is_escalation else "reminder"
    key = f"{one.task_id}:{one.kind}:{local(one.due_at):%Y%m%dT%H%M}"
    for officer in one.told:
        yield News(officer, kind, key, one.dossier_id, one.task_id, text=ladders.written(rung.days))


def count_anew(database: Database, *, moment: datetime) -> bool:
    """Where a calendar or a ladder has changed, says of some more open tasks when their ladders go on.

    Tells whether there may be more. An act that has moved a task meanwhile stands.
    """
    with database.transaction() as transaction:
        change, ladder = reminders.last_change(transaction), ladders.last_change(transaction)
        mark = reminders.mark(transaction)
        if mark is None or (mark.change_id, mark.ladder_id) != (change, ladder):
            reminders.put_mark(transaction, Mark(change, ladder, 0))
            return True
        if mark.task_id is None:
            return False
        found = reminders.after(transaction, mark.task_id, limit=_COUNTED)
        counting = _Counting(transaction, _directory(transaction, moment))
        reminders.correct(transaction, [(one, counting.first_of_late(one, moment)) for one in found])
        last = found[-1].task_id if len(found) == _COUNTED else None
        reminders.put_mark(transaction, Mark(change, ladder, last))
        return last is not None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A rung that would fire, with what it is about and the names of who would be told."""

    reminder: Reminder
    code: str
    task: str
    told: tuple[str, ...]


def foresee(snapshot: Snapshot, *, since: datetime, until: datetime, moment: datetime) -> list[Foreseen]:
    """What fires from `since` to `until` if nothing is done; what was reached already fires at the moment.

    Refuses: OutsideCalendar.
    """
    known = _directory(snapshot, moment)
    counting = _Counting(snapshot, known)
    watched = {one.task_id: one for one in reminders.watched(snapshot, until=until)}
    before = reminders.fired(snapshot, watched)
    rounds: dict[tuple[datetime, int], list[Reached]] = {}
    for one in watched.values():
        for each in counting.reached(one, until, before):
            rounds.setdefault((max(each.at, moment), one.task_id), []).append(each)
    found: list[Foreseen] = []
    day, addressees = local(moment).date(), Addressees(known)
    for (at, task_id), reached in sorted(rounds.items()):
        if local(at).date() != day:  # by then others may hold the posts
            day, known = local(at).date(), _directory(snapshot, at)
            addressees = Addressees(known)
        if at >= since:
            one = watched[task_id]
            told = _collapsed(one, reached, addressees, at)
            found += [Foreseen(each, one.code, one.name, tuple(map(known.name, each.told))) for each in told]
    return found
