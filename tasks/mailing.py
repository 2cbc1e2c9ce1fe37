"""Mailing: notices that officers want by mail become letters in the outbox, each once."""

from __future__ import annotations

from datetime import datetime

from processes import ladders, notices, outbox
from processes.calendars import local
from processes.database import Transaction
from processes.notices import KINDS, LADDER, Notice, Wanted
from processes.outbox import Message
from processes.settings import settings
from tasks.channels import mail


def put(transaction: Transaction, *, moment: datetime) -> int:
    """Puts what is wanted by mail into the outbox; tells how many letters that were.

    What was read meanwhile, is older than a day or has no address gets none; nor does anything while mail is off.
    """
    wanted = notices.take_wanted(transaction, moment=moment)
    letters = [_letter(one) for one in wanted] if settings().mail.host else []
    if letters:
        outbox.put(transaction, letters, moment=moment)
    return len(letters)


def _letter(wanted: Wanted) -> Message:
    notice = wanted.notice
    body: dict[str, object] = {
        "id": f"thong-bao-{notice.id}-{notice.at:%Y%m%d%H%M%S}",
        "to": wanted.address,
        "name": wanted.name,
        "said": KINDS[notice.kind].sentence.format(
            by=wanted.by or "Một cán bộ",
            task=notice.task or "",
            code=notice.code or "",
            number=_number(notice),
            name=notice.name,
        ),
        "code": notice.code or "",
        "procedure": notice.procedure or "",
        "task": notice.task or "",
        "due": f"{local(notice.due_at):%H:%M ngày %d/%m/%Y}" if notice.due_at is not None else "",
        "path": _path(notice),
    }
    return Message(mail.TOPIC, f"mail:notice:{notice.id}", body, notice.dossier_id)


def _number(notice: Notice) -> str:
    if notice.kind not in LADDER:
        return notice.number
    return ladders.said(notice.text).format(days=ladders.distance(notice.text))


def _path(notice: Notice) -> str:
    if notice.report is not None:
        return notice.report
    if notice.task_id is not None:
        return f"/?viec={notice.task_id}"
    if notice.alert_id:
        return f"/canh-bao?id={notice.alert_id}"
    return f"/ho-so?id={notice.dossier_id}" if notice.dossier_id is not None else "/thong-bao"
