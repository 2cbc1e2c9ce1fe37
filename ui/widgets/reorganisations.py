"""Reorganisations of an agency: what is to end or has ended with its successor, and a new one, shown beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, permissions
from processes.calendars import local
from processes.database import Transaction
from processes.lineage import Kind
from processes.organisation import Agency, Directory, Post, Unit
from tasks import foreseeing, reorganising
from tasks.foreseeing import Foreseen, Plan, Thing
from tasks.reorganising import NewAgency, Planned
from tasks.staffing import Roll
from ui import visitor
from ui.locale import say, t
from ui.widgets import acts, form
from ui.widgets.facts import Fact, facts
from ui.widgets.substitutions import save
from ui.widgets.text import literal

_SHOWN = 5


def draw(roll: Roll) -> None:
    """Draws what ends or has ended in the agency, or goes on there, with what may be done."""
    officer = visitor.current().officer
    with database.snapshot() as snapshot:
        found = reorganising.listed(snapshot, roll.agency.id, officer=officer)
    withdrawn = [one for one in found if one.reorganisation.withdrawn_at is not None]
    past = [one for one in found if one not in withdrawn and not one.is_to_come and not one.is_left]
    over = [*past[_SHOWN:], *withdrawn]
    with st.container(key="card_reorganisations"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Sắp xếp tổ chức"))}</div>')
        with st.container(horizontal=True, key="reorganisation_acts"):
            if st.button(t("Sáp nhập, kết thúc"), icon=":material/merge:", key="reorganisation_new"):
                acts.forget_refusal("reorganisation")
                _order(roll)
            if st.button(t("Đổi tên"), icon=":material/edit_note:", key="renaming_new"):
                acts.forget_refusal("renaming")
                _rename(roll)
            if permissions.is_administrator(officer) and st.button(
                t("Thành lập cơ quan"), icon=":material/account_balance:", key="establishing_new"
            ):
                acts.forget_refusal("establishing")
                _establish(roll)
        if len(found) == len(over):
            st.html(f'<p class="mc-quiet">{escape(t("Chưa có cơ quan, đơn vị, vị trí nào kết thúc."))}</p>')
        for one in found:
            if one not in over:
                _one(one)
        if over:
            with st.expander(t("Đã bỏ, trước đây ({number})", number=len(over)), key="reorganisations_over"):
                for one in over:
                    st.html(_told(one))


def _one(one: Planned) -> None:
    with st.container(key=f"written_reorganisation_{one.reorganisation.id}", gap="small"):
        st.html(_told(one))
        if one.is_to_come and st.button(
            t("Bỏ, không thực hiện"),
            key=f"reorganisation_withdraw_{one.reorganisation.id}",
            icon=":material/event_busy:",
            type="tertiary",
        ):
            acts.forget_refusal("reorganisation_withdraw")
            _withdraw(one)


def _told(one: Planned) -> str:
    act = one.reorganisation
    what = f"{one.what} → {one.into}" if one.into else t("{what} kết thúc", what=one.what)
    day = f"{act.begins:%d/%m/%Y}"
    stands = t("từ {day}", day=day)
    if act.withdrawn_at is not None:
        stands += f" · {t('đã bỏ {day}', day=f'{local(act.withdrawn_at):%d/%m/%Y}')}"
    elif one.is_to_come:
        stands += f" · {t('chưa đến ngày')}"
    elif one.is_left:
        stands += f" · {t('đang chuyển việc')}"
    decided = t("Văn bản {decision}, {day}", decision=act.decision, day=f"{act.decided_on:%d/%m/%Y}")
    return (
        f'<div class="mc-letter"><b>{escape(what)}</b><small>{escape(stands)}</small>'
        f"<small>{escape(decided)}</small></div>"
    )


@st.dialog("Sáp nhập, kết thúc", width="large")
def _order(roll: Roll) -> None:
    officer, known = visitor.current().officer, roll.directory
    what = _thing(roll, "reorganisation", is_administrator=permissions.is_administrator(officer))
    if what is None:
        st.html(f'<p class="mc-quiet">{escape(t("Chọn cơ quan, đơn vị hoặc vị trí để xem những gì sẽ theo."))}</p>')
        return
    kind = _kind(what)
    first, number, decided = st.columns(3)
    begins = first.date_input(form.label(t("Từ ngày"), required=True), _today(), format="DD/MM/YYYY", key="reorg_from")
    decision = number.text_input(
        form.label(t("Số quyết định, nghị quyết"), required=True), max_chars=60, key="reorg_decision"
    )
    decided_on = decided.date_input(
        form.label(t("Ngày ban hành"), required=True), _today(), format="DD/MM/YYYY", key="reorg_decided"
    )
    into = _successor(known, what, begins)
    takes_over = st.checkbox(
        t("Cán bộ đang giữ vị trí giữ luôn vị trí kế thừa"), value=True, key="reorg_takes_over", disabled=into is None
    )
    plan = Plan(kind, what.id, into, begins, decision or "", decided_on, takes_over=takes_over and into is not None)
    foreseen = _foreseen(plan) if into is not None or kind != "agency" else None
    if foreseen is not None:
        plan = _match(foreseen, plan)
        _show(foreseen, plan)
    acts.show_refusal("reorganisation")

    def do(transaction: Transaction, key: str) -> None:
        reorganising.order(transaction, plan, officer=officer, moment=database.now(), key=key)

    if st.button(t("Ghi quyết định"), type="primary", key="reorganisation_save", disabled=foreseen is None):
        save("reorganisation", do, t("Đã ghi, có hiệu lực từ {day}", day=f"{begins:%d/%m/%Y}"))


def _thing(roll: Roll, key: str, *, is_administrator: bool) -> Thing | None:
    """The agency, a unit or a post of it, none chosen at first."""
    known, home = roll.directory, roll.agency.id
    units = [one for one in known.units.values() if one.agency_id == home and one.valid_to is None]
    every: list[Thing] = [*([roll.agency] if is_administrator else []), *units]
    for unit in units:
        every += [one for one in known.every_post() if one.unit_id == unit.id and one.valid_to is None]
    return st.selectbox(
        form.label(t("Cơ quan, đơn vị hoặc vị trí"), required=True),
        every,
        index=None,
        format_func=lambda one: f"{_kinds()[_kind(one)]}: {foreseeing.named(known, one)}",
        placeholder=t("Chọn"),
        key=f"{key}_what",
    )


def _successor(known: Directory, what: Thing, begins: date) -> int | None:
    every = foreseeing.candidates(known, _kind(what), what, begins)
    home = foreseeing.agency_of(known, what).id
    near = sorted(every, key=lambda one: foreseeing.agency_of(known, one).id != home)
    names = {one.id: _placed(known, one, home) for one in near}
    return st.selectbox(
        form.label(t("Kế thừa"), required=isinstance(what, Agency)),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=t("Chọn cơ quan kế thừa") if isinstance(what, Agency) else t("Không có, chỉ kết thúc"),
        key=f"reorg_into_{_kind(what)}_{what.id}",
    )


def _placed(known: Directory, one: Thing, home: int) -> str:
    """Its name, and its agency's where that is another."""
    agency = foreseeing.agency_of(known, one)
    name = foreseeing.named(known, one)
    return name if agency.id == home or isinstance(one, Agency) else f"{name}, {agency.name}"


