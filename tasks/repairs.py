"""Repairs: executions that cannot go on are known to who can help, and are retried, moved or corrected, on record.

Only what is in error (processes/faults.py) is repaired: whatever else moves a dossier is its officers' work. Who keeps
the installation running repairs, and a head of the agency whose part the execution is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bpmn import decisions, engine, expressions
from bpmn.forms import Field, WrongValues
from bpmn.model import Model, UserTask
from bpmn.refusals import Refusal
from bpmn.terms import WrongTerm
from processes import (
    assignments,
    calendars,
    catalogue,
    dead_letters,
    dossiers,
    executions,
    faults,
    notices,
    organisation,
    particulars,
    permissions,
    repairs,
    statuses,
    worklist,
)
from processes.database import Snapshot, Transaction
from processes.dossiers import Leaving
from processes.executions import Held, Running
from processes.faults import Fault
from processes.history import Fact
from processes.notices import News
from processes.organisation import Officer, Post
from processes.refusals import Missing, NoPartner, NotAllowed, NotFound, NotLawful, RoleAmbiguous, RoleUnresolved
from tasks import inbox, oversight

MOST = 200
FAULTS: tuple[type[Refusal], ...] = (
    *(engine.NoWayOut, engine.NeverRests, engine.WrongTimer, engine.TooMany, engine.WrongRepeat),
    *(engine.TooMuchAtOnce, engine.NotExecutable, engine.StateUnreadable),
    *(expressions.UnknownName, expressions.WrongValue, expressions.WrongExpression, expressions.UnknownFunction),
    *(decisions.NotDecidable, decisions.NoDecision, decisions.SeveralRules, decisions.DifferentOutputs),
    *(decisions.NoPriority, decisions.WrongInput, decisions.WrongOutput),
    *(WrongTerm, calendars.OutsideCalendar, RoleUnresolved, RoleAmbiguous, NoPartner),
)
"""What lies in the diagram, its data or the organisation, and not in what the officer has filled in."""
_WEIGHTY = frozenset({"issue", "return", "publish", "appraise", "approve", "promulgate"})


def note(
    transaction: Transaction,
    running: Running,
    kind: faults.Told,
    refusal: Refusal,
    *,
    moment: datetime,
    task_id: int | None = None,
) -> None:
    """Puts down that an execution could not go on; the first time, its agency's leaders and the operators are told."""
    if not faults.note(transaction, running.execution_id, kind, refusal, moment=moment, task_id=task_id):
        return
    today = calendars.local(moment).date()
    known = organisation.directory(transaction, organisation.revision(transaction), today)
    agency_id = known.lineage.now("agency", running.agency_id)
    watching = {permissions.OPERATOR, permissions.ADMINISTRATOR}
    leading = (p for p in known.posts.values() if p.role in permissions.LEADERS and p.agency_id == agency_id)
    posts = [*leading, *(post for post in known.posts.values() if post.role in watching)]
    told = dict.fromkeys(one for post in posts for one in known.holders(post.id))
    key, said = f"{running.execution_id}:{running.revision}:{moment.isoformat()}", str(refusal)
    notices.tell_all(
        transaction, [News(one, "fault", key, running.dossier_id, text=said) for one in told], moment=moment
    )


def note_refused(transaction: Transaction, task_id: int, refusal: Refusal, *, moment: datetime) -> None:
    """Puts down that completing a task was refused for what its officer cannot put right; other refusals are theirs."""
    if isinstance(refusal, FAULTS):
        note(transaction, executions.hold(transaction, task_id), "task", refusal, moment=moment, task_id=task_id)


def listed(snapshot: Snapshot, *, officer: Officer) -> list[Fault]:
    """The executions in error that the officer may repair, the longest first. Refuses: NotAllowed."""
    if permissions.may_operate(officer):
        return faults.page(snapshot, None, limit=MOST)
    agencies = {one for post in officer.all_posts if post.role in permissions.HEADS for one in post.agencies}
    if not agencies:
        raise NotAllowed
    return faults.page(snapshot, agencies, limit=MOST)


def of_dossier(snapshot: Snapshot, dossier_id: int) -> list[Fault]:
    """What of a dossier is in error, for whoever sees the dossier."""
    return faults.of_dossier(snapshot, dossier_id)


@dataclass(frozen=True, slots=True)
class Repair:
    """What may be done about an execution in error: its faults, the steps it may jump to, the data it has.

    `task` is the open task it would jump from, None when nobody is waited for.
    """

    execution_id: int
    dossier_id: int
    faults: list[Fault]
    task: str | None
    steps: dict[str, str]
    fields: list[Field]
    values: Mapping[str, object]


