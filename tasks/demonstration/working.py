"""How a demonstration dossier is worked on: it comes to desks, is taken up, done or sent back there, and goes on."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bpmn.model import UserTask
from bpmn.terms import WorkingTime
from processes import catalogue, documents, dossiers, executions, sendings, worklist
from processes.calendars import local
from processes.database import Transaction
from processes.executions import Held
from processes.refusals import NotLawful, SameOfficer
from tasks import by_hand, inbox, passing
from tasks.demonstration import answers, dealt, lending, waiting
from tasks.demonstration.courses import Course, Work
from tasks.demonstration.dealt import Pause
from tasks.demonstration.desks import Desk
from tasks.demonstration.world import World

_SENT_BACK, _APOLOGISED = 0.012, 0.4
_BEFORE_DUE = 30  # working minutes


def follow(world: World, course: Course, transaction: Transaction, moment: datetime) -> None:
    """What the dossier waits for now is on its way to a desk; what it does not wait for any more is forgotten."""
    course.works = [work for work in course.works if not work.is_over]
    for step in worklist.steps(transaction, course.dossier_id):
        if step.closed_at is not None:
            course.over.add(step.task_id)
        elif step.task_id not in course.known:
            course.known.add(step.task_id)
            officer_id = step.answers_id or world.holder(step.post_id)
            if officer_id is not None:
                work = Work(course, step, officer_id, step.due_at)
                course.works.append(work)
                if step.delegation_id is not None:
                    lending.wait(world, work, step.holder_id or officer_id, moment)
                else:
                    at = waiting.ready(world, work, _task(world, work, transaction), moment)
                    world.agenda.note(at, partial(arrive, world, work))


def foresee(world: World, course: Course, due: datetime, moment: datetime) -> None:
    """Notes what may happen to a dossier beside its steps: it is taken back, or it is seen that it will be late."""
    if course.is_matter:
        return
    calendar = world.known.calendar(world.agency(course.arrival.kind.agency))
    if course.withdraws:
        at = calendar.deemed(moment + (due - moment) * course.chance.uniform(0.2, 0.8))
        world.agenda.note(at, partial(_withdraw, world, course))
    if course.chance.random() < _APOLOGISED:
        world.agenda.note(
            calendar.shift(due, WorkingTime(-_BEFORE_DUE), at_close=False), partial(_apologise, world, course)
        )


def _task(world: World, work: Work, transaction: Transaction) -> UserTask:
    release = catalogue.published(transaction, world.releases[work.course.code]).release
    return release.model.task(work.step.element)


def arrive(world: World, work: Work, transaction: Transaction, moment: datetime) -> None:
    """A task lies on the desk; who has nothing else to do begins."""
    desk = world.desks[work.officer_id]
    desk.put(work)
    if not desk.is_busy:
        _go_on(world, desk, transaction, moment)


def _go_on(world: World, desk: Desk, transaction: Transaction, moment: datetime) -> None:
    """The officer begins with what is most urgent, if there, and there is anything."""
    desk.is_busy = False
    if not desk.pile:
        return
    there = desk.there_from(moment)
    if there > moment:
        desk.is_busy = True
        world.agenda.note(there, partial(_go_on, world, desk))
        return
    while (work := desk.take()) is not None:
        if _begin(world, work, desk, transaction, moment):
            return


def _begin(world: World, work: Work, desk: Desk, transaction: Transaction, moment: datetime) -> bool:
    """Takes a task up; whether it occupies the officer."""
    course, task = work.course, _task(world, work, transaction)
    if work.is_begun:  # it came to the desk twice, as who was urged had it there already
        return False
    if course.is_paused and not task.has_own_clock:
        _park(work)
        return False
    officer = world.officer(work.officer_id)
    if work.step.state != "claimed" and not work.is_claimed:
        inbox.claim(transaction, work.step.task_id, officer=officer, moment=moment, key=course.key())
        work.is_claimed = True
    work.is_begun = True
    if lending.lend(world, work, transaction, moment):
        return False
    done = desk.later(moment, waiting.at_work(work, task, desk))
    rest = waiting.in_between(world, work, desk, done)
    desk.is_busy = True
    world.agenda.note(done, partial(_go_on, world, desk))
    world.agenda.note(desk.later(done, rest) if rest else done, partial(_finish, world, work))
    return True


def _park(work: Work) -> None:
    work.is_begun = False
    work.course.parked.append(work)


def _finish(world: World, work: Work, transaction: Transaction, moment: datetime) -> None:
    """The step is done, unless the clock stands or is stopped here, or the dossier goes back."""
    course, task = work.course, _task(world, work, transaction)
    if work.is_over or not work.is_begun:  # it has gone to another desk meanwhile
        return
    if course.is_paused and not task.has_own_clock:
        _park(work)
        return
    why = None if course.is_paused or sendings.is_by_hand(work.step.ref) else dealt.pause_at(course, task)
    if why is not None and _stop_clock(world, work, why, transaction, moment) and not task.has_own_clock:
        _park(work)
        return
    if course.chance.random() >= _SENT_BACK or not _send_back(world, work, task, transaction, moment):
        try:
            _complete(world, work, task, transaction, moment)
        except SameOfficer:  # refused before anything is written: it waits for somebody else, beyond its time
            return
    follow(world, course, transaction, moment)
    if catalogue.published(transaction, world.releases[course.code]).release.model.message_flows:
        world.look_soon(moment)


def _stop_clock(world: World, work: Work, why: Pause, transaction: Transaction, moment: datetime) -> bool:
    try:
        at = dealt.pause(world, work, why, transaction, moment)
    except NotLawful:  # asked of the verb before it writes: the time in which it is allowed is over
        return False
    work.course.is_paused = True
    desk = world.desks[work.officer_id]
    world.agenda.note(desk.calendar.deemed(at), partial(resume, world, work.course, why))
    return True


def resume(world: World, course: Course, why: Pause, transaction: Transaction, moment: datetime) -> None:
    """What was waited for has come, or nobody waits any longer; what was laid aside comes back to its desks."""
    if course.is_ended:
        return
    dealt.resume(world, course, why, transaction, moment)
    course.is_paused = False
    parked, course.parked = course.parked, []
    for work in parked:
        if not work.is_over:
            at = world.desks[work.officer_id].later(moment, course.stretched(20, 0.6))
            world.agenda.note(at, partial(arrive, world, work))


def _send_back(world: World, work: Work, task: UserTask, transaction: Transaction, moment: datetime) -> bool:
    """Whether the step found a fault of an earlier one, and sent the dossier back there."""
    if task.act != "complete" or sendings.is_by_hand(work.step.ref):
        return False
    officer = world.officer(work.officer_id)
    earlier = passing.earlier(transaction, work.step.task_id, officer=officer)
    if not earlier:
        return False
    passing.send_back(
        transaction,
        work.step.task_id,
        element=earlier[0].element,
        reason="Hồ sơ giấy thiếu trang, đề nghị kiểm tra lại",
        officer=officer,
        moment=moment,
        key=work.course.key(),
    )
    return True


def _complete(world: World, work: Work, task: UserTask, transaction: Transaction, moment: datetime) -> None:
    course, officer = work.course, world.officer(work.officer_id)
    signer = world.leader(world.agency(course.arrival.kind.agency)).name
    if sendings.is_by_hand(work.step.ref):
        values = _carried(executions.read(transaction, work.step.task_id), course, transaction, moment)
    else:
        values = answers.to(course, task.id, moment, signer)
    if task.id == "opinion":
        values |= _asked(executions.read(transaction, work.step.task_id), transaction)
    if task.id in answers.FILES:
        stored = documents.store(transaction, world.scan, officer=officer, moment=moment)
        values[answers.FILES[task.id]] = [
            {"id": stored.id, "name": stored.name, "size": stored.size, "media_type": stored.media_type}
        ]
    done = inbox.complete(
        transaction, work.step.task_id, values=values, officer=officer, moment=moment, key=course.key()
    )
    for timer in done.timers:
        world.look_at(timer.due)
    world.desks[work.officer_id].done += 1


def _asked(held: Held, transaction: Transaction) -> dict[str, object]:
    """Which agency this step asks."""
    known = dossiers.facts(transaction, held)
    return {"consulted_agency": known["consulted_agency"]} if "consulted_agency" in known else {}


def _carried(held: Held, course: Course, transaction: Transaction, moment: datetime) -> answers.Answer:
    """What the clerk notes who carries a handoff by hand."""
    day, number = local(moment).date().isoformat(), course.arrival.number + 1
    if held.ref.startswith(sendings.ENTER):
        return {"reference": f"HS-{number:06}", "entered_on": day}
    said = next(field for field in by_hand.form(transaction, held).fields if field.key == "answer")
    return {"answer": said.options[0].value, "answer_number": f"{number}/TB", "answer_date": day}


def _withdraw(world: World, course: Course, transaction: Transaction, moment: datetime) -> None:
    if not course.is_ended and dealt.stands(course, transaction).finished_at is None:
        dealt.withdraw(world, course, transaction, moment)


def _apologise(world: World, course: Course, transaction: Transaction, moment: datetime) -> None:
    """Shortly before the due time somebody sees that it will not do; later, when the due time has moved."""
    found = dealt.stands(course, transaction)
    if course.is_ended or found.finished_at is not None:
        return
    calendar = world.known.calendar(found.agency_id)
    if course.is_paused or calendar.between(moment, found.due_at).minutes > _BEFORE_DUE:
        later = max(
            calendar.shift(found.due_at, WorkingTime(-_BEFORE_DUE), at_close=False), calendar.days_from(moment, 1)
        )
        world.agenda.note(later, partial(_apologise, world, course))
    else:
        dealt.apologise(world, course, transaction, moment)
