"""How the papers of a dossier travelled, as its history tells it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from processes.history import Recorded
from tasks.viewing import DossierView
from ui.locale import t


def _who(view: DossierView, row: Recorded) -> str:
    return f"<b>{escape(view.directory.name(row.officer_id) or t('Hệ thống'))}</b>"


def _unit(view: DossierView, row: Recorded, key: str) -> str:
    unit_id = row.data.get(key)
    unit = view.directory.units.get(unit_id) if isinstance(unit_id, int) else None
    return escape(unit.name if unit is not None else "")


def _said(row: Recorded, key: str) -> str:
    return escape(str(row.data.get(key) or ""))


def _shelf(row: Recorded, key: str) -> str:
    shelf = _said(row, key)
    return f", {shelf}" if shelf else ""


def _made(view: DossierView, row: Recorded) -> str:
    who, unit, number = _who(view, row), _unit(view, row, "to"), _said(row, "number")
    return t("{who} giao bản giấy cho {unit}, giấy bàn giao số {number}", who=who, unit=unit, number=number)


def _received(view: DossierView, row: Recorded) -> str:
    who, number = _who(view, row), _said(row, "number")
    return t("{who} nhận bản giấy theo giấy bàn giao số {number}", who=who, number=number) + _shelf(row, "shelf")


def _refused(view: DossierView, row: Recorded) -> str:
    who, unit, number = _who(view, row), _unit(view, row, "from"), _said(row, "number")
    return t("{who} không nhận được bản giấy theo giấy số {number}, {unit} còn giữ", who=who, unit=unit, number=number)


def _cancelled(view: DossierView, row: Recorded) -> str:
    return t("{who} hủy giấy bàn giao số {number}", who=_who(view, row), number=_said(row, "number"))


def _shelved(view: DossierView, row: Recorded) -> str:
    return t("{who} xếp bản giấy vào {shelf}", who=_who(view, row), shelf=_said(row, "after"))


def _corrected(view: DossierView, row: Recorded) -> str:
    who, unit = _who(view, row), _unit(view, row, "after")
    if row.data.get("before") is None:
        return t("{who} ghi nhận bản giấy, {unit} giữ", who=who, unit=unit) + _shelf(row, "shelf")
    return t("{who} đính chính nơi giữ bản giấy: {unit}", who=who, unit=unit) + _shelf(row, "shelf")


SENTENCES: dict[str, Callable[[DossierView, Recorded], str]] = {
    "consignment.made": _made,
    "consignment.received": _received,
    "consignment.refused": _refused,
    "consignment.cancelled": _cancelled,
    "bundle.shelved": _shelved,
    "bundle.corrected": _corrected,
}
