"""The acts beside a dossier's steps: offered when the law allows them, greyed with the reason when not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import streamlit as st

from processes import database
from processes.calendars import ZONE, local
from processes.database import Transaction
from processes.settings import settings
from tasks import dealings, writing
from tasks.offers import LawfulAct, Offer
from tasks.viewing import DossierView
from ui import visitor
from ui.locale import t
from ui.widgets import acts, form
from ui.widgets.text import literal
from ui.widgets.upload import say_unsent, unsent, upload
from ui.widgets.workbench import VIEW

Kind = Literal["line", "lines", "amount", "day", "moment", "files"]
_CLOSE = time(17)
_MENU = "deal_menu_open"


@dataclass(frozen=True, slots=True)
class Ask:
    """A field of an act's dialog: what it is called in the verb, how it is filled in, what it says."""

    name: str
    kind: Kind
    label: str


@dataclass(frozen=True, slots=True)
class Act:
    """How an act looks: its button, its verb, what its dialog asks, and what is said when it is done."""

    label: str
    icon: str
    verb: Callable[..., object]
    asks: tuple[Ask, ...]
    done: str
    fixed: Mapping[str, object]
    button: str = ""


def menu(view: DossierView) -> None:
    """Draws the button behind which the acts are; nothing where none could ever be done by this officer."""
    if not any(offer.is_lawful for offer in view.offers):
        return
    popover = st.popover(t("Thao tác"), icon=":material/gavel:", width="content", key=_MENU, on_change="rerun")
    with popover, st.container(key="deal_menu", gap=None):
        for offer in view.offers:
            if view.published.release.excluded or offer.act not in ("exclude", "include"):
                _button(view, offer)


def _button(view: DossierView, offer: Offer) -> None:
    act = _acts()[offer.act]
    key = f"deal_{view.particulars.id}_{offer.act}"
    pressed = st.button(
        act.label,
        icon=act.icon,
        key=key,
        disabled=not offer.is_lawful,
        type="tertiary",
        width="stretch",
        on_click=_close_menu,
    )
    if offer.why:
        st.caption(_sentence(offer.why))
    if pressed:
        acts.forget_refusal(key)
        st.dialog(act.label, width="medium")(_fields)(view, offer.act, key)


def _close_menu() -> None:
    """An open menu would lie over the act's dialog."""
    st.session_state[_MENU] = False


def _sentence(why: str) -> str:
    return literal(f"{why[:1].upper()}{why[1:]}.")


def _fields(view: DossierView, name: LawfulAct, key: str) -> None:
    visitor.current()
    act = _acts()[name]
    told = {ask.name: _ask(ask, f"{key}_{ask.name}") for ask in act.asks}
    acts.show_refusal(key)
    fields = [f"{key}_{ask.name}" for ask in act.asks if ask.kind == "files"]
    waits = say_unsent(file for field in fields for file in unsent(field))
    if st.button(act.button or act.label, type="primary", shortcut="Ctrl+Enter", key=f"{key}_done"):
        if waits:
            form.say_below(waits)
            return
        _do(view, act, {**act.fixed, **told}, key)


def _ask(ask: Ask, key: str) -> object:
    label = form.label(ask.label, required=True)
    match ask.kind:
        case "files":
            rules = settings().uploads
            kinds = [f".{kind}" for kind in rules.types]
            return [int(one.id) for one in upload(ask.label, key=key, accept=kinds, multiple=True, max_mb=rules.max_mb)]
        case "line":
            return st.text_input(label, key=key, on_change="ignore", max_chars=200) or ""
        case "lines":
            return st.text_area(label, key=key, on_change="ignore", max_chars=2000) or ""
        case "amount":
            return int(st.number_input(label, key=key, min_value=0, step=1000, on_change="ignore", format="%d"))
        case "day" | "moment":
            today = local(database.now()).date()
            chosen = st.date_input(
                label,
                key=key,
                value=today + timedelta(days=7),
                min_value=today,
                format="DD/MM/YYYY",
                on_change="ignore",
            )
            return _close(chosen)


def _close(day: date) -> datetime:
    return datetime.combine(day, _CLOSE, ZONE)


