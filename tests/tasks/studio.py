"""The design studio in tests: who draws, who decides, and the short way through an approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from processes import catalogue
from processes.designs import Design
from tasks import approvals, beginnings, design
from tasks.approvals import Statement
from tasks.design import View
from tests.town import Town

CODE = "1.001612"
ASKER, APPRAISER, LEADER = "phan", "ha", "hung"
WHY = Statement("Bỏ một bước chuyển trong phòng", ("168/2025/NĐ-CP, Điều 85",), days_saved=0.5, papers_saved=1)
DECISION = {
    "document": "45/QĐ-UBND",
    "decided_on": "2026-03-02",
    "signer": "Lê Quang Hưng",
    "effective_on": "2026-03-02",
}


def act(town: Town, verb: Callable[..., Any], *subject: object, by: str = ASKER, key: str = "", **told: object) -> Any:
    """One act by somebody."""
    told |= {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
    with town.database.transaction() as transaction:
        return verb(transaction, *subject, **told)


def province(town: Town) -> int:
    """The agency whose analyst draws."""
    return town.officer(ASKER).posts[0].agency_id


def agency(town: Town, code: str = "H99.30") -> int:
    """An agency by its code."""
    return next(one.id for one in town.directory.agencies.values() if one.code == code)


def begin(town: Town, code: str = CODE, *, by: str = ASKER) -> int:
    """A design begun from the release that is in force."""
    return act(town, beginnings.from_release, town.release_id(code), province(town), by=by)


def look(town: Town, design_id: int, *, by: str = ASKER, at: int | None = None) -> View:
    """The design as somebody sees it."""
    with town.database.snapshot() as snapshot:
        return design.look(snapshot, design_id, officer=town.officer(by), moment=town.moment, at=at)


def save(town: Town, design_id: int, file: str, content: bytes, *, seen: int, by: str = ASKER, key: str = "") -> Any:
    """Somebody saves a file."""
    return act(town, design.save, design_id, file=file, content=content, seen=seen, by=by, key=key)


def replace(town: Town, design_id: int, file: str, old: str, new: str) -> None:
    """A word in a file becomes another."""
    view = look(town, design_id)
    before = view.files[file].content.decode()
    assert old in before
    save(town, design_id, file, before.replace(old, new).encode(), seen=view.design.number)


def changed(town: Town, code: str = CODE) -> int:
    """A design that differs from its release in a name."""
    design_id = begin(town, code)
    replace(town, design_id, "quy-trinh.bpmn", 'name="Xem xét, ký"', 'name="Xem xét, ký số"')
    return design_id


def ask(town: Town, design_id: int, *, by: str = ASKER, agencies: tuple[str, ...] = ("H99.30",)) -> int:
    """Approval is asked for; the matter."""
    scope = [agency(town, code) for code in agencies]
    return act(town, approvals.ask, design_id, WHY, agencies=scope, by=by)


def withdraw(town: Town, design_id: int, *, by: str = ASKER, reason: str = "Còn thiếu một bước", key: str = "") -> None:
    """What was asked for is taken back."""
    act(town, approvals.withdraw, design_id, reason=reason, by=by, key=key)


def step(town: Town, matter_id: int, by: str, **values: object) -> None:
    """Somebody claims and completes the step that waits."""
    waiting = town.dossier("ha", matter_id).current[0]
    if waiting.state == "opened":
        town.claim(by, waiting.task_id)
    town.complete(by, waiting.task_id, values)


def approve(town: Town, design_id: int, **asked: Any) -> int:
    """Asked for, appraised and approved; the matter."""
    matter_id = ask(town, design_id, **asked)
    step(town, matter_id, APPRAISER, decision="approved")
    step(town, matter_id, LEADER, decision="approved")
    return matter_id


def publish(town: Town, design_id: int, **asked: Any) -> int:
    """The whole way; the release."""
    step(town, approve(town, design_id, **asked), APPRAISER, **DECISION)
    return standing(town, design_id).release_id or 0


def standing(town: Town, design_id: int) -> Design:
    """The design's row."""
    return look(town, design_id).design


def in_force(town: Town, code: str = CODE, at: str = "H99.30") -> int | None:
    """The release that holds today."""
    with town.database.snapshot() as snapshot:
        return catalogue.in_force_at(snapshot, code, agency(town, at), town.moment.date())
