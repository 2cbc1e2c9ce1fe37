"""Where the papers of a dossier are: the line that says it, its shelf, and who holds them put right."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from processes import bundles, database, permissions
from processes.bundles import Bundle
from processes.consignments import symbol
from processes.database import Transaction
from processes.organisation import Directory, Officer
from tasks import bundles as whereabouts
from tasks.viewing import DossierView
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, form
from ui.widgets.text import literal

_OFFERED = 6


def told(bundle: Bundle, directory: Directory) -> str:
    """Where the papers are, as HTML: the unit, the shelf, since when, or on which list they are on their way."""
    unit = escape(directory.units[bundle.unit_id].name)
    shelf = escape(bundle.shelf or t("chưa ghi vị trí lưu"))
    if bundle.number is None or bundle.to_unit_id is None:
        since = escape(t("từ {moment}", moment=when(bundle.since)))
        return f"<b>{unit}</b><span>{shelf}</span><span>{since}</span>"
    way = t(
        "Đang bàn giao cho {to} theo giấy số {number}; đơn vị giao còn giữ trách nhiệm.",
        to=directory.units[bundle.to_unit_id].name,
        number=symbol(bundle.number),
    )
    return f"<b>{unit}</b><span>{shelf}</span><p>{escape(way)}</p>"


def draw(view: DossierView) -> None:
    """Draws the line; nothing for a dossier without paper."""
    if view.bundle is not None:
        label = escape(t("Bản giấy ở"))
        st.html(f'<div class="mc-bundle"><span>{label}</span>{told(view.bundle, view.directory)}</div>')


def acts_on(view: DossierView, officer: Officer) -> None:
    """Draws the buttons that this officer may press: the shelf, and who holds the papers."""
    found, bundle = view.particulars, view.bundle
    if found.kind != "dossier" or (bundle is not None and bundle.number is not None):
        return
    if (
        bundle is not None
        and permissions.may_keep_papers(officer, bundle.unit_id, found.procedure_code)
        and st.button(t("Vị trí lưu"), icon=":material/shelves:", key="bundle_shelf", type="tertiary")
    ):
        acts.forget_refusal("bundle_shelf")
        _shelve(bundle)
    names = _holders(view, officer)
    said = t("Ghi có bản giấy") if bundle is None else t("Đính chính nơi giữ")
    if names and st.button(said, icon=":material/edit_location:", key="bundle_correct", type="tertiary"):
        acts.forget_refusal("bundle_correct")
        st.dialog(said)(_correct)(view, names)


def _holders(view: DossierView, officer: Officer) -> dict[int, str]:
    """The units that the officer may say hold the papers: else only an own one, which takes them upon itself."""
    found, known = view.particulars, view.directory
    holding = view.bundle.unit_id if view.bundle is not None else None
    if permissions.may_place_papers(officer, holding, found.receiving_unit_id, found.procedure_code):
        agencies = {found.agency_id, known.units[found.receiving_unit_id].agency_id}
        inside = [unit.id for unit in known.units.values() if unit.agency_id in agencies]
    else:
        own = whereabouts.units(officer) if view.bundle is not None else []
        inside = [one for one in own if permissions.may_keep_papers(officer, one, found.procedure_code)]
    first = sorted(inside, key=lambda unit_id: unit_id != found.receiving_unit_id)
    return {unit_id: known.units[unit_id].name for unit_id in first}


def shelf_field(label: str, *, key: str, value: str = "", hint: str = "", is_bare: bool = False) -> str:
    """A field for a shelf; a bare one shows its label to screen readers alone."""
    given = st.text_input(
        label,
        value,
        max_chars=whereabouts.LONGEST_SHELF,
        placeholder=hint or t("Ví dụ: Kệ 3, ngăn B, số 12"),
        label_visibility="collapsed" if is_bare else "visible",
        autocomplete="off",
        key=key,
    )
    return (given or "").strip()


def used(unit_id: int, *, field: str) -> None:
    """Offers the shelves that the unit has used lately; a press writes one into the field with this key."""
    with database.snapshot() as snapshot:
        known = bundles.shelves(snapshot, unit_id)[:_OFFERED]
    if known:
        st.pills(
            t("Vị trí dùng gần đây"),
            known,
            format_func=literal,
            label_visibility="collapsed",
            key=f"{field}_used",
            on_change=_take,
            args=(field,),
        )


def _take(field: str) -> None:
    chosen = st.session_state[f"{field}_used"]
    if chosen:
        st.session_state[field] = chosen
        st.session_state[f"{field}_used"] = None


@st.dialog("Vị trí lưu bản giấy")
def _shelve(bundle: Bundle) -> None:
    officer = visitor.current().officer
    field = f"shelf_{bundle.dossier_id}"
    shelf = shelf_field(form.label(t("Vị trí lưu"), required=True), key=field, value=bundle.shelf)
    used(bundle.unit_id, field=field)
    acts.show_refusal("bundle_shelf")

    def act(transaction: Transaction, act_key: str) -> None:
        moment = database.now()
        whereabouts.shelve(transaction, bundle.dossier_id, shelf=shelf, officer=officer, moment=moment, key=act_key)

    if st.button(t("Lưu"), type="primary", key="shelf_save"):
        _close(acts.attempt("bundle_shelf", act), t("Đã ghi vị trí lưu bản giấy."))


def _correct(view: DossierView, names: Mapping[int, str]) -> None:
    officer = visitor.current().officer
    unit_id = st.selectbox(
        form.label(t("Đơn vị đang giữ"), required=True), list(names), format_func=names.__getitem__, key="bundle_unit"
    )
    shelf = shelf_field(t("Vị trí lưu"), key=f"bundle_at_{unit_id}")
    used(unit_id, field=f"bundle_at_{unit_id}")
    reason = st.text_input(form.label(t("Lý do"), required=True), max_chars=whereabouts.LONGEST, key="bundle_reason")
    acts.show_refusal("bundle_correct")

    def act(transaction: Transaction, key: str) -> None:
        told = {"unit_id": unit_id, "shelf": shelf, "reason": reason or ""}
        whereabouts.correct(transaction, view.particulars.id, officer=officer, moment=database.now(), key=key, **told)  # pyright: ignore[reportArgumentType]

    if st.button(t("Ghi nhận"), type="primary", key="bundle_save"):
        _close(acts.attempt("bundle_correct", act), t("Đã ghi nơi giữ bản giấy."))


def _close(done: object, sentence: str) -> None:
    if done is None:
        st.rerun(scope="fragment")
    acts.tell(sentence)
    st.rerun()
