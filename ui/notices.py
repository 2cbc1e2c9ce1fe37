"""Notices in words: what a notice says, what it is about, and where it leads."""

from __future__ import annotations

from processes import ladders
from processes.notices import KINDS, LADDER, Notice
from processes.organisation import Directory
from ui.locale import t, when

_QUOTED = frozenset({"urged", "taken_over", "escalated", "explanation", "explanation_given"})


def sentence(notice: Notice, directory: Directory) -> str:
    """What happened, in the visitor's language."""
    by = directory.name(notice.by_id) or t("Một cán bộ")
    said = KINDS[notice.kind].sentence
    number = reason(notice.text) if notice.kind in LADDER else notice.number
    return t(said, by=by, task=notice.task or "", code=notice.code or "", number=number, name=notice.name)


def reason(days: str) -> str:
    """Why a rung of a ladder fired, by its distance to the due time."""
    return t(ladders.said(days), days=ladders.distance(days))


def about(notice: Notice) -> str:
    """The dossier and its procedure; when the task is due, or with which words it is urged."""
    parts = [notice.code or "", notice.procedure or ""]
    if notice.kind in LADDER and notice.due_at is not None:
        parts = [t("Hạn: {due}", due=when(notice.due_at)), *parts]
    if notice.kind in _QUOTED:
        parts = [f"“{notice.text}”", *parts]
    return " · ".join(part for part in parts if part)


def path(notice: Notice) -> str:
    """The address that a notice leads to: its report, its task, else its dossier, its alert, else the pool."""
    if notice.report is not None:
        return notice.report
    if notice.task_id is not None:
        return f"/?viec={notice.task_id}"
    if notice.dossier_id is not None:
        return f"/ho-so?id={notice.dossier_id}"
    if notice.alert_id:
        return f"/canh-bao?id={notice.alert_id}"
    return "/?pham-vi=chua-nhan"


def line(notice: Notice, directory: Directory) -> dict[str, object]:
    """A notice as the bell and the page of notices draw it."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "sentence": sentence(notice, directory),
        "about": about(notice),
        "when": when(notice.at),
        "is_read": notice.read_at is not None,
        "path": path(notice),
    }
