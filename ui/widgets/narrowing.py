"""What an officer narrows the inbox by: the fields above the list, kept in the page's address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import streamlit as st

from processes import catalogue, database
from processes.branches import Scope, Sort
from tasks.inbox import Filter, Standing
from ui.locale import t
from ui.widgets import address

_SCOPE, _TEXT, _STANDING, _PROCEDURE, _STEP, _SORT = "pham-vi", "tim", "tinh-trang", "thu-tuc", "buoc", "sap-xep"
_SCOPES: dict[str, Scope] = {
    "cua-toi": "mine",
    "chua-nhan": "unclaimed",
    "ca-phong": "unit",
    "mot-cua": "received",
}
_STANDINGS: dict[str, Standing] = {
    "qua-han": "overdue",
    "hom-nay": "today",
    "cho-nguoi-nop": "waiting",
    "theo-doi": "followed",
    "phoi-hop": "co_working",
    "dang-nho": "delegated",
    "duoc-hoi": "asked",
}
_SORTS: dict[str, Sort] = {"uu-tien": "priority", "ngay-nhan": "received"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure to narrow by, and its releases in force."""

    name: str
    releases: tuple[int, ...]


def draw(procedures: Mapping[str, Offered], scopes: Collection[Scope], first: Scope) -> Filter:
    """Draws the fields and returns what they say, of these scopes; `first` where the officer has chosen none."""
    scope = _scope(scopes, first)
    address.read(_TEXT, first="")
    text = st.text_input(
        t("Tìm trong danh sách"),
        placeholder=t("Tìm mã, tên"),
        icon=":material/search:",
        type="search",
        live="300ms",
        label_visibility="collapsed",
        key=_TEXT,
        width=136,
    )
    address.write(_TEXT, text)
    standings = {"qua-han": t("Quá hạn"), "hom-nay": t("Đến hạn hôm nay"), "cho-nguoi-nop": t("Chờ người nộp")}
    standings |= {
        "theo-doi": t("Đang theo dõi"),
        "phoi-hop": t("Phối hợp"),
        "dang-nho": t("Đang nhờ"),
        "duoc-hoi": t("Được hỏi ý kiến"),
    }
    stands = _choice(t("Tình trạng"), standings, t("Mọi tình trạng"), _STANDING, width=142)
    names = {code: offer.name for code, offer in procedures.items()}
    procedure = _choice(t("Thủ tục"), names, t("Mọi thủ tục"), _PROCEDURE, width=130)
    step = ""
    if procedure:
        steps = {name: name for name in _steps(procedures[procedure])}
        step = _choice(t("Bước"), steps, t("Mọi bước"), _STEP, width=170)
    sorts = {"uu-tien": t("Theo mức ưu tiên"), "ngay-nhan": t("Theo ngày tiếp nhận")}
    sort = _SORTS.get(_choice(t("Sắp xếp"), sorts, t("Theo hạn bước"), _SORT, width=150), "due")
    return Filter(scope, (text or "").strip(), procedure, step, _STANDINGS.get(stands, ""), sort)


def show(narrowed: Filter) -> None:
    """Has the fields say this from the next run on: to be called back from a button."""
    said: dict[str, str | None] = {
        _SCOPE: _key(_SCOPES, narrowed.scope),
        _TEXT: narrowed.text,
        _STANDING: _key(_STANDINGS, narrowed.standing),
        _PROCEDURE: narrowed.procedure or None,
        _STEP: narrowed.step or None,
        _SORT: _key(_SORTS, narrowed.sort),
    }
    for key, value in said.items():
        st.session_state[key] = value


def _key(names: Mapping[str, object], value: object) -> str | None:
    return next((name for name, one in names.items() if one == value), None)


def _steps(offered: Offered) -> list[str]:
    """The names of a procedure's steps, in the order of its diagrams."""
    with database.snapshot() as snapshot:
        models = [catalogue.published(snapshot, one).release.model for one in offered.releases]
    return list(dict.fromkeys(task.name for model in models for task in model.user_tasks()))


def _scope(offered: Collection[Scope], first: Scope) -> Scope:
    names = {"cua-toi": t("Việc của tôi"), "chua-nhan": t("Chưa nhận"), "ca-phong": t("Cả phòng")}
    names["mot-cua"] = t("Đã tiếp nhận")
    scopes = {key: name for key, name in names.items() if _SCOPES[key] in offered}
    address.read(_SCOPE, scopes, first=_key(_SCOPES, first))
    scope = st.segmented_control(
        t("Phạm vi"),
        list(scopes),
        required=True,
        format_func=scopes.__getitem__,
        label_visibility="collapsed",
        key=_SCOPE,
    )
    address.write(_SCOPE, scope)
    return _SCOPES.get(scope or "", first)


def _choice(label: str, names: Mapping[str, str], all_of_them: str, key: str, *, width: int) -> str:
    """A list to narrow by; what it does not offer (an old link) narrows by nothing."""
    address.read(key, names)
    chosen = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=all_of_them,
        label_visibility="collapsed",
        key=key,
        width=width,
    )
    address.write(key, chosen)
    return chosen or ""