def _do(view: DossierView, act: Act, told: Mapping[str, object], key: str) -> None:
    known = visitor.current()

    def deal(transaction: Transaction, act_key: str) -> None:
        act.verb(
            transaction,
            view.particulars.id,
            officer=known.officer,
            moment=database.now(),
            key=act_key,
            **told,
        )

    if acts.attempt(key, deal) is None:
        st.rerun(scope="fragment")
    st.session_state.pop(VIEW, None)
    acts.tell(f"{act.done} ({view.particulars.code})")
    st.rerun()


def _acts() -> dict[LawfulAct, Act]:
    return {**_pauses(), **_exclusions(), **_decisions()}


def _pauses() -> dict[LawfulAct, Act]:
    return {
        "ask_supplement": Act(
            t("Yêu cầu bổ sung"),
            ":material/note_add:",
            writing.draft,
            (
                Ask("missing", "lines", t("Nội dung cần bổ sung, đầy đủ trong một lần")),
                Ask("limit", "day", t("Thời hạn bổ sung")),
                Ask("reason", "lines", t("Lý do")),
            ),
            t("Đã lưu dự thảo, chờ lãnh đạo duyệt"),
            {"kind": "supplement_request"},
            t("Lưu dự thảo"),
        ),
        "receive_supplement": Act(
            t("Nhận bổ sung"),
            ":material/inventory:",
            dealings.receive_supplement,
            (Ask("note", "lines", t("Giấy tờ đã nhận")), Ask("files", "files", t("Tệp đã nhận"))),
            t("Đã nhận bổ sung"),
            {},
        ),
        "ask_duty": Act(
            t("Thông báo nghĩa vụ tài chính"),
            ":material/payments:",
            dealings.ask_duty,
            (
                Ask("amount", "amount", t("Số tiền phải nộp (đồng)")),
                Ask("limit", "day", t("Thời hạn nộp")),
                Ask("notice", "line", t("Số thông báo")),
            ),
            t("Đã ghi nghĩa vụ tài chính"),
            {},
        ),
        "confirm_duty": Act(
            t("Xác nhận đã nộp"),
            ":material/task_alt:",
            dealings.confirm_duty,
            (Ask("receipt", "line", t("Số chứng từ nộp tiền")),),
            t("Đã xác nhận nộp tiền"),
            {},
        ),
    }


def _exclusions() -> dict[LawfulAct, Act]:
    return {
        "exclude": Act(
            t("Thời gian không tính"),
            ":material/hourglass_disabled:",
            dealings.exclude,
            (
                Ask("limit", "day", t("Dự kiến có trả lời")),
                Ask("letter", "line", t("Số văn bản đã gửi")),
            ),
            t("Đã ghi thời gian không tính"),
            {},
        ),
        "include": Act(
            t("Đã có trả lời"),
            ":material/hourglass_top:",
            dealings.include,
            (Ask("letter", "line", t("Số văn bản trả lời")),),
            t("Đã tính lại thời gian"),
            {},
        ),
    }


def _decisions() -> dict[LawfulAct, Act]:
    return {
        "extend": Act(
            t("Xin lỗi và hẹn lại"),
            ":material/event_repeat:",
            writing.draft,
            (
                Ask("until", "moment", t("Hẹn trả lại vào ngày")),
                Ask("reason", "lines", t("Lý do chậm")),
            ),
            t("Đã lưu dự thảo, chờ lãnh đạo duyệt"),
            {"kind": "apology"},
            t("Lưu dự thảo"),
        ),
        "withdraw": Act(
            t("Rút hồ sơ"),
            ":material/undo:",
            dealings.withdraw,
            (Ask("reason", "lines", t("Lý do người nộp rút hồ sơ")),),
            t("Đã ghi rút hồ sơ"),
            {},
        ),
        "stop": Act(
            t("Dừng giải quyết"),
            ":material/block:",
            writing.draft,
            (Ask("reason", "lines", t("Lý do")),),
            t("Đã lưu dự thảo, chờ lãnh đạo duyệt"),
            {"kind": "stop_notice"},
            t("Lưu dự thảo"),
        ),
    }
