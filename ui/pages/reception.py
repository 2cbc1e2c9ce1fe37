"""Reception: a request at the counter becomes a dossier, on one screen and by keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import uuid4

import streamlit as st

from processes import database, deadlines, organisation, permissions
from processes.accounts import Visitor
from processes.calendars import local
from processes.database import Transaction
from processes.organisation import Directory, Post
from processes.people import People, Person
from processes.registers import Entry
from processes.settings import settings
from tasks import reception, registers
from tasks.reception import Accepted
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, choice, counter, entries, form, handover, lookup, people, places, registrations, unreached
from ui.widgets.choice import Choice
from ui.widgets.counter import Filled, Return, Wrong
from ui.widgets.keys import keys
from ui.widgets.papers import PaperAsked, PaperReceived, papers
from ui.widgets.text import literal, money
from ui.widgets.wording import roles

_INTENT = "accept"
_ROUND, _ACCEPTED, _WRONG, _FOCUS = "reception_round", "reception_accepted", "reception_wrong", "reception_focus"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose counter it is, and which applicant's turn: `key` begins the keys of all fields."""

    key: str
    known: Visitor
    directory: Directory
    wrong: Wrong
    moment: datetime


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    if permissions.reception_units(known.officer, directory):
        _counter()
    else:
        st.error(t("Chỉ cán bộ Bộ phận Một cửa tiếp nhận hồ sơ."), icon=":material/error:")


@st.fragment
def _counter() -> None:
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    accepted: Accepted | None = st.session_state.get(_ACCEPTED)
    if accepted is not None:
        handover.draw(accepted, known, again=_next_applicant)
    else:
        with database.snapshot() as snapshot:
            registrations.draw(snapshot, known, directory, database.now(), _accepted_online)
            _transferred(registers.transferred(snapshot, officer=known.officer), directory)
        unreached.draw(known)
        wrong: Wrong = st.session_state.get(_WRONG) or {}
        _form(Desk(_prefix(), known, directory, wrong, database.now()))
    focus, turn = st.session_state.get(_FOCUS, (f"box_{_prefix()}", "start"))
    keys(focus=focus, turn=turn)


def _transferred(found: list[Entry], directory: Directory) -> None:
    """What other one-stops received for this agency: it is on its way here, or worked on."""
    if found:
        title = t("Hồ sơ nơi khác tiếp nhận, chuyển đến: {number}", number=len(found))
        with st.expander(title, icon=":material/move_to_inbox:", key="transferred"):
            entries.table(found, directory)


def _accepted_online(accepted: Accepted) -> None:
    st.session_state[_ACCEPTED] = accepted


def _prefix() -> str:
    return f"r{st.session_state.setdefault(_ROUND, 0)}"


def _focus(place: str) -> None:
    st.session_state[_FOCUS] = place, uuid4().hex


def _next_applicant() -> None:
    """Empties the counter for the next person; agency and procedure stay as they were."""
    before = f"{_prefix()}_"
    for name in [name for name in st.session_state if str(name).startswith(before)]:
        del st.session_state[name]
    for name in (_ACCEPTED, _WRONG):
        st.session_state.pop(name, None)
    st.session_state[_ROUND] += 1
    _focus(f"box_{_prefix()}")


def _form(desk: Desk) -> None:
    key = desk.key
    post, looked_up = _head(desk)
    left, right = st.columns([8, 4], gap="medium")
    with left:
        officer = desk.known.officer
        place = lookup.found(key, looked_up, officer, owner=f"{key}_owner", chosen=lambda: _focus(f"papers_{key}"))
        if place:
            _focus(place)
        with st.container(key="card_choice"):
            chosen = choice.draw(key, desk.directory, post, local(desk.moment).date())
        with st.container(key="card_people"):
            who = _people(desk)
        with st.container(key="card_papers"), st.container(key=f"papers_{key}"):
            asked, received = _papers(desk, chosen)
    with right, st.container(key="card_sum"):
        if chosen is None:
            st.html(f'<p class="mc-quiet">{escape(t("Chọn thủ tục để biết hạn trả kết quả và phí."))}</p>')
            return
        receipt, national, return_by = _promise(desk, chosen)
        _warn_of_open(desk, who.owner, chosen)
        _act(desk, post, Filled(chosen, who, asked, received, receipt, return_by, national))


