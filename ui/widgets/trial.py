"""A trial of a release: each post in turn on the real engine, a clock to be moved, and a step back at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from html import escape

import streamlit as st

from bpmn import calls, trials
from bpmn.engine import Functions, Waiting
from bpmn.examples import Example
from bpmn.forms import Form, WrongValues
from bpmn.refusals import Refusal
from bpmn.releases import Release
from bpmn.trials import Step, Trial
from processes import database, workdays
from processes.calendars import ZONE, Calendar, local
from tasks.letters.specimens import Specimen
from ui.locale import say, t, when
from ui.widgets import form, trial_letters
from ui.widgets.diagram import diagram
from ui.widgets.text import literal
from ui.widgets.wording import channels

_BEGINS, _FILE = time(8), [{"id": 1, "name": "tep-vi-du.pdf"}]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a trial is played: on whose calendar, what a role is called, what keeps an example, whose letters are."""

    calendar: Calendar
    called: Callable[[str], str]
    keep: Callable[[Example], None] | None = None
    agency: str = ""
    place: str = ""

    def lends(self, moment: datetime) -> Functions:
        """What the calendar lends to the diagram at a moment."""
        return workdays.functions(self.calendar, moment)


def draw(release: Release, stage: Stage, *, key: str) -> None:
    """Draws the trial of a release, from its first question to the end."""
    gone: list[Trial] = st.session_state.setdefault(_state(key), [])
    if not gone:
        _begin(release, stage, key)
        return
    trial = gone[-1]
    if _played(trial.release) != _played(release):
        _told_changed(key)
    _draw_diagram(trial, key)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _waiting(gone, stage, key)
    with right:
        _clock(gone, stage, key)
        trial_letters.draw(trial, _specimen(trial, stage), key=key)
        _story(gone, stage, key)


def _played(release: Release) -> dict[str, bytes]:
    """The files that a trial goes by: an example that was kept since changes nothing of it."""
    return {name: content for name, content in release.files.items() if not name.endswith(".example")}


def _specimen(trial: Trial, stage: Stage) -> Specimen:
    case = next(one for one in trial.release.cases if one.code == trial.case)
    received = trial.steps[0].moment
    return Specimen(trial.release, case, trial.channel, received, stage.agency, stage.place, stage.calendar)


def _state(key: str) -> str:
    return f"{key}_gone"


def _begin(release: Release, stage: Stage, key: str) -> None:
    cases = {case.code: case.name for case in release.cases}
    ways = channels()
    with st.container(key=f"card_begin_{key}"):
        st.html(f'<p class="mc-quiet">{escape(t("Chạy thử trên máy thật, không ghi vào hồ sơ nào."))}</p>')
        case = st.selectbox(t("Trường hợp"), list(cases), format_func=cases.__getitem__, key=f"{key}_case")
        columns = st.columns(3)
        with columns[0]:
            channel = st.selectbox(
                t("Hình thức nộp"), release.channels, format_func=ways.__getitem__, key=f"{key}_channel"
            )
        with columns[1]:
            day = st.date_input(t("Ngày nhận"), _working_day(stage), format="DD/MM/YYYY", key=f"{key}_day")
        with columns[2]:
            hour = st.time_input(t("Giờ nhận"), _BEGINS, key=f"{key}_hour")
        _say_refused(key)
        if st.button(t("Bắt đầu chạy thử"), type="primary", icon=":material/play_arrow:", key=f"{key}_begin"):
            assert isinstance(day, date)
            moment = datetime.combine(day, hour or _BEGINS, ZONE)
            _try(key, lambda: trials.begin(release, case, channel, moment=moment, lends=stage.lends))


def _working_day(stage: Stage) -> date:
    return stage.calendar.working_day_from(local(database.now()).date())


def _told_changed(key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"changed_{key}"):
        st.warning(t("Quy trình đã sửa từ khi bắt đầu lượt chạy thử này."), icon=":material/update:")
        if st.button(t("Chạy lại từ đầu"), key=f"{key}_anew"):
            _forget(key)
            st.rerun(scope="fragment")


