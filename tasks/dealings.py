"""What happens to a dossier beside its steps: a supplement, a financial duty, an apology, a withdrawal, a stop.

Every verb asks `tasks.offers` first, takes the act's idempotency key, and does one transaction's work. What only a
letter may do (`ask_supplement`, `extend`, `stop`) happens when `tasks.writing` issues it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from processes import (
    catalogue,
    clocks,
    documents,
    history,
    letters,
    organisation,
    particulars,
    statuses,
    worklist,
)
from processes.applicant_notices import Kind
from processes.database import Snapshot, Transaction
from processes.deadlines import Reason
from processes.history import Fact
from processes.organisation import Officer
from processes.particulars import Particulars
from processes.refusals import AlreadyDone, Missing, NotLawful
from tasks import applicants, offers, recalls
from tasks.offers import Case, LawfulAct


def case(snapshot: Snapshot, found: Particulars, *, officer: Officer, moment: datetime) -> Case:
    """The dossier before this officer, with its clock."""
    known = organisation.of_officer(snapshot, officer)
    calendar = known.calendar(found.agency_id)
    clock = clocks.read(snapshot, found.id, calendar)
    release = catalogue.published(snapshot, found.release_id).release
    steps, written = worklist.steps(snapshot, found.id), letters.of(snapshot, found.id)
    return Case(found, release, clock, steps, written, known, calendar, officer, moment)


def ask_supplement(
    transaction: Transaction,
    before: Case,
    *,
    missing: str,
    reason: str,
    limit: datetime,
    letter: str,
    approver: str,
    key: str,
) -> None:
    """The request for everything that is missing is issued; the clock stands until it comes, `limit` at the latest."""
    told = {
        "missing": missing,
        "reason": reason,
        "letter": letter,
        "approver": approver,
        "limit": limit.isoformat(),
        "number": before.clock.supplements + 1,
    }
    fact = before.told("supplement.asked", told)
    _pause(transaction, before, fact, "supplement", f"phiếu số {letter}", limit, key)
    _tell(transaction, before, "supplement", key, letter=letter, limit=applicants.when(limit))


def receive_supplement(
    transaction: Transaction,
    dossier_id: int,
    *,
    note: str,
    files: list[int],
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Takes what the applicant brought; the clock goes on. Refuses: NotFound, NotLawful, Missing, LostRace,
    AlreadyDone, DocumentMissing."""
    before = lawful("receive_supplement", transaction, dossier_id, officer, moment, key)
    documents.take(transaction, files, dossier_id=dossier_id, kind="paper", paper="supplement", officer=officer)
    told = {"note": _said(note, "giấy tờ đã nhận"), "files": files}
    _resume(transaction, before, before.told("supplement.received", told), key)


