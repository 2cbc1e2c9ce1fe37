"""Where the papers of a dossier are: found by code, put on a shelf, put right with a reason when the record is wrong.

Who holds them changes by the receipt of a consignment (`tasks.consignments`); only a correction says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from processes import bundles, consignments, history, organisation, particulars, permissions
from processes.bundles import Bundle, Held, Lying, Place
from processes.database import Snapshot, Transaction
from processes.history import Fact, Note
from processes.organisation import Officer
from processes.particulars import Particulars
from processes.refusals import AlreadyDone, BundleOnTheWay, Missing, NotFound, TextTooLong
from tasks import reception, viewing

LONGEST, LONGEST_SHELF = 500, 100


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A dossier, and where its papers are; None when it came without paper."""

    dossier: Particulars
    bundle: Bundle | None


def units(officer: Officer) -> list[int]:
    """The units whose papers the officer keeps, also for somebody absent."""
    return list(dict.fromkeys(post.unit_id for post in officer.all_posts))


def find(snapshot: Snapshot, text: str, *, officer: Officer, moment: datetime) -> Whereabouts:
    """Where the papers of a dossier are, by its code or the code scanned from its receipt. Refuses: NotFound."""
    found = reception.by_receipt(snapshot, text) or particulars.by_code(snapshot, text.strip().upper())
    if found is None or found.kind != "dossier":
        raise NotFound(what="hồ sơ này")
    viewing.require_sight(snapshot, found.id, officer=officer, moment=moment)
    return Whereabouts(found, bundles.of(snapshot, found.id))


def lying(snapshot: Snapshot, *, officer: Officer, after: Place | None = None, limit: int) -> list[Lying]:
    """The papers that the officer's units hold, what came last first."""
    found = bundles.lying(snapshot, units(officer), after=after, limit=limit)
    return [one for one in found if permissions.may_keep_papers(officer, one.unit_id, one.procedure_code)]


def shelve(
    transaction: Transaction, dossier_id: int, *, shelf: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Says on which shelf of the own unit a dossier's papers lie.

    Refuses: NotFound, NotAllowed, Missing, TextTooLong, BundleOnTheWay, LostRace, AlreadyDone.
    """
    held = _hold(transaction, dossier_id, key)
    unit_id = held.unit_id
    if unit_id is None:
        raise NotFound(what="bản giấy của hồ sơ này")
    permissions.require(permissions.may_keep_papers(officer, unit_id, held.procedure_code))
    require_still(transaction, held)
    told: dict[str, object] = {"unit": unit_id, "before": held.shelf, "after": on_shelf(shelf)}
    if not told["after"]:
        raise Missing(what="vị trí lưu")
    fact = told_by(officer, "bundle.shelved", told, unit_id=unit_id, procedure=held.procedure_code)
    bundles.shelve(transaction, dossier_id, on_shelf(shelf))
    history.note(transaction, [Note(dossier_id, held.chain, fact)], moment=moment, key=key)


def correct(
    transaction: Transaction,
    dossier_id: int,
    *,
    unit_id: int,
    shelf: str = "",
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Puts right which unit holds a dossier's papers; the one-stop also notes papers that came later.

    A unit may take upon itself what it has found; it is not laid upon another but by who holds it or received it.
    Refuses: NotFound, NotAllowed, Missing, TextTooLong, BundleOnTheWay, LostRace, AlreadyDone.
    """
    viewing.require_sight(transaction, dossier_id, officer=officer, moment=moment)
    held = _hold(transaction, dossier_id, key)
    code = held.procedure_code
    takes_it = permissions.may_keep_papers(officer, unit_id, code)
    permissions.require(takes_it or permissions.may_place_papers(officer, held.unit_id, held.receiving_unit_id, code))
    require_still(transaction, held)
    if unit_id not in organisation.of_officer(transaction, officer).units:
        raise NotFound(what="đơn vị này")
    why = said(reason, "lý do đính chính")
    told: dict[str, object] = {"before": held.unit_id, "after": unit_id, "shelf": on_shelf(shelf), "reason": why}
    fact = told_by(officer, "bundle.corrected", told, unit_id=unit_id, procedure=code)
    if held.unit_id is None:
        bundles.record(transaction, dossier_id, unit_id, on_shelf(shelf), moment=moment)
    else:
        bundles.bring(transaction, unit_id, {dossier_id: on_shelf(shelf)}, moment=moment)
    history.note(transaction, [Note(dossier_id, held.chain, fact)], moment=moment, key=key)


def _hold(transaction: Transaction, dossier_id: int, key: str) -> Held:
    held = bundles.hold(transaction, [dossier_id]).get(dossier_id)
    if held is None:
        raise NotFound(what="hồ sơ này")
    if history.done(transaction, key) is not None:
        raise AlreadyDone
    return held


def require_still(snapshot: Snapshot, held: Held) -> None:
    """Refuses: BundleOnTheWay while the papers are on a list that nobody has closed."""
    if held.consignment_id is not None:
        number = consignments.one(snapshot, held.consignment_id).symbol
        raise BundleOnTheWay(code=held.code, number=number)


def on_shelf(shelf: str) -> str:
    """A shelf as it is kept, its spaces tidied. Refuses: TextTooLong."""
    tidied = " ".join(shelf.split())
    if len(tidied) > LONGEST_SHELF:
        raise TextTooLong(what="vị trí lưu", most=LONGEST_SHELF)
    return tidied


def said(text: str, what: str) -> str:
    """A reason as it is kept. Refuses: Missing, TextTooLong."""
    given = text.strip()
    if not given:
        raise Missing(what=what)
    if len(given) > LONGEST:
        raise TextTooLong(what=what, most=LONGEST)
    return given


def told_by(officer: Officer, kind: str, data: dict[str, object], *, unit_id: int, procedure: str = "") -> Fact:
    """An act on papers as the history tells it: in the post that the officer has in the unit, if there is one."""
    posts = [post.id for post in officer.all_posts if post.unit_id == unit_id]
    under = permissions.under(officer, lambda one: permissions.may_keep_papers(one, unit_id, procedure))
    return Fact(kind, data, officer.id, posts[0] if posts else None, substitution_id=under if posts else None)
