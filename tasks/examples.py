"""Kept trials of a design, gone through again whenever it is checked, on the calendar of who draws it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bpmn import releases, trials
from bpmn.checks import Finding
from bpmn.designs import Placed
from bpmn.files import NotReadable
from bpmn.sentences import Sentence
from processes import workdays
from processes.calendars import Calendar

STRAYED = "example-strayed"


def strayed(files: Mapping[str, bytes], calendar: Calendar) -> tuple[Placed, ...]:
    """The examples that do not go any more as they were kept: each a warning, for the change may be meant.

    Nothing of files that cannot be read; that is told elsewhere.
    """
    try:
        release = releases.read(files)
    except NotReadable:
        return ()
    lends = partial(workdays.functions, calendar)
    told = ((name, one, trials.gone_through(release, one, lends=lends)) for name, one in release.examples.items())
    return tuple(
        Placed(
            name,
            Finding(
                0,
                "",
                STRAYED,
                "warning",
                Sentence("Ví dụ “{name}” không còn chạy như khi lưu: {why}.", name=one.name, why=why),
            ),
        )
        for name, one, why in told
        if why
    )
