"""The forms of a draft: a decision with an opinion where a step chooses, and what issuing and returning must ask."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bpmn.procedures import Outcome
from bpmn.process_tables.table import Step

_Component = dict[str, object]


def choice(step: Step, key: str, form: str, *, signs: bool) -> bytes:
    """Agree or send back, with the reason; `approved` is what a signature waits for."""
    yes = ("Ký duyệt", "approved") if signs else ("Đồng ý", "agreed")
    options = [{"label": label, "value": value} for label, value in (yes, ("Không đồng ý", "sent_back"))]
    return _form(
        form,
        {"type": "radio", "key": key, "label": "Quyết định" if signs else "Ý kiến", "values": options, **_required()},
        {
            "type": "textarea",
            "key": f"{key}_note",
            "label": "Lý do không đồng ý",
            "conditional": {"hide": f'={key} != "sent_back"'},
            **_required(2_000),
        },
    )


def issue(form: str, outcomes: Sequence[Outcome]) -> bytes:
    """Number, date, signer and file of the result; which result, where there may be several."""
    which: list[_Component] = []
    if len(outcomes) > 1:
        options = [{"label": outcome.name, "value": outcome.key} for outcome in outcomes]
        which = [{"type": "radio", "key": "outcome", "label": "Loại kết quả", "values": options, **_required()}]
    return _form(
        form,
        *which,
        {"type": "textfield", "key": "result_number", "label": "Số, ký hiệu", **_required(50)},
        {"type": "datetime", "key": "result_date", "subtype": "date", "dateLabel": "Ngày ký", **_required()},
        {"type": "textfield", "key": "result_signer", "label": "Người ký", **_required(200)},
        {"type": "filepicker", "key": "result_file", "label": "Tệp kết quả đã ký", "accept": ".pdf", **_required()},
    )


def hand_back(form: str) -> bytes:
    """Who received the result."""
    return _form(form, {"type": "textfield", "key": "receiver_name", "label": "Người nhận kết quả", **_required(200)})


def _required(longest: int | None = None) -> _Component:
    return {"validate": {"required": True} | ({"maxLength": longest} if longest else {})}


def _form(form: str, *components: _Component) -> bytes:
    named = [{"id": f"field_{component['key']}", **component} for component in components]
    document = {"type": "default", "id": form, "schemaVersion": 16, "components": named}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
