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


SENTENCES: dict[str, Callable[[DossierView, Recorded], str]] = {
    "handoff.sent": lambda view, row: t("Hồ sơ được chuyển liên thông đến {agency}", agency=_other(row)),
    "handoff.delivered": lambda view, row: t("Hồ sơ liên thông đã đến {agency}", agency=_other(row)),
    "handoff.received": lambda view, row: t(
        "{who} ghi nhận {agency} đã nhận hồ sơ liên thông", who=_who(view, row), agency=_other(row)
    ),
    "handoff.accepted": lambda view, row: t(
        "{who} tiếp nhận giải quyết hồ sơ liên thông của {agency}", who=_who(view, row), agency=_other(row)
    ),
    "handoff.answered": lambda view, row: t("Đã trả lời hồ sơ liên thông của {agency}", agency=_other(row)),
    "handoff.done": lambda view, row: t("{agency} đã trả lời hồ sơ liên thông", agency=_other(row)),
    "handoff.message": lambda view, row: t("{agency} gửi thêm thông tin", agency=_other(row)),
    "handoff.refused": lambda view, row: t("Hồ sơ liên thông bị từ chối ({agency})", agency=_other(row)),
    "handoff.recalled": lambda view, row: t("Hồ sơ liên thông gửi {agency} được thu hồi", agency=_other(row)),
    "handoff.recall_asked": lambda view, row: t(
        "{who} đề nghị {agency} trả lại hồ sơ liên thông", who=_who(view, row), agency=_other(row)
    ),
    "handoff.note": lambda view, row: t(
        "{who} trao đổi với {agency} về hồ sơ liên thông", who=_who(view, row), agency=_other(row)
    ),
}
