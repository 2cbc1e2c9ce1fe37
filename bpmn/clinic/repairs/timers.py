"""A timer without a readable time waits a day, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn.checks.rules.duration_readable import is_readable
from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import children, drop, kind_of, label
from bpmn.clinic.registry import Change, repair
from bpmn.model import Timer, TimerKind
from bpmn.sentences import Sentence

_KINDS: tuple[TimerKind, ...] = ("timeDuration", "timeDate", "timeCycle")
_BY_NAME: dict[str, TimerKind] = {str(kind): kind for kind in _KINDS}
_ASSUMED = {"timeDuration": "P1D", "timeDate": "P1D", "timeCycle": "R/P1D"}
_WORDS = re.compile(r"[\"']?\s*(?P<number>\d{1,4})\s*-?\s*(?P<unit>[^\W\d]+(?: làm việc)?)\s*[\"']?", re.IGNORECASE)
_UNITS = {
    "PT{}S": ("second", "sec", "s", "giây"),
    "PT{}M": ("minute", "min", "phút"),
    "PT{}H": ("hour", "hr", "h", "giờ", "tiếng"),
    "P{}D": ("day", "d", "ngày", "tag", "tage"),
    "P{}W": ("week", "w", "tuần", "woche", "wochen"),
    "P{}M": ("month", "tháng", "monat", "monate"),
    "P{}Y": ("year", "y", "năm", "jahr", "jahre"),
}


@repair("repair-timer", order=42)
def mend(chart: Chart) -> Iterator[Change]:
    """Timers without a time, or with one we cannot read, get a working assumption."""
    for definition in chart.every("timerEventDefinition"):
        event = definition.getparent()
        if chart.spares(event):
            continue
        written = children(definition, *_KINDS)
        for more in written[1:]:
            drop(more)
        if not written:
            chart.say(definition, "timeDuration", "P1D")
            yield event, Sentence("Sự kiện hẹn giờ {event} chưa có thời hạn; tạm đặt 1 ngày (P1D).", event=label(event))
            continue
        old = "".join(written[0].itertext()).strip()
        drawn = _BY_NAME[kind_of(written[0])]
        if is_readable(Timer(kind=drawn, text=old)):
            continue
        new, kind = _read(old, drawn)
        for text in list(written[0]):
            written[0].remove(text)
        chart.rename_kind(written[0], kind)
        written[0].text = new
        if old:
            chart.note(event, old)
        was = Sentence("thời hạn “{old}” không đọc được", old=old) if old else Sentence("chưa có thời hạn")
        yield event, Sentence("Sự kiện hẹn giờ {event}: {was}; tạm đặt {new}.", event=label(event), was=was, new=new)


def _read(text: str, kind: TimerKind) -> tuple[str, TimerKind]:
    """`3 days` is P3D; a period where a cycle belongs repeats for ever; else a day."""
    plain = text.strip("\"' ")
    for wanted in (kind, *_KINDS):
        if plain and is_readable(Timer(kind=wanted, text=plain)):
            return plain, wanted
    words = _WORDS.fullmatch(text.strip())
    unit = words["unit"].lower().removesuffix(" làm việc") if words else ""
    for pattern, names in _UNITS.items():
        if words and (unit in names or unit.removesuffix("s") in names):
            period = pattern.format(words["number"])
            return (f"R/{period}", kind) if kind == "timeCycle" else (period, "timeDuration")
    return _ASSUMED[kind], "timeCycle" if kind == "timeCycle" else "timeDuration"
