"""Executions in error: each with why in words, and behind its buttons what may be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from processes import database, permissions
from processes.database import Transaction
from processes.drafts import Typed
from processes.faults import Fault
from processes.organisation import Officer
from tasks import oversight, repairs
from tasks.repairs import Repair
from tasks.viewing import DossierView
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, fields, form, places
from ui.widgets.fields import Slot, say_below
from ui.widgets.text import literal
from ui.widgets.trouble import plain
from ui.widgets.workbench import VIEW


def draw(found: Sequence[Fault], officer: Officer, *, linked: bool) -> None:
    """Draws the executions in error that this officer may repair; `linked` where the dossier is not the page's own."""
    for number, fault in enumerate(found):
        with st.container(key=f"written_fault_{fault.execution_id}_{number}", gap="small"):
            st.html(_told(fault, linked=linked))
            with st.container(horizontal=True, gap="small"):
                _buttons(fault, officer, is_first=not any(f.execution_id == fault.execution_id for f in found[:number]))
            acts.show_refusal(f"repair_{fault.execution_id}_retry")


def draw_on(view: DossierView, faults: Sequence[Fault], officer: Officer) -> None:
    """Draws on a dossier's page what keeps it from going on; who may not repair it is told that others know."""
    if not faults:
        return
    found = view.particulars
    agency_id = view.directory.lineage.now("agency", found.agency_id)
    if permissions.repairing_post(officer, agency_id, found.procedure_code) is not None:
        with st.container(key="card_fault", gap="small"):
            title = escape(t("Hồ sơ đang gặp lỗi"))
            st.html(f'<div class="mc-section" role="heading" aria-level="2">{title}</div>')
            draw(faults, officer, linked=False)
        return
    since = min(one.since for one in faults)
    told = t("Hồ sơ đang gặp lỗi từ {since}, người vận hành và lãnh đạo đã được báo.", since=when(since))
    st.warning(literal(told), icon=":material/build:")


def _told(fault: Fault, *, linked: bool) -> str:
    kinds = {
        "timer": t("Đến giờ hẹn nhưng không chuyển được bước"),
        "task": t("Cán bộ hoàn thành bước nhưng không đi tiếp được"),
        "message": t("Hồ sơ liên thông không gửi đi được"),
        "silent": t("Không có việc nào đang chờ, hồ sơ không thể tự đi tiếp"),
    }
    about = [t("từ {since}", since=when(fault.since))]
    about += [t("đã thử {number} lần", number=fault.tried)] if fault.tried else []
    said = plain(fault.told) if fault.kind == "message" else fault.told
    why = f"<p>{escape(said)}</p>" if said else ""
    code = ""
    if linked:
        address = places.dossier_address(fault.dossier_id)
        link = f'<a class="mc-file" href="{address}" target="_self">{escape(fault.code)}</a>'
        code = f"<p>{link} {escape(fault.procedure)}</p>"
    return (
        f'<div class="mc-letter mc-dead"><b>{escape(kinds[fault.kind])}</b>{code}{why}'
        f"<small>{escape(' · '.join(about))}</small></div>"
    )


def _buttons(fault: Fault, officer: Officer, *, is_first: bool) -> None:
    if not is_first:  # what may be done is done to the execution, whatever else is wrong with it
        return
    key = f"repair_{fault.execution_id}"
    again = t("Cho làm lại") if fault.kind == "task" else t("Chạy lại")
    if fault.kind != "silent" and st.button(again, icon=":material/replay:", key=f"{key}_retry"):
        _retry(fault, officer)
    if st.button(t("Chuyển bước"), icon=":material/redo:", key=f"{key}_jump", type="tertiary"):
        _open(fault, officer, "jump", _jump)
    if st.button(t("Sửa dữ liệu"), icon=":material/edit:", key=f"{key}_correct", type="tertiary"):
        _open(fault, officer, "correct", _correct)


def _retry(fault: Fault, officer: Officer) -> None:
    def act(transaction: Transaction, key: str) -> None:
        repairs.retry(transaction, fault.execution_id, officer=officer, moment=database.now(), key=key)

    if acts.attempt(f"repair_{fault.execution_id}_retry", act) is not None:
        st.session_state.pop(VIEW, None)
        acts.tell(t("Đã cho chạy lại ({code}).", code=fault.code))
    st.rerun()


