"""What supervisors did about a dossier, as its history tells it: urged, gave, took over, reported, asked, repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape

from processes.history import Recorded
from tasks import oversight
from tasks.escalations import ESCALATED
from tasks.viewing import DossierView
from ui.locale import t, when


def _who(view: DossierView, officer_id: object) -> str:
    return f"<b>{escape(view.directory.name(officer_id if isinstance(officer_id, int) else None))}</b>"


def _names(view: DossierView, row: Recorded) -> str:
    given = row.data.get("to")
    return ", ".join(_who(view, one) for one in given) if isinstance(given, list) else ""


def _step(view: DossierView, row: Recorded) -> str:
    element = view.published.release.model.elements.get(row.element or "")
    return f"“{escape(element.name)}”" if element else ""


def _said(row: Recorded, name: str) -> str:
    return escape(str(row.data.get(name) or ""))


def _urged(view: DossierView, row: Recorded) -> str:
    to, who, step = _names(view, row), _who(view, row.officer_id), _step(view, row)
    if not to:
        return t("{who} đôn đốc việc {step}", who=who, step=step)
    if not row.data.get("symbol"):
        return t("{who} đôn đốc việc {step}, báo cho {to}", who=who, step=step, to=to)
    symbol = _said(row, "symbol")
    return t("{who} đôn đốc việc {step}, phiếu số {symbol}, báo cho {to}", who=who, step=step, to=to, symbol=symbol)


def reassigned(view: DossierView, row: Recorded) -> str:
    """A task given to another."""
    told = {"who": _who(view, row.officer_id), "step": _step(view, row), "to": _who(view, row.data.get("to"))}
    return t("{who} phân công lại {step} cho {to}", **told)


def _taken_over(view: DossierView, row: Recorded) -> str:
    told = {"who": _who(view, row.officer_id), "step": _step(view, row)}
    if row.data.get("from") is None:
        return t("{who} lấy việc {step} về xử lý", **told)
    return t("{who} lấy việc {step} của {before} về xử lý", before=_who(view, row.data["from"]), **told)


def _escalated(view: DossierView, row: Recorded) -> str:
    told = {"who": _who(view, row.officer_id), "step": _step(view, row), "to": _names(view, row)}
    return t("{who} báo cấp trên việc {step}, báo cho {to}", **told)


def _to_explain(view: DossierView, row: Recorded) -> str:
    by = when(datetime.fromisoformat(str(row.data["by"])))
    told = {"who": _who(view, row.officer_id), "step": _step(view, row), "to": _who(view, row.data.get("to"))}
    return t("{who} yêu cầu {to} giải trình {step} trước {by}", by=by, **told)


def _explained(view: DossierView, row: Recorded) -> str:
    return t("{who} giải trình với {to}", who=_who(view, row.officer_id), to=_who(view, row.data.get("to")))


def _not_to_explain(view: DossierView, row: Recorded) -> str:
    return t("{who} rút yêu cầu giải trình", who=_who(view, row.officer_id))


def _retried(view: DossierView, row: Recorded) -> str:
    return t("{who} cho chạy lại phần việc bị lỗi: {told}", who=_who(view, row.officer_id), told=_said(row, "told"))


def _jumped(view: DossierView, row: Recorded) -> str:
    told = {"who": _who(view, row.officer_id), "step": _step(view, row), "to": f"<b>{_said(row, 'name')}</b>"}
    return t("{who} chuyển hồ sơ bị lỗi từ {step} sang bước {to}", **told)


def _corrected(view: DossierView, row: Recorded) -> str:
    return t("{who} sửa dữ liệu của hồ sơ bị lỗi", who=_who(view, row.officer_id))


def changes(row: Recorded) -> list[tuple[str, str]]:
    """What of an execution's data was corrected: what each field is called, and what it was and is."""
    names, before, after = (row.data.get(name) for name in ("names", "before", "after"))
    if not (isinstance(names, Mapping) and isinstance(before, Mapping) and isinstance(after, Mapping)):
        return []
    told = ((str(names[key]), _value(before.get(key)), _value(after.get(key))) for key in names)
    return [(label, f"<s>{was}</s> → {now}") for label, was, now in told]


def _value(given: object) -> str:
    return "–" if given in (None, "", []) else escape(str(given))


SENTENCES: dict[str, Callable[[DossierView, Recorded], str]] = {
    oversight.URGED: _urged,
    oversight.TAKEN_OVER: _taken_over,
    ESCALATED: _escalated,
    "explanation.asked": _to_explain,
    "explanation.given": _explained,
    "explanation.withdrawn": _not_to_explain,
    "execution.retried": _retried,
    "execution.jumped": _jumped,
    "execution.corrected": _corrected,
}
