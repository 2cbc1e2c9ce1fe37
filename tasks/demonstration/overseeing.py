"""What heads do in the demonstration year about what is late: they urge, ask to explain, take over, report upwards.

Each working morning they look at what lies beyond its time; some of it they do something about, as chance has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from random import Random

from processes import executions, notices, permissions, questions
from processes.calendars import local
from processes.database import Transaction
from processes.organisation import Officer
from processes.refusals import NotAllowed, NotLawful, NotOpen, UrgedAlready
from tasks import explanations, oversight, substitution
from tasks import questions as asking
from tasks.demonstration import reviewers, truths
from tasks.demonstration.courses import Course, Work
from tasks.demonstration.world import World

AT = time(8, 40)
_SHARES = {"urge": 0.1, "explain": 0.04, "escalate": 0.02, "take over": 0.02}
"""How much of what is late something is done about on one morning."""
_MOST = 12  # on one morning, in the whole province
_EXPLAINED = 0.75
_RETURN = "return_result"  # waits for the applicant to come
_URGED = (
    "Việc đã quá hạn, đề nghị giải quyết ngay trong ngày.",
    "Hồ sơ của người dân đang chờ ở bước này, đề nghị ưu tiên xử lý.",
    "Đề nghị hoàn thành và báo cáo kết quả trước cuối giờ chiều nay.",
)
_ASKED = "Đề nghị giải trình vì sao việc quá hạn và khi nào xong."
_ANSWERED = (
    "Chờ xác minh tại thực địa, dự kiến xong trong hai ngày tới.",
    "Nhiều hồ sơ đến cùng lúc, sẽ hoàn thành trong tuần.",
    "Thiếu thông tin đối chiếu với sổ gốc, đang tra cứu lại.",
)

Act = Callable[[World, Work, Officer, Transaction, datetime], None]


def oversee(world: World, transaction: Transaction, moment: datetime) -> None:
    """The heads look at what is late, and do something about some of it; in the last days each kind of act comes."""
    today, acts = local(moment).date(), 0
    chance = Random(f"{world.seed}-heads-{today:%Y%m%d}")  # noqa: S311
    for place, work in enumerate(sorted(_late(world, moment), key=lambda one: (one.turn, one.step.task_id))):
        act = chance.choices([*_ACTS, None], [*_SHARES.values(), 1 - sum(_SHARES.values())])[0]
        if place < len(_ACTS) and moment >= world.until - truths.LAST_DAYS:
            act = list(_ACTS)[(place + today.toordinal()) % len(_ACTS)]
        if act is None or acts >= _MOST:
            continue
        if executions.read(transaction, work.step.task_id).due_at < moment:  # its time may have moved
            acts += _done(world, work, _ACTS[act], transaction, moment)
    explanations.remind(transaction, world.known, moment=moment)


def sweep(transaction: Transaction, moment: datetime) -> None:
    """What the agent does beside: work comes back to who was absent, old notices go."""
    substitution.return_work(transaction, moment=moment)
    notices.sweep(transaction, moment=moment)


def _late(world: World, moment: datetime) -> Iterator[Work]:
    for course in world.courses.values():
        if not course.is_paused:
            late = (work for work in course.works if work.turn < moment and not work.is_over)
            yield from (work for work in late if work.step.element != _RETURN)


def _done(world: World, work: Work, act: Act, transaction: Transaction, moment: datetime) -> bool:
    """Whether the head may, and has; a verb refuses before it writes."""
    head = _head(world, work)
    if head is None or head.id == work.officer_id:
        return False
    try:
        act(world, work, head, transaction, moment)
    except (NotAllowed, NotLawful, NotOpen, UrgedAlready):
        return False
    return True


def _head(world: World, work: Work) -> Officer | None:
    """Who leads the unit in which it lies, else the agency."""
    post = world.known.posts[work.step.post_id]
    holders = [world.holder(one.id) for one in permissions.head_posts(world.known, post.unit_id)]
    found = next((one for one in holders if one not in (None, work.officer_id)), None)
    return world.leader(post.agency_id) if found is None else world.officer(found)


def _urge(world: World, work: Work, head: Officer, transaction: Transaction, moment: datetime) -> None:
    course = work.course
    text = course.chance.choice(_URGED)
    oversight.urge(transaction, work.step.task_id, text=text, officer=head, moment=moment, key=course.key())
    if not work.is_begun:  # who had forgotten it looks at it now
        world.give_anew(work, moment)


def _ask(world: World, work: Work, head: Officer, transaction: Transaction, moment: datetime) -> None:
    course = work.course
    if not work.is_claimed:  # whoever heads the unit answers for what nobody has taken up, to who leads the agency
        head = world.leader(world.known.posts[work.step.post_id].agency_id)
    by = world.desks[head.id].calendar.days_from(moment, 1)
    question_id = explanations.ask(
        transaction, work.step.task_id, text=_ASKED, answer_by=by, officer=head, moment=moment, key=course.key()
    )
    asked_id = questions.one(transaction, question_id).asked_id
    if course.chance.random() < _EXPLAINED:
        at = world.desks[asked_id].later(moment, course.stretched(200, 0.6))
        world.agenda.note(at, partial(_explain, world, course, question_id, asked_id))


def _explain(
    world: World, course: Course, question_id: int, asked_id: int, transaction: Transaction, moment: datetime
) -> None:
    if questions.one(transaction, question_id).is_open:
        text, officer = course.chance.choice(_ANSWERED), world.officer(asked_id)
        asking.answer(transaction, question_id, text=text, officer=officer, moment=moment, key=course.key())


def _report(world: World, work: Work, head: Officer, transaction: Transaction, moment: datetime) -> None:
    reason = "Đơn vị không đủ người giải quyết đúng hạn, đề nghị cho ý kiến"
    task_id, key = work.step.task_id, work.course.key()
    oversight.escalate(transaction, task_id, reason=reason, officer=head, moment=moment, key=key)


def _take_over(world: World, work: Work, head: Officer, transaction: Transaction, moment: datetime) -> None:
    reason = "Cán bộ đang phụ trách nhiều việc, lãnh đạo trực tiếp giải quyết"
    if head.id in reviewers.of(world, work, transaction):
        raise NotAllowed
    task_id, key = work.step.task_id, work.course.key()
    oversight.take_over(transaction, task_id, reason=reason, officer=head, moment=moment, key=key)
    work.officer_id, work.is_claimed = head.id, True
    world.give_anew(work, moment)


_ACTS: dict[str, Act] = {"urge": _urge, "explain": _ask, "escalate": _report, "take over": _take_over}
