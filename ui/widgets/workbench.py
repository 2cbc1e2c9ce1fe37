"""One task on the desk: what it is about, its form, and the acts open to the officer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import NoReturn
from uuid import uuid4

import streamlit as st

from bpmn.engine import Progress
from bpmn.refusals import Refusal
from processes import database, sendings, signing_keys
from processes.database import Transaction
from processes.organisation import Officer
from tasks import inbox, oversight, repairs, signing, suggestions
from tasks.viewing import TaskView
from ui.locale import t, when
from ui.widgets import (
    acts,
    answers,
    assigning,
    colleagues,
    comments,
    delegations,
    drafting,
    following,
    form,
    handoffs,
    mandate,
    matter,
    papers_list,
    passing,
    places,
    questions,
    standing,
    story,
    timeline,
    urging,
    views,
)
from ui.widgets.facts import Fact, facts
from ui.widgets.wording import channels

LIST, FOCUS = "task_list", "inbox_focus"
SELECTED, KEPT, VIEW = "inbox_selected", "inbox_kept", "inbox_view"
_PRIMARY = "Ctrl+Enter"


def draw(view: TaskView, officer: Officer, following: int | None) -> None:
    """Draws the task; `following` is the one to be shown when this one is done."""
    with st.container(key="card_task"):
        _head(view, officer)
        questions.draw_waiting(view.dossier, officer)
        timeline.draw(view.dossier)
        documents = view.dossier.documents
        work, files, talk, past = st.tabs(
            [t("Xử lý"), t("Giấy tờ ({number})", number=len(documents)), t("Trao đổi"), t("Lịch sử")],
            key=f"tabs_{view.step.task_id}",
            on_change="rerun",
        )
        with work:
            _work(view, officer, following)
        with files:
            papers_list.draw(view.dossier)
        if talk.open:
            with talk, st.container(key="talk"):
                is_withdrawn = questions.draw(view.dossier, officer)
                if comments.draw(view.dossier, officer) or is_withdrawn:
                    st.session_state.pop(VIEW, None)
                    st.rerun(scope="fragment")
        if past.open:
            with past:
                story.draw(view.dossier)


def _head(view: TaskView, officer: Officer) -> None:
    found = view.dossier.particulars
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="small"):
        st.html(
            f'<div class="mc-title" role="heading" aria-level="2">{escape(view.step.name)}'
            f"<small>{escape(found.procedure)}</small></div>",
            width="content",
        )
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small", wrap=False):
            standing.badge(view.standing)
            following.draw(view.dossier, officer)
            places.dossier_link(found.id, t("Mở hồ sơ") if found.kind == "dossier" else t("Mở vụ việc"))
    if found.kind == "matter":
        facts(matter.head(view.dossier, when(view.step.due_at)))
        return
    owner, submitter = found.people.owner.name, found.people.submitter.name
    by = t("Người nộp: {name}", name=submitter) if submitter != owner else ""
    facts(
        [
            Fact(t("Mã hồ sơ"), found.code),
            Fact(t("Chủ hồ sơ"), owner, by),
            Fact(t("Trường hợp"), view.dossier.published.case(found.case_code).name),
            Fact(t("Hạn bước này"), when(view.step.due_at)),
            Fact(t("Hạn trả kết quả"), when(found.due_at)),
            Fact(t("Hình thức nộp"), channels()[found.channel]),
        ]
    )


def _work(view: TaskView, officer: Officer, following: int | None) -> None:
    passing.draw_reason(view)
    urging.draw_urged(view)
    delegations.draw_told(view, officer)
    if questions.draw_asked(view.dossier, officer):
        _go_on(following)
    mandate.draw(view)
    matter.draw_told(view.dossier)
    handoffs.draw_task(view)
    answers.draw_earlier(view.dossier, but=mandate.of_others(view))
    begun: Mapping[str, object] = {}
    given: Mapping[str, object] = {}
    intent = f"task_{view.step.task_id}"
    wrong = form.still_wrong(intent, acts.wrong_fields(f"complete_{intent}"))
    if view.may_complete and view.task.sign and signing_keys.configured():
        st.html(f'<p class="mc-quiet">{escape(to_be_signed(view))}</p>')
    assignee = None
    if view.may_complete and view.task.assigns:
        assignee = assigning.ask_following(view.step.task_id, officer, key=f"{intent}_assignee")
    if view.may_fill_in and view.form is not None:
        begun, keeping = known(view), drafting.keeping(view)
        given = form.draw(view.form, key=intent, values=begun, wrong=wrong, keeping=keeping)
    elif not (view.may_claim or view.may_fill_in or view.delegation):
        st.html(f'<p class="mc-quiet">{escape(_waits_for(view))}</p>')
    with st.container(key="task_acts", gap="small"):
        for act in ("claim", "complete", "put_back", "assign", "take_back"):
            acts.show_refusal(f"{act}_{intent}")
        acts.show_refusal(urging.intent(view.dossier))
        acts.show_wrong(wrong)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            _acts(view, officer, _Given(given, assignee), following)
    if view.may_fill_in:
        drafting.keep(view, given, known=begun, officer=officer)


def to_be_signed(view: TaskView) -> str:
    """What the officer's key will sign, said before the officer decides."""
    wanted = signing.waiting(view.dossier.documents, view.values.get(signing.DRAFT))
    if not wanted:
        return t("Không có dự thảo PDF để ký số: kết quả được ký trên giấy.")
    return t("Khi đồng ý, hệ thống ký số tệp: {files}.", files=", ".join(file.name for file in wanted))


