"""A diagram that nobody can run is a picture."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject
from bpmn.sentences import Sentence


@rule("executable-process", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """At least one process is marked executable."""
    if not subject.processes:
        yield subject.model.main, Sentence("Sơ đồ chưa có quy trình nào được đánh dấu là thực thi được (isExecutable).")
