"""Letters of a dossier: drafted by who works on it, approved by a head, issued by a head or the records clerk.

Issuing is the act: with the number the clock stops, the new time is promised, the dossier ends, all in one transaction.
Basis: TT 03/2025/TT-VPCP forms 02, 04, 05; signers as the rule pack has them (draft).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from processes import history, letters, organisation, particulars, permissions
from processes.database import Snapshot, Transaction
from processes.letters import Kind, Letter
from processes.organisation import Officer
from processes.refusals import AlreadyDone, LetterNot, Missing, NotFound, NotLawful
from tasks import composing, dealings, offers
from tasks.letters import official
from tasks.letters.official import Official
from tasks.letters.typesetting import Press
from tasks.offers import Case, LawfulAct

ACTS: Mapping[Kind, LawfulAct] = {"supplement_request": "ask_supplement", "apology": "extend", "stop_notice": "stop"}
_EFFECTS: Mapping[Kind, Callable[..., None]] = {
    "supplement_request": dealings.ask_supplement,
    "apology": dealings.extend,
    "stop_notice": dealings.stop,
}
_TEXTS: Mapping[Kind, Mapping[str, str]] = {
    "supplement_request": {"missing": "nội dung cần bổ sung", "reason": "lý do"},
    "apology": {"reason": "lý do chậm"},
    "stop_notice": {"reason": "lý do dừng"},
}
_TIMES: Mapping[Kind, Mapping[str, str]] = {
    "supplement_request": {"limit": "thời hạn bổ sung"},
    "apology": {"until": "ngày hẹn trả lại"},
    "stop_notice": {},
}
_FOUR_EYES: frozenset[Kind] = frozenset({"apology"})
_FACTS = TypeAdapter(Official)


def draft(
    transaction: Transaction,
    dossier_id: int,
    *,
    kind: Kind,
    officer: Officer,
    moment: datetime,
    key: str,
    **content: object,
) -> int:
    """Writes a letter for a head to approve; its id.

    `content`: `missing`, `reason`, `limit` for a supplement request; `reason`, `until` for an apology; `reason` for a
    stop notice. Refuses: NotFound, NotLawful, Missing, LostRace, AlreadyDone.
    """
    before = dealings.lawful(ACTS[kind], transaction, dossier_id, officer, moment, key)
    letter_id = letters.draft(
        transaction,
        dossier_id,
        before.found.agency_id,
        kind,
        _content(kind, content, moment),
        officer=officer,
        moment=moment,
    )
    _record(transaction, before, "letter.drafted", letter_id, kind, key)
    return letter_id


def approve(transaction: Transaction, letter_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """A head of the competent agency approves a draft; an apology that the head of a unit drafted, another head.

    Refuses: NotFound, NotAllowed, NotLawful, LetterNot, AlreadyDone.
    """
    letter, before = _open(transaction, letter_id, officer, moment, key)
    permissions.require(before.is_head)
    if not may_approve(letter, officer):
        raise NotLawful(why="người soạn văn bản xin lỗi không tự duyệt, phải do lãnh đạo khác duyệt")
    before = _acting(before, lambda one: permissions.may_decide(one, letter.agency_id, before.found.procedure_code))
    letters.approve(transaction, letter, officer=officer, moment=moment, under=before.under)
    _record(transaction, before, "letter.approved", letter_id, letter.kind, key)


def may_approve(letter: Letter, officer: Officer) -> bool:
    """Whether this head may approve it as far as its author goes.

    An apology is signed for the agency: who leads it may have written it, any other head has another sign it.
    """
    is_free = letter.kind not in _FOUR_EYES or letter.drafted_by != officer.id
    return is_free or permissions.leads_agency(officer, letter.agency_id)


def discard(transaction: Transaction, letter_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Who wrote it, or a head, puts a letter aside. Refuses: NotFound, NotAllowed, LetterNot, AlreadyDone."""
    letter, before = _open(transaction, letter_id, officer, moment, key)
    permissions.require(before.is_head or letter.drafted_by == officer.id)
    if letter.drafted_by != officer.id:
        before = _acting(before, lambda one: permissions.may_decide(one, letter.agency_id, before.found.procedure_code))
    letters.discard(transaction, letter)
    _record(transaction, before, "letter.discarded", letter_id, letter.kind, key)


