"""A result is one of those the procedure may end with."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called


@rule("outcome-known", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """What a form's `outcome` field offers are keys of the release's outcomes."""
    known = {outcome.key for outcome in subject.outcomes}
    for task in subject.tasks if known else ():
        form = subject.form(task)
        offered = [field for field in (form.fields if form else ()) if field.key == "outcome"]
        for option in (option for field in offered for option in field.options):
            if option.value not in known:
                yield (
                    task,
                    f"Kết quả “{option.value}” ở bước {called(task)} không có trong danh sách kết quả của thủ tục.",
                )
