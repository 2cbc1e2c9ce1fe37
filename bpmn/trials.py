"""Trials: a release gone through by hand, each post in turn, on the real engine and with a clock that can be moved.

Pure: a trial and an act in, the next trial out; the one before stays what it was, so an act can be taken back. Other
agencies' pools are played along; what goes to nobody who is drawn is answered by hand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Literal, TypedDict

from bpmn import engine, exchange
from bpmn.engine import Awaited, Functions, Message, Progress, Timer, Waiting
from bpmn.examples import Act, Example
from bpmn.exchange import MOST_MESSAGES, NeverSilent
from bpmn.forms import Form
from bpmn.model import UserTask
from bpmn.procedures import MANDATES, Channel
from bpmn.refusals import Refusal
from bpmn.releases import Release
from bpmn.sentences import Sentence

Lends = Callable[[datetime], Functions]
Did = Literal["begun", "completed", "waited", "heard"]

MOST_TIMERS = 1_000


class NotEarlier(Refusal):
    """A trial's clock goes forward only."""

    code = "trial.not-earlier"
    sentence = "Đồng hồ chạy thử chỉ đi tới, không lùi lại; hãy lấy lại bước trước nếu cần."
    status = 422


class TooManyTimers(Refusal):
    """More timers go off on the way than anybody can look at."""

    code = "trial.too-many-timers"
    sentence = "Từ giờ đến lúc đó có quá nhiều mốc hẹn giờ chạy ({most}); hãy đi từng quãng ngắn hơn."
    status = 422


class NotReached(Refusal):
    """An example does a step that does not wait any more."""

    code = "trial.not-reached"
    sentence = "Bước “{step}” không còn chờ ở chỗ đó."
    status = 409


@dataclass(frozen=True, slots=True)
class Part:
    """One pool that runs: what waits in it, and the facts it stands at."""

    process: str
    state: bytes
    waiting: tuple[Waiting, ...]
    timers: tuple[Timer, ...]
    awaited: tuple[Awaited, ...]
    data: Mapping[str, object]
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, and the elements it led through.

    `element` is the task that was completed or the message that was heard; `values` what was answered with it.
    """

    did: Did
    moment: datetime
    element: str = ""
    values: Mapping[str, object] | None = None
    passed: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """How far a release has been gone through: its parts, its clock and what was done, in order."""

    release: Release
    case: str
    channel: Channel
    moment: datetime
    parts: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether every part that began has come to its end."""
        return all(part.ended for part in self.parts)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The tasks that wait for people, in the order of the parts."""
        return tuple(one for part in self.parts for one in part.waiting)

    @property
    def next_timer(self) -> Timer | None:
        """The timer that goes off first."""
        return min((one for part in self.parts for one in part.timers), key=lambda one: one.due, default=None)

    @property
    def awaited(self) -> tuple[Awaited, ...]:
        """The messages that can be brought in by hand."""
        return tuple(one for part in self.parts for one in part.awaited)

    @property
    def path(self) -> tuple[str, ...]:
        """Every element gone through, in order."""
        return tuple(element for step in self.steps for element in step.passed)

    def task(self, ref: str) -> UserTask:
        """The step that waits under this reference. Refuses: NotWaiting."""
        return self.release.model.task(self.find(ref)[1].element)

    def form(self, ref: str) -> Form | None:
        """The form of the step that waits. Refuses: NotWaiting."""
        return self.release.forms.get(self.task(ref).form or "")

    def facts(self, ref: str) -> dict[str, object]:
        """What the step's form may read. Refuses: NotWaiting."""
        return engine.data(self.release.model, self.find(ref)[0].state, ref)

    def find(self, ref: str) -> tuple[Part, Waiting]:
        """What waits under this reference, and in which part. Refuses: NotWaiting."""
        found = ((part, one) for part in self.parts for one in part.waiting if one.ref == ref)
        part, waiting = next(found, (None, None))
        if part is None or waiting is None:
            raise engine.NotWaiting(ref=ref)
        return part, waiting


class _Now(TypedDict):
    moment: datetime
    functions: Functions


def begin(release: Release, case: str, channel: Channel, *, moment: datetime, lends: Lends) -> Trial:
    """A dossier or matter as it is accepted at this moment, a directive with two mandates.

    Refuses: what the engine refuses.
    """
    values = next(one.values for one in release.cases if one.code == case)
    laid = {MANDATES: [1, 2]} if any(task.due_by_mandate for task in release.model.user_tasks()) else {}
    facts = {**values, **laid, "case": case, "channel": channel}
    main = release.model.main.id
    progress = engine.start(release.model, facts, moment=moment, functions=lends(moment), process=main)
    return _carried(Trial(release, case, channel, moment), main, progress, Step("begun", moment), lends)


def complete(trial: Trial, ref: str, values: Mapping[str, object], *, lends: Lends) -> Trial:
    """Does the step that waits, as its form asks. Refuses: NotWaiting, WrongValues and what the engine refuses."""
    part, waiting = trial.find(ref)
    form = trial.form(ref)
    answer = form.check(values) if form is not None else dict(values)
    progress = engine.complete(trial.release.model, part.state, ref, answer, **_now(trial, lends))
    step = Step("completed", trial.moment, waiting.element, answer)
    return _carried(trial, part.process, progress, step, lends)


