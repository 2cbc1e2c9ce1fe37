"""Proposals: what a new version of a shared block makes of every procedure that calls it, asked for in one approval.

A proposal is a design that was made, not drawn: the files of a release in force with each copy of the block replaced,
judged by the whole gate. What does not pass is named, and left out by the asker's word alone. Returned ones are put
aside; they are made anew when approval is asked for again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bpmn import blocks as shared
from bpmn import designs as drawn
from bpmn import reader, releases
from bpmn.files import NotReadable
from bpmn.refusals import Refusal
from bpmn.releases import Release
from bpmn.sentences import Sentence, listed
from processes import blocks, catalogue, designs, organisation
from processes.blocks import User
from processes.database import Snapshot, Transaction
from processes.designs import By, Design
from processes.organisation import Directory, Officer
from processes.refusals import NotFound
from tasks import coverage, design

_WRONG = Sentence("{code} {name} ({why})")


class BlockMisfits(Refusal):
    """Some procedures that call the block would not pass the gate with this version, and were not left out."""

    code = "block.misfits"
    sentence = (
        "Chưa trình được: khối “{block}” chưa dùng được ở {procedures}. Hãy sửa khối, hoặc bỏ các quy trình đó ra."
    )
    status = 422


class Overtaken(Refusal):
    """Since approval was asked for, another release of a procedure was published."""

    code = "block.overtaken"
    sentence = "{procedures} đã có phiên bản khác được ban hành sau khi trình. Hãy trả lại để trình lại."


@dataclass(frozen=True, slots=True)
class Proposal:
    """A release in force with the block as it is to be; `reasons` why that cannot be published, empty when it can."""

    release_id: int
    code: str
    name: str
    number: int
    agencies: tuple[int, ...]
    files: Mapping[str, bytes]
    reasons: tuple[str, ...]


def of_design(snapshot: Snapshot, design_id: int, *, officer: Officer) -> list[Proposal]:
    """What a block that is being drawn would make of its callers; nothing of what is no block.

    Refuses: NotAllowed, NotFound.
    """
    found = design.require_sight(snapshot, design_id, officer)
    try:
        release = releases.read(design.contents(snapshot, design_id))
    except NotReadable:
        return []
    return foresee(snapshot, release, found.agency_id, officer=officer) if release.kind == "block" else []


def of_release(snapshot: Snapshot, release_id: int, agency_id: int, *, officer: Officer) -> list[Proposal]:
    """What a published block would make of those that call another version of it. Refuses: NotFound."""
    return foresee(snapshot, block(snapshot, release_id), agency_id, officer=officer)


def block(snapshot: Snapshot, release_id: int) -> Release:
    """A version of a block. Refuses: NotFound for what is none."""
    release = catalogue.published(snapshot, release_id).release
    if release.kind != "block":
        raise NotFound(what="khối dùng chung này")
    return release


def foresee(snapshot: Snapshot, version: Release, agency_id: int, *, officer: Officer) -> list[Proposal]:
    """A proposal for each release in force that calls another version of a block, by the procedure's code."""
    known = organisation.of_officer(snapshot, officer)
    behind = [one for one in blocks.users(snapshot, version.code) if one.is_behind(version.hash)]
    return [_proposal(one, version, agency_id, known) for one in behind]


def _proposal(user: User, version: Release, agency_id: int, known: Directory) -> Proposal:
    release = user.published.release
    files = shared.renewed(release.files, version)
    reasons: list[str] = []
    if any(agency_id not in known.upwards(one) for one in user.agencies):
        reasons.append(Sentence("Quy trình đang áp dụng cả ở nơi ngoài quyền của cơ quan soạn."))
    placed = (*drawn.check(files), *coverage.gaps(files, user.agencies, known))
    reasons += [one.finding.message for one in placed if one.finding.severity == "error"]
    told = dict.fromkeys(reasons)
    return Proposal(
        user.published.id, release.code, release.name, user.published.number, user.agencies, files, tuple(told)
    )


def wanted(
    snapshot: Snapshot, version: Release, agency_id: int, left_out: Collection[int], *, officer: Officer
) -> list[Proposal]:
    """The proposals but for the releases left out. Refuses: BlockMisfits when one of the rest cannot be published."""
    kept = [one for one in foresee(snapshot, version, agency_id, officer=officer) if one.release_id not in left_out]
    wrong = [_WRONG.filled(code=one.code, name=one.name, why=one.reasons[0]) for one in kept if one.reasons]
    if wrong:
        raise BlockMisfits(block=version.name, procedures=listed(wrong))
    return kept


def drafts(snapshot: Snapshot, version: Release, *, officer: Officer) -> list[Design]:
    """The designs being drawn that hold an older copy: nothing is done to them, their analysts take the newer one."""
    return [one for one in design.listed(snapshot, officer=officer, states=["open"]) if _holds(snapshot, one, version)]


def _holds(snapshot: Snapshot, found: Design, version: Release) -> bool:
    files = designs.files(snapshot, found.id)
    for name in files:
        if name.endswith(".bpmn"):
            try:
                uses = shared.uses(reader.read(files[name].content))
            except NotReadable:
                continue
            if any(one.mark.code == version.code and one.mark.hash != version.hash for one in uses):
                return True
    return False


def begin(
    transaction: Transaction,
    version: Release,
    following: Sequence[Proposal],
    agency_id: int,
    asked: Mapping[str, Any],
    matter_id: int,
    *,
    by: By,
) -> None:
    """Makes a design of each proposal, asked for from the start."""
    mark = {"code": version.code, "name": version.name, "hash": version.hash}
    for place, one in enumerate(following):
        mine = By(by.officer_id, by.moment, f"{by.key}:{place}")
        told = {"release": one.release_id, "number": one.number, "block": mark}
        design_id = designs.begin(
            transaction, agency_id, one.name, one.files, told, by=mine, from_release_id=one.release_id
        )
        told = {**asked, "agencies": list(one.agencies), "block": mark}
        resting = By(by.officer_id, by.moment, f"{mine.key}:asked")
        rest(transaction, design_id, releases.read(one.files), told, matter_id, by=resting)


def rest(
    transaction: Transaction, design_id: int, release: Release, asked: Mapping[str, Any], matter_id: int, *, by: By
) -> None:
    """Lets a design rest while the matter decides on it, known by its hash."""
    columns = {"state": "asked", "hash": release.hash, "asked": asked, "asked_by": by.officer_id}
    designs.tell(transaction, design_id, "asked", {**asked, "hash": release.hash, "matter": matter_id}, by=by)
    told = {**columns, "matter_id": matter_id, "name": release.name, "changed_at": by.moment}
    designs.put(transaction, design_id, told)


def is_proposed(found: Design) -> bool:
    """Whether a design was made because of a block."""
    return bool((found.asked or {}).get("block"))


def let_go(found: Design) -> Mapping[str, object]:
    """What becomes of a design that is not approved; what was made of a block is made anew when asked for again."""
    return {"state": "discarded" if is_proposed(found) else "open", "approved_by": None, "hash": None}


def refuse_overtaken(snapshot: Snapshot, found: Sequence[Design]) -> None:
    """Refuses: Overtaken when a proposal's release is no longer the one in force."""
    gone = [one.name for one in found if is_proposed(one) and not _stands(snapshot, one)]
    if gone:
        raise Overtaken(procedures="; ".join(gone))


def _stands(snapshot: Snapshot, found: Design) -> bool:
    agencies = catalogue.agencies_of(snapshot, found.from_release_id or 0)
    return set((found.asked or {})["agencies"]) <= set(agencies)
