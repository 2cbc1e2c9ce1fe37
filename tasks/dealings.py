"""What happens to a dossier beside its steps: a supplement, a financial duty, an apology, a withdrawal, a stop.

Every verb asks `tasks.offers` first, takes the act's idempotency key, and does one transaction's work.
"""

from __future__ import annotations

from datetime import datetime

from processes import calendars, catalogue, clocks, documents, history, organisation, particulars, statuses, worklist
from processes.database import Snapshot, Transaction
from processes.deadlines import Reason
from processes.history import Fact
from processes.organisation import Officer
from processes.particulars import Particulars
from processes.refusals import AlreadyDone, Missing, NotLawful
from tasks import offers
from tasks.offers import Case, LawfulAct


def case(snapshot: Snapshot, found: Particulars, *, officer: Officer, moment: datetime) -> Case:
    """The dossier before this officer, with its clock."""
    known = organisation.of_officer(snapshot, officer)
    calendar = calendars.of_hours(known.agencies[found.agency_id].hours)
    clock = clocks.read(snapshot, found.id, calendar)
    release = catalogue.published(snapshot, found.release_id).release
    return Case(found, release, clock, worklist.steps(snapshot, found.id), known, calendar, officer, moment)


def ask_supplement(
    transaction: Transaction,
    dossier_id: int,
    *,
    missing: str,
    reason: str,
    letter: str,
    limit: datetime,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Asks the applicant, once and in writing, for everything that is missing; the clock stands until it comes.

    `limit` is until when; a second request is a head's. Refuses: NotFound, NotLawful, Missing, LostRace, AlreadyDone.
    """
    before = _lawful("ask_supplement", transaction, dossier_id, officer, moment, key)
    told = {
        "missing": _said(missing, "nội dung cần bổ sung"),
        "reason": _said(reason, "lý do"),
        "letter": _said(letter, "số phiếu yêu cầu bổ sung"),
        "limit": _later(limit, before, "thời hạn bổ sung").isoformat(),
        "number": before.clock.supplements + 1,
    }
    fact = Fact("supplement.asked", told, officer.id)
    document = f"phiếu số {letter.strip()}"
    _pause(transaction, before, fact, "supplement", document, limit, key)


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
    """Takes what the applicant brought; the clock goes on. Refuses: as `ask_supplement`, and DocumentMissing."""
    before = _lawful("receive_supplement", transaction, dossier_id, officer, moment, key)
    documents.take(transaction, files, dossier_id=dossier_id, kind="paper", paper="supplement", officer=officer)
    told = {"note": _said(note, "giấy tờ đã nhận"), "files": files}
    _resume(transaction, before, Fact("supplement.received", told, officer.id), key)


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
    """Tells the applicant what is to be paid, in đồng; the clock stands until it is. Refuses: as `ask_supplement`."""
    before = _lawful("ask_duty", transaction, dossier_id, officer, moment, key)
    if amount <= 0:
        raise Missing(what="số tiền phải nộp")
    told = {
        "amount": amount,
        "notice": _said(notice, "số thông báo nghĩa vụ tài chính"),
        "limit": _later(limit, before, "thời hạn nộp").isoformat(),
    }
    fact = Fact("duty.asked", told, officer.id)
    document = f"thông báo số {notice.strip()}"
    _pause(transaction, before, fact, "financial_duty", document, limit, key, finance_status=statuses.ASKED)


def confirm_duty(
    transaction: Transaction, dossier_id: int, *, receipt: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The duty is paid, by this receipt; the clock goes on. Refuses: as `ask_supplement`."""
    before = _lawful("confirm_duty", transaction, dossier_id, officer, moment, key)
    told = Fact("duty.paid", {"receipt": _said(receipt, "số chứng từ nộp tiền")}, officer.id)
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

    `letter` is the request that was sent, `limit` until when its answer is looked for. Refuses: as `ask_supplement`.
    """
    before = _lawful("exclude", transaction, dossier_id, officer, moment, key)
    law = before.release.excluded[0]
    told = {
        "name": law.name,
        "article": law.article,
        "letter": _said(letter, "số văn bản đã gửi"),
        "limit": _later(limit, before, "ngày dự kiến có trả lời").isoformat(),
    }
    fact = Fact("time.excluded", told, officer.id)
    document = f"{law.name}, {law.article}, văn bản số {letter.strip()}"
    _pause(transaction, before, fact, "excluded_time", document, limit, key)


def include(
    transaction: Transaction, dossier_id: int, *, letter: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The answer is there; time counts again. Refuses: as `ask_supplement`."""
    before = _lawful("include", transaction, dossier_id, officer, moment, key)
    told = Fact("time.included", {"letter": _said(letter, "số văn bản trả lời")}, officer.id)
    _resume(transaction, before, told, key)


def extend(
    transaction: Transaction,
    dossier_id: int,
    *,
    until: datetime,
    reason: str,
    letter: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Apologises and promises a new time, once; reports go on judging by the lawful one.

    Refuses: as `ask_supplement`, WrongLedger.
    """
    before = _lawful("extend", transaction, dossier_id, officer, moment, key)
    told = {
        "reason": _said(reason, "lý do chậm"),
        "letter": _said(letter, "số văn bản xin lỗi"),
        "until": until.isoformat(),
        "before": before.clock.due.isoformat(),
    }
    clocks.extend(
        transaction,
        before.found,
        Fact("dossier.extended", told, officer.id),
        until=until,
        letter=f"văn bản số {letter.strip()}",
        approver=officer.name,
        calendar=before.calendar,
        moment=moment,
        key=key,
    )


def withdraw(
    transaction: Transaction, dossier_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The applicant takes the request back; the dossier ends. Refuses: as `ask_supplement`."""
    before = _lawful("withdraw", transaction, dossier_id, officer, moment, key)
    told = Fact("dossier.withdrawn", {"reason": _said(reason, "lý do rút hồ sơ")}, officer.id)
    clocks.end(transaction, before.found, [told], status=statuses.WITHDRAWN, moment=moment, key=key)


def stop(
    transaction: Transaction, dossier_id: int, *, reason: str, letter: str, officer: Officer, moment: datetime, key: str
) -> None:
    """A head ends the dossier with a written notice, also when a supplement did not come in time.

    Refuses: as `ask_supplement`.
    """
    before = _lawful("stop", transaction, dossier_id, officer, moment, key)
    told = {"reason": _said(reason, "lý do dừng"), "letter": _said(letter, "số thông báo dừng giải quyết")}
    fact = Fact("dossier.stopped", told, officer.id)
    clocks.end(transaction, before.found, [fact], status=statuses.STOPPED, moment=moment, key=key)


def _lawful(
    act: LawfulAct, transaction: Transaction, dossier_id: int, officer: Officer, moment: datetime, key: str
) -> Case:
    found = particulars.hold(transaction, dossier_id)
    before = case(transaction, found, officer=officer, moment=moment)
    try:
        offers.require(act, before)
    except NotLawful:
        if history.done(transaction, key) is not None:
            raise AlreadyDone from None
        raise
    return before


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


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Missing(what=what)
    return text.strip()


def _later(limit: datetime, before: Case, what: str) -> datetime:
    if limit <= before.moment:
        raise NotLawful(why=f"{what} phải sau thời điểm hiện tại")
    return limit
