"""A result is one of those the procedure may end with."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.forms import Form
from bpmn.sentences import Sentence


@rule("outcome-known", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Where a result may be one of several, a form's `outcome` field asks which; it offers only the release's."""
    known = {outcome.key for outcome in subject.outcomes}
    is_asked = any((form := subject.form(task)) and _asks(form) for task in subject.tasks)
    for task in subject.tasks if len(known) > 1 and not is_asked else ():
        if task.act == "issue":
            yield (
                task,
                Sentence(
                    "Chưa biểu mẫu nào hỏi loại kết quả (mục `outcome`) mà bước {task} phát hành.", task=called(task)
                ),
            )
    for task in subject.tasks if known else ():
        form = subject.form(task)
        offered = [field for field in (form.fields if form else ()) if field.key == "outcome"]
        for option in (option for field in offered for option in field.options):
            if option.value not in known:
                yield (
                    task,
                    Sentence(
                        "Kết quả “{value}” ở bước {task} không có trong danh sách kết quả của thủ tục.",
                        value=option.value,
                        task=called(task),
                    ),
                )


def _asks(form: Form) -> bool:
    return any(field.key == "outcome" for field in form.fields)
