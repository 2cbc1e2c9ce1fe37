"""Consignments: a unit hands the papers of dossiers to another, on a numbered list that giver and receiver sign.

The giver answers for every bundle until the receiver has taken it in; what is missing stays with the giver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from processes import bundles, consignments, history, notices, organisation, permissions, worklist
from processes.assignments import HELD
from processes.bundles import Held, Lying
from processes.consignments import Consignment, Going, Line
from processes.database import Snapshot, Transaction
from processes.history import Fact, Note
from processes.notices import News
from processes.organisation import Directory, Officer
from processes.refusals import (
    AlreadyDone,
    BundleElsewhere,
    ConsignmentClosed,
    Missing,
    NotFound,
    NotLawful,
    TextTooLong,
    TooMany,
)
from tasks.bundles import on_shelf, require_still, said, told_by, units
from tasks.letters import consignment as sheet
from tasks.letters.typesetting import Press

MOST, LONGEST_NOTE = 200, 200
_ROWS, _SHOWN = 1_000, 50


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that lie in one unit while another one works on them, or has to give them back."""

    from_unit_id: int
    to_unit_id: int
    bundles: tuple[Lying, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A list with its lines, and what the officer may do with it."""

    consignment: Consignment
    lines: list[Line]
    may_receive: bool
    may_cancel: bool


def waiting(snapshot: Snapshot, *, officer: Officer) -> list[Group]:
    """What waits to be handed over by the officer's units, grouped by the unit that is to have it."""
    known = organisation.of_officer(snapshot, officer)
    by_dossier: dict[int, list[Lying]] = {}
    for one in bundles.astray(snapshot, _units(officer), limit=_ROWS):
        by_dossier.setdefault(one.dossier_id, []).append(one)
    found: dict[tuple[int, int], list[Lying]] = {}
    for lines in by_dossier.values():
        here = lines[0].unit_id
        wanted = {_wanted_by(one, known): one for one in lines}
        if here not in wanted:
            for unit_id, one in wanted.items():
                found.setdefault((here, unit_id), []).append(one)
    return [Group(*way, tuple(lines)) for way, lines in sorted(found.items())]


def _wanted_by(one: Lying, known: Directory) -> int:
    """The unit that works on it now; what has ended goes back to who received it."""
    post = known.post(one.post_id) if one.post_id is not None else None
    return post.unit_id if post is not None else one.receiving_unit_id


def _units(officer: Officer) -> list[int]:
    """The units that the officer works in, whatever the procedure: a list holds dossiers of any."""
    return [unit_id for unit_id in units(officer) if permissions.may_keep_papers(officer, unit_id)]


def coming(snapshot: Snapshot, *, officer: Officer) -> list[Consignment]:
    """The lists that wait to be received by the officer's units, the oldest first."""
    return consignments.coming(snapshot, _units(officer), limit=_SHOWN)


def given(snapshot: Snapshot, *, officer: Officer) -> list[Consignment]:
    """The lists that the officer's units have made, the newest first."""
    return consignments.given(snapshot, _units(officer), limit=_SHOWN)


def one(snapshot: Snapshot, consignment_id: int, *, officer: Officer) -> View:
    """A list, for whoever works in the unit that gives or the one that receives. Refuses: NotFound."""
    found = consignments.one(snapshot, consignment_id)
    gives, receives = (permissions.may_keep_papers(officer, unit) for unit in (found.from_unit_id, found.to_unit_id))
    if not (gives or receives):
        raise NotFound(what="giấy bàn giao này")
    is_open = found.state == "made"
    lines = consignments.lines(snapshot, found.id)
    return View(found, lines, may_receive=is_open and receives, may_cancel=is_open and gives)


def make(
    transaction: Transaction,
    dossier_ids: Sequence[int],
    *,
    from_unit_id: int,
    to_unit_id: int,
    notes: Mapping[int, str] | None = None,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Consignment:
    """Makes the list of what the own unit hands to another one that works on it, or received it.

    Refuses: Missing, TooMany, TextTooLong, NotFound, NotAllowed, NotLawful, BundleElsewhere, BundleOnTheWay, LostRace,
    AlreadyDone.
    """
    permissions.require(permissions.may_keep_papers(officer, from_unit_id))
    ids = list(dict.fromkeys(dossier_ids))
    if not ids:
        raise Missing(what="hồ sơ cần bàn giao")
    if len(ids) > MOST:
        raise TooMany(what="hồ sơ trong một giấy bàn giao", most=MOST)
    held = bundles.hold(transaction, ids)
    _refuse_repeated(transaction, key)
    known = organisation.of_officer(transaction, officer)
    if to_unit_id not in known.units or to_unit_id == from_unit_id:
        raise NotFound(what="đơn vị này")
    worked = bundles.posts(transaction, ids)
    for dossier_id in ids:
        found = held.get(dossier_id)
        posts = (known.post(post_id) for post_id in worked[dossier_id])
        _require_ready(transaction, found, {post.unit_id for post in posts if post}, from_unit_id, to_unit_id, known)
    going = [Going(one, _papers(held[one], to_unit_id), _noted((notes or {}).get(one, ""))) for one in ids]
    agency = known.agencies[known.units[from_unit_id].agency_id]
    under = _under(officer, from_unit_id)
    consignment_id = consignments.make(
        transaction, agency, (from_unit_id, to_unit_id), going, by=officer.id, under=under, moment=moment
    )
    made = consignments.one(transaction, consignment_id)
    bundles.send(transaction, ids, consignment_id)
    told = {one.dossier_id: {"note": one.note} if one.note else {} for one in going}
    _tell(transaction, held, "consignment.made", made, told, from_unit_id, officer, moment, key)
    return made


def _require_ready(
    snapshot: Snapshot, held: Held | None, working: set[int], from_unit_id: int, to_unit_id: int, known: Directory
) -> None:
    """The papers lie with the giver and are wanted by the receiver. Refuses as `make`."""
    if held is None or held.unit_id is None or from_unit_id not in {held.unit_id, held.receiving_unit_id, *working}:
        raise NotFound(what="bản giấy của hồ sơ này")
    if held.unit_id != from_unit_id:
        raise BundleElsewhere(code=held.code, unit=known.units[from_unit_id].name)
    require_still(snapshot, held)
    if to_unit_id not in {held.receiving_unit_id, *working}:
        raise NotLawful(why=f"{known.units[to_unit_id].name} không xử lý hồ sơ {held.code}")


def _papers(held: Held, to_unit_id: int) -> list[dict[str, Any]]:
    """What is handed over: the papers that came, and the result when it goes back to who received the dossier."""
    papers = [paper for paper in held.papers if paper.get("originals") or paper.get("copies")]
    if held.result and to_unit_id == held.receiving_unit_id:
        papers.append({"name": f"Kết quả giải quyết số {held.result}", "originals": 1, "copies": 0})
    return papers


def _noted(note: str) -> str:
    tidied = " ".join(note.split())
    if len(tidied) > LONGEST_NOTE:
        raise TextTooLong(what="ghi chú", most=LONGEST_NOTE)
    return tidied


def cancel(
    transaction: Transaction, consignment_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The giving unit takes a list back that nobody has received; its bundles stay where they lie.

    Refuses: NotFound, NotAllowed, Missing, TextTooLong, ConsignmentClosed, LostRace, AlreadyDone.
    """
    found, lines = _hold(transaction, consignment_id, key)
    permissions.require(permissions.may_keep_papers(officer, found.from_unit_id))
    _require_open(transaction, found, officer)
    why = said(reason, "lý do hủy")
    held = bundles.hold(transaction, [line.dossier_id for line in lines])
    under = _under(officer, found.from_unit_id)
    consignments.close(transaction, found.id, "cancelled", by=officer.id, under=under, moment=moment, reason=why)
    bundles.keep(transaction, list(held))
    told: dict[int, dict[str, object]] = {line.dossier_id: {"reason": why} for line in lines}
    _tell(transaction, held, "consignment.cancelled", found, told, found.from_unit_id, officer, moment, key)


def receive(
    transaction: Transaction,
    consignment_id: int,
    *,
    shelves: Mapping[int, str],
    refused: Mapping[int, str],
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Takes a list in, line by line: what came, with its shelf, and what did not, with the reason.

    What did not come stays with the giver; who made the list, who received it and who works on the dossier are told.
    Refuses: NotFound, NotAllowed, Missing, TextTooLong, ConsignmentClosed, LostRace, AlreadyDone.
    """
    found, lines = _hold(transaction, consignment_id, key)
    permissions.require(permissions.may_keep_papers(officer, found.to_unit_id))
    _require_open(transaction, found, officer)
    _require_each(lines, shelves, refused)
    placed = {dossier_id: on_shelf(shelf) for dossier_id, shelf in shelves.items()}
    missing = {dossier_id: said(why, "lý do không nhận") for dossier_id, why in refused.items()}
    held = bundles.hold(transaction, [line.dossier_id for line in lines])
    for dossier_id, shelf in placed.items():
        consignments.judge(transaction, found.id, dossier_id, "received", shelf=shelf, reason="")
    for dossier_id, why in missing.items():
        consignments.judge(transaction, found.id, dossier_id, "refused", shelf="", reason=why)
    under = _under(officer, found.to_unit_id)
    consignments.close(transaction, found.id, "received", by=officer.id, under=under, moment=moment)
    bundles.bring(transaction, found.to_unit_id, placed, moment=moment)
    bundles.keep(transaction, list(missing))
    told: dict[int, dict[str, object]] = {one: {"shelf": shelf} for one, shelf in placed.items()}
    told |= {one: {"reason": why} for one, why in missing.items()}
    _tell(transaction, held, "consignment.received", found, told, found.to_unit_id, officer, moment, key)
    _tell_of_missing(transaction, found, missing, officer, moment)


def _require_each(lines: Sequence[Line], shelves: Mapping[int, str], refused: Mapping[int, str]) -> None:
    judged = [*shelves, *refused]
    if sorted(judged) != sorted(line.dossier_id for line in lines):
        raise Missing(what="xác nhận nhận hay không nhận cho từng hồ sơ")


def _hold(transaction: Transaction, consignment_id: int, key: str) -> tuple[Consignment, list[Line]]:
    found = consignments.hold(transaction, consignment_id)
    _refuse_repeated(transaction, key)
    return found, consignments.lines(transaction, consignment_id)


def _refuse_repeated(transaction: Transaction, key: str) -> None:
    if history.done(transaction, key) is not None:
        raise AlreadyDone


def _require_open(snapshot: Snapshot, found: Consignment, officer: Officer) -> None:
    if found.state != "made":
        name = organisation.of_officer(snapshot, officer).name(found.closed_by)
        raise ConsignmentClosed(number=found.symbol, officer=name)


def _under(officer: Officer, unit_id: int) -> int | None:
    return permissions.under(officer, lambda one: permissions.may_keep_papers(one, unit_id))


def _tell(
    transaction: Transaction,
    held: Mapping[int, Held],
    kind: str,
    found: Consignment,
    told: Mapping[int, Mapping[str, object]],
    unit_id: int,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Writes the act into every dossier's history; what was received with a reason was refused."""

    def fact(one: Held) -> Fact:
        own = told[one.dossier_id]
        is_refused = kind == "consignment.received" and "reason" in own
        said_ = {"number": found.symbol, "from": found.from_unit_id, "to": found.to_unit_id, **own}
        named = "consignment.refused" if is_refused else kind
        return told_by(officer, named, said_, unit_id=unit_id)

    notes = [Note(one.dossier_id, one.chain, fact(one)) for one in held.values()]
    history.note(transaction, notes, moment=moment, key=key)


def pdf(snapshot: Snapshot, consignment_id: int, *, officer: Officer, fonts: Path) -> bytes:
    """Prints a list, to be signed by who gives and who receives. Refuses: NotFound."""
    view = one(snapshot, consignment_id, officer=officer)
    found, known = view.consignment, organisation.of_officer(snapshot, officer)
    unit = known.units[found.from_unit_id]
    agency = known.agencies[unit.agency_id]
    return sheet.render(
        sheet.Sheet(
            superior=agency.name,
            agency=unit.name,
            place=agency.place,
            day=found.made_at,
            symbol=found.symbol,
            giver_unit=unit.name,
            giver=_signer(known, found.made_by, found.made_under),
            receiver_unit=known.units[found.to_unit_id].name,
            receiver=_signer(known, found.closed_by, found.closed_under) if found.state == "received" else "",
            received=found.closed_at if found.state == "received" else None,
            cancelled=found.reason if found.state == "cancelled" else "",
            lines=tuple(_line(line) for line in view.lines),
        ),
        press=Press(fonts),
    )


def _signer(known: Directory, officer_id: int | None, under: int | None) -> str:
    """Who signs, and for whom when it was done under a substitution."""
    absent = known.substitutions[under].absent_id if under in known.substitutions else None
    name = known.name(officer_id)
    return f"{name} (thay {known.name(absent)})" if absent is not None else name


def _line(line: Line) -> sheet.Line:
    papers = tuple((str(paper["name"]), sheet.count(paper)) for paper in line.papers)
    refused = f"Không nhận: {line.reason}" if line.state == "refused" else ""
    told = "; ".join(filter(None, (line.note, refused)))
    return sheet.Line(line.code, line.owner, line.procedure, papers or (("Bản giấy của hồ sơ", "1 bộ"),), told)


def _tell_of_missing(
    transaction: Transaction, found: Consignment, missing: Mapping[int, str], officer: Officer, moment: datetime
) -> None:
    news: list[News] = []
    for dossier_id, why in missing.items():
        steps = worklist.steps(transaction, dossier_id)
        working = {step.holder_id for step in steps if step.state in HELD and step.holder_id is not None}
        for one in sorted({found.made_by, officer.id, *working}):
            key = f"{found.id}:{dossier_id}"
            news.append(News(one, "papers_refused", key, dossier_id, by=officer.id, text=why[:200]))
    notices.tell_all(transaction, news, moment=moment)
