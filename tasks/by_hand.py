"""By hand: a handoff to an agency whose system will not take it from ours is carried by an officer, as two tasks.

The first is to enter it in the partner's system (nhập vào hệ thống của …) and note what it is called there, the second
to record the answer (ghi nhận trả lời). Both are claimed, put back, assigned, urged and due as every other task is; the
clock, the thread and the message that comes back are those of any handoff.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import orjson

from bpmn import exchange, forms
from bpmn.engine import Progress, Waiting
from bpmn.forms import Form
from processes import (
    catalogue,
    documents,
    dossiers,
    executions,
    handoffs,
    organisation,
    partners,
    parts,
    sendings,
)
from processes.database import Snapshot, Transaction
from processes.executions import Held
from processes.handoffs import Event, Handoff
from processes.history import Fact
from processes.organisation import Officer
from processes.refusals import Missing, NotLawful
from processes.sendings import ANSWER, ENTER, Giver
from tasks import signing

_REFUSED = "refused"


def form(snapshot: Snapshot, held: Held) -> Form:
    """What is asked of who carries the handoff: its number at the partner, or the answer."""
    if held.ref.startswith(ENTER):
        return _form("enter", _text("reference", "Số hồ sơ bên nhận", 100), _day("entered_on", "Ngày nhập"))
    handoff = _of(snapshot, held)
    model = catalogue.published(snapshot, held.release_id).release.model
    answers = exchange.returns(model, held.process, handoff.code)
    options = [{"value": one.name, "label": one.label} for one in answers]
    if not options:
        options = [{"value": "", "label": "Đã giải quyết"}]
    options.append({"value": _REFUSED, "label": "Từ chối tiếp nhận"})
    required = {"validate": {"required": True}}
    return _form(
        "answer",
        {"type": "radio", "key": "answer", "label": "Kết quả", "values": options, **required},
        _text("answer_number", "Số, ký hiệu văn bản trả lời", 100, required=False),
        _day("answer_date", "Ngày trả lời"),
        {"type": "textarea", "key": "answer_reason", "label": "Nội dung hoặc lý do", "validate": {"maxLength": 2000}},
        {"type": "filepicker", "key": "answer_file", "label": "Tệp trả lời", "multiple": True},
    )


def _form(name: str, *components: dict[str, object]) -> Form:
    told = [{"id": f"field_{one['key']}", **one} for one in components]
    return forms.read(orjson.dumps({"type": "default", "id": name, "components": told}))


def _text(key: str, label: str, most: int, *, required: bool = True) -> dict[str, object]:
    return {"type": "textfield", "key": key, "label": label, "validate": {"required": required, "maxLength": most}}


def _day(key: str, label: str) -> dict[str, object]:
    told = {"subtype": "date", "dateLabel": label, "validate": {"required": True}}
    return {"type": "datetime", "key": key, "label": label, **told}


def _of(snapshot: Snapshot, held: Held) -> Handoff:
    key = held.ref.partition(":")[2]
    return next(one for one in handoffs.of_execution(snapshot, held.execution_id) if one.key == key)


def complete(
    transaction: Transaction, held: Held, values: Mapping[str, object], *, officer: Officer, moment: datetime, key: str
) -> Progress:
    """Records what the partner calls the handoff, or what it answered; the answer moves the dossier on.

    Refuses: WrongValues, Missing, NotLawful for a day to come, DocumentMissing, LostRace, HandoffMoved, AlreadyDone.
    """
    answer = form(transaction, held).check(values)
    dossiers.close(transaction, held, officer=officer, moment=moment)
    handoff = handoffs.hold(transaction, _of(transaction, held).id)
    told = Fact("task.completed", dict(answer), officer.id, held.post_id, held.element, held.ref)
    said = _entered if held.ref.startswith(ENTER) else _answered
    return said(transaction, held, handoff, answer, told, officer, moment, key)


def _entered(
    transaction: Transaction,
    held: Held,
    handoff: Handoff,
    answer: Mapping[str, object],
    told: Fact,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Progress:
    entered_on, reference = _past(answer, "entered_on", moment), str(answer["reference"])
    known = organisation.of_officer(transaction, officer)
    partner = partners.one(transaction, handoff.partner_id)
    answer_by = known.calendar(known.lineage.now("agency", held.agency_id)).add(moment, partner.to_answer)
    by = f"{officer.name}, {known.agencies[held.agency_id].name}"
    number = handoffs.next_number(transaction, handoff.id, "sender")
    data = {"reference": reference, "date": entered_on.isoformat()}
    event = Event("sender", number, moment, "received", by, "", data, officer.id)
    leg = {"received_at": moment, "answer_by": answer_by, "look_at": answer_by, "reference": reference}
    handoffs.say(transaction, handoff, event, **leg)
    received = Fact("handoff.received", {"to": handoff.partner, **data}, officer.id, held.post_id, held.element)
    parts.tell(transaction, held.dossier_id, [told, received], moment=moment, key=key)
    giver = Giver(held.dossier_id, held.process, held.agency_id, held.receiving_unit_id, held.execution_id)
    task = sendings.by_hand(ANSWER, handoff.key, held.element, partner, giver, known, moment, answer_by)
    assert task is not None
    executions.open_task(transaction, held, task)
    return _where(held, Waiting(str(task["ref"]), held.element, str(task["name"])))


def _answered(
    transaction: Transaction,
    held: Held,
    handoff: Handoff,
    answer: Mapping[str, object],
    told: Fact,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Progress:
    message, reason = str(answer.get("answer") or ""), str(answer.get("answer_reason") or "")
    refused = message == _REFUSED
    if refused and not reason.strip():
        raise Missing(what="lý do từ chối")
    files = signing.file_ids(answer.get("answer_file"))
    taken = {"dossier_id": held.dossier_id, "kind": "form", "paper": "answer_file", "officer": officer}
    documents.take(transaction, files, **taken)  # pyright: ignore[reportArgumentType]
    facts: dict[str, object] = {
        "number": answer.get("answer_number") or "",
        "date": _past(answer, "answer_date", moment).isoformat(),
        "reason": reason,
        "file": answer.get("answer_file") or [],
    }
    facts |= {f"{handoff.code}_{name}": value for name, value in facts.items()}
    number = handoffs.next_number(transaction, handoff.id, "sender")
    by = f"{officer.name}, {handoff.partner}"
    data = {"message": message, "facts": facts}
    kind = "refused" if refused else "done"
    handoffs.say(transaction, handoff, Event("sender", number, moment, kind, by, reason, data, officer.id))
    fact = Fact(f"handoff.{kind}", {"from": handoff.partner, "reason": reason}, officer.id, held.post_id, held.element)
    parts.tell(transaction, held.dossier_id, [told, fact], moment=moment, key=key)
    named = {"message": message, "moment": moment, "key": f"{key}/heard"}
    return parts.come_back(transaction, handoff, kind, facts, **named) or _where(held)  # pyright: ignore[reportArgumentType]


def _past(answer: Mapping[str, object], field: str, moment: datetime) -> date:
    """The day that an answer names. Refuses: NotLawful for one to come."""
    day = date.fromisoformat(str(answer[field]))
    if day > parts.today(moment):
        raise NotLawful(why="ngày ghi nhận chưa tới")
    return day


def _where(held: Held, *opened: Waiting) -> Progress:
    """Where the dossier stands when the engine has not moved."""
    return Progress(held.state, opened, (), (), (), (), (), {}, ended=False)