def offered(transaction: Transaction, execution_id: int, *, officer: Officer, moment: datetime) -> Repair:
    """What may be done about an execution; the look into its data is on the dossier's record.

    Refuses: NotFound, NotAllowed.
    """
    running = executions.read_part(transaction, execution_id)
    _post(transaction, running, officer)
    particulars.note_reading(transaction, running.dossier_id, officer=officer, moment=moment)
    held = _waiting(transaction, running)
    model = catalogue.published(transaction, running.release_id).release.model
    targets = _targets(transaction, held, model) if held is not None and not _may_not_jump(running) else {}
    found, fields = repairs.facts(transaction, running), list(_fields(transaction, running).values())
    known = [one for one in fields if one.key in found]
    return Repair(
        execution_id,
        running.dossier_id,
        faults.of_execution(transaction, execution_id),
        held.name if held is not None else None,
        {task.id: task.name for task, skipped in targets.items() if not skipped},
        [*known, *(one for one in fields if one not in known)],
        {one.key: found.get(one.key) for one in fields},
    )


def retry(transaction: Transaction, execution_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Lets an execution in error go on again: its timer goes off now, its handoff is sent, its officer may try again.

    What is refused once more is refused to who retries, and nothing is changed. Refuses: NotFound, NotAllowed,
    NotLawful, AlreadyDone, LostRace, MessageNotStuck, RoleUnresolved, RoleAmbiguous and what the engine refuses.
    """
    running, post, found = _begun(transaction, execution_id, officer, key)
    fact = Fact("execution.retried", {"kind": found.kind, "told": found.told}, officer.id, post.id)
    if found.kind == "silent":
        raise NotLawful(why="hồ sơ không chờ điều gì để chạy lại, hãy chuyển bước hoặc sửa dữ liệu")
    _told(transaction, running, fact, moment, key)
    if found.kind == "timer":
        dossiers.fire(transaction, executions.hold_part(transaction, execution_id), moment=moment)
    elif found.kind == "message":
        told = {"officer": officer, "moment": moment, "key": f"{key}:message"}
        dead_letters.resend(transaction, found.message_id or 0, **told)  # pyright: ignore[reportArgumentType]
    else:
        faults.clear(transaction, execution_id)
        _tell_holder(transaction, running, found.task_id, officer, moment, key)


def jump(
    transaction: Transaction,
    execution_id: int,
    *,
    element: str,
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Takes an execution in error from the step that waits to another one of the same part, with a reason.

    Never over a step that signs, judges, issues or returns, nor where a branch would wait for what cannot come.
    Refuses: NotFound, NotAllowed, NotLawful, Missing, TextTooLong, AlreadyDone, LostRace, engine.MayNotMove and what
    the steps that follow refuse.
    """
    running, post, found = _begun(transaction, execution_id, officer, key)
    said = oversight.checked(reason, "lý do chuyển bước")
    held = _waiting(transaction, running)
    if held is None:
        raise NotLawful(why="hồ sơ không dừng ở bước nào của cán bộ, hãy sửa dữ liệu rồi cho chạy lại")
    if why := _may_not_jump(running):
        raise NotLawful(why=why)
    model = catalogue.published(transaction, running.release_id).release.model
    targets = {task.id: (task, skipped) for task, skipped in _targets(transaction, held, model).items()}
    if element not in targets:
        raise NotLawful(why="bước này không chuyển đến được mà không làm hỏng nhánh khác của hồ sơ")
    task, skipped = targets[element]
    if skipped:
        raise NotLawful(why=f"chuyển thẳng đến “{task.name}” sẽ bỏ qua bước “{skipped}” có giá trị pháp lý")
    told = {"reason": said, "name": task.name, "told": found.told}
    leaving = Leaving("cancelled", "execution.jumped", told, post.id)
    dossiers.go_back(transaction, held, element, leaving=leaving, to=None, officer=officer, moment=moment, key=key)


def correct(
    transaction: Transaction,
    execution_id: int,
    *,
    values: Mapping[str, object],
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Corrects what an execution in error knows, each by the field of a form that asks for it; what was stays.

    Refuses: NotFound, NotAllowed, NotLawful, Missing, TextTooLong, WrongValues, AlreadyDone, LostRace and what the
    steps that follow refuse.
    """
    running, post, found = _begun(transaction, execution_id, officer, key)
    said = oversight.checked(reason, "lý do sửa dữ liệu")
    fields = _fields(transaction, running)
    if unknown := next((name for name in values if name not in fields), None):
        raise NotFound(what=f"mục “{unknown}” trong biểu mẫu của hồ sơ")
    kept = _kept(transaction, running, values)
    before = repairs.facts(transaction, running)
    changed = {name: value for name, value in kept.items() if before.get(name) != value}
    if not changed:
        raise Missing(what="nội dung cần sửa")
    told = {
        "reason": said,
        "told": found.told,
        "names": {name: fields[name].label for name in changed},
        "before": {name: before.get(name) for name in changed},
        "after": changed,
    }
    fact = Fact("execution.corrected", told, officer.id, post.id)
    repairs.correct(transaction, running, changed, fact, moment=moment, key=key)
    _tell_holder(transaction, running, found.task_id, officer, moment, key)


def _begun(transaction: Transaction, execution_id: int, officer: Officer, key: str) -> tuple[Running, Post, Fault]:
    inbox.refuse_repeated(transaction, key)
    running = executions.hold_part(transaction, execution_id)
    post = _post(transaction, running, officer)
    found = faults.of_execution(transaction, execution_id)
    if not found:
        raise NotLawful(why="hồ sơ đang chạy bình thường, không có lỗi để sửa")
    return running, post, found[0]


def _post(snapshot: Snapshot, running: Running, officer: Officer) -> Post:
    code = catalogue.published(snapshot, running.release_id).release.code
    known = organisation.of_officer(snapshot, officer)
    post = permissions.repairing_post(officer, known.lineage.now("agency", running.agency_id), code)
    if post is None:
        raise NotAllowed
    return post


def _told(transaction: Transaction, running: Running, fact: Fact, moment: datetime, key: str) -> None:
    found = particulars.one(transaction, running.dossier_id)
    particulars.change(transaction, found, [fact], {}, moment=moment, key=key)


def _tell_holder(
    transaction: Transaction, running: Running, task_id: int | None, officer: Officer, moment: datetime, key: str
) -> None:
    """Whose act was refused may do it again."""
    holder = assignments.standing(transaction, task_id).holder_id if task_id is not None else None
    if holder is not None and holder != officer.id:
        news = News(holder, "repaired", key, running.dossier_id, task_id, by=officer.id)
        notices.tell_all(transaction, [news], moment=moment)


def _waiting(transaction: Transaction, running: Running) -> Held | None:
    """The open task of an execution, that whose act was refused first."""
    refused = {one.task_id for one in faults.of_execution(transaction, running.execution_id)}
    found = sorted(executions.open_of(transaction, running.execution_id), key=lambda one: one not in refused)
    return executions.hold(transaction, found[0]) if found else None


def _may_not_jump(running: Running) -> str:
    if running.finished_at is not None:
        return "kết quả đã được phát hành"
    return "hồ sơ đang tạm dừng chờ người nộp" if running.business in statuses.PAUSED else ""


def _targets(snapshot: Snapshot, held: Held, model: Model) -> dict[UserTask, str]:
    """The other steps of the same part that the engine would go to, each with what must not be skipped."""
    others = [task for task in model.user_tasks() if task.process == held.process and task.id != held.element]
    possible = set(dossiers.earlier(snapshot, held, [task.id for task in others]))
    done = {one.element for one in worklist.steps(snapshot, held.dossier_id) if one.state == "completed"}
    found: dict[UserTask, str] = {}
    for task in others:
        skipped = "" if task.id in done else _skipped(model, held.element, task.id, done)
        if task.id in possible and skipped is not None:
            found[task] = skipped
    return found


def _skipped(model: Model, here: str, there: str, done: set[str]) -> str | None:
    """The weighty step between two that is not done and lies on every way; empty when there is a way without one.

    None where no way leads there.
    """
    free, behind = {here}, set[str]()  # reached over nothing weighty, and only over something that is
    waiting: list[tuple[str, str]] = [(here, "")]
    met: str | None = None
    while waiting:
        element, passed = waiting.pop(0)
        if element == there:
            if not passed:
                return ""
            met = met or passed
            continue
        task = model.elements[element]
        if isinstance(task, UserTask) and task.id not in done and _is_weighty(task):
            passed = passed or task.name
        for flow in model.outgoing.get(element, ()):
            seen = behind if passed else free
            if flow.target not in seen and flow.target not in free:
                seen.add(flow.target)
                waiting.append((flow.target, passed))
    return met


def _is_weighty(task: UserTask) -> bool:
    return task.act in _WEIGHTY or permissions.is_approval(task)


def _fields(snapshot: Snapshot, running: Running) -> dict[str, Field]:
    """What the forms of an execution's steps ask for, by key; files are not corrected."""
    release = catalogue.published(snapshot, running.release_id).release
    tasks = (task for task in release.model.user_tasks() if task.process == running.process and task.form)
    fields = (one for task in tasks for one in release.forms[task.form or ""].fields)
    found: dict[str, Field] = {}
    for one in fields:
        if one.kind not in ("note", "file"):
            found.setdefault(one.key, replace(one, required=False, required_when=None, hidden_when=None))
    return found


def _kept(snapshot: Snapshot, running: Running, values: Mapping[str, object]) -> dict[str, object]:
    """The values as the forms keep them. Refuses: WrongValues, a sentence for each that its field does not take."""
    release = catalogue.published(snapshot, running.release_id).release
    kept: dict[str, object] = {}
    for task in release.model.user_tasks():
        if task.process != running.process or not task.form:
            continue
        form = release.forms[task.form]
        own = {name: value for name, value in values.items() if name in form.labels and name not in kept}
        if wrong := {name: sentence for name, sentence in form.doubts(own).items() if name in own}:
            raise WrongValues(wrong, form.labels)
        kept |= form.keep(own)
    return kept
