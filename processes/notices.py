"""Notices: what an officer is told beside the lists, on screen and by mail, each kind as the officer chose.

An act that tells somebody writes the notice in its own transaction: one statement, whoever is told and however they
chose. What no act tells (a rung of a ladder, what has gathered in a pool) the agent finds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import aliased

from processes.database import Snapshot, Transaction
from processes.periods import SPELT, Length
from processes.tables import Dossier, NoticeChoice, Officer, Procedure, Release, Task
from processes.tables import Notice as Row

MOST_COUNTED = 100
_STALE = timedelta(days=1)
KEPT = timedelta(days=180)
"""How long a notice can be read; what it told of stays in the dossier's history."""
_SWEPT = 1_000


@dataclass(frozen=True, slots=True)
class Kind:
    """What officers are told of; `sentence` has places for by, task, code, number, name. Another kind is another line.

    Of those in LADDER the number is the distance to the due time, as processes/ladders.py says it. Those in ALERTS have
    the number of their alert before the colon of their key.
    """

    code: str
    name: str
    sentence: str
    by_mail: bool


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("mention", "Có người nhắc đến tôi", "{by} nhắc đến bạn trong hồ sơ {code}", by_mail=True),
        Kind("assigned", "Tôi được phân công việc", "{by} phân công cho bạn việc “{task}”", by_mail=True),
        Kind("co_working", "Tôi được phân công phối hợp", "{by} phân công bạn phối hợp việc “{task}”", by_mail=True),
        Kind("sent_back", "Hồ sơ bị trả lại cho tôi", "{by} trả lại hồ sơ {code} để bạn làm lại", by_mail=True),
        Kind("papers_refused", "Bản giấy bàn giao bị thiếu", "Hồ sơ {code} bàn giao thiếu: {number}", by_mail=True),
        Kind("urged", "Việc bị đôn đốc", "{by} đôn đốc việc “{task}”", by_mail=True),
        Kind(
            "reassigned", "Việc của tôi được giao cho người khác", "{by} giao việc “{task}” cho {number}", by_mail=True
        ),
        Kind("taken_over", "Lãnh đạo lấy việc của tôi về", "{by} lấy việc “{task}” về xử lý", by_mail=True),
        Kind("escalated", "Việc được báo lên tôi", "{by} báo cấp trên việc “{task}”", by_mail=True),
        Kind("explanation", "Tôi phải giải trình", "{by} yêu cầu bạn giải trình việc “{task}”", by_mail=True),
        Kind("explanation_given", "Có giải trình gửi tôi", "{by} đã giải trình việc “{task}”", by_mail=True),
        Kind("explanation_due", "Sắp hết hạn giải trình", "Sắp hết hạn giải trình việc “{task}”", by_mail=True),
        Kind("explanation_late", "Chưa có giải trình", "Quá hạn mà chưa giải trình việc “{task}”", by_mail=True),
        Kind("fault", "Hồ sơ không đi tiếp được", "Hồ sơ {code} không đi tiếp được: {number}", by_mail=True),
        Kind("repaired", "Hồ sơ đã sửa xong lỗi", "{by} đã sửa lỗi hồ sơ {code}, mời bạn làm tiếp", by_mail=True),
        Kind("delegated", "Có người nhờ tôi xử lý thay", "{by} nhờ bạn xử lý thay việc “{task}”", by_mail=True),
        Kind("delegation_done", "Việc tôi nhờ đã làm xong", "{by} đã làm xong việc “{task}” bạn nhờ", by_mail=True),
        Kind("delegation_over", "Thôi nhờ xử lý thay", "Việc “{task}” không còn nhờ xử lý thay", by_mail=False),
        Kind("question", "Có người hỏi ý kiến tôi", "{by} hỏi ý kiến bạn về hồ sơ {code}", by_mail=True),
        Kind("answer", "Câu hỏi của tôi có trả lời", "{by} trả lời câu hỏi của bạn về hồ sơ {code}", by_mail=True),
        Kind("question_over", "Câu hỏi được rút", "{by} rút câu hỏi về hồ sơ {code}", by_mail=False),
        Kind("reminder", "Nhắc hạn việc của tôi", "Việc “{task}” {number}", by_mail=True),
        Kind("escalation", "Việc chậm được báo lên tôi", "Báo cấp trên: việc “{task}” {number}", by_mail=True),
        Kind("handoff_note", "Có trao đổi về hồ sơ liên thông", "{by} trao đổi về liên thông {code}", by_mail=True),
        Kind("handoff_refused", "Liên thông bị từ chối", "Liên thông {code} bị từ chối: {number}", by_mail=True),
        Kind("handoff_late", "Liên thông quá hạn", "Liên thông {code} quá hạn ở {number}", by_mail=True),
        Kind("day", "Tình hình hồ sơ hôm qua của cơ quan", "Tình hình hồ sơ ngày {number}", by_mail=True),
        Kind("report_month", "Báo cáo tháng của cơ quan", "Đã có báo cáo {number}", by_mail=True),
        Kind("report_quarter", "Báo cáo quý của cơ quan", "Đã có báo cáo {number}", by_mail=True),
        Kind("design_returned", "Quy trình tôi trình bị trả lại", "{by} trả lại quy trình {code}", by_mail=True),
        Kind("design_published", "Quy trình tôi trình được ban hành", "{by} ban hành quy trình {code}", by_mail=True),
        Kind("alert", "Cảnh báo tôi đặt", "Cảnh báo “{name}”: {number} hồ sơ", by_mail=True),
        Kind(
            "alert_rests",
            "Cảnh báo tôi đặt tạm nghỉ",
            "Cảnh báo “{number}” tạm nghỉ: không còn thuộc phạm vi của bạn",
            by_mail=True,
        ),
        Kind("opened", "Có việc mới chờ nhận", "{number} việc mới đang chờ nhận", by_mail=False),
    )
}
LADDER = frozenset({"reminder", "escalation"})
REPORTS: dict[str, Length] = {"report_month": "month", "report_quarter": "quarter"}
"""Which of them tell of a report, and of how long a period: the key is the period's first day."""
ALERTS = frozenset({"alert", "alert_rests"})