def _head(desk: Desk) -> tuple[Post, str]:
    """The title, the look-up box, and for those who receive in several one-stops, which one it is now."""
    title, where = st.columns([8, 4], gap="medium", vertical_alignment="center")
    with title, st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.header(t("Tiếp nhận hồ sơ"), anchor=False, width="content")
        looked_up = lookup.draw(desk.key)
    with where:
        return _post(desk), looked_up


def _post(desk: Desk) -> Post:
    posts = {post.unit_id: post for post in desk.known.officer.all_posts if post.role == permissions.RECEPTION}
    names = {unit_id: desk.directory.units[unit_id].name for unit_id in posts}
    if len(posts) == 1:
        ((unit_id, name),) = names.items()
        st.html(f'<p class="mc-quiet">{escape(name)}</p>')
        return posts[unit_id]
    unit_id = st.selectbox(
        t("Nơi tiếp nhận"),
        list(names),
        format_func=names.__getitem__,
        label_visibility="collapsed",
        key=f"{desk.key}_unit",
        persist_state="session",
    )
    return posts[unit_id]


def _people(desk: Desk) -> People:
    key = desk.key
    with st.container(horizontal=True, vertical_alignment="center", key="who_else"):
        _section(roles()["owner"])
        st.space("stretch")
        same = st.toggle(t("Chủ hồ sơ tự nộp"), value=True, key=f"{key}_same", persist_state="session")
        is_authorised = st.toggle(t("Có ủy quyền"), key=f"{key}_has_authorised", persist_state="session")
        other_receives = st.toggle(t("Người khác nhận kết quả"), key=f"{key}_has_receiver", persist_state="session")
    owner = people.draw(f"{key}_owner", wrong=desk.wrong.get("owner", {}))
    return People(
        owner,
        owner if same else _person(desk, "submitter"),
        _person(desk, "authorised") if is_authorised else None,
        _person(desk, "receiver") if other_receives else None,
    )


def _person(desk: Desk, role: str) -> Person:
    _section(roles()[role])
    return people.draw(f"{desk.key}_{role}", wrong=desk.wrong.get(role, {}))