def ask_duty(
    transaction: Transaction,
    dossier_id: int,
    *,
    amount: int,
    notice: str,
    limit: datetime,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Tells the applicant what is to be paid, in đồng; the clock stands until it is. Refuses: as `withdraw`."""
    before = lawful("ask_duty", transaction, dossier_id, officer, moment, key)
    if amount <= 0:
        raise Missing(what="số tiền phải nộp")
    told = {
        "amount": amount,
        "notice": _said(notice, "số thông báo nghĩa vụ tài chính"),
        "limit": _later(limit, before, "thời hạn nộp").isoformat(),
    }
    fact = before.told("duty.asked", told)
    document = f"thông báo số {notice.strip()}"
    _pause(transaction, before, fact, "financial_duty", document, limit, key, finance_status=statuses.ASKED)
    paid = f"{amount:,} đồng".replace(",", ".")
    _tell(transaction, before, "duty", key, letter=notice.strip(), limit=applicants.when(limit), amount=paid)


def confirm_duty(
    transaction: Transaction, dossier_id: int, *, receipt: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The duty is paid, by this receipt; the clock goes on. Refuses: as `withdraw`."""
    before = lawful("confirm_duty", transaction, dossier_id, officer, moment, key)
    told = before.told("duty.paid", {"receipt": _said(receipt, "số chứng từ nộp tiền")})
    _resume(transaction, before, told, key, finance_status=statuses.PAID)


def exclude(
    transaction: Transaction,
    dossier_id: int,
    *,
    letter: str,
    limit: datetime,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Time begins that the procedure's own law does not count, such as waiting for another agency's record.

    `letter` is the request that was sent, `limit` until when its answer is looked for. Refuses: as `withdraw`.
    """
    before = lawful("exclude", transaction, dossier_id, officer, moment, key)
    law = before.release.excluded[0]
    told = {
        "name": law.name,
        "article": law.article,
        "letter": _said(letter, "số văn bản đã gửi"),
        "limit": _later(limit, before, "ngày dự kiến có trả lời").isoformat(),
    }
    fact = before.told("time.excluded", told)
    document = f"{law.name}, {law.article}, văn bản số {letter.strip()}"
    _pause(transaction, before, fact, "excluded_time", document, limit, key)


def include(
    transaction: Transaction, dossier_id: int, *, letter: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The answer is there; time counts again. Refuses: as `withdraw`."""
    before = lawful("include", transaction, dossier_id, officer, moment, key)
    told = before.told("time.included", {"letter": _said(letter, "số văn bản trả lời")})
    _resume(transaction, before, told, key)


def extend(
    transaction: Transaction, before: Case, *, until: datetime, reason: str, letter: str, approver: str, key: str
) -> None:
    """The apology is issued and promises a new time, once; reports go on judging by the lawful one.

    Refuses: WrongLedger.
    """
    told = {
        "reason": reason,
        "letter": letter,
        "approver": approver,
        "until": until.isoformat(),
        "before": before.clock.due.isoformat(),
    }
    clocks.extend(
        transaction,
        before.found,
        before.told("dossier.extended", told),
        until=until,
        letter=f"văn bản số {letter}",
        approver=approver,
        calendar=before.calendar,
        moment=before.moment,
        key=key,
    )
    _tell(transaction, before, "extended", key, until=applicants.when(until))


def withdraw(
    transaction: Transaction, dossier_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The applicant takes the request back; the dossier ends.

    Refuses: NotFound, NotLawful, Missing, LostRace, AlreadyDone.
    """
    before = lawful("withdraw", transaction, dossier_id, officer, moment, key)
    said = _said(reason, "lý do rút hồ sơ")
    _end(transaction, before, before.told("dossier.withdrawn", {"reason": said}), said, statuses.WITHDRAWN, key)


def stop(transaction: Transaction, before: Case, *, reason: str, letter: str, approver: str, key: str) -> None:
    """The notice is issued and ends the dossier, also when a supplement did not come in time."""
    fact = before.told("dossier.stopped", {"reason": reason, "letter": letter, "approver": approver})
    _end(transaction, before, fact, reason, statuses.STOPPED, key)


def _end(transaction: Transaction, before: Case, fact: Fact, reason: str, status: str, key: str) -> None:
    facts = [fact, *recalls.end_with(transaction, before, reason=reason, key=key)]
    clocks.end(transaction, before.found, facts, status=status, moment=before.moment, key=key)


def lawful(
    act: LawfulAct, transaction: Transaction, dossier_id: int, officer: Officer, moment: datetime, key: str
) -> Case:
    """The dossier, held, when the law allows the act. Refuses: NotFound, NotLawful, AlreadyDone."""
    found = particulars.hold(transaction, dossier_id)
    before = case(transaction, found, officer=officer, moment=moment)
    try:
        offers.require(act, before)
    except NotLawful:
        if history.done(transaction, key) is not None:
            raise AlreadyDone from None
        raise
    return replace(before, under=offers.under(act, before))


def _pause(
    transaction: Transaction,
    before: Case,
    fact: Fact,
    reason: Reason,
    document: str,
    limit: datetime,
    key: str,
    **columns: str,
) -> None:
    clocks.pause(
        transaction,
        before.found,
        fact,
        reason=reason,
        document=document,
        limit=limit,
        calendar=before.calendar,
        moment=before.moment,
        key=key,
        columns=columns,
    )


def _resume(transaction: Transaction, before: Case, fact: Fact, key: str, **columns: str) -> None:
    clocks.resume(
        transaction,
        before.found,
        fact,
        policy="resume",
        calendar=before.calendar,
        moment=before.moment,
        key=key,
        columns=columns,
    )


def _tell(transaction: Transaction, before: Case, kind: Kind, key: str, **facts: str) -> None:
    applicants.tell(
        transaction, before.found.id, kind, officer=before.officer, moment=before.moment, key=key, facts=facts
    )


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Missing(what=what)
    return text.strip()


def _later(limit: datetime, before: Case, what: str) -> datetime:
    if limit <= before.moment:
        raise NotLawful(why=f"{what} phải sau thời điểm hiện tại")
    return limit