@dataclass(frozen=True, slots=True)
class News:
    """One event for one officer; `key` names it among those of its kind, so that it is told once."""

    officer_id: int
    kind: str
    key: str
    dossier_id: int | None = None
    task_id: int | None = None
    by: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is read, with what it is about."""

    id: int
    kind: str
    at: datetime
    read_at: datetime | None
    by_id: int | None
    text: str
    dossier_id: int | None
    code: str | None
    procedure: str | None
    task_id: int | None
    task: str | None
    due_at: datetime | None
    mail: str
    key: str

    @property
    def report(self) -> str | None:
        """Where the reports are that it tells of; None where it tells of something else."""
        length = REPORTS.get(self.kind)
        return None if length is None else f"/bao-cao?{urlencode({'ky': SPELT[length], 'tu': self.key})}"

    @property
    def number(self) -> str:
        """What its sentence counts, or tells beside people and dossiers."""
        return self.text.partition(" ")[0] if self.kind == "alert" else self.text

    @property
    def name(self) -> str:
        """What an alert is called; empty of any other kind."""
        return self.text.partition(" ")[2] if self.kind == "alert" else ""

    @property
    def alert_id(self) -> str:
        """Of which alert it tells; empty of any other kind."""
        return self.key.partition(":")[0] if self.kind in ALERTS else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """How an officer is told of a kind."""

    kind: str
    on_screen: bool
    by_mail: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A notice that an officer wants by mail, with both people's names."""

    notice: Notice
    name: str
    address: str
    by: str


def _column(name: str) -> Any:
    return bindparam(name, type_=Row.__table__.c[name].type)


def _choice(column: Any, default: str) -> Any:
    chosen = select(column).where(
        NoticeChoice.officer_id == _column("officer_id"), NoticeChoice.kind == _column("kind")
    )
    return func.coalesce(chosen.scalar_subquery(), bindparam(default, type_=column.type))


_GIVEN = ("officer_id", "kind", "key", "dossier_id", "task_id", "by_id", "text", "at")
_TOLD = Row.officer_id == _column("officer_id"), Row.kind == _column("kind"), Row.key == _column("key")
_TELL = insert(Row).from_select(
    [*_GIVEN, "is_shown", "mail"],
    select(
        *(_column(name) for name in _GIVEN),
        _choice(NoticeChoice.on_screen, "default_screen"),
        case((_choice(NoticeChoice.by_mail, "default_mail"), "wanted"), else_=""),
    ).where(~select(literal(1)).where(*_TOLD).exists()),
    include_defaults=False,
)


def tell(
    transaction: Transaction,
    *,
    officer_id: int,
    kind: str,
    key: str,
    moment: datetime,
    dossier_id: int | None = None,
    task_id: int | None = None,
    by: int | None = None,
    text: str = "",
) -> None:
    """Tells an officer of one event, as the officer chose; told already, nothing happens. One statement."""
    tell_all(transaction, [News(officer_id, kind, key, dossier_id, task_id, by, text)], moment=moment)


def tell_all(transaction: Transaction, news: Sequence[News], *, moment: datetime) -> None:
    """Tells several officers, or one of several events: one round trip."""
    rows = [
        {
            "officer_id": one.officer_id,
            "kind": one.kind,
            "key": one.key,
            "dossier_id": one.dossier_id,
            "task_id": one.task_id,
            "by_id": one.by,
            "text": one.text,
            "at": moment,
            "default_screen": True,
            "default_mail": KINDS[one.kind].by_mail,
        }
        for one in news
    ]
    if rows:
        transaction.execute(_TELL, rows)


def told(snapshot: Snapshot, kind: str, keys: Collection[str]) -> set[tuple[int, str]]:
    """Who was told already of which of these events."""
    query = select(Row.officer_id, Row.key).where(Row.kind == kind, Row.key.in_(keys))
    return {(row.officer_id, row.key) for row in snapshot.execute(query)}