def _section(title: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>', width="content")


def _papers(desk: Desk, chosen: Choice | None) -> tuple[list[PaperAsked], list[PaperReceived]]:
    _section(t("Thành phần hồ sơ"))
    if chosen is None:
        st.html(f'<p class="mc-quiet">{escape(t("Chọn thủ tục để thấy giấy tờ cần nộp."))}</p>')
        return [], []
    asked = [PaperAsked(p.code, p.name, p.required, p.originals, p.copies) for p in chosen.case.papers]
    form.say_below(desk.wrong.get("papers", {}).get("papers", ""))
    rules = settings().uploads
    kept = f"{desk.key}_papers_kept_{chosen.published.id}"
    received = papers(
        asked,
        key=f"{desk.key}_papers_{chosen.published.id}",
        accept=[f".{kind}" for kind in rules.types],
        max_mb=rules.max_mb,
        given=st.session_state.get(kept, ()),
        label=t("Thành phần hồ sơ"),
    )
    # a widget that is not drawn is forgotten: the papers must outlive a look at another page
    st.session_state[kept] = received
    return asked, received


def _promise(desk: Desk, chosen: Choice) -> tuple[str, str, Return]:
    """What the receipt will say: the due time and why, the fee with its number, the code, how the result goes out."""
    calendar = desk.directory.calendar(chosen.agency_id)
    case, added = chosen.case, chosen.case.confirmation.get(chosen.channel, 0)
    due = deadlines.due(desk.moment, case.term, calendar, cutoff=case.cutoff, confirmation=added)
    amount = case.fee(chosen.channel, local(desk.moment).date())
    fee = money(amount) if amount else t("Không thu")
    st.html(
        f'<div class="mc-due"><span>{escape(t("Hạn trả kết quả"))}</span><b>{escape(when(due.due))}</b>'
        f"<p>{escape(due.explanation)}</p></div>"
    )
    st.html(f'<div class="mc-fee"><span>{escape(t("Phí, lệ phí"))}</span><b>{escape(fee)}</b></div>')
    receipt = _text(desk, "fee", t("Số biên lai")) if amount else ""
    national = ""
    if chosen.channel == "online":
        hint = t("Để trống nếu chưa có; hệ thống sẽ cấp mã.")
        national = _text(desk, "national", t("Mã hồ sơ trên Cổng Dịch vụ công quốc gia"), hint).upper()
    return receipt, national, _return_by(desk, chosen)


def _text(desk: Desk, name: str, said: str, hint: str = "") -> str:
    wrong = desk.wrong.get(name, {}).get(name, "")
    with st.container(key=f"{'wrong' if wrong else 'field'}_{desk.key}_{name}", gap=None):
        given = st.text_input(
            said,
            key=f"{desk.key}_{name}",
            on_change="ignore",
            max_chars=60,
            persist_state="session",
            autocomplete="off",
        )
        form.say_below(wrong, hint)
    return (given or "").strip()


def _return_by(desk: Desk, chosen: Choice) -> Return:
    names = {"counter": t("Tại quầy"), "post": t("Bưu chính"), "online": t("Điện tử")}
    ways: list[Return] = ["counter", "post", "online"]
    default: Return = chosen.channel if chosen.channel != "phone" else "counter"
    return st.segmented_control(
        t("Nhận kết quả"),
        ways,
        default=default,
        required=True,
        format_func=names.__getitem__,
        key=f"{desk.key}_return_{chosen.channel}",
        width="stretch",
        persist_state="session",
    )


def _warn_of_open(desk: Desk, owner: Person, chosen: Choice) -> None:
    """Says when the same owner has a dossier of the same procedure under way."""
    found = counter.under_way(owner, chosen, desk.known)
    if found is not None:
        told = t("Chủ hồ sơ đang có hồ sơ {code} của thủ tục này chưa trả kết quả.", code=literal(found.code))
        st.warning(told, icon=":material/content_copy:")
        places.dossier_link(found.dossier_id, t("Mở hồ sơ đang giải quyết"))


def _act(desk: Desk, post: Post, filled: Filled) -> None:
    if desk.wrong and (now := counter.check(filled, desk.known)) != desk.wrong:
        # after a refused try, what was put right stops being shown as wrong
        st.session_state[_WRONG] = now
        st.rerun()
    acts.show_refusal(_INTENT)
    acts.show_wrong([name for fields in desk.wrong.values() for name in fields])
    if st.button(
        t("Tiếp nhận"),
        type="primary",
        icon=":material/check:",
        shortcut="Ctrl+Enter",
        key="accept",
        width="stretch",
    ):
        _accept(desk, post, filled)


def _accept(desk: Desk, post: Post, filled: Filled) -> None:
    wrong = st.session_state[_WRONG] = counter.check(filled, desk.known)
    if wrong:
        first = next(iter(wrong))
        place = {"papers": f"papers_{desk.key}", "national": f"wrong_{desk.key}_national"}
        _focus(place.get(first, f"person_{desk.key}_{first}"))
        st.rerun()

    def act(transaction: Transaction, key: str) -> Accepted:
        request = counter.request(filled, post)
        return reception.accept(transaction, request, officer=desk.known.officer, moment=database.now(), key=key)

    done = acts.attempt(_INTENT, act)
    if isinstance(done, Accepted):
        st.session_state[_ACCEPTED] = done
    elif done is not None:
        acts.tell(t("Hồ sơ này đã được tiếp nhận trước đó; xem trong hộp việc của bạn."))
        _next_applicant()
    st.rerun()


show()
