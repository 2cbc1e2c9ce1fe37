"""Steps that an officer of the demonstration year asks a colleague to do, and gets back the next hours."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from processes import executions
from processes.database import Transaction
from processes.refusals import NotDelegable
from tasks import delegation
from tasks.demonstration import reviewers, truths
from tasks.demonstration.courses import Work
from tasks.demonstration.world import World

_LENT, _LENT_AT_LAST = 0.006, 0.08
_NOTE = "Nhờ đối chiếu sổ gốc và ghi giúp, tôi đang đi kiểm tra thực địa."
_DONE = "Đã đối chiếu, thông tin khớp."


def lend(world: World, work: Work, transaction: Transaction, moment: datetime) -> bool:
    """Whether who has just taken the step up has asked a colleague to do it."""
    chance = work.course.chance
    is_near_end = moment >= world.until - truths.LAST_DAYS
    if chance.random() >= (_LENT_AT_LAST if is_near_end else _LENT):
        return False
    officer, task_id = world.officer(work.officer_id), work.step.task_id
    judges = reviewers.of(world, work, transaction)
    asked = delegation.colleagues(transaction, task_id, officer=officer)
    to = [one for one in asked if one in world.desks and one not in judges]
    if not to:
        return False
    colleague = chance.choice(to)
    key = work.course.key()
    try:
        delegation.delegate(transaction, task_id, to=colleague, note=_NOTE, officer=officer, moment=moment, key=key)
    except NotDelegable:
        return False
    wait(world, work, colleague, moment)
    return True


def wait(world: World, work: Work, colleague: int, moment: datetime) -> None:
    """The colleague does it when there is time."""
    work.is_claimed, desk = True, world.desks[colleague]
    at = desk.later(desk.there_from(moment), work.course.stretched(150, 0.6))
    world.agenda.note(at, partial(_give_back, world, work, colleague))


def _give_back(world: World, work: Work, colleague: int, transaction: Transaction, moment: datetime) -> None:
    if work.is_over or executions.read(transaction, work.step.task_id).holder_id != colleague:
        return  # somebody has taken it over meanwhile
    officer, key = world.officer(colleague), work.course.key()
    delegation.give_back(transaction, work.step.task_id, note=_DONE, officer=officer, moment=moment, key=key)
    world.give_anew(work, moment)
