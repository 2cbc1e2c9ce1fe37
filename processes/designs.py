"""Designs: procedures as analysts draw them, file by file, every save a version that stays.

A file is saved with the version it was read at: whoever read an older one is told who has saved it since, and
overwrites nobody. What approval was asked for is known by its hash and rests until the answer comes.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bpmn.refusals import Refusal
from processes import tables
from processes.database import Snapshot, Transaction
from processes.refusals import AlreadyDone, NotFound
from processes.tables import DesignAct, DesignFile, DesignPresence

State = Literal["open", "asked", "approved", "published", "discarded"]
PRESENT = timedelta(seconds=45)
"""How long somebody who was not heard of again is taken to have a design open."""


class DesignStale(Refusal):
    """Somebody has saved the file since it was read; nothing of theirs is overwritten."""

    code = "design.stale"
    sentence = "“{file}” đã được {officer} lưu lúc {at} (bản {number}). Hãy mở bản mới rồi ghép phần của bạn."


class DesignResting(Refusal):
    """Approval was asked for, the design was published or put aside: it is not changed any more."""

    code = "design.resting"
    sentence = "Không sửa được bản thảo quy trình “{name}”: {why}."


class DesignAltered(Refusal):
    """What is to be published is not what was approved."""

    code = "design.altered"
    sentence = "Nội dung bản thảo quy trình không còn đúng như khi được phê duyệt. Hãy trình phê duyệt lại."


class NotAwaiting(Refusal):
    """What approval was asked for is not taken back any more: it was approved, published or returned."""

    code = "approval.not-awaiting"
    sentence = "Không rút lại được đề nghị phê duyệt quy trình “{name}”: {why}."


class DesignUnchanged(Refusal):
    """The design is the very release that it was begun from."""

    code = "design.unchanged"
    sentence = "Bản thảo quy trình chưa có thay đổi nào so với phiên bản đã ban hành."


_WHY: Mapping[str, str] = {
    "asked": "đang chờ phê duyệt",
    "approved": "đã được phê duyệt, đang chờ ban hành",
    "published": "đã ban hành",
    "discarded": "đã bỏ",
}


@dataclass(frozen=True, slots=True)
class Design:
    """A design as it stands; `number` is that of its latest version."""

    id: int
    agency_id: int
    name: str
    state: State
    number: int
    from_release_id: int | None
    changed_at: datetime
    hash: str | None
    asked: Mapping[str, Any] | None
    asked_by: int | None
    matter_id: int | None
    approved_by: int | None
    release_id: int | None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a design; `number` is the version that last changed it."""

    name: str
    number: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a design; `number` is the version that it made, where it made one."""

    kind: str
    number: int | None
    told: Mapping[str, Any]
    officer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has the design open, and which of its files."""

    officer_id: int
    file: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when, under which key."""

    officer_id: int
    moment: datetime
    key: str


_COLUMNS = tuple(getattr(tables.Design, name) for name in Design.__slots__)


def begin(
    transaction: Transaction,
    agency_id: int,
    name: str,
    files: Mapping[str, bytes],
    told: Mapping[str, object],
    *,
    by: By,
    from_release_id: int | None = None,
) -> int:
    """A new design with its first files; its number. Refuses: AlreadyDone."""
    refuse_repeated(transaction, by.key)
    row = {
        "agency_id": agency_id,
        "name": name,
        "state": "open",
        "number": 0,
        "from_release_id": from_release_id,
        "changed_at": by.moment,
    }
    design_id: int = transaction.execute(insert(tables.Design).values(**row).returning(tables.Design.id)).scalar_one()
    change(transaction, hold(transaction, design_id), dict(files), "begun", told, by=by)
    return design_id


def one(snapshot: Snapshot, design_id: int) -> Design:
    """A design as it stands. Refuses: NotFound."""
    row = snapshot.execute(select(*_COLUMNS).where(tables.Design.id == design_id)).one_or_none()
    if row is None:
        raise NotFound(what="bản thảo quy trình này")
    return Design(*row)


def hold(transaction: Transaction, design_id: int) -> Design:
    """A design, held against other writers. Refuses: NotFound."""
    transaction.execute(select(tables.Design.id).where(tables.Design.id == design_id).with_for_update())
    return one(transaction, design_id)


def of_matter(snapshot: Snapshot, matter_id: int) -> list[Design]:
    """The designs whose approval a matter is, a shared block's before those that follow it."""
    query = select(*_COLUMNS).where(tables.Design.matter_id == matter_id).order_by(tables.Design.id)
    return [Design(*row) for row in snapshot.execute(query)]


def listed(snapshot: Snapshot, agencies: Collection[int], *, states: Collection[State]) -> list[Design]:
    """The designs of these agencies in these states, what changed last first."""
    row = tables.Design
    query = select(*_COLUMNS).where(row.agency_id.in_(sorted(agencies)), row.state.in_(sorted(states)))
    return [Design(*found) for found in snapshot.execute(query.order_by(row.changed_at.desc(), row.id.desc()))]


