"""The event log of this process: read once, refreshed by what is new, and kept in a file for the next process.

A dossier is read anew when its history has grown: whatever happens to a task or to a clock leaves a fact there. Facts
are numbered before they are committed, so that of two acts the later may be seen first; a stretch before the mark is
looked at again each time.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from processes.database import Snapshot
from processes.event_log import cache, columns, reading
from processes.event_log.columns import UNMARKED, EventLog, Mark
from processes.settings import settings
from processes.tables import Event

OVERLAP = 2_000
"""Facts before the mark that are looked at again: far more than acts that are under way at one moment write."""
MANY = 200_000
"""So many new facts, and reading everything is quicker than what is new."""
_WORTH_KEEPING = 20_000

_known: WeakKeyDictionary[Engine, EventLog] = WeakKeyDictionary()
_kept: WeakKeyDictionary[Engine, int] = WeakKeyDictionary()
_lock = Lock()


def current(snapshot: Snapshot) -> EventLog:
    """The log as the record is now. What was read before is not read again."""
    engine = snapshot.connection.engine
    with _lock:
        known = _known.get(engine) or cache.load(_path())
        newest = _newest(snapshot)
        if known is None or not _is_of(snapshot, known.mark) or newest.fact - known.mark.fact > MANY:
            known, found = None, reading.read(snapshot, mark=newest)
        elif newest == known.mark:
            found = known
        else:
            found = _refreshed(snapshot, known, newest)
        _known[engine] = found
        kept = _kept.get(engine, 0 if known is None else known.mark.fact)
        if known is None or newest.fact - kept > _WORTH_KEEPING:
            cache.keep(_path(), found)
            kept = newest.fact
        _kept[engine] = kept
        return found


def forget(snapshot: Snapshot) -> None:
    """This process begins anew, from the file."""
    with _lock:
        _known.pop(snapshot.connection.engine, None)
        _kept.pop(snapshot.connection.engine, None)


def _newest(snapshot: Snapshot) -> Mark:
    row = snapshot.execute(select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)).one_or_none()
    return UNMARKED if row is None else Mark(row.id, row.hash)


def _is_of(snapshot: Snapshot, mark: Mark) -> bool:
    """Whether it is this record that was read so far: the fact is there under its seal."""
    return snapshot.execute(select(Event.hash).where(Event.id == mark.fact)).scalar_one_or_none() == mark.seal


def _refreshed(snapshot: Snapshot, known: EventLog, newest: Mark) -> EventLog:
    """The log with every dossier anew that something has happened to since."""
    moved = select(Event.dossier_id).where(Event.id > known.mark.fact - OVERLAP).distinct()
    new = reading.read(snapshot, moved, words=known.words, mark=newest)
    ids = new.dossiers["id"]
    return EventLog(
        columns.replaced(known.tasks, new.tasks, ids, by="dossier", then="opened"),
        columns.replaced(known.dossiers, new.dossiers, ids, by="id", then="id"),
        columns.replaced(known.pauses, new.pauses, ids, by="dossier", then="since"),
        *(new.releases, new.posts, new.words, newest, new.statements + 2),
        holds=columns.replaced(known.holds, new.holds, ids, by="dossier", then="at"),
        dues=columns.replaced(known.dues, new.dues, ids, by="dossier", then="at"),
        moves=columns.replaced(known.moves, new.moves, ids, by="dossier", then="at"),
    )


def _path() -> Path:
    return settings().data / "event-log.npz"