_SHOWN = Row.is_shown.is_(True)
_UNREAD = _SHOWN & Row.read_at.is_(None)
_COUNT = select(func.count()).select_from(
    select(literal(1)).where(Row.officer_id == bindparam("officer"), _UNREAD).limit(MOST_COUNTED).subquery()
)


def count(snapshot: Snapshot, officer_id: int) -> int:
    """How many notices the officer has not read; no further than a hundred. One statement."""
    return snapshot.execute(_COUNT, {"officer": officer_id}).scalar_one()


def _listed() -> Select[*tuple[Any, ...]]:
    """A notice with what it is about: of dossiers and matters alike."""
    return (
        select(
            *(Row.id, Row.kind, Row.at, Row.read_at, Row.by_id, Row.text, Row.dossier_id),
            *(Dossier.code, Procedure.name, Row.task_id, Task.name, Task.due_at, Row.mail, Row.key),
        )
        .outerjoin(Dossier, Dossier.id == Row.dossier_id)
        .outerjoin(Release, Release.id == Dossier.release_id)
        .outerjoin(Procedure, Procedure.id == Release.procedure_id)
        .outerjoin(Task, Task.id == Row.task_id)
    )


def page(snapshot: Snapshot, officer_id: int, *, before: int | None = None, limit: int = 30) -> list[Notice]:
    """The officer's notices, the newest first, older than the notice `before`. One statement."""
    query = _listed().where(Row.officer_id == officer_id, _SHOWN)
    if before is not None:
        query = query.where(Row.id < before)
    return [Notice(*row) for row in snapshot.execute(query.order_by(Row.id.desc()).limit(limit))]


def one(snapshot: Snapshot, officer_id: int, notice_id: int) -> Notice | None:
    """One of the officer's own notices."""
    row = snapshot.execute(_listed().where(Row.id == notice_id, Row.officer_id == officer_id)).one_or_none()
    return None if row is None else Notice(*row)


def read(transaction: Transaction, officer_id: int, *, moment: datetime, only: int | None, until: int | None) -> None:
    """Marks the one notice as read, or all up to one; another's are not touched."""
    query = update(Row).where(Row.officer_id == officer_id, _UNREAD)
    if only is not None:
        query = query.where(Row.id == only)
    if until is not None:
        query = query.where(Row.id <= until)
    transaction.execute(query.values(read_at=moment))


def take_wanted(transaction: Transaction, *, moment: datetime, limit: int = 200) -> list[Wanted]:
    """What is wanted by mail and not put into the outbox yet, each taken once; unread, of today, with an address."""
    due = select(Row.id).where(Row.mail == literal_column("'wanted'")).order_by(Row.id).limit(limit)
    due = due.with_for_update(skip_locked=True)
    taken = update(Row).where(Row.id.in_(due.scalar_subquery())).values(mail="put").returning(Row.id)
    ids = transaction.execute(taken).scalars().all()
    by = aliased(Officer)
    query = (
        _listed()
        .add_columns(Officer.name, Officer.email, by.name)
        .join(Officer, Officer.id == Row.officer_id)
        .outerjoin(by, by.id == Row.by_id)
        .where(Row.id.in_(ids), Row.read_at.is_(None), Row.at > moment - _STALE, Officer.email != "")
    )
    rows = transaction.execute(query.order_by(Row.id)).all() if ids else []
    return [_wanted(*row) for row in rows]


def _wanted(*row: Any) -> Wanted:
    *about, name, address, by = row
    return Wanted(Notice(*about), name, address, by or "")


def choices(snapshot: Snapshot, officer_id: int) -> list[Choice]:
    """How the officer is told of each kind."""
    columns = NoticeChoice.kind, NoticeChoice.on_screen, NoticeChoice.by_mail
    chosen = {row.kind: Choice(*row) for row in snapshot.execute(select(*columns).where(_of(officer_id)))}
    return [chosen.get(kind.code, Choice(kind.code, True, kind.by_mail)) for kind in KINDS.values()]


def choose(transaction: Transaction, officer_id: int, choice: Choice) -> None:
    """Keeps how the officer wants to be told of a kind from now on."""
    transaction.execute(delete(NoticeChoice).where(_of(officer_id), NoticeChoice.kind == choice.kind))
    values = {
        "officer_id": officer_id,
        "kind": choice.kind,
        "on_screen": choice.on_screen,
        "by_mail": choice.by_mail,
    }
    transaction.execute(insert(NoticeChoice), values)


def _of(officer_id: int) -> ColumnElement[bool]:
    return NoticeChoice.officer_id == officer_id


def address(snapshot: Snapshot, officer_id: int) -> str:
    """Where mail reaches the officer; empty when nobody has recorded it."""
    return snapshot.execute(select(Officer.email).where(Officer.id == officer_id)).scalar_one()


def sweep(transaction: Transaction, *, moment: datetime) -> int:
    """Forgets notices of half a year ago, the oldest first and some at a time; tells how many."""
    oldest = select(Row.id).order_by(Row.id).limit(_SWEPT)
    return transaction.change(delete(Row).where(Row.id.in_(oldest), Row.at < moment - KEPT))
