"""What colleagues ask of each other, as the history of a dossier tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

from processes.history import Recorded
from tasks.viewing import DossierView
from ui.locale import t


def for_whom(view: DossierView, row: Recorded) -> str:
    """Who had asked the officer to do it; empty where nobody had."""
    given = view.delegations.get(row.delegation_id or 0)
    if given is None or given.delegate_id != row.officer_id:
        return ""
    return t("được {name} nhờ xử lý thay", name=view.directory.name(given.asker_id))


def _who(view: DossierView, officer_id: object) -> str:
    return f"<b>{escape(view.directory.name(officer_id if isinstance(officer_id, int) else None))}</b>"


def _step(view: DossierView, row: Recorded) -> str:
    element = view.published.release.model.elements.get(row.element or "")
    return f"“{escape(element.name)}”" if element else ""


def _delegated(view: DossierView, row: Recorded) -> str:
    who, to, until = _who(view, row.officer_id), _who(view, row.data.get("to")), row.data.get("until")
    if not isinstance(until, str):
        return t("{who} nhờ {to} xử lý thay {step}", who=who, to=to, step=_step(view, row))
    day = f"{date.fromisoformat(until):%d/%m/%Y}"
    return t("{who} nhờ {to} xử lý thay {step} đến hết ngày {day}", who=who, to=to, step=_step(view, row), day=day)


def _returned(view: DossierView, row: Recorded) -> str:
    return t("{who} làm xong {step} và trả lại người nhờ", who=_who(view, row.officer_id), step=_step(view, row))


def _ended(view: DossierView, row: Recorded) -> str:
    step, to = _step(view, row), row.data.get("to")
    match row.data.get("why"):
        case "taken-back":
            return t("{who} lấy lại {step}", who=_who(view, row.officer_id), step=step)
        case "asker":
            return t("Người nhờ không còn giữ vị trí, {step} trở lại danh sách chưa nhận", step=step)
        case "until":
            return t("Hết thời gian nhờ xử lý thay, {step} trở lại {name}", step=step, name=_who(view, to))
        case "absent":
            return t("Người được nhờ vắng mặt, {step} trở lại {name}", step=step, name=_who(view, to))
        case _:
            return t("Người được nhờ không còn giữ vị trí, {step} trở lại {name}", step=step, name=_who(view, to))


def _asked(view: DossierView, row: Recorded) -> str:
    return t("{who} hỏi ý kiến {to}", who=_who(view, row.officer_id), to=_who(view, row.data.get("to")))


def _answered(view: DossierView, row: Recorded) -> str:
    return t("{who} trả lời câu hỏi của {to}", who=_who(view, row.officer_id), to=_who(view, row.data.get("to")))


def _withdrawn(view: DossierView, row: Recorded) -> str:
    return t("{who} rút câu hỏi gửi {to}", who=_who(view, row.officer_id), to=_who(view, row.data.get("to")))


SENTENCES: dict[str, Callable[[DossierView, Recorded], str]] = {
    "task.delegated": _delegated,
    "task.delegation-returned": _returned,
    "task.delegation-ended": _ended,
    "question.asked": _asked,
    "question.answered": _answered,
    "question.withdrawn": _withdrawn,
}