def issue(transaction: Transaction, letter_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """A head or the records clerk issues an approved letter: it gets its number, and what it says happens.

    Refuses: NotFound, NotAllowed, LetterNot, NotLawful, WrongLedger, LostRace, AlreadyDone.
    """
    letter, before = _open(transaction, letter_id, officer, moment, key)

    def allowed(one: Officer) -> bool:
        return permissions.may_issue(one, letter.agency_id, before.found.procedure_code)

    permissions.require(allowed(officer))
    before = _acting(before, allowed)
    if letter.state != "approved":
        raise LetterNot
    offers.require_still(ACTS[letter.kind], before)
    content = _content(letter.kind, letter.content, moment)
    number = letters.number_for(transaction, before.directory.agencies[letter.agency_id], letter.kind, moment)
    page = composing.page(before, letter, number, moment)
    printed: dict[str, object] = _FACTS.dump_python(page, mode="json")
    letters.issue(transaction, letter, number, printed, officer=officer, moment=moment)
    approver = before.directory.name(letter.approved_by)
    told = {**_read(letter.kind, content), "letter": page.symbol, "approver": approver}
    _EFFECTS[letter.kind](transaction, before, key=key, **told)


def pdf(snapshot: Snapshot, letter: Letter, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints a letter as it was issued, or as it would be today, marked a draft."""
    if letter.printed is not None:
        page = _FACTS.validate_python(letter.printed)
    else:
        before = dealings.case(snapshot, particulars.one(snapshot, letter.dossier_id), officer=officer, moment=moment)
        page = composing.page(before, letter, None, moment)
    return official.render(page, press=Press(fonts))


def _content(kind: Kind, content: Mapping[str, object], moment: datetime) -> dict[str, object]:
    """What the author wrote, complete, its times ahead."""
    texts = {name: str(content.get(name) or "").strip() for name in _TEXTS[kind]}
    for name, text in texts.items():
        if not text:
            raise Missing(what=_TEXTS[kind][name])
    times: dict[str, object] = {}
    for name, what in _TIMES[kind].items():
        at = _moment(content.get(name), what)
        if at <= moment:
            raise NotLawful(why=f"{what} phải sau thời điểm hiện tại")
        times[name] = at.isoformat()
    return {**texts, **times}


def _read(kind: Kind, content: Mapping[str, object]) -> dict[str, Any]:
    return {name: _moment(value, name) if name in _TIMES[kind] else value for name, value in content.items()}


def _moment(value: object, what: str) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    raise Missing(what=what)


def _open(
    transaction: Transaction, letter_id: int, officer: Officer, moment: datetime, key: str
) -> tuple[Letter, Case]:
    if history.done(transaction, key) is not None:
        raise AlreadyDone
    dossier_id = letters.one(transaction, letter_id).dossier_id
    found = particulars.hold(transaction, dossier_id)
    letter = letters.one(transaction, letter_id)  # again: the dossier's row was waited for
    known = organisation.of_officer(transaction, officer)
    sees = {found.receiving_unit_id, *(unit.id for unit in known.units.values() if unit.agency_id == letter.agency_id)}
    if not permissions.may_see(officer, sees, found.procedure_code):
        raise NotFound(what="văn bản này")
    return letter, dealings.case(transaction, found, officer=officer, moment=moment)


def _acting(before: Case, allowed: Callable[[Officer], bool]) -> Case:
    return replace(before, under=permissions.under(before.officer, allowed))


def _record(transaction: Transaction, before: Case, fact: str, letter_id: int, kind: Kind, key: str) -> None:
    told = before.told(fact, {"letter": letter_id, "kind": kind})
    particulars.change(transaction, before.found, [told], {}, moment=before.moment, key=key)
