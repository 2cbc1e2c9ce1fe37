"""Many at once: one act for many tasks, done in the background by the agent, with a result for each.

An officer orders it; each task is then acted on by the very verb of the inbox, with the rights the officer has then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, cast

from bpmn.forms import Form
from bpmn.refusals import Refusal
from processes import assignments, batches, catalogue, co_officers, executions, organisation, urgings
from processes.batches import Item, Order, Result
from processes.calendars import local
from processes.database import Database, Snapshot, Transaction
from processes.organisation import Officer
from processes.refusals import LostRace, Missing, NotAlike, NotFound, NotLawful, OwnFiles, TooMany
from processes.urgings import Letter
from tasks import assignment, explanations, inbox, oversight, receipts, repairs, writing
from tasks.letters.receipt import ReceiptFacts

Act = Literal[
    "claim",
    "put_back",
    "assign",
    "complete",
    "print",
    "urge",
    "unassign",
    "reassign",
    "take_over",
    "explain",
    "escalate",
    "apologise",
]
MOST, PRINTED = 1_000, 200
"""Tasks of a batch; receipts in one file."""
UNDONE_WITHIN = timedelta(minutes=1)
_UNDOES: dict[Act, Act] = {"claim": "put_back", "put_back": "claim", "assign": "unassign"}
_AGAIN = 3
_SAYS: Mapping[Act, str] = {
    "put_back": "lý do",
    "urge": "nội dung đôn đốc",
    "reassign": "lý do phân công lại",
    "take_over": "lý do lấy việc về",
    "explain": "nội dung cần giải trình",
    "escalate": "lý do báo cấp trên",
    "apologise": "lý do chậm",
}
"""What an act says, the same to all."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; `refused` are the tasks that were not acted on, with the reasons.

    `parts` are the files in which what it prints is handed out, `letters` those by which it has urged.
    """

    id: int
    act: Act
    total: int
    waiting: int
    done: int
    refused: list[Result]
    may_undo: bool
    is_undoing: bool
    parts: int = 0
    letters: Sequence[Letter] = ()

    @property
    def is_over(self) -> bool:
        """Whether each task has its result."""
        return self.waiting == 0


def order(
    transaction: Transaction,
    act: Act,
    tasks: Sequence[int],
    *,
    officer: Officer,
    moment: datetime,
    values: Mapping[str, object] | None = None,
    reason: str = "",
    to: int | None = None,
    co: Collection[int] | None = None,
    until: datetime | None = None,
) -> int:
    """Orders an act for these tasks; its number. What may not be done to one of them is told as its result.

    `values` answer the form of the step, the same one for all; `to` is who gets these tasks, or when they are completed
    the step that they assign; `co` are the co-officers of each, None keeps those it has; `reason` is also what is urged
    with or asked; `until` is by when an explanation is wanted, or what an apology promises. Refuses: Missing, TooMany,
    NotAlike, OwnFiles, NotFound, WrongValues.
    """
    chosen = tuple(dict.fromkeys(tasks))
    if not chosen:
        raise Missing(what="việc cần xử lý")
    if len(chosen) > MOST:
        raise TooMany(most=MOST, what="việc trong một lần")
    if not assignments.are_there(transaction, chosen):
        raise NotFound(what="việc này")
    said = reason.strip()
    if act in _SAYS and not said:
        raise Missing(what=_SAYS[act])
    if act in ("assign", "unassign", "reassign") and to is None:
        raise Missing(what="người nhận việc")
    if act in ("explain", "apologise") and until is None:
        raise Missing(what="thời điểm cần giải trình" if act == "explain" else "ngày hẹn trả lại")
    asked: dict[str, object] = {}
    match act:
        case "put_back" | "take_over" | "escalate":
            asked = {"reason": said}
        case "reassign":
            asked = {"to": to, "reason": said}
        case "assign":
            asked = {"to": to, "co": None if co is None else sorted(co)}
        case "unassign":
            asked = {"to": to}
        case "urge":
            asked = {"text": said}
        case "explain" | "apologise":
            asked = {"reason": said, "until": until.isoformat() if until else ""}
        case "complete":
            asked = {"values": _answer(transaction, chosen, values or {}), "to": to}
        case _:
            pass
    return batches.order(transaction, act, chosen, asked, officer_id=officer.id, moment=moment)


def _answer(snapshot: Snapshot, tasks: Sequence[int], values: Mapping[str, object]) -> dict[str, object]:
    """The values, checked once against the form that all these steps share. Refuses: as `alike`, WrongValues."""
    form = alike(snapshot, tasks)
    if form is None:
        return dict(values)
    if any(values.get(field.key) for field in form.fields if field.kind == "file"):
        raise OwnFiles
    return form.check(values)


def alike(snapshot: Snapshot, tasks: Sequence[int]) -> Form | None:
    """The form that these tasks share, None when their step has none. Refuses: NotAlike, OwnFiles, NotFound."""
    steps = assignments.steps(snapshot, tasks)
    if not steps:
        raise NotFound(what="việc này")
    if len(steps) > 1:
        raise NotAlike
    ((release_id, element),) = steps
    release = catalogue.published(snapshot, release_id).release
    name = release.model.task(element).form
    form = release.forms[name] if name else None
    if form is not None and any(field.kind == "file" and field.required for field in form.fields):
        raise OwnFiles
    return form


def undo(transaction: Transaction, batch_id: int, *, officer: Officer, moment: datetime) -> int:
    """Takes back what a batch has done, within a minute of its end; the number of the batch that does it.

    Refuses: NotFound, NotLawful when it is too late, when it was undone, or when the act is final.
    """
    found = batches.one(transaction, batch_id)
    if found is None or found.officer_id != officer.id:
        raise NotFound(what="lượt xử lý này")
    reverse = _UNDOES.get(cast("Act", found.act))
    if reverse is None:
        raise NotLawful(why="thao tác này không hoàn tác hàng loạt được")
    if not _may_undo(transaction, found, moment):
        raise NotLawful(why="chỉ hoàn tác được một lần, trong một phút sau khi xử lý xong")
    done = [result.task_id for result in batches.results(transaction, batch_id, "done")]
    if not done:
        raise Missing(what="việc để hoàn tác")
    asked = {"reason": "Hoàn tác xử lý hàng loạt"} if reverse == "put_back" else dict(found.asked)
    return batches.order(transaction, reverse, done, asked, officer_id=officer.id, moment=moment, undoes_id=found.id)


def _may_undo(snapshot: Snapshot, found: Order, moment: datetime) -> bool:
    ended = batches.ended(snapshot, found.id)
    return (
        found.act in _UNDOES
        and found.undoes_id is None
        and ended is not None
        and moment - ended <= UNDONE_WITHIN
        and not batches.is_undone(snapshot, found.id)
    )


def latest(snapshot: Snapshot, *, officer: Officer, moment: datetime) -> Progress | None:
    """What the officer ordered last."""
    found = batches.latest(snapshot, officer.id)
    return None if found is None else _progress(snapshot, found, moment)


def progress(snapshot: Snapshot, batch_id: int, *, officer: Officer, moment: datetime) -> Progress:
    """How far a batch of the officer's is. Refuses: NotFound."""
    found = batches.one(snapshot, batch_id)
    if found is None or found.officer_id != officer.id:
        raise NotFound(what="lượt xử lý này")
    return _progress(snapshot, found, moment)


