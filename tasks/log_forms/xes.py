"""XES, the interchange form of event logs (IEEE 1849): a trace a dossier, events for what happened to its tasks.

A task is scheduled when it opens, assigned, started when it is claimed, suspended and resumed while the dossier's clock
stands, and completed; what was taken away is withdrawn before it was claimed, and aborted after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from processes.event_log import NEVER
from tasks.log_forms.form import form
from tasks.log_forms.source import Case, Source, Step, local

NAMESPACE = "http://www.xes-standard.org/"
_EXTENSIONS = {
    "Concept": ("concept", "concept.xesext"),
    "Lifecycle": ("lifecycle", "lifecycle.xesext"),
    "Organizational": ("org", "org.xesext"),
    "Time": ("time", "time.xesext"),
}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ORDER = ("schedule", "assign", "start", "suspend", "resume", "complete", "withdraw", "ate_abort")


@form("xes", "XES (IEEE 1849)", "xes", "application/xml")
def write(source: Source) -> Iterator[str]:
    """The head, a trace for each dossier, the end."""
    yield _head()
    for block in source.blocks():
        yield "".join(_trace(case) for case in block)
    yield "</log>\n"


def _head() -> str:
    extensions = "".join(
        f'  <extension name="{name}" prefix="{prefix}" uri="{NAMESPACE}{file}"/>\n'
        for name, (prefix, file) in _EXTENSIONS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<log xes.version="1849-2016" xes.features="" xmlns="{NAMESPACE}">\n{extensions}'
        f'  <global scope="trace">\n{_text("concept:name", "-")}  </global>\n'
        f'  <global scope="event">\n{_text("concept:name", "-")}{_text("lifecycle:transition", "complete")}'
        f"{_date('time:timestamp', 0)}  </global>\n"
        '  <classifier name="Activity" scope="event" keys="concept:name"/>\n'
        '  <classifier name="Activity and transition" scope="event" keys="concept:name lifecycle:transition"/>\n'
        f"{_text('lifecycle:model', 'standard')}"
    )


def _trace(case: Case) -> str:
    told = {"procedure": case.procedure, "case": case.case, "channel": case.channel, "agency": case.agency}
    days = {"received": case.received, "due": case.due, "finished": case.finished}
    events = [event for step in case.steps for event in _events(case, step)]
    events.sort(key=lambda event: (event[0], _ORDER.index(event[1])))
    return "".join(
        (
            "  <trace>\n",
            _text("concept:name", str(case.id)),
            *(_text(name, value) for name, value in told.items()),
            f'    <int key="release" value="{case.release}"/>\n',
            *(_date(name, value) for name, value in days.items() if value != NEVER),
            *(_event(*event) for event in events),
            "  </trace>\n",
        )
    )


def _events(case: Case, step: Step) -> Iterator[tuple[int, str, Step]]:
    """What happened to a task, as XES calls it."""
    yield step.opened, "schedule", step
    if step.assigned != NEVER:
        yield step.assigned, "assign", step
    if step.claimed != NEVER:
        yield step.claimed, "start", step
    for since, until in case.pauses:
        if step.claimed != NEVER and step.claimed <= since and (step.closed == NEVER or until <= step.closed):
            yield since, "suspend", step
            yield until, "resume", step
    if step.closed != NEVER:
        taken_away = "withdraw" if step.claimed == NEVER else "ate_abort"
        yield step.closed, taken_away if step.state == "cancelled" else "complete", step


def _event(at: int, transition: str, step: Step) -> str:
    resource = step.officer if transition not in ("schedule", "withdraw") else ""
    return "".join(
        (
            "    <event>\n",
            _text("concept:name", step.activity),
            _text("concept:instance", str(step.id)),
            _text("lifecycle:transition", transition),
            _date("time:timestamp", at),
            *([_text("org:resource", resource)] if resource else ()),
            _text("org:role", step.role),
            _text("org:group", step.unit),
            _text("element", step.element),
            _text("agency", step.agency),
            _date("due", step.due),
            *([_text("state", step.state)] if transition == "complete" else ()),
            "    </event>\n",
        )
    )


def _text(key: str, value: str) -> str:
    return f'    <string key="{key}" value={quoteattr(_NO_XML.sub("", value))}/>\n'


def _date(key: str, instant: int) -> str:
    return f'    <date key="{key}" value="{local(instant)}"/>\n'
