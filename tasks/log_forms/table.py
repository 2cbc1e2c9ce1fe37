"""CSV: one row a task, as Disco, Celonis, Apromore and a spreadsheet read it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from processes.event_log import NEVER
from tasks.log_forms.form import form
from tasks.log_forms.source import Case, Source, Step, local

COLUMNS = (
    *("case", "activity", "enabled", "assigned", "start", "end", "resource", "role", "group", "agency"),
    *("procedure", "release", "variant", "channel", "paused_minutes", "due", "state", "element", "task", "case_due"),
    *("case_received", "case_finished"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@form("csv", "CSV", "csv", "text/csv; charset=utf-8")
def write(source: Source) -> Iterator[str]:
    """A line of names, then a line for each task; times in Vietnam with their offset."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for block in source.blocks():
        writer.writerows([_shown(value) for value in _row(case, step)] for case in block for step in case.steps)
        yield file.getvalue()
        file.seek(0)
        file.truncate()
    if file.getvalue():
        yield file.getvalue()


def _row(case: Case, step: Step) -> tuple[str | int, ...]:
    start = step.opened if step.claimed == NEVER < step.closed else step.claimed
    return (
        *(case.id, step.activity, local(step.opened), local(step.assigned), local(start), local(step.closed)),
        *(step.officer, step.role, step.unit, step.agency, case.procedure, case.release, case.case, case.channel),
        *(step.paused, local(step.due), step.state, step.element, step.id, local(case.due), local(case.received)),
        local(case.finished),
    )


def _shown(value: str | int) -> str | int:
    """A spreadsheet takes no name for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
