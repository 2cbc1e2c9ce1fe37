"""What an act puts on record must be asked for by its step's form."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.forms import Kind
from bpmn.model import Act
from bpmn.sentences import Sentence

_NEEDED: dict[Act, dict[str, Kind]] = {
    "issue": {
        "result_number": "text",
        "result_date": "date",
        "result_signer": "text",
        "result_file": "file",
    },
    "return": {"receiver_name": "text"},
    "publish": {"publish": "radio"},
    "appraise": {"decision": "radio"},
    "approve": {"decision": "radio"},
    "promulgate": {"document": "text", "decided_on": "date", "signer": "text", "effective_on": "date"},
    "assess": {"decision": "radio"},
}


@rule("act-fields", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Issuing asks for the result's number, date, signer and file, returning for the receiver, publishing whether."""
    for task in subject.tasks:
        form = subject.form(task)
        if form is None:
            continue
        asked = {field.key: field for field in form.fields if field.required}
        for key, kind in _NEEDED.get(task.act, {}).items():
            if key not in asked:
                yield (
                    task,
                    Sentence("Biểu mẫu của bước {task} phải có mục bắt buộc “{key}”.", task=called(task), key=key),
                )
            elif asked[key].kind != kind:
                yield (
                    task,
                    Sentence(
                        "Mục “{key}” trong biểu mẫu của bước {task} phải thuộc loại {kind}.",
                        key=key,
                        task=called(task),
                        kind=kind,
                    ),
                )
