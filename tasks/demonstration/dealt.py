"""What is done with demonstration dossiers beside their steps: supplements, duties, excluded time, apologies.

Letters are drafted, approved and issued in one go; none is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from bpmn.model import UserTask
from bpmn.terms import WorkingTime
from processes import particulars
from processes.database import Transaction
from processes.letters import Kind
from processes.organisation import Officer
from processes.particulars import Particulars
from tasks import dealings, writing
from tasks.demonstration import answers
from tasks.demonstration.courses import Course, Work
from tasks.demonstration.world import World

Pause = Literal["supplement", "duty", "excluded", "never"]

_ASKING = frozenset({"appraise", "register", "match"})
_MISSING = (
    "Bản sao giấy tờ chứng minh quyền sử dụng đất",
    "Tờ khai theo mẫu, ghi đủ các mục",
    "Bản vẽ mặt bằng móng và sơ đồ đấu nối hạ tầng",
    "Giấy ủy quyền có chứng thực",
)
_LIMIT = timedelta(days=20)


def pause_at(course: Course, task: UserTask) -> Pause | None:
    """For what the clock is stopped when somebody has looked at this step; each comes once."""
    if course.supplements and task.id in _ASKING and (course.code != "1.013225" or task.id == "match"):
        course.supplements = False
        return "supplement" if course.is_supplied else "never"
    if task.id == "tell_duty" and not course.is_exempt:
        return "duty"
    if (course.code, task.id) == ("1.000828", "appraise") and course.waits_for_record:
        course.waits_for_record = False
        return "excluded"
    return None


def pause(world: World, work: Work, why: Pause, transaction: Transaction, moment: datetime) -> datetime:
    """Stops the clock; when it goes on, or when nobody waits any longer. Refuses: NotLawful."""
    course, officer = work.course, world.officer(work.officer_id)
    limit = moment + _LIMIT
    if why == "duty":
        return _ask_duty(course, officer, transaction, moment)
    if why == "excluded":
        letter, key = f"{course.arrival.number + 1}/STP-LLTP", course.key()
        dealings.exclude(
            transaction, course.dossier_id, letter=letter, limit=limit, officer=officer, moment=moment, key=key
        )
        return moment + timedelta(days=course.chance.uniform(2, 6))
    content = {"missing": course.chance.choice(_MISSING), "reason": "Hồ sơ nộp chưa đủ thành phần", "limit": limit}
    _write(world, course, "supplement_request", officer, content, transaction, moment)
    if why == "never":
        return limit + timedelta(days=1)
    return moment + min(timedelta(days=course.stretched(4, 0.7)), _LIMIT)


def _ask_duty(course: Course, officer: Officer, transaction: Transaction, moment: datetime) -> datetime:
    """The applicant is told what to pay; when it will be paid."""
    paid = moment + timedelta(days=course.stretched(7, 0.7))
    dealings.ask_duty(
        transaction,
        course.dossier_id,
        amount=answers.amount(course),
        notice=f"{course.arrival.number + 1}/TB-CT",
        limit=max(moment + _LIMIT, paid),
        officer=officer,
        moment=moment,
        key=course.key(),
    )
    return paid


def resume(world: World, course: Course, why: Pause, transaction: Transaction, moment: datetime) -> None:
    """What was waited for is there, or the dossier is stopped because it did not come."""
    dossier_id, key = course.dossier_id, course.key()
    _, counter = world.at_counter(course.arrival.kind.one_stop)
    if why == "supplement":
        note = "Đã nhận đủ giấy tờ theo phiếu yêu cầu"
        dealings.receive_supplement(
            transaction, dossier_id, note=note, files=[], officer=counter, moment=moment, key=key
        )
    elif why == "duty":
        receipt = f"GNT-{course.arrival.number + 1:05}"
        dealings.confirm_duty(transaction, dossier_id, receipt=receipt, officer=counter, moment=moment, key=key)
    elif why == "excluded":
        letter, head = f"{course.arrival.number + 1}/TTLLTP", world.leader(world.agency(course.arrival.kind.agency))
        dealings.include(transaction, dossier_id, letter=letter, officer=head, moment=moment, key=key)
    else:
        content = {"reason": "Người nộp không bổ sung hồ sơ trong thời hạn đã yêu cầu"}
        head = world.leader(world.agency(course.arrival.kind.agency))
        _write(world, course, "stop_notice", head, content, transaction, moment)
        course.is_ended = True


def apologise(world: World, course: Course, transaction: Transaction, moment: datetime) -> None:
    """The agency apologises and promises a new time. Refuses: NotLawful."""
    head = world.leader(world.agency(course.arrival.kind.agency))
    calendar = world.known.calendar(world.agency(course.arrival.kind.agency))
    until = calendar.shift(moment, WorkingTime(480 * course.chance.randint(2, 5)), at_close=False)
    content = {"reason": "Số lượng hồ sơ tăng, cần thêm thời gian xác minh", "until": until}
    _write(world, course, "apology", head, content, transaction, moment)


def withdraw(world: World, course: Course, transaction: Transaction, moment: datetime) -> None:
    """The applicant takes the request back at the counter. Refuses: NotLawful."""
    _, counter = world.at_counter(course.arrival.kind.one_stop)
    reason, key = "Người nộp đề nghị rút hồ sơ để nộp lại", course.key()
    dealings.withdraw(transaction, course.dossier_id, reason=reason, officer=counter, moment=moment, key=key)
    course.is_ended = True


def stands(course: Course, transaction: Transaction) -> Particulars:
    """The dossier as it is recorded now."""
    return particulars.one(transaction, course.dossier_id)


def _write(
    world: World,
    course: Course,
    kind: Kind,
    writer: Officer,
    content: Mapping[str, object],
    transaction: Transaction,
    moment: datetime,
) -> None:
    head = world.leader(world.agency(course.arrival.kind.agency))
    letter = writing.draft(
        transaction, course.dossier_id, kind=kind, officer=writer, moment=moment, key=course.key(), **content
    )
    writing.approve(transaction, letter, officer=head, moment=moment, key=course.key())
    writing.issue(transaction, letter, officer=head, moment=moment, key=course.key())
