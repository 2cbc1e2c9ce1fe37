"""A script only writes down facts worked out from other facts."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import expressions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression
from bpmn.model import ScriptTask
from bpmn.sentences import Sentence


@rule("script-readable", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every script task holds assignments, and nothing else."""
    for node in subject.nodes:
        if isinstance(node, ScriptTask):
            if not node.script:
                yield node, Sentence("Bước tự động {node} chưa ghi phép tính nào.", node=called(node))
            try:
                expressions.compile_script(node.script)
            except WrongExpression as error:
                yield node, Sentence("Phép tính của bước tự động {node} sai. {error}.", node=called(node), error=error)