def refuse_resting(found: Design) -> None:
    """Refuses: DesignResting unless the design is being worked on."""
    if found.state != "open":
        raise DesignResting(name=found.name, why=_WHY[found.state])


def require_awaiting(found: Design) -> int:
    """The matter that is to decide on a design. Refuses: NotAwaiting once it has, or when nobody has asked."""
    if found.state != "asked" or found.matter_id is None:
        raise NotAwaiting(name=found.name, why=_WHY.get(found.state, "không còn chờ phê duyệt"))
    return found.matter_id


def refuse_repeated(snapshot: Snapshot, key: str) -> None:
    """Refuses: AlreadyDone when an act with this key is on record."""
    if snapshot.execute(select(DesignAct.id).where(DesignAct.act_key == key)).first() is not None:
        raise AlreadyDone


def files(snapshot: Snapshot, design_id: int, *, at: int | None = None) -> dict[str, File]:
    """The files of a design by name, as of a version, or as they are now."""
    row = DesignFile
    upto = () if at is None else (row.number <= at,)
    last = select(row.name, func.max(row.number).label("number")).where(row.design_id == design_id, *upto)
    latest = last.group_by(row.name).subquery()
    query = select(row.name, row.number, row.content).where(row.design_id == design_id, row.content.is_not(None))
    found = query.join(latest, (latest.c.name == row.name) & (latest.c.number == row.number)).order_by(row.name)
    return {one.name: File(one.name, one.number, zlib.decompress(one.content)) for one in snapshot.execute(found)}


def change(
    transaction: Transaction,
    found: Design,
    changes: Mapping[str, bytes | None],
    kind: str,
    told: Mapping[str, object],
    *,
    by: By,
) -> int:
    """Writes a version: each changed file with its content, None where it is removed; its number."""
    number = found.number + 1
    rows = [
        {
            "design_id": found.id,
            "number": number,
            "name": name,
            "content": None if content is None else zlib.compress(content),
        }
        for name, content in changes.items()
    ]
    transaction.execute(insert(DesignFile), rows)
    tell(transaction, found.id, kind, told, by=by, number=number)
    put(transaction, found.id, {"number": number, "changed_at": by.moment})
    return number


def tell(
    transaction: Transaction,
    design_id: int,
    kind: str,
    told: Mapping[str, object],
    *,
    by: By,
    number: int | None = None,
) -> None:
    """Puts an act on record. Refuses: AlreadyDone."""
    row = {
        "design_id": design_id,
        "kind": kind,
        "number": number,
        "told": dict(told),
        "officer_id": by.officer_id,
        "at": by.moment,
        "act_key": by.key,
    }
    transaction.execute(insert(DesignAct), row)


def put(transaction: Transaction, design_id: int, columns: Mapping[str, object]) -> None:
    """Changes the row of a held design."""
    transaction.execute(update(tables.Design).where(tables.Design.id == design_id).values(**columns))


def acts(snapshot: Snapshot, design_id: int) -> list[Act]:
    """Everything that was done to a design, the oldest first."""
    query = select(DesignAct.kind, DesignAct.number, DesignAct.told, DesignAct.officer_id, DesignAct.at)
    return [Act(*row) for row in snapshot.execute(query.where(DesignAct.design_id == design_id).order_by(DesignAct.id))]


def version(snapshot: Snapshot, design_id: int, number: int) -> Act:
    """The act that made a version. Refuses: NotFound."""
    for act in acts(snapshot, design_id):
        if act.number == number:
            return act
    raise NotFound(what="bản lưu này")


def attend(transaction: Transaction, design_id: int, file: str, *, officer_id: int, moment: datetime) -> None:
    """Notes that an officer has a design open, and which of its files."""
    put_in = postgresql.insert if transaction.connection.dialect.name == "postgresql" else sqlite.insert
    row = {"design_id": design_id, "officer_id": officer_id, "file": file, "seen_at": moment}
    keys = [DesignPresence.design_id, DesignPresence.officer_id]
    seen = put_in(DesignPresence).values(**row)
    transaction.execute(seen.on_conflict_do_update(index_elements=keys, set_={"file": file, "seen_at": moment}))


def leave(transaction: Transaction, design_id: int, *, officer_id: int) -> None:
    """Notes that an officer has closed a design."""
    mine = DesignPresence.design_id == design_id, DesignPresence.officer_id == officer_id
    transaction.execute(delete(DesignPresence).where(*mine))


def present(snapshot: Snapshot, design_id: int, *, moment: datetime) -> list[Present]:
    """Who has a design open."""
    row = DesignPresence
    query = select(row.officer_id, row.file, row.seen_at)
    there = query.where(row.design_id == design_id, row.seen_at > moment - PRESENT)
    return [Present(*found) for found in snapshot.execute(there.order_by(row.officer_id))]
