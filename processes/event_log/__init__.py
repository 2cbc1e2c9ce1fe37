"""The event log: every task of every dossier as columns of numbers, read from the record and kept in a file.

    with database.snapshot() as snapshot:
        log = event_log.current(snapshot)
    log.tasks["opened"], log.of_dossiers("release")

What has been read stays; only dossiers whose history has grown since are read anew. docs/decisions/0030.
"""

from processes.event_log.columns import NEVER, Columns, EventLog
from processes.event_log.reading import of_dossiers, read
from processes.event_log.upkeep import current, forget

__all__ = ["NEVER", "Columns", "EventLog", "current", "forget", "of_dossiers", "read"]