def wait(trial: Trial, until: datetime, *, lends: Lends) -> Trial:
    """Lets time go by; what is due on the way goes off at its own moment.

    Refuses: NotEarlier, TooManyTimers and what the engine refuses.
    """
    if until < trial.moment:
        raise NotEarlier
    gone = trial
    for _ in range(MOST_TIMERS):
        due = [(one.due, part) for part in gone.parts for one in part.timers if one.due <= until]
        if not due:
            break
        moment, part = min(due, key=lambda one: one[0])
        gone = replace(gone, moment=max(gone.moment, moment))
        progress = engine.fire(trial.release.model, part.state, **_now(gone, lends))
        gone = _carried(gone, part.process, progress, Step("waited", gone.moment), lends)
    else:
        raise TooManyTimers(most=MOST_TIMERS)
    kept = [step for step in gone.steps[len(trial.steps) :] if step.passed]
    passed = tuple(element for step in kept for element in step.passed)
    sent = tuple(name for step in kept for name in step.sent)
    return replace(gone, moment=until, steps=(*trial.steps, Step("waited", until, passed=passed, sent=sent)))


def hear(trial: Trial, message: str, values: Mapping[str, object], *, lends: Lends) -> Trial:
    """Brings in a message that is waited for. Refuses: NotAwaited and what the engine refuses."""
    part = next((part for part in trial.parts for one in part.awaited if one.name == message), None)
    if part is None:
        raise engine.NotAwaited(message=message)
    progress = engine.deliver(trial.release.model, part.state, message, values, **_now(trial, lends))
    return _carried(trial, part.process, progress, Step("heard", trial.moment, message, dict(values)), lends)


def _now(trial: Trial, lends: Lends) -> _Now:
    return {"moment": trial.moment, "functions": lends(trial.moment)}


def _carried(trial: Trial, process: str, progress: Progress, step: Step, lends: Lends) -> Trial:
    """The trial after an act, with every message brought to the pool that it is drawn to."""
    model, now = trial.release.model, _now(trial, lends)
    parts = {part.process: part for part in trial.parts}
    passed, sent = list[str](), list[str]()
    messages = deque[Message]()

    def took(process: str, progress: Progress) -> None:
        parts[process] = _moved(parts.get(process), process, progress)
        passed.extend(progress.passed)
        messages.extend(progress.messages)

    took(process, progress)
    for _ in range(MOST_MESSAGES):
        if not messages:
            break
        message = messages.popleft()
        address = exchange.receiver(model, message)
        if address is None:
            sent.append(message.name)
            continue
        to, name = address
        if to not in parts:
            took(to, engine.start(model, message.data, process=to, **now))
        took(to, engine.deliver(model, parts[to].state, name, message.data, early=True, **now))
    else:
        raise NeverSilent(element=messages[0].element if messages else process)
    done = replace(step, passed=tuple(passed), sent=tuple(sent))
    return replace(trial, parts=tuple(parts.values()), steps=(*trial.steps, done))


def _moved(before: Part | None, process: str, progress: Progress) -> Part:
    closed = {one.ref for one in progress.closed}
    stayed = tuple(one for one in before.waiting if one.ref not in closed) if before else ()
    return Part(
        process,
        progress.state,
        (*stayed, *progress.opened),
        progress.timers,
        progress.awaited,
        progress.data,
        progress.ended,
    )


def kept(trial: Trial, name: str) -> Example:
    """The trial as an example that later checks go through again."""
    begun, *acts = trial.steps
    return Example(
        name=name,
        case=trial.case,
        channel=trial.channel,
        begins=begun.moment,
        acts=[
            Act(did=step.did, moment=step.moment, element=step.element, values=step.values or {})
            for step in acts
            if step.did != "begun"
        ],
        path=list(trial.path),
        ended=trial.ended,
    )


def gone_through(release: Release, example: Example, *, lends: Lends) -> str:
    """Goes through an example again: empty when it goes as it was kept, else where and why it does not."""
    if all(one.code != example.case for one in release.cases):
        return Sentence("thủ tục không còn trường hợp “{case}”", case=example.case)
    try:
        trial = begin(release, example.case, example.channel, moment=example.begins, lends=lends)
        for act in example.acts:
            trial = _again(trial, act, lends)
    except Refusal as refusal:
        return Sentence("{told}", told=refusal)
    for number, (was, now) in enumerate(zip_longest(example.path, trial.path)):
        if was != now:
            return _strayed(release, was, now, number)
    return "" if trial.ended == example.ended else Sentence("không kết thúc như trước")


def _again(trial: Trial, act: Act, lends: Lends) -> Trial:
    match act.did:
        case "waited":
            return wait(trial, act.moment, lends=lends)
        case "heard":
            return hear(trial, act.element, act.values, lends=lends)
        case "completed":
            ref = next((one.ref for one in trial.waiting if one.element == act.element), None)
            if ref is None:
                raise NotReached(step=_name(trial.release, act.element))
            return complete(trial, ref, act.values, lends=lends)


def _strayed(release: Release, was: str | None, now: str | None, number: int) -> str:
    if was is None:
        return Sentence("đi tiếp đến “{now}” mà trước đây không đi", now=_name(release, now))
    if now is None:
        return Sentence("không còn đi đến “{was}”", was=_name(release, was))
    return Sentence(
        "ở chặng {number} đi đến “{now}”, trước đây là “{was}”",
        number=number + 1,
        now=_name(release, now),
        was=_name(release, was),
    )


def _name(release: Release, element: str | None) -> str:
    found = release.model.elements.get(element or "")
    return (found.name if found else "") or element or ""
