"""A due date that another engine works out at run time is no allotment."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.attributes import CAMUNDA, value
from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import label
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence
from bpmn.terms import Term, WrongTerm


@repair("repair-due-date", order=55)
def mend(chart: Chart) -> Iterator[Change]:
    """A due date that is not an allotment goes into the documentation."""
    for task in chart.every("userTask"):
        text = value(task, "dueDate")
        if text and not is_term(text) and not chart.spares(task):
            del task.attrib[f"{{{CAMUNDA}}}dueDate"]
            chart.note(task, f"dueDate: {text}")
            yield (
                task,
                Sentence(
                    "Thời hạn “{text}” của bước {task} không phải là số ngày hay giờ; đã ghi vào phần mô tả.",
                    text=text,
                    task=label(task),
                ),
            )


def is_term(text: str) -> bool:
    """Whether a text is an allotment."""
    try:
        Term.read(text, kind="working")
    except WrongTerm:
        return False
    return True
