"""A dossier: its people, papers and result, how it stands, what happened to it, and where it is in the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

import streamlit as st

from bpmn import calls
from bpmn.refusals import Refusal
from processes import database, permissions, statuses
from processes.calendars import local
from processes.organisation import Officer
from processes.people import Person
from tasks import oversight, repairs, viewing
from tasks.viewing import DossierView
from ui import visitor
from ui.locale import say, t, when
from ui.widgets import (
    acts,
    answers,
    block_users,
    bundle,
    comments,
    correction,
    dealing,
    forecast,
    handoffs,
    letters,
    matter,
    overseeing,
    papers_list,
    places,
    questions,
    reminders,
    repairing,
    shares,
    signatures,
    standing,
    story,
    timeline,
    urging,
)
from ui.widgets.diagram import diagram
from ui.widgets.facts import Fact, facts
from ui.widgets.keys import keys
from ui.widgets.text import literal, money
from ui.widgets.wording import channels, people_fields, ratings, returns, roles, synced


def show() -> None:
    """Draws the page; opening it is put on record."""
    known = visitor.current()
    asked = st.query_params.get("id", "")
    try:
        with database.transaction() as transaction:
            dossier_id = int(asked) if asked.isdecimal() else 0
            view = viewing.dossier(transaction, dossier_id, officer=known.officer, moment=database.now())
            faults = repairs.of_dossier(transaction, dossier_id)
    except Refusal as refusal:
        _missing(say(refusal))
        return
    _head(view, known.officer)
    repairing.draw_on(view, faults, known.officer)
    left, right = st.columns([8, 4], gap="medium")
    with left:
        if view.particulars.kind == "matter":
            _matter(view)
            block_users.decided_on(view.particulars.id, known)
            _handoffs(view, known.officer)
        else:
            _facts(view, known.officer)
            _handoffs(view, known.officer)
            _people(view)
            _shares(view)
        _papers(view, known.officer)
        _diagram(view)
    with right:
        _result(view)
        _letters(view, known.officer)
        _comments(view, known.officer)
        _reminders(view)
        _history(view)
    keys()


def _missing(sentence: str) -> None:
    with st.container(key="card_missing"):
        st.error(literal(sentence), icon=":material/error:")
        st.page_link(places.inbox(), label=t("Về hộp việc"), icon=":material/arrow_back:", width="content")


def _head(view: DossierView, officer: Officer) -> None:
    found = view.particulars
    is_dossier = found.kind == "dossier"
    status = t(statuses.NAMES[found.national_status]) if is_dossier else matter.state(view)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        st.html(
            f'<div class="mc-title mc-first" role="heading" aria-level="1">{escape(found.procedure)}'
            f"<small>{escape(found.code)} · {escape(found.people.owner.name)}</small></div>",
            width="content",
        )
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            st.badge(status, color="green" if found.finished_at else "blue")
            standing.badge(view.standing)
            if is_dossier and permissions.may_see(officer, {found.receiving_unit_id}, found.procedure_code):
                address = f"/api/dossiers/{found.id}/receipt.pdf"
                st.link_button(t("In giấy tiếp nhận"), address, icon=":material/print:")
            if is_dossier:
                slip = f"/api/dossiers/{found.id}/control-slip.pdf"
                st.link_button(t("Phiếu kiểm soát"), slip, icon=":material/fact_check:", type="tertiary")
            if (
                is_dossier
                and permissions.may_correct(officer, found.receiving_unit_id, found.procedure_code)
                and st.button(t("Đính chính"), icon=":material/edit:", key="correct")
            ):
                correction.dialog(view)
            dealing.menu(view)
            overseeing.menu(view, officer)
            urgeable = oversight.urgeable(view, officer)
            if urgeable and urging.draw(view, officer, urgeable):
                st.rerun()
            mine = view.waiting_for(officer)
            if mine and view.particulars.paused_at is None:
                st.page_link(
                    places.inbox(),
                    label=t("Xử lý bước này"),
                    icon=":material/play_arrow:",
                    query_params={"viec": str(mine[0].task_id)},
                    width="content",
                )
    acts.show_refusal(urging.intent(view))


def _section(title: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>', width="content")


def _comments(view: DossierView, officer: Officer) -> None:
    with st.container(key="card_comments"):
        _section(comments.title(view))
        changed = questions.draw_asked(view, officer) or questions.draw(view, officer)
        if comments.draw(view, officer) or changed:
            st.rerun()


def _handoffs(view: DossierView, officer: Officer) -> None:
    if view.handoffs:
        with st.container(key="card_handoffs"):
            _section(t("Liên thông"))
            if handoffs.draw(view, officer):
                st.rerun()


def _matter(view: DossierView) -> None:
    with st.container(key="card_facts"):
        timeline.draw(view)
        matter.draw_told(view)
        matter.draw_facts(view)


def _facts(view: DossierView, officer: Officer) -> None:
    found, known = view.particulars, view.directory
    case = view.published.case(found.case_code)
    amount = found.fee.get("amount")
    fee = money(amount) if isinstance(amount, int) and amount else t("Không thu")
    receipt = str(found.fee.get("receipt") or "")
    paid = t("Biên lai số {number}", number=receipt) if receipt else ""
    with st.container(key="card_facts"):
        timeline.draw(view)
        facts(
            [
                Fact(t("Thủ tục"), found.procedure_code, case.name),
                Fact(t("Hình thức nộp"), channels()[found.channel]),
                Fact(t("Phí, lệ phí"), fee, paid),
                Fact(t("Nơi tiếp nhận"), known.units[found.receiving_unit_id].name, _first(view)),
                Fact(t("Cơ quan giải quyết"), known.agencies[found.agency_id].name),
                Fact(t("Kết quả trả về"), returns()[str(found.delivery.get("asked") or "counter")]),
                Fact(t("Tiếp nhận lúc"), when(found.received_at)),
                Fact(t("Hạn trả kết quả"), _due(view), _limit(view)),
                Fact(t("Có kết quả lúc"), when(found.finished_at) if found.finished_at else ""),
                Fact(t("Báo trạng thái quốc gia"), synced().get(found.sync, "")),
                Fact(t("Cách tính hạn"), view.clock.explanation, wide=True),
                *forecast.fact(view, officer, moment=database.now()),
            ]
        )


def _first(view: DossierView) -> str:
    """Who received it, where another has succeeded that unit since."""
    found, known = view.particulars, view.directory
    if found.first_unit_id is None:
        return ""
    unit = known.called(known.units[found.first_unit_id], local(found.received_at).date())
    return t("tiếp nhận tại {unit}", unit=unit)


def _due(view: DossierView) -> str:
    """When the result is due; a clock that stands has no such time."""
    found = view.particulars
    return when(found.due_at) if found.paused_at is None else t("Chưa xác định")


def _limit(view: DossierView) -> str:
    """What is waited for while the clock stands, and which time the law had set where another was promised."""
    found = view.particulars
    if found.limit_at is not None:
        return t("Đang tạm dừng, người nộp có đến {limit}", limit=when(found.limit_at))
    if view.clock.extensions:
        return t("Hạn theo quy định: {due}", due=when(view.clock.lawful_due))
    return ""


def _people(view: DossierView) -> None:
    people, named = view.particulars.people, roles()
    with st.container(key="card_people"):
        _section(t("Người liên quan"))
        _person(named["owner"], people.owner)
        if people.submitter != people.owner:
            _person(named["submitter"], people.submitter)
        if people.authorised:
            _person(named["authorised"], people.authorised)
        if people.receiver:
            _person(named["receiver"], people.receiver)


def _person(role: str, person: Person) -> None:
    said = people_fields()
    facts(
        [
            Fact(role, person.name),
            Fact(said["identity"], person.identity),
            Fact(said["phone"], person.phone),
            Fact(said["address"], person.address, wide=not person.email),
            Fact(said["email"], person.email),
        ]
    )


def _shares(view: DossierView) -> None:
    with st.container(key="card_shares"):
        _section(t("Thời gian từng đơn vị đã dùng"))
        shares.table(view.shares(database.now()), view.directory, view.particulars.agency_id)


def _papers(view: DossierView, officer: Officer) -> None:
    with st.container(key="card_papers"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.html(
                f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Giấy tờ"))}</div>', width="content"
            )
            with st.container(horizontal=True, width="content", gap="medium"):
                bundle.acts_on(view, officer)
        papers_list.draw(view)


def _result(view: DossierView) -> None:
    found = view.particulars
    result, delivery = found.result, found.delivery
    if not result:
        return
    if found.kind == "matter":
        with st.container(key="card_result"):
            _section(t("Trả lời đã công khai"))
            matter.draw_answer(view)
        return
    with st.container(key="card_result"):
        _section(t("Kết quả"))
        facts(
            [
                Fact(t("Loại kết quả"), _outcome(view, result), wide=True),
                Fact(t("Số, ký hiệu"), str(result.get("number") or "")),
                Fact(t("Ngày ký"), _day(result.get("date"))),
                Fact(t("Người ký"), str(result.get("signer") or "")),
            ]
        )
        files = result.get("file")
        if isinstance(files, list):
            st.html("".join(_issued(view, file) for file in files if isinstance(file, dict)))
        if found.returned_at:
            facts(
                [
                    Fact(t("Đã trả cho"), str(delivery.get("receiver_name") or "")),
                    Fact(t("Hình thức trả"), returns()[str(delivery.get("return_method") or "counter")]),
                    Fact(t("Trả lúc"), when(found.returned_at)),
                    Fact(t("Đánh giá của người nhận"), ratings().get(str(delivery.get("rating")), "")),
                    Fact(t("Giấy tờ xuất trình"), str(delivery.get("receiver_document") or ""), wide=True),
                ]
            )


def _issued(view: DossierView, file: Mapping[str, object]) -> str:
    signed = "".join(signatures.lines(one) for one in view.documents if one.id == file.get("id"))
    return f"<div>{answers.file_link(file)}{signed}</div>"


def _letters(view: DossierView, officer: Officer) -> None:
    if view.letters or oversight.letters(view):
        with st.container(key="card_letters"):
            _section(t("Văn bản"))
            letters.draw(view, officer)
            letters.draw_urgings(view, officer)


def _outcome(view: DossierView, result: Mapping[str, object]) -> str:
    key = result.get("outcome")
    return next((one.name for one in view.published.release.outcomes if one.key == key), "")


def _day(value: object) -> str:
    return f"{date.fromisoformat(value):%d/%m/%Y}" if isinstance(value, str) and value else ""


def _reminders(view: DossierView) -> None:
    if view.reminders:
        with st.container(key="card_reminders"):
            _section(t("Nhắc hạn, báo cấp trên"))
            reminders.draw(view)


def _history(view: DossierView) -> None:
    with st.container(key="card_history"):
        _section(t("Lịch sử"))
        story.draw(view)


def _diagram(view: DossierView) -> None:
    with st.container(key="card_diagram"):
        _section(t("Sơ đồ quy trình"))
        _drawing(view)


@st.fragment
def _drawing(view: DossierView) -> None:
    visitor.current()
    diagram(
        view.published.release.model.xml.decode(),
        key=f"diagram_{view.particulars.id}",
        current=calls.drawn(view.published.release.model, (step.element for step in view.current)),
        done=timeline.passed(view),
        height=360,
        label=t("Sơ đồ quy trình"),
    )


show()
