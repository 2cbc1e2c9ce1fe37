"""Reception: a request at the counter becomes a dossier, on one screen and by keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal
from uuid import uuid4

import streamlit as st

from processes import calendars, database, deadlines, organisation, permissions
from processes.accounts import Visitor
from processes.calendars import local
from processes.database import Transaction
from processes.organisation import Directory, Post
from processes.people import People, Person
from processes.settings import settings
from tasks import reception
from tasks.reception import Accepted, Earlier, PaperGiven, Request
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, choice, form, handover, lookup, people, places
from ui.widgets.choice import Choice
from ui.widgets.keys import keys
from ui.widgets.papers import PaperAsked, PaperReceived, papers
from ui.widgets.text import literal, money
from ui.widgets.wording import roles

Return = Literal["counter", "post", "online"]
Wrong = Mapping[str, Mapping[str, str]]
_INTENT = "accept"
_ROUND, _ACCEPTED, _CHECKED, _FOCUS = "reception_round", "reception_accepted", "reception_wrong", "reception_focus"


@dataclass(frozen=True, slots=True)
class Filled:
    """The whole counter form as it is filled in now."""

    choice: Choice
    people: People
    asked: list[PaperAsked]
    papers: list[PaperReceived]
    fee_receipt: str
    return_by: Return
    national_code: str


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    if not permissions.reception_units(known.officer, directory):
        st.error(t("Chỉ cán bộ Bộ phận Một cửa tiếp nhận hồ sơ."), icon=":material/error:")
        return
    _counter()


@st.fragment
def _counter() -> None:
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    accepted: Accepted | None = st.session_state.get(_ACCEPTED)
    if accepted is not None:
        handover.draw(accepted, known, again=_next_applicant)
    else:
        _form(known, directory)
    focus, turn = st.session_state.get(_FOCUS, (f"box_{_prefix()}", "start"))
    keys(focus=focus, turn=turn)


def _prefix() -> str:
    return f"r{st.session_state.setdefault(_ROUND, 0)}"


def _focus(place: str) -> None:
    st.session_state[_FOCUS] = place, uuid4().hex


def _next_applicant() -> None:
    """Empties the counter for the next person; agency and procedure stay as they were."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for name in (_ACCEPTED, _CHECKED):
        st.session_state.pop(name, None)
    _focus(f"box_{_prefix()}")


def _form(known: Visitor, directory: Directory) -> None:
    key = _prefix()
    wrong: Wrong = st.session_state.get(_CHECKED) or {}
    moment = database.now()
    post, looked_up = _head(key, known, directory)
    left, right = st.columns([8, 4], gap="medium")
    with left:
        next_place = lookup.found(
            key, looked_up, known.officer, owner=f"{key}_owner", chosen=lambda: _focus(f"papers_{key}")
        )
        if next_place:
            _focus(next_place)
        with st.container(key="card_choice"):
            chosen = choice.draw(key, directory, post, local(moment).date())
        with st.container(key="card_people"):
            who = _people(key, wrong)
        with st.container(key=f"card_papers_{key}"), st.container(key=f"papers_{key}"):
            asked, received = _papers(key, chosen, wrong)
    with right, st.container(key="card_sum"):
        _sum(key, known, directory, post, chosen, who, (asked, received), wrong, moment)


def _head(key: str, known: Visitor, directory: Directory) -> tuple[Post, str]:
    """The title, the look-up box, and for those who receive in several one-stops, which one it is now."""
    title, box = st.columns([8, 4], gap="medium", vertical_alignment="center")
    with title, st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.header(t("Tiếp nhận hồ sơ"), anchor=False, width="content")
        looked_up = lookup.draw(key)
    with box:
        post = _post(key, known, directory)
    return post, looked_up


def _post(key: str, known: Visitor, directory: Directory) -> Post:
    """The one-stop the officer receives in; asked only of those who have several."""
    posts = {post.unit_id: post for post in known.officer.posts if post.role == permissions.RECEPTION}
    units = list(posts)
    if len(units) == 1:
        st.html(f'<p class="mc-quiet">{escape(directory.units[units[0]].name)}</p>')
        return posts[units[0]]
    unit_id = st.selectbox(
        t("Nơi tiếp nhận"),
        units,
        format_func=lambda one: directory.units[one].name,
        label_visibility="collapsed",
        key=f"{key}_unit",
        persist_state="page",
    )
    return posts[unit_id]