def _foreseen(plan: Plan) -> Foreseen | None:
    try:
        with database.snapshot() as snapshot:
            return foreseeing.foresee(snapshot, plan, officer=visitor.current().officer)
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return None


def _match(foreseen: Foreseen, plan: Plan) -> Plan:
    """What has no counterpart is given one by hand."""
    known, posts, units = foreseen.directory, dict[int, int](), dict[int, int]()
    if foreseen.unmatched:
        told = t("Chưa có nơi kế thừa, hãy chọn ({number})", number=len(foreseen.unmatched))
        st.html(f'<div class="mc-section" role="heading" aria-level="3">{escape(told)}</div>')
    into = foreseeing.thing(known, plan.kind, plan.into) if plan.into is not None else None
    home = foreseeing.agency_of(known, into).id if into is not None else 0
    for one in foreseen.unmatched:
        every = foreseeing.candidates(known, _kind(one), one, plan.begins)
        names = {
            heir.id: foreseeing.named(known, heir) for heir in every if foreseeing.agency_of(known, heir).id == home
        }
        chosen = st.selectbox(
            foreseeing.named(known, one),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=t("Chọn"),
            key=f"heir_{_kind(one)}_{one.id}_{home}",
        )
        if chosen is not None:
            (posts if isinstance(one, Post) else units)[one.id] = chosen
    return replace(plan, posts=posts, units=units)


def _show(foreseen: Foreseen, plan: Plan) -> None:
    """What will follow, in numbers, and from which post to which."""
    known = foreseen.directory
    held = [load for load in foreseen.loads if load.holder_id is not None]
    st.html(f'<div class="mc-section" role="heading" aria-level="3">{escape(t("Những gì sẽ theo"))}</div>')
    numbers = [Fact(t("Hồ sơ, vụ việc đang giải quyết"), str(foreseen.dossiers))] if plan.into is not None else []
    facts([*numbers, Fact(t("Việc đang mở"), str(foreseen.tasks))])
    if held:
        people: dict[str, int] = {}
        for load in held:
            name = known.name(load.holder_id)
            people[name] = people.get(name, 0) + load.tasks
        told = ", ".join(f"{name} ({number})" for name, number in people.items())
        st.html(f'<p class="mc-quiet">{escape(t("Đang giữ việc: {people}", people=told))}</p>')
    rows = list(_rows(foreseen, plan))
    if rows:
        with st.expander(t("Đơn vị, vị trí kế thừa ({number})", number=len(rows)), key="reorganisation_pairs"):
            head = f'<th scope="col">{escape(t("Kết thúc"))}</th><th scope="col">{escape(t("Kế thừa"))}</th>'
            body = "".join(f"<tr><td>{escape(old)}</td><td>{escape(new)}</td></tr>" for old, new in rows)
            table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
            st.html(f'<div class="mc-scroll"><table class="mc-table mc-pairs">{table}</table></div>')


