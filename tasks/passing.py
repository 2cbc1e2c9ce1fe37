"""Passing back: a task is sent back to an earlier step with a reason; what was just sent is pulled back.

The clock of the dossier goes on. Only what harms no other branch and takes back nothing that has been issued.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bpmn import calls
from bpmn.engine import Progress
from processes import (
    catalogue,
    co_officers,
    delegations,
    dossiers,
    executions,
    matters,
    notices,
    organisation,
    particulars,
    sendings,
    statuses,
    worklist,
)
from processes.database import Snapshot, Transaction
from processes.dossiers import Leaving
from processes.executions import Held
from processes.notices import News
from processes.organisation import Officer
from processes.refusals import Missing, NotFound, NotLawful
from processes.worklist import Step
from tasks import inbox

_ISSUED = "kết quả đã được phát hành"
_PAUSED = "hồ sơ đang tạm dừng chờ người nộp"
_MANDATE = "nhiệm vụ được giao chỉ được trả lại ở bước xem xét báo cáo"
_FINAL = frozenset(
    {"issue", "return", "publish", "appraise", "approve", "promulgate", "acknowledge", "report", "assess"}
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A step that a task may be sent back to, and who answers for how it was done last."""

    element: str
    name: str
    officer: str


def earlier(snapshot: Snapshot, task_id: int, *, officer: Officer) -> list[Earlier]:
    """The steps that an officer's claimed task may be sent back to, the latest first."""
    held = executions.read(snapshot, task_id)
    if _why_not_back(held):
        return []
    known = organisation.of_officer(snapshot, officer)
    last = _done(snapshot, held)
    possible = set(dossiers.earlier(snapshot, held, list(last)))
    found = [step for step in last.values() if step.element in possible]
    ordered = sorted(found, key=lambda step: step.task_id, reverse=True)
    return [Earlier(step.element, step.name, known.name(step.answers_id)) for step in ordered]


def send_back(
    transaction: Transaction, task_id: int, *, element: str, reason: str, officer: Officer, moment: datetime, key: str
) -> Progress:
    """Sends a claimed task back to an earlier step, to who did it or had it done, with the reason.

    Refuses: Missing, NotFound, NotOpen, NotYours, NotClaimed, Delegated, NotLawful, LostRace, AlreadyDone,
    engine.MayNotMove.
    """
    held = executions.hold(transaction, task_id)
    release = catalogue.published(transaction, held.release_id).release
    task = release.model.task(held.element)
    inbox.require_held(transaction, held, release.code, task, officer, key)
    held = replace(held, substitution_id=inbox.under(held, release.code, task, officer))
    if not reason.strip():
        raise Missing(what="lý do trả lại")
    why = _why_not_back(held)
    if why:
        raise NotLawful(why=why)
    step = _done(transaction, held).get(element)
    if step is None:
        raise NotFound(what="bước trước này")
    leaving = Leaving("sent_back", "task.sent-back", {"reason": reason.strip(), "name": step.name})
    to = _doer(transaction, step, officer)
    done = dossiers.go_back(transaction, held, element, leaving=leaving, to=to, officer=officer, moment=moment, key=key)
    co_officers.carry_on(transaction, step.task_id, moment=moment)
    if to is not None and to.id != officer.id:
        told = News(to.id, "sent_back", key, held.dossier_id, by=officer.id)
        notices.tell_all(transaction, [told], moment=moment)
    inbox.tell_asker(transaction, held, officer=officer, moment=moment, key=key)
    return done


def may_pull_back(snapshot: Snapshot, task_id: int, *, officer: Officer) -> bool:
    """Whether what the officer sent on by completing this task can still be pulled back."""
    held = executions.read(snapshot, task_id)
    return not isinstance(_sent(snapshot, held, officer), str)


def pull_back(transaction: Transaction, task_id: int, *, officer: Officer, moment: datetime, key: str) -> Progress:
    """Takes a dossier back that the officer has just sent on, before anybody else has opened it.

    What was done for a colleague who had asked comes back to that one, who may pull it back as well.
    Refuses: NotFound, NotLawful, LostRace, AlreadyDone, engine.MayNotMove.
    """
    inbox.refuse_repeated(transaction, key)
    held = executions.hold(transaction, task_id)
    sent = _sent(transaction, held, officer)
    if isinstance(sent, str):
        raise NotLawful(why=sent)
    following = executions.hold(transaction, sent.task_id)
    leaving = Leaving("cancelled", "task.pulled-back", {"name": held.name})
    asker = delegations.one(transaction, held.delegation_id).asker_id if held.delegation_id is not None else officer.id
    to = officer if asker == officer.id else organisation.of_officer(transaction, officer).officer(asker)
    done = dossiers.go_back(
        transaction, following, held.element, leaving=leaving, to=to, officer=officer, moment=moment, key=key
    )
    if to is not officer:
        notices.tell_all(transaction, [News(to.id, "sent_back", key, held.dossier_id, by=officer.id)], moment=moment)
    return done


def _why_not_back(held: Held) -> str:
    if sendings.is_by_hand(held.ref):
        return "hồ sơ đã chuyển liên thông"
    if held.finished_at is not None:
        return _ISSUED
    if matters.is_directive(held.code):
        return _MANDATE
    return _PAUSED if held.business in statuses.PAUSED else ""


def _done(snapshot: Snapshot, held: Held) -> dict[str, Step]:
    """The other steps of the task's execution that people completed, each as it was done last."""
    steps = worklist.steps(snapshot, held.dossier_id)
    done = (one for one in steps if one.state == "completed" and one.element != held.element)
    model = catalogue.published(snapshot, held.release_id).release.model
    running = calls.within(model, held.process)
    inside = {task.id for task in model.user_tasks() if task.process in running}
    return {one.element: one for one in done if one.element in inside}


def _doer(snapshot: Snapshot, step: Step, officer: Officer) -> Officer | None:
    """Who answers for a step, if that is still a person with posts; the pool gets what nobody holds any more."""
    if step.answers_id is None:
        return None
    return organisation.of_officer(snapshot, officer).officer(step.answers_id)


def _sent(snapshot: Snapshot, held: Held, officer: Officer) -> Step | str:
    """The task that waits because the officer completed this one, or why nothing can be pulled back."""
    steps = worklist.steps(snapshot, held.dossier_id)
    mine = next(step for step in steps if step.task_id == held.task_id)
    task = catalogue.published(snapshot, held.release_id).release.model.task(held.element)
    if mine.state != "completed" or officer.id not in (mine.holder_id, mine.asker_id) or mine.closed_at is None:
        return "chỉ người vừa chuyển bước mới rút lại được"
    if task.act in _FINAL or task.sign or _why_not_back(held):
        return "bước này đã có giá trị pháp lý"
    open_ = [step for step in steps if step.state in ("opened", "assigned", "claimed")]
    if len(open_) != 1 or open_[0].opened_at != mine.closed_at or open_[0].state == "claimed":
        return "bước sau đã được tiếp nhận"
    if particulars.opened_since(snapshot, held.dossier_id, mine.closed_at, but=officer.id):
        return "bước sau đã có người mở xem"
    return open_[0]
