"""Suggestions: what the record already knows of a step's answer, for the officer to confirm or change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bpmn.model import Act
from processes.calendars import local
from tasks import signing
from tasks.viewing import TaskView


def values(view: TaskView, moment: datetime) -> dict[str, object]:
    """Likely values of the step's form; nothing is suggested for a field the form does not have."""
    suggest = _SUGGESTED.get(view.task.act)
    if suggest is None or view.form is None:
        return {}
    keys = {field.key for field in view.form.fields}
    return {key: value for key, value in suggest(view, moment).items() if key in keys and value}


def _issue(view: TaskView, moment: datetime) -> dict[str, object]:
    """The result is what was signed, by who signed it, mostly on the same day."""
    model = view.dossier.published.release.model
    signed = [s for s in view.dossier.steps if s.state == "completed" and model.task(s.element).sign]
    if not signed:
        return {"result_date": local(moment).date().isoformat()}
    last = signed[-1]
    return {
        "result_date": local(last.closed_at or moment).date().isoformat(),
        "result_signer": view.dossier.directory.name(last.holder_id),
        signing.RESULT: [signing.named(file) for file in view.dossier.documents if file.kind == signing.SIGNED],
    }


def _return(view: TaskView, moment: datetime) -> dict[str, object]:
    """The result goes to whom, and in the way, that was asked for at the counter."""
    found = view.dossier.particulars
    people = found.people
    return {
        "receiver_name": (people.receiver or people.submitter).name,
        "return_method": found.delivery.get("asked", ""),
    }


def _publish(view: TaskView, moment: datetime) -> dict[str, object]:
    """What is made public is mostly the officer's line on it and the answer; the sender's own words are theirs."""
    told = view.dossier.told
    return {
        "public_question": told.subject if told else "",
        "public_answer": view.values.get("answer", ""),
    }


_SUGGESTED: dict[Act, Callable[[TaskView, datetime], dict[str, object]]] = {
    "issue": _issue,
    "return": _return,
    "publish": _publish,
}