def _draw_diagram(trial: Trial, key: str) -> None:
    model = trial.release.model
    current = calls.drawn(model, (one.element for one in trial.waiting))
    done = [one for one in calls.drawn(model, trial.path) if one not in current]
    label, xml = t("Sơ đồ chạy thử"), model.xml.decode()
    diagram(xml, key=f"{key}_diagram", current=current, done=done, height=340, label=label)


def _waiting(gone: list[Trial], stage: Stage, key: str) -> None:
    trial = gone[-1]
    if trial.ended:
        st.success(t("Quy trình đã kết thúc."), icon=":material/flag:")
    elif not trial.waiting:
        st.info(t("Không có bước nào chờ người làm. Hãy cho đồng hồ chạy hoặc gửi thông điệp đang chờ."))
    for one in trial.waiting:
        _task(gone, one, stage, key)


def _task(gone: list[Trial], waiting: Waiting, stage: Stage, key: str) -> None:
    trial, intent = gone[-1], f"{key}_{waiting.ref}"
    task = trial.task(waiting.ref)
    with st.container(key=f"card_{intent}"):
        told = " · ".join(filter(None, (stage.called(task.role), _due(gone, waiting, stage))))
        st.html(
            f'<div class="mc-title" role="heading" aria-level="3">{escape(waiting.name)}'
            f"<small>{escape(told)}</small></div>"
        )
        found = trial.form(waiting.ref)
        given: Mapping[str, object] = {}
        wrong: Mapping[str, str] = st.session_state.get(f"{intent}_wrong", {})
        if found is not None:
            given = _answered(found, intent, trial.facts(waiting.ref), form.still_wrong(intent, dict(wrong)))
        _say_refused(intent)
        if st.button(t("Hoàn thành"), type="primary", icon=":material/check:", key=f"{intent}_done"):
            _try(key, lambda: trials.complete(trial, waiting.ref, given, lends=stage.lends), at=intent)


def _answered(asked: Form, intent: str, facts: Mapping[str, object], wrong: Mapping[str, str]) -> dict[str, object]:
    """The form as officers see it; files are there already, so that nobody looks for one to try with."""
    files = [field for field in asked.fields if field.kind == "file"]
    shown = replace(asked, fields=tuple(field for field in asked.fields if field.kind != "file"))
    given = form.draw(shown, key=intent, values={**facts}, wrong=wrong)
    if files:
        names = ", ".join(field.label for field in files)
        st.html(f'<p class="mc-quiet">{escape(t("Có sẵn tệp ví dụ: {names}.", names=names))}</p>')
    hidden = asked.hidden(given)
    return given | {field.key: _FILE for field in files if field.key not in hidden}


def _due(gone: list[Trial], waiting: Waiting, stage: Stage) -> str:
    task = gone[-1].task(waiting.ref)
    if task.allotment is None:
        return ""
    since = next(trial.moment for trial in gone if any(one.ref == waiting.ref for one in trial.waiting))
    return t("hạn {when}", when=when(stage.calendar.add(since, task.allotment)))


def _clock(gone: list[Trial], stage: Stage, key: str) -> None:
    trial = gone[-1]
    with st.container(key=f"card_clock_{key}"):
        st.html(
            f'<div class="mc-title" role="heading" aria-level="3">{escape(when(trial.moment))}'
            f"<small>{escape(t('Đồng hồ chạy thử'))}</small></div>"
        )
        with st.container(horizontal=True, gap="xsmall"):
            if st.button(t("Thêm 1 giờ"), key=f"{key}_hour_on"):
                _go(gone, trial.moment + timedelta(hours=1), stage, key)
            if st.button(t("Sang ngày làm việc sau"), key=f"{key}_day_on"):
                _go(gone, _next_day(trial, stage), stage, key)
            following = trial.next_timer
            if following is not None and st.button(
                t("Đến mốc hẹn {when}", when=when(following.due)), icon=":material/alarm:", key=f"{key}_timer"
            ):
                _go(gone, following.due, stage, key)
        for name in dict.fromkeys(one.name for one in trial.awaited):
            if st.button(t("Gửi đến thông điệp “{name}”", name=literal(name)), key=f"{key}_hear_{name}"):
                _try(key, lambda name=name: trials.hear(trial, name, {}, lends=stage.lends), at=f"{key}_clock")
        _say_refused(f"{key}_clock")