def _open(fault: Fault, officer: Officer, name: str, ask: Callable[[Fault, Officer, Repair], None]) -> None:
    """What may be done is read once, when it is asked for: the look is on record."""
    acts.forget_refusal(f"repair_{fault.execution_id}_{name}_done")

    def look(transaction: Transaction, _key: str) -> Repair:
        return repairs.offered(transaction, fault.execution_id, officer=officer, moment=database.now())

    found = acts.attempt(f"repair_{fault.execution_id}_retry", look)
    if isinstance(found, Repair):
        title = t("Chuyển bước") if name == "jump" else t("Sửa dữ liệu")
        st.dialog(title, width="medium")(ask)(fault, officer, found)
    else:
        st.rerun()


def _jump(fault: Fault, officer: Officer, found: Repair) -> None:
    visitor.current()
    intent = f"repair_{fault.execution_id}_jump_done"
    if found.task is None or not found.steps:
        told = t("Không có bước nào chuyển đến được an toàn. Hãy sửa dữ liệu rồi cho chạy lại.")
        st.info(told, icon=":material/info:")
        return
    st.html(f'<p class="mc-quiet">{escape(t("Đang dừng ở bước “{step}”.", step=found.task))}</p>')
    label = form.label(t("Chuyển đến bước"), required=True)
    element = st.selectbox(label, list(found.steps), format_func=found.steps.__getitem__, key=f"{intent}_element")
    reason = _reason(intent, t("Lý do chuyển bước"))
    if _is_ready(intent, t("Chuyển bước"), reason):

        def act(transaction: Transaction, key: str) -> None:
            told = {"officer": officer, "moment": database.now(), "key": key}
            repairs.jump(transaction, fault.execution_id, element=element, reason=reason, **told)  # pyright: ignore[reportArgumentType]

        _do(intent, act, t("Đã chuyển bước ({code}).", code=fault.code))


def _correct(fault: Fault, officer: Officer, found: Repair) -> None:
    visitor.current()
    intent = f"repair_{fault.execution_id}_correct_done"
    by_key = {one.key: one for one in found.fields}
    told = t("Nội dung cũ được giữ lại trong lịch sử. Hồ sơ đi tiếp ngay khi dữ liệu cho phép.")
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    chosen = st.multiselect(
        form.label(t("Mục cần sửa"), required=True),
        list(by_key),
        format_func=lambda one: by_key[one].label,
        placeholder=t("Chọn"),
        key=f"{intent}_keys",
    )
    wrong = acts.wrong_fields(intent)
    values: dict[str, object] = {}
    for name in chosen:
        slot = Slot(f"{intent}_{name}", Typed(found.values[name], 0), wrong=wrong.get(name, ""))
        values[name] = fields.draw(by_key[name], slot)
        say_below(wrong.get(name, ""))
    reason = _reason(intent, t("Lý do sửa dữ liệu"))
    if not chosen:
        return
    if _is_ready(intent, t("Lưu và cho đi tiếp"), reason):

        def act(transaction: Transaction, key: str) -> None:
            told = {"officer": officer, "moment": database.now(), "key": key}
            repairs.correct(transaction, fault.execution_id, values=values, reason=reason, **told)  # pyright: ignore[reportArgumentType]

        _do(intent, act, t("Đã sửa dữ liệu ({code}).", code=fault.code))


def _reason(intent: str, label: str) -> str:
    said = st.text_area(
        form.label(label, required=True),
        key=f"{intent}_reason",
        on_change="ignore",
        max_chars=oversight.LONGEST,
        height=80,
    )
    acts.show_refusal(intent)
    return (said or "").strip()


def _is_ready(intent: str, label: str, reason: str) -> bool:
    if not st.button(label, type="primary", shortcut="Ctrl+Enter", key=intent):
        return False
    if not reason:
        say_below(t("Hãy ghi lý do."))
    return bool(reason)


def _do(intent: str, act: acts.Act, told: str) -> None:
    if acts.attempt(intent, act) is None:
        st.rerun(scope="fragment")
    st.session_state.pop(VIEW, None)
    acts.tell(told)
    st.rerun()
