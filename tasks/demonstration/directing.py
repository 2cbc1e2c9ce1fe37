"""The directive of the demonstration year: the province's leader gives three units a task, each by its own day.

One has reported and is done with it, one is at it, one has not taken notice though its day is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from processes import history, worklist
from processes.assignments import HELD
from processes.calendars import ZONE, Calendar, local
from processes.database import Transaction
from processes.matters import Told
from processes.worklist import Step
from tasks import inbox
from tasks.demonstration.world import Happening, World
from tasks.directives import giving
from tasks.directives.giving import Asked, Given

_KEY = "demonstration-directive"
_BEFORE = timedelta(days=40)
_SUBJECT = "Chỉ thị 09/CT-UBND về nâng cao tỷ lệ giải quyết hồ sơ đúng hạn"
_TEXT = """Số: 09/CT-UBND
CHỈ THỊ
Về việc nâng cao tỷ lệ giải quyết hồ sơ đúng hạn

1. Sở Tư pháp rà soát thời hạn các bước giải quyết thuộc lĩnh vực hành chính tư pháp.
2. UBND phường Bến Xuân số hóa hồ sơ đang giải quyết, định kỳ hằng tháng báo cáo.
3. UBND xã Lộc An giải quyết dứt điểm hồ sơ quá hạn của Phòng Kinh tế.
"""


@dataclass(frozen=True, slots=True)
class _Laid:
    """What is laid on an agency's leadership, due so many days after it was given, and what that does when."""

    agency: str
    task: str
    days: int
    done: Mapping[int, Mapping[str, object]]


_REPORTED = {"report": "Đã rà soát 46 thủ tục, đề nghị rút thời hạn của 7 bước."}
_LAID = (
    _Laid("H99.05", "Rà soát thời hạn các bước giải quyết", 30, {2: {"contact": "Mai Ngọc Quỳnh"}, 24: _REPORTED}),
    _Laid("H99.30", "Số hóa hồ sơ đang giải quyết", 75, {1: {"contact": "Nguyễn Văn Bình"}}),
    _Laid("H99.31", "Giải quyết dứt điểm hồ sơ quá hạn của Phòng Kinh tế", 28, {}),
)


def happenings(world: World, calendar: Calendar) -> Iterator[tuple[datetime, Happening]]:
    """When it is given and when each unit does something about it; nothing where the year is too short for it."""
    given_at = _morning(calendar, world.until - _BEFORE)
    if given_at < world.since:
        return
    yield given_at, partial(_give, world)
    for laid in _LAID:
        for days, values in laid.done.items():
            yield _morning(calendar, given_at + timedelta(days=days)), partial(_carry_out, world, laid, values)
            if values is _REPORTED:
                yield _morning(calendar, given_at + timedelta(days=days + 2)), partial(_accept, world)


def _morning(calendar: Calendar, moment: datetime) -> datetime:
    """Nine in the morning of that day, or of the next working day."""
    return calendar.deemed(datetime.combine(local(moment).date(), time(9), ZONE))


def _give(world: World, transaction: Transaction, moment: datetime) -> None:
    leader, day = world.leader(world.agency("H99")), local(moment).date()
    asked = [
        Asked(_leading(world, one.agency), one.task, day + timedelta(days=one.days), "month" if one.days > 60 else "")
        for one in _LAID
    ]
    given = Given(world.agency("H99"), Told(_SUBJECT, _TEXT), asked)
    giving.give(transaction, given, officer=leader, moment=moment, key=_KEY)


def _leading(world: World, agency: str) -> int:
    return world.post(agency, "leadership", "agency_leader").unit_id


def _carry_out(
    world: World, laid: _Laid, values: Mapping[str, object], transaction: Transaction, moment: datetime
) -> None:
    post = world.post(laid.agency, "leadership", "agency_leader")
    _work(world, post.id, values, transaction, moment)


def _accept(world: World, transaction: Transaction, moment: datetime) -> None:
    post = world.post("H99", "leadership", "agency_leader")
    _work(world, post.id, {"decision": "accepted"}, transaction, moment)


def _work(world: World, post_id: int, values: Mapping[str, object], transaction: Transaction, moment: datetime) -> None:
    """What waits of the directive in a post is done."""
    step = _waiting(transaction, post_id)
    holder = world.holder(post_id)
    if step is None or holder is None:
        return
    officer, key = world.officer(holder), f"{_KEY}-{step.task_id}"
    if step.state not in HELD:
        inbox.claim(transaction, step.task_id, officer=officer, moment=moment, key=f"{key}-claim")
    inbox.complete(transaction, step.task_id, values=values, officer=officer, moment=moment, key=key)


def _waiting(transaction: Transaction, post_id: int) -> Step | None:
    dossier_id = history.done(transaction, _KEY)
    steps = [] if dossier_id is None else worklist.steps(transaction, dossier_id)
    return next((one for one in steps if one.closed_at is None and one.post_id == post_id), None)