def _next_day(trial: Trial, stage: Stage) -> datetime:
    tomorrow = local(trial.moment).date() + timedelta(days=1)
    return datetime.combine(stage.calendar.working_day_from(tomorrow), _BEGINS, ZONE)


def _go(gone: list[Trial], until: datetime, stage: Stage, key: str) -> None:
    _try(key, lambda: trials.wait(gone[-1], until, lends=stage.lends), at=f"{key}_clock")


def _story(gone: list[Trial], stage: Stage, key: str) -> None:
    trial = gone[-1]
    with st.container(key=f"card_story_{key}"):
        with st.container(horizontal=True, gap="xsmall"):
            if st.button(t("Lùi một bước"), icon=":material/undo:", disabled=len(gone) < 2, key=f"{key}_back"):
                gone.pop()
                st.rerun(scope="fragment")
            if st.button(t("Chạy lại từ đầu"), icon=":material/restart_alt:", key=f"{key}_restart"):
                _forget(key)
                st.rerun(scope="fragment")
        items = "".join(_item(trial, step) for step in reversed(trial.steps))
        st.html(f'<ol class="mc-story" aria-label="{escape(t("Diễn biến chạy thử"))}">{items}</ol>')
        if stage.keep is not None:
            _keep(trial, stage.keep, key)


def _item(trial: Trial, step: Step) -> str:
    here = local(step.moment)
    model = trial.release.model
    through = [model.elements[one].name for one in step.passed if one in model.elements and model.elements[one].name]
    after = t("Đi qua: {steps}", steps=" → ".join(through)) if through else ""
    sent = t("Gửi đi: {names}", names=", ".join(step.sent)) if step.sent else ""
    more = "".join(f'<p class="post">{escape(text)}</p>' for text in (after, sent) if text)
    return f"<li><time>{here:%H:%M %d/%m/%Y}</time><div><p>{escape(_did(trial, step))}</p>{more}</div></li>"


def _did(trial: Trial, step: Step) -> str:
    found = trial.release.model.elements.get(step.element)
    name = (found.name if found else "") or step.element
    match step.did:
        case "begun":
            return t("Bắt đầu")
        case "completed":
            return t("Hoàn thành “{step}”", step=name)
        case "waited":
            return t("Thời gian trôi")
        case "heard":
            return t("Nhận thông điệp “{name}”", name=step.element)


def _keep(trial: Trial, keep: Callable[[Example], None], key: str) -> None:
    with st.popover(t("Lưu làm ví dụ"), icon=":material/bookmark_add:", key=f"{key}_keeping"):
        st.html(f'<p class="mc-quiet">{escape(t("Mỗi lần kiểm tra sau này sẽ chạy lại ví dụ này."))}</p>')
        name = (st.text_input(t("Tên ví dụ"), max_chars=100, key=f"{key}_example") or "").strip()
        if st.button(t("Lưu"), type="primary", key=f"{key}_keep"):
            if name:
                keep(trials.kept(trial, name))
            else:
                form.say_below(t("Hãy đặt tên cho ví dụ."))


def _try(key: str, act: Callable[[], Trial], *, at: str = "") -> None:
    """Does an act of the trial, and draws anew; why it was refused stands where it was tried."""
    place = at or key
    try:
        after = act()
    except WrongValues as wrong:
        st.session_state[f"{place}_wrong"] = wrong.fields
        form.remember_refused(place, wrong.fields)
        st.session_state[f"{place}_refused_for"] = t("Còn {number} mục chưa đúng.", number=len(wrong.fields))
    except Refusal as refusal:
        st.session_state[f"{place}_refused_for"] = say(refusal)
    else:
        st.session_state[_state(key)].append(after)
        for name in (f"{place}_wrong", f"{place}_refused_for"):
            st.session_state.pop(name, None)
    st.rerun(scope="fragment")


def _say_refused(place: str) -> None:
    sentence = st.session_state.get(f"{place}_refused_for")
    if sentence:
        st.error(literal(sentence), icon=":material/error:")


def _forget(key: str) -> None:
    for name in list(st.session_state):
        if str(name).startswith(f"{key}_"):
            st.session_state.pop(name, None)