def known(view: TaskView) -> dict[str, object]:
    """What the form begins with; whoever signs decides anew, also when it was sent back before."""
    draft = {key: typed.value for key, typed in view.draft.items()}
    if view.task.sign:
        return draft
    told = {key: value for key, value in view.values.items() if value not in (None, "", [])}
    return {**suggestions.values(view, database.now()), **told, **draft}


@dataclass(frozen=True, slots=True)
class _Given:
    """What the officer has filled in: the form, and who gets the step that this one assigns."""

    values: Mapping[str, object]
    assignee: int | None


def _acts(view: TaskView, officer: Officer, given: _Given, following: int | None) -> None:
    intent = f"task_{view.step.task_id}"
    if view.may_claim and st.button(
        t("Nhận việc"), type="primary", icon=":material/back_hand:", shortcut=_PRIMARY, key=f"claim_{intent}"
    ):
        _claim(view, officer)
    if view.may_complete and st.button(
        ACTS[view.task.act](),
        type="primary",
        icon=":material/check:",
        shortcut=_PRIMARY,
        key=f"complete_{intent}",
    ):
        _complete(view, officer, given, following)
    if view.may_put_back:
        _put_back(view, officer)
    if view.may_complete and not sendings.is_by_hand(view.step.ref):
        passing.draw_back(view, officer, partial(_go_on, following))
    colleagues.draw_acts(view, officer, done=partial(_go_on, following), stay=partial(_stay, view))
    if view.may_assign:
        assigning.draw(view, officer, _look_again)
    mine = [step for step in oversight.urgeable(view.dossier, officer) if step.task_id == view.step.task_id]
    if mine and urging.draw(view.dossier, officer, mine):
        st.session_state.pop(VIEW, None)
        st.rerun()


ACTS = {
    "complete": lambda: t("Hoàn thành"),
    "transfer": lambda: t("Chuyển xử lý"),
    "issue": lambda: t("Phát hành kết quả"),
    "return": lambda: t("Trả kết quả"),
    "publish": lambda: t("Gửi trả lời"),
    "appraise": lambda: t("Gửi kết quả thẩm định"),
    "approve": lambda: t("Ghi quyết định"),
    "promulgate": lambda: t("Ban hành quy trình"),
    "acknowledge": lambda: t("Tiếp nhận nhiệm vụ"),
    "report": lambda: t("Gửi báo cáo"),
    "assess": lambda: t("Gửi ý kiến"),
}


def _waits_for(view: TaskView) -> str:
    known, step = view.dossier.directory, view.step
    if step.closed_at is not None:
        return t("Việc này đã kết thúc lúc {when}.", when=when(step.closed_at))
    if step.holder_id is not None:
        return t("{name} đang giữ việc này.", name=known.name(step.holder_id))
    post = known.post(step.post_id)
    return t("Việc này chờ {post}.", post=post.title if post else "")


def _claim(view: TaskView, officer: Officer) -> None:
    task_id = view.step.task_id

    def act(transaction: Transaction, key: str) -> None:
        inbox.claim(transaction, task_id, officer=officer, moment=database.now(), key=key)

    st.session_state.pop(VIEW, None)
    if acts.attempt(f"claim_task_{task_id}", act) is not None:
        st.session_state[KEPT] = task_id
        _focus(f"form_task_{task_id}")
    acts.draw_again()


