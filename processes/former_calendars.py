"""Former calendars: an agency's working calendar as it was known at a moment, changes recorded later left out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from datetime import datetime

from processes import calendar_changes
from processes.calendars import Calendar
from processes.organisation import Directory


class FormerCalendars:
    """The calendars of a directory's agencies at any moment until now."""

    def __init__(self, known: Directory) -> None:
        self._known = known
        self._changes = sorted(known.changes, key=lambda change: (change.at, change.id))
        self._at = [change.at for change in self._changes]
        self._found: dict[tuple[int, int], Calendar] = {}

    def of(self, agency_id: int, moment: datetime) -> Calendar:
        """An agency's calendar as it was known then."""
        number = bisect_right(self._at, moment)
        found = self._found.get((agency_id, number))
        if found is None:
            hours = self._known.agencies[agency_id].hours
            found = calendar_changes.calendar(self._changes[:number], agency_id, hours)
            self._found[agency_id, number] = found
        return found

    def with_heirs(self, agencies: Collection[int]) -> list[int]:
        """These agencies, and what answers for them now."""
        now = self._known.lineage.now
        return sorted({*agencies, *(now("agency", one) for one in agencies)})