def _people(key: str, wrong: Wrong) -> People:
    named = roles()
    with st.container(horizontal=True, vertical_alignment="center", key="who_else"):
        _section(named["owner"])
        st.space("stretch")
        same = st.toggle(t("Chủ hồ sơ tự nộp"), value=True, key=f"{key}_same", persist_state="page")
        is_authorised = st.toggle(t("Có ủy quyền"), key=f"{key}_has_authorised", persist_state="page")
        other_receives = st.toggle(t("Người khác nhận kết quả"), key=f"{key}_has_receiver", persist_state="page")
    owner = people.draw(f"{key}_owner", wrong=wrong.get("owner", {}))
    return People(
        owner,
        owner if same else _person(key, "submitter", wrong),
        _person(key, "authorised", wrong) if is_authorised else None,
        _person(key, "receiver", wrong) if other_receives else None,
    )


def _person(key: str, role: str, wrong: Wrong) -> Person:
    _section(roles()[role])
    return people.draw(f"{key}_{role}", wrong=wrong.get(role, {}))


def _section(title: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>', width="content")


def _papers(key: str, chosen: Choice | None, wrong: Wrong) -> tuple[list[PaperAsked], list[PaperReceived]]:
    _section(t("Thành phần hồ sơ"))
    if chosen is None:
        st.html(f'<p class="mc-quiet">{escape(t("Chọn thủ tục để thấy giấy tờ cần nộp."))}</p>')
        return [], []
    asked = [PaperAsked(one.code, one.name, one.required, one.originals, one.copies) for one in chosen.case.papers]
    rules = settings().uploads
    received = papers(
        asked,
        key=f"{key}_papers_{chosen.published.id}",
        accept=[f".{kind}" for kind in rules.types],
        max_mb=rules.max_mb,
        label=t("Thành phần hồ sơ"),
    )
    form.say_below(wrong.get("papers", {}).get("papers", ""))
    return asked, received


def _sum(
    key: str,
    known: Visitor,
    directory: Directory,
    post: Post,
    chosen: Choice | None,
    who: People,
    given: tuple[list[PaperAsked], list[PaperReceived]],
    wrong: Wrong,
    moment: datetime,
) -> None:
    """The right side: what the receipt will promise, the fee, and the act itself."""
    if chosen is None:
        st.html(f'<p class="mc-quiet">{escape(t("Chọn thủ tục để biết hạn trả kết quả và phí."))}</p>')
        return
    calendar = calendars.of_hours(directory.agencies[chosen.agency_id].hours)
    due = deadlines.due(moment, chosen.case.term, calendar, cutoff=chosen.case.cutoff)
    st.html(
        f'<div class="mc-due"><span>{escape(t("Hạn trả kết quả"))}</span><b>{escape(when(due.due))}</b>'
        f"<p>{escape(due.explanation)}</p></div>"
    )
    receipt = _fee(key, chosen)
    national = _national_code(key, chosen, wrong)
    return_by = _return_by(key, chosen)
    _warn_of_open(known, who.owner, chosen)
    filled = Filled(chosen, who, *given, receipt, return_by, national)
    _keep_checked(filled, known)
    acts.show_refusal(_INTENT)
    acts.show_wrong({f"{where}_{name}": said for where, fields in wrong.items() for name, said in fields.items()})
    if st.button(
        t("Tiếp nhận"),
        type="primary",
        icon=":material/check:",
        shortcut="Ctrl+Enter",
        key="accept",
        width="stretch",
    ):
        _accept(known, post, filled)


def _fee(key: str, chosen: Choice) -> str:
    amount = chosen.case.fees.get(chosen.channel, 0)
    shown = money(amount) if amount else t("Không thu")
    st.html(f'<div class="mc-fee"><span>{escape(t("Phí, lệ phí"))}</span><b>{escape(shown)}</b></div>')
    if not amount:
        return ""
    return (
        st.text_input(
            t("Số biên lai"),
            key=f"{key}_fee",
            on_change="ignore",
            max_chars=50,
            persist_state="page",
            autocomplete="off",
        )
        or ""
    )


def _national_code(key: str, chosen: Choice, wrong: Wrong) -> str:
    if chosen.channel != "online":
        return ""
    found = wrong.get("national", {}).get("national", "")
    with st.container(key=f"{'wrong' if found else 'field'}_{key}_national", gap=None):
        code = st.text_input(
            t("Mã hồ sơ trên Cổng Dịch vụ công quốc gia"),
            key=f"{key}_national",
            on_change="ignore",
            max_chars=60,
            persist_state="page",
            autocomplete="off",
        )
        form.say_below(found, t("Để trống nếu chưa có; hệ thống sẽ cấp mã."))
    return (code or "").strip().upper()


def _return_by(key: str, chosen: Choice) -> Return:
    names = {"counter": t("Tại quầy"), "post": t("Bưu chính"), "online": t("Điện tử")}
    choices: list[Return] = ["counter", "post", "online"]
    return st.segmented_control(
        t("Nhận kết quả"),
        choices,
        default=chosen.channel,
        required=True,
        format_func=names.__getitem__,
        key=f"{key}_return_{chosen.channel}",
        width="stretch",
        persist_state="page",
    )


def _warn_of_open(known: Visitor, owner: Person, chosen: Choice) -> None:
    """Says when the same owner has a dossier of the same procedure under way."""
    if not people.is_identity(owner.identity):
        return
    for one in _dossiers_of(known, owner.identity):
        if one.open and one.owner.identity == owner.identity and one.procedure == chosen.published.release.name:
            st.warning(
                t(
                    "Chủ hồ sơ đang có hồ sơ {code} của thủ tục này chưa trả kết quả.",
                    code=literal(one.code),
                ),
                icon=":material/content_copy:",
            )
            places.dossier_link(one.dossier_id, t("Mở hồ sơ đang giải quyết"))
            return


def _dossiers_of(known: Visitor, number: str) -> list[Earlier]:
    with database.snapshot() as snapshot:
        return reception.look_up(snapshot, number, officer=known.officer)


def _check(filled: Filled, known: Visitor) -> dict[str, dict[str, str]]:
    """What is not right yet, by person and field."""
    found = {"owner": people.check(filled.people.owner)}
    for role in ("submitter", "authorised", "receiver"):
        person: Person | None = getattr(filled.people, role)
        if person is not None and person is not filled.people.owner:
            found[role] = people.check(person)
    got = {paper.code for paper in filled.papers if paper.received}
    missing = [paper.name for paper in filled.asked if paper.required and paper.code not in got]
    if missing:
        found["papers"] = {"papers": t("Còn thiếu giấy tờ bắt buộc: {names}.", names="; ".join(missing))}
    if filled.national_code and any(
        one.code == filled.national_code for one in _dossiers_of(known, filled.national_code)
    ):
        found["national"] = {"national": t("Mã này đã được tiếp nhận.")}
    return {where: wrong for where, wrong in found.items() if wrong}


def _keep_checked(filled: Filled, known: Visitor) -> None:
    """After a refused try, what is put right stops being shown as wrong."""
    before = st.session_state.get(_CHECKED)
    if before:
        now = _check(filled, known)
        if now != before:
            st.session_state[_CHECKED] = now
            st.rerun(scope="fragment")


def _accept(known: Visitor, post: Post, filled: Filled) -> None:
    wrong = _check(filled, known)
    st.session_state[_CHECKED] = wrong
    if wrong:
        _focus(
            next(iter(wrong)) if "papers" in wrong and len(wrong) == 1 else f"person_{_prefix()}_{next(iter(wrong))}"
        )
        st.rerun(scope="fragment")

    def act(transaction: Transaction, key: str) -> Accepted:
        return reception.accept(
            transaction, _request(post, filled), officer=known.officer, moment=database.now(), key=key
        )

    done = acts.attempt(_INTENT, act)
    if isinstance(done, Accepted):
        st.session_state[_ACCEPTED] = done
    elif done is not None:
        acts.tell(t("Hồ sơ này đã được tiếp nhận trước đó; xem trong hộp việc của bạn."))
        _next_applicant()
    st.rerun()


def _request(post: Post, filled: Filled) -> Request:
    names = {paper.code: paper.name for paper in filled.asked}
    return Request(
        release_id=filled.choice.published.id,
        case_code=filled.choice.case.code,
        channel=filled.choice.channel,
        receiving_unit_id=post.unit_id,
        agency_id=filled.choice.agency_id,
        people=filled.people,
        papers=[
            PaperGiven(
                paper.code,
                names[paper.code],
                paper.originals,
                paper.copies,
                tuple(int(file.id) for file in paper.files),
            )
            for paper in filled.papers
            if paper.received
        ],
        fee_receipt=filled.fee_receipt,
        return_by=filled.return_by,
        national_code=filled.national_code,
    )


show()