def _complete(view: TaskView, officer: Officer, given: _Given, following: int | None) -> None:
    task_id = view.step.task_id

    def act(transaction: Transaction, key: str) -> Progress:
        if view.form is not None:
            form.require_sent(view.form, key=f"task_{task_id}")
        told = {"values": given.values, "assignee": given.assignee, "moment": database.now(), "key": key}
        return inbox.complete(transaction, task_id, officer=officer, **told)  # pyright: ignore[reportArgumentType]

    done = acts.attempt(f"complete_task_{task_id}", act)
    if done is None:
        _note_refused(task_id)
        wrong = acts.wrong_fields(f"complete_task_{task_id}")
        form.remember_refused(f"task_{task_id}", wrong)
        if wrong:
            _focus(form.turn(view.form, key=f"task_{task_id}", wrong=wrong) if view.form else LIST)
        else:
            st.session_state.pop(VIEW, None)
        acts.draw_again()
    form.forget(key=f"task_{task_id}")
    passing.remember(view)
    acts.tell(outcome(view, done if isinstance(done, Progress) else None, given.assignee))
    _go_on(following, acts.draw_again)


def _note_refused(task_id: int) -> None:
    """What the officer cannot put right is known to who can."""
    refusal = acts.refusal(f"complete_task_{task_id}")
    if refusal is not None:
        with database.transaction() as transaction:
            repairs.note_refused(transaction, task_id, refusal, moment=database.now())


def outcome(view: TaskView, progress: Progress | None, assignee: int | None = None) -> str:
    """What an act led to, in a sentence: where the dossier lies now, and with whom."""
    code = view.dossier.particulars.code
    if view.dossier.particulars.kind == "matter" and progress is not None and progress.ended:
        return t("{code} đã xử lý xong.", code=code)
    if progress is None or not (progress.opened or progress.ended):
        return t("Đã ghi nhận việc “{step}” của hồ sơ {code}.", step=view.step.name, code=code)
    if progress.ended:
        return t("Hồ sơ {code} đã hoàn tất.", code=code)
    chosen = {} if assignee is None else {view.task.assigns: view.dossier.directory.name(assignee)}
    onward = [
        f"{waiting.name} ({chosen.get(waiting.element) or _receiver(view, waiting.element)})"
        for waiting in progress.opened
    ]
    return t("Hồ sơ {code} đã chuyển đến bước: {steps}.", code=code, steps="; ".join(onward))


def _receiver(view: TaskView, element: str) -> str:
    known, found = view.dossier.directory, view.dossier.particulars
    task = view.dossier.published.release.model.task(element)
    role, named = task.role, mandate.post_of(view, task)
    if not role:  # it is carried by hand: whose it is, the list says
        return known.agencies[found.agency_id].name
    try:
        post = named or known.resolve(role, agency_id=found.agency_id, receiving_unit_id=found.receiving_unit_id)
    except Refusal:  # the act itself has resolved it; a directory read later may not
        return role
    holders = known.holders(post.id)
    return known.name(holders[0]) if len(holders) == 1 else post.title


def _put_back(view: TaskView, officer: Officer) -> None:
    task_id = view.step.task_id
    with st.popover(t("Trả việc"), icon=":material/undo:", key=f"putting_back_{task_id}"):
        reason = st.text_input(t("Lý do trả việc"), key=f"reason_{task_id}", on_change="ignore", max_chars=500)
        if not st.button(t("Trả về danh sách chưa nhận"), key=f"put_back_{task_id}"):
            return
        if not (reason or "").strip():
            form.say_below(t("Hãy ghi lý do."))
            return

    def act(transaction: Transaction, key: str) -> None:
        inbox.put_back(transaction, task_id, reason=reason or "", officer=officer, moment=database.now(), key=key)

    st.session_state.pop(VIEW, None)
    if acts.attempt(f"put_back_task_{task_id}", act) is not None:
        acts.tell(t("Đã trả việc “{step}” về danh sách chưa nhận.", step=view.step.name))
        _focus(LIST)
    st.rerun()


def _look_again() -> None:
    st.session_state.pop(VIEW, None)
    st.rerun()


def _stay(view: TaskView) -> None:
    """Shows the same task as it is now, also where its list shows it no more."""
    views.forget()
    st.session_state.pop(VIEW, None)
    st.session_state[KEPT] = view.step.task_id
    st.rerun()


def _go_on(following: int | None, again: Callable[[], NoReturn] = st.rerun) -> None:
    """Shows the task that follows; the views above the list are counted anew, where there are any."""
    again = st.rerun if views.are_shown() else again
    views.forget()
    st.session_state[SELECTED] = following
    st.session_state.pop(KEPT, None)
    st.session_state.pop(VIEW, None)
    _focus(LIST)
    again()


def _focus(place: str) -> None:
    st.session_state[FOCUS] = place, uuid4().hex
