"""A step that asks a decision nobody wrote would stop every dossier that comes to it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import RuleTask
from bpmn.sentences import Sentence


@rule("decision-known", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every rule task names a decision of the release's tables, and nothing in that decision is wrong."""
    for task in subject.nodes:
        if isinstance(task, RuleTask):
            yield from ((task, message) for message in _flaws(subject, task))


def _flaws(subject: Subject, task: RuleTask) -> Iterator[str]:
    table = subject.model.decisions.get(task.decision)
    if table is None:
        name = (
            Sentence("quyết định “{decision}”, không có tệp .dmn nào ghi nó", decision=task.decision)
            if task.decision
            else Sentence("một quyết định")
        )
        yield Sentence("{task} cần {name}.", task=called(task), name=name)
        return
    below = {decision.id for decision in table.below(table.find(task.decision))}
    for flaw in table.flaws:
        if flaw.id in below:
            yield Sentence(
                "Quyết định “{decision}” của {task} chưa tính được (dòng {line}): {message}.",
                decision=task.decision,
                task=called(task),
                line=flaw.line,
                message=flaw.message,
            )
