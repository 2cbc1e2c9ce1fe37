"""A process that has steps is there to be run."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import is_true, label
from bpmn.clinic.registry import Change, repair
from bpmn.reader import BPMN
from bpmn.sentences import Sentence


@repair("repair-executable", order=20)
def mend(chart: Chart) -> Iterator[Change]:
    """When no process of the file is executable, all that hold steps become so; and so do those that are called."""
    if not chart.running:
        for process in chart.processes:
            if chart.nodes(process) and not chart.spares(process):
                process.set("isExecutable", "true")
                yield (
                    process,
                    Sentence(
                        "Quy trình {process} chưa được đánh dấu thực thi; đã đặt isExecutable.", process=label(process)
                    ),
                )
    waiting = chart.every("callActivity")
    while waiting:
        call = waiting.pop()
        called = chart.by_id.get(call.get("calledElement", ""))
        if called is None or chart.spares(called):
            continue
        if not is_true(called, "isExecutable") and called in chart.processes and chart.nodes(called):
            called.set("isExecutable", "true")
            waiting += called.iter(f"{{{BPMN}}}callActivity")
            yield (
                called,
                Sentence(
                    "Quy trình {called} được gọi ở {call}; đã đặt isExecutable.", called=label(called), call=label(call)
                ),
            )
