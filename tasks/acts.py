"""What completing a step means beside its answer: a transfer, the issue of a result, its return, a published answer.

The step's `gov.act` names the act; each act turns the answer into changes of the dossier's row. A file in an answer
becomes a document of the dossier in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bpmn.model import Act, UserTask
from processes import documents, dossiers, statuses
from processes.database import Transaction
from processes.dossiers import NO_CHANGE, Change
from processes.executions import Held
from processes.history import Fact
from processes.organisation import Officer
from processes.refusals import Missing
from tasks import signing, verdicts
from tasks.directives import carrying_out

Answer = Mapping[str, object]
_PUBLIC = ("public_question", "public_answer")
_RESULT = ("result_number", "result_date", "result_signer", "result_file")


def change(
    task: UserTask, transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime
) -> tuple[Answer, Change]:
    """The answer with the files that its act has made, and the change that the act makes.

    Refuses: Missing, DocumentMissing and what `tasks.signing`, `tasks.verdicts` and `carrying_out` refuse.
    """
    _take_files(task.act, transaction, held, answer, officer)
    act, signed = signing.Act(transaction, held, officer, moment), list[Fact]()
    if task.sign:
        draft = answer.get(signing.DRAFT) or dossiers.facts(transaction, held).get(signing.DRAFT)
        signed += signing.sign(act, answer, draft=draft)
    if task.act == "issue":
        answer, sealed = signing.seal(act, answer)
        signed += sealed
    if task.act in _OF_DESIGNS:
        _OF_DESIGNS[task.act](transaction, held, answer, officer=officer, moment=moment)
    if task.act in _OF_MANDATES:
        return answer, _OF_MANDATES[task.act](transaction, held, answer, officer=officer, moment=moment)
    said = answer
    if task.act == "issue" and not answer.get("outcome"):
        # what was drafted and signed decides how it ended: whoever numbers it does not decide anew
        said = {**answer, "outcome": dossiers.facts(transaction, held).get("outcome", "")}
    made = _ACTS.get(task.act, _complete)(held, said, officer, moment)
    return answer, replace(made, facts=[*made.facts, *signed]) if signed else made


def _take_files(act: Act, transaction: Transaction, held: Held, answer: Answer, officer: Officer) -> None:
    for field, value in answer.items():
        if act == "issue" and field == signing.RESULT:
            continue
        kind = "result" if field == signing.RESULT else "form"
        ids = signing.file_ids(value)
        documents.take(transaction, ids, dossier_id=held.dossier_id, kind=kind, paper=field, officer=officer)


def _complete(held: Held, answer: Answer, officer: Officer, moment: datetime) -> Change:
    return NO_CHANGE


def _transfer(held: Held, answer: Answer, officer: Officer, moment: datetime) -> Change:
    """The one-stop hands the dossier to the agency; the giver answers until the next officer claims."""
    told = Fact("dossier.transferred", {}, officer.id, held.post_id, held.element, held.ref)
    return Change({"business_status": statuses.PROCESSING}, [told])


def _issue(held: Held, answer: Answer, officer: Officer, moment: datetime) -> Change:
    """The result exists: number, date, signer and signed file are recorded; this is the legal end."""
    for key in _RESULT:
        if not answer.get(key):
            raise Missing(what="số, ngày, người ký hoặc tệp kết quả đã ký")
    result = {key.removeprefix("result_"): answer[key] for key in _RESULT}
    result["outcome"] = answer.get("outcome", "")
    columns = {
        "result": result,
        "business_status": statuses.COMPLETED,
        "delivery_status": statuses.READY,
        "finished_at": moment,
    }
    return Change(columns, [Fact("result.issued", result, officer.id, held.post_id, held.element, held.ref)])


def _return(held: Held, answer: Answer, officer: Officer, moment: datetime) -> Change:
    """The result is in the applicant's hands: to whom, how and when."""
    if not answer.get("receiver_name"):
        raise Missing(what="người nhận kết quả")
    delivery = {key: answer[key] for key in answer} | {"at": moment.isoformat()}
    columns = {"delivery": delivery, "delivery_status": statuses.RETURNED, "returned_at": moment}
    told = Fact("result.returned", delivery, officer.id, held.post_id, held.element, held.ref)
    return Change(columns, [told])


def _publish(held: Held, answer: Answer, officer: Officer, moment: datetime) -> Change:
    """The answer of a matter is out; what everybody may read of it is kept apart from what the sender was told."""
    if answer.get("publish") != "public":
        return NO_CHANGE
    for key in _PUBLIC:
        if not answer.get(key):
            raise Missing(what="nội dung phản ánh và nội dung trả lời được công khai")
    result = {key.removeprefix("public_"): answer[key] for key in _PUBLIC} | {"at": moment.isoformat()}
    told = Fact("answer.published", result, officer.id, held.post_id, held.element, held.ref)
    return Change({"result": result}, [told])


_ACTS: dict[Act, Callable[[Held, Answer, Officer, datetime], Change]] = {
    "transfer": _transfer,
    "issue": _issue,
    "return": _return,
    "publish": _publish,
}
_OF_DESIGNS: dict[Act, Callable[..., None]] = {
    "appraise": verdicts.appraise,
    "approve": verdicts.approve,
    "promulgate": verdicts.promulgate,
}
_OF_MANDATES: dict[Act, Callable[..., Change]] = {
    "acknowledge": carrying_out.acknowledge,
    "report": carrying_out.report,
    "assess": carrying_out.assess,
}
