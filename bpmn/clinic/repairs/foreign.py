"""What another tool says in its own words is said again in ours."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.attributes import CAMUNDA, value
from bpmn.clinic.chart import Chart
from bpmn.clinic.dialects import REWRITES, words
from bpmn.clinic.nodes import NODES, label
from bpmn.clinic.registry import Change, repair
from bpmn.clinic.repairs.due_dates import is_term
from bpmn.sentences import Sentence

_SPEAKING = (*NODES, "process", "multiInstanceLoopCharacteristics")
_FORMS = "camunda-forms:deployment:"


@repair("repair-foreign", order=25)
def mend(chart: Chart) -> Iterator[Change]:
    """`zeebe:`, `flowable:`, `activiti:` and `spiffworkflow:` words become `camunda:` ones; the old ones stay."""
    for node in chart.everywhere(*sorted(_SPEAKING)):
        if chart.spares(node):
            continue
        taken: list[str] = []
        for spelled, word, said in words(node):
            if not value(node, word) and (word != "dueDate" or is_term(said)):
                node.set(f"{{{CAMUNDA}}}{word}", said)
                taken.append(f"{spelled} → camunda:{word}")
        taken += [f"{spelled} → BPMN" for rewrite in REWRITES if (spelled := rewrite(node))]
        form = value(node, "formKey")
        if form.startswith(_FORMS) and not value(node, "formRef"):
            node.set(f"{{{CAMUNDA}}}formRef", form.removeprefix(_FORMS).removesuffix(".form"))
            taken.append("camunda:formKey → camunda:formRef")
        if taken:
            yield (
                node,
                Sentence(
                    "{node} dùng cách ghi của công cụ khác; đã ghi thêm: {kinds}.",
                    node=label(node),
                    kinds=", ".join(taken),
                ),
            )