def _rows(foreseen: Foreseen, plan: Plan) -> Iterator[tuple[str, str]]:
    """Each unit and post with what succeeds it."""
    known = foreseen.directory
    for one in foreseen.pairs:
        by_hand: Mapping[int, int] = plan.posts if one.kind == "post" else plan.units
        heir = by_hand.get(one.what_id) or one.successor_id
        if heir is not None and one.kind != "agency":
            ends = foreseeing.thing(known, one.kind, one.what_id), foreseeing.thing(known, one.kind, heir)
            yield foreseeing.named(known, ends[0]), foreseeing.named(known, ends[1])


@st.dialog("Đổi tên")
def _rename(roll: Roll) -> None:
    officer = visitor.current().officer
    what = _thing(roll, "renaming", is_administrator=permissions.is_administrator(officer))
    name = st.text_input(form.label(t("Tên mới"), required=True), max_chars=200, key="renaming_name")
    place = ""
    if isinstance(what, Agency):
        place = st.text_input(t("Địa danh mới, nếu thay đổi"), max_chars=100, key="renaming_place") or ""
    day = st.date_input(form.label(t("Từ ngày"), required=True), _today(), format="DD/MM/YYYY", key="renaming_from")
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), max_chars=100, key="renaming_basis")
    st.html(f'<p class="mc-quiet">{escape(t("Việc đã làm, văn bản và sổ trước ngày này giữ tên cũ."))}</p>')
    acts.show_refusal("renaming")

    def do(transaction: Transaction, key: str) -> None:
        if what is not None:
            told = {"name": name or "", "place": place, "begins": day, "basis": basis or ""}
            reorganising.rename(
                transaction,
                _kind(what),
                what.id,
                **told,  # pyright: ignore[reportArgumentType]
                officer=officer,
                moment=database.now(),
                key=key,
            )

    if st.button(t("Lưu"), type="primary", key="renaming_save", disabled=what is None):
        save("renaming", do, t("Đã ghi tên mới"))


@st.dialog("Thành lập cơ quan")
def _establish(roll: Roll) -> None:
    officer = visitor.current().officer
    name = st.text_input(form.label(t("Tên cơ quan"), required=True), max_chars=200, key="agency_name")
    left, right = st.columns(2)
    code = left.text_input(form.label(t("Mã định danh"), required=True), max_chars=20, key="agency_code")
    place = right.text_input(form.label(t("Địa danh"), required=True), max_chars=100, key="agency_place")
    hours = left.text_input(
        form.label(t("Giờ làm việc"), required=True), roll.agency.hours, max_chars=100, key="agency_hours"
    )
    day = right.date_input(form.label(t("Từ ngày"), required=True), _today(), format="DD/MM/YYYY", key="agency_from")
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), max_chars=100, key="agency_basis")
    told = t("Đơn vị, vị trí và thủ tục theo mẫu của {agency}.", agency=roll.agency.name)
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    acts.show_refusal("establishing")

    def do(transaction: Transaction, key: str) -> None:
        given = NewAgency(code or "", name or "", place or "", hours or "", roll.agency.id, day)
        reorganising.establish(transaction, given, basis=basis or "", officer=officer, moment=database.now(), key=key)

    if st.button(t("Lưu"), type="primary", key="establishing_save"):
        save("establishing", do, t("Đã ghi cơ quan mới"))


@st.dialog("Bỏ việc sắp xếp")
def _withdraw(one: Planned) -> None:
    officer = visitor.current().officer
    told = t("{what} tiếp tục hoạt động như trước.", what=one.what)
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), max_chars=100, key="reorg_basis")
    acts.show_refusal("reorganisation_withdraw")

    def do(transaction: Transaction, key: str) -> None:
        found = one.reorganisation.id
        reorganising.withdraw(transaction, found, basis=basis or "", officer=officer, moment=database.now(), key=key)

    if st.button(t("Bỏ, không thực hiện"), type="primary", key="reorganisation_withdraw_save"):
        save("reorganisation_withdraw", do, t("Đã bỏ việc sắp xếp"))


def _kind(what: Thing) -> Kind:
    return "agency" if isinstance(what, Agency) else "unit" if isinstance(what, Unit) else "post"


def _kinds() -> Mapping[Kind, str]:
    return {"agency": t("Cơ quan"), "unit": t("Đơn vị"), "post": t("Vị trí")}


def _today() -> date:
    return local(database.now()).date()