def _progress(snapshot: Snapshot, found: Order, moment: datetime) -> Progress:
    counts = batches.counts(snapshot, found.id)
    return Progress(
        found.id,
        cast("Act", found.act),
        total=sum(counts.values()),
        waiting=counts["waiting"],
        done=counts["done"],
        refused=batches.results(snapshot, found.id, "refused") if counts["refused"] else [],
        may_undo=counts["done"] > 0 and _may_undo(snapshot, found, moment),
        is_undoing=found.undoes_id is not None,
        parts=-(-len(_prints(snapshot, found.id)) // PRINTED) if found.act == "print" and not counts["waiting"] else 0,
        letters=urgings.of_sheets(snapshot, [sheet(found.id)]) if found.act == "urge" else (),
    )


def _prints(snapshot: Snapshot, batch_id: int) -> list[int]:
    """The dossiers whose receipts a batch prints, each once."""
    return list(dict.fromkeys(one.dossier_id for one in batches.results(snapshot, batch_id, "done")))


def printed(
    transaction: Transaction, batch_id: int, part: int, *, officer: Officer, moment: datetime
) -> list[ReceiptFacts]:
    """What the receipts say that a batch prints, each dossier's once, `PRINTED` a file; each is put on record.

    `part` counts from 1. Refuses: NotFound.
    """
    found = batches.one(transaction, batch_id)
    if found is None or found.officer_id != officer.id or found.act != "print":
        raise NotFound(what="lượt in này")
    wanted = _prints(transaction, batch_id)[PRINTED * (part - 1) : PRINTED * part]
    if not wanted:
        raise NotFound(what="phần in này")
    return receipts.read_all(transaction, wanted, officer=officer, moment=moment)


def work(database: Database, *, moment: datetime, most: int = 50) -> int:
    """Acts on the next tasks of batches, each in its own transaction; tells how many. The agent calls it."""
    for number in range(most):
        if not _work_one(database, moment):
            return number
    return most


def _work_one(database: Database, moment: datetime) -> bool:
    for attempt in range(_AGAIN):
        item: Item | None = None
        try:
            with database.transaction() as transaction:
                item = batches.next_item(transaction)
                if item is None:
                    return False
                held_by = assignments.standing(transaction, item.task_id).answers_id
                beside = co_officers.of(transaction, item.task_id) if item.order.act == "assign" else None
                _act(transaction, item, moment)
                batches.close(transaction, item, "done", moment=moment, held_by=held_by, beside=beside)
        except Refusal as refusal:
            if item is None or (isinstance(refusal, LostRace) and attempt + 1 < _AGAIN):
                continue
            with database.transaction() as transaction:
                if item.order.act == "complete":
                    repairs.note_refused(transaction, item.task_id, refusal, moment=moment)
                batches.close(transaction, item, "refused", moment=moment, told=str(refusal))
        return True
    return False


@dataclass(frozen=True, slots=True)
class _By:
    """Who acts, when, under which key."""

    officer: Officer
    moment: datetime
    key: str

    def also(self, what: str) -> _By:
        """The same for a second act on the task."""
        return replace(self, key=f"{self.key}:{what}")


def _act(transaction: Transaction, item: Item, moment: datetime) -> None:
    """Acts on one task as its officer would, with the rights held now."""
    known = organisation.directory(transaction, organisation.revision(transaction), local(moment).date())
    by = _By(known.officer(item.order.officer_id), moment, f"batch:{item.id}")
    asked: Mapping[str, Any] = item.order.asked
    match cast("Act", item.order.act):
        case "claim":
            _do(inbox.claim, transaction, item, by)
        case "put_back":
            _do(partial(inbox.put_back, reason=asked["reason"]), transaction, item, by)
        case "assign":
            _do(partial(assignment.assign, to=asked["to"], co=asked.get("co")), transaction, item, by)
        case "unassign":
            _unassign(transaction, item, by)
        case "urge":
            _do(partial(oversight.urge, text=asked["text"], sheet=sheet(item.order.id)), transaction, item, by)
        case "reassign":
            _do(partial(oversight.reassign, to=asked["to"], reason=asked["reason"]), transaction, item, by)
        case "take_over":
            _do(partial(oversight.take_over, reason=asked["reason"]), transaction, item, by)
        case "escalate":
            _do(partial(oversight.escalate, reason=asked["reason"]), transaction, item, by)
        case "explain":
            until = datetime.fromisoformat(asked["until"])
            _do(partial(explanations.ask, text=asked["reason"], answer_by=until), transaction, item, by)
        case "apologise":
            until = datetime.fromisoformat(asked["until"])
            _do(partial(_apologise, reason=asked["reason"], until=until), transaction, item, by)
        case "complete":
            if assignments.standing(transaction, item.task_id).state != "claimed":
                _do(inbox.claim, transaction, item, by.also("claim"))
            answered = {"values": asked["values"], "assignee": asked.get("to")}
            _do(partial(inbox.complete, **answered), transaction, item, by)
        case "print":
            dossier_id = executions.read(transaction, item.task_id).dossier_id
            receipts.printable(transaction, dossier_id, officer=by.officer)


def _apologise(transaction: Transaction, task_id: int, **told: Any) -> int:
    """Drafts the apology for the dossier of a task, for a head to approve."""
    return writing.draft(transaction, executions.read(transaction, task_id).dossier_id, kind="apology", **told)


def sheet(batch_id: int) -> str:
    """Under what the urgings of a batch are written: each unit gets one letter."""
    return f"batch:{batch_id}"


def _do(verb: Callable[..., object], transaction: Transaction, item: Item, by: _By) -> None:
    verb(transaction, item.task_id, officer=by.officer, moment=by.moment, key=by.key)


def _unassign(transaction: Transaction, item: Item, by: _By) -> None:
    """Back into the pool, or to whom the task was taken from, with the co-officers it had."""
    to: int = item.order.asked["to"]  # pyright: ignore[reportAssignmentType]
    before = batches.before(transaction, item.order.undoes_id or 0, item.task_id)
    if before.holder_id != to:
        _do(partial(assignment.unassign, to=to, co=before.co_officers), transaction, item, by.also("taken"))
    if before.holder_id is not None:
        _do(partial(assignment.assign, to=before.holder_id, co=before.co_officers), transaction, item, by)
