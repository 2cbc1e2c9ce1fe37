"""What a dossier's history tells of handoffs."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from processes.history import Recorded
from tasks.viewing import DossierView
from ui.locale import t


def _who(view: DossierView, row: Recorded) -> str:
    return f"<b>{escape(view.directory.name(row.officer_id) or t('Hệ thống'))}</b>"


def _other(row: Recorded) -> str:
    return f"<b>{escape(str(row.data.get('to') or row.data.get('from') or ''))}</b>"


def _sentence(text: str) -> Callable[[DossierView, Recorded], str]:
    return lambda view, row: t(text, who=_who(view, row), agency=_other(row))


SENTENCES: dict[str, Callable[[DossierView, Recorded], str]] = {
    "handoff.sent": _sentence("Hồ sơ được chuyển liên thông đến {agency}"),
    "handoff.delivered": _sentence("Hồ sơ liên thông đã đến {agency}"),
    "handoff.received": _sentence("{who} ghi nhận {agency} đã nhận hồ sơ liên thông"),
    "handoff.accepted": _sentence("{who} tiếp nhận giải quyết hồ sơ liên thông của {agency}"),
    "handoff.answered": _sentence("Đã trả lời hồ sơ liên thông của {agency}"),
    "handoff.done": _sentence("{agency} đã trả lời hồ sơ liên thông"),
    "handoff.message": _sentence("{agency} gửi thêm thông tin"),
    "handoff.refused": _sentence("Hồ sơ liên thông bị từ chối ({agency})"),
    "handoff.recalled": _sentence("Hồ sơ liên thông gửi {agency} được thu hồi"),
    "handoff.recall_asked": _sentence("{who} đề nghị {agency} trả lại hồ sơ liên thông"),
    "handoff.note": _sentence("{who} trao đổi với {agency} về hồ sơ liên thông"),
}
