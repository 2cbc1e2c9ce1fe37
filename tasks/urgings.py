"""Urging letters (phiếu đôn đốc): each urging has its number, each unit addressed one letter with a line for each task.

They are printed from what is stored when somebody asks. Form and wording: none is prescribed; the letterhead follows
NĐ 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from processes import deadlines, organisation, permissions, urgings, worklist
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.executions import Held
from processes.organisation import Agency, Directory, Officer, Post
from processes.particulars import Particulars
from processes.refusals import NotFound
from processes.urgings import Letter
from tasks import composing
from tasks.letters import urging
from tasks.letters.typesetting import Press
from tasks.letters.urging import Line, Urging

SYMBOL = "PĐĐ"
PAGE = 50


class Before(NamedTuple):
    """A task before who oversees it: the task, the organisation, and the post in which the officer does so."""

    held: Held
    known: Directory
    post: Post


def write(
    transaction: Transaction,
    before: Before,
    found: Particulars,
    *,
    text: str,
    officer: Officer,
    moment: datetime,
    sheet: str,
) -> Letter | None:
    """Writes the line of a task that is being urged, and numbers the letter with its first; None for no known place."""
    held, known, post = before
    place = known.post(held.post_id)
    if place is None:
        return None
    letter = urgings.begun(transaction, sheet, place.unit_id)
    if letter is None:
        agency = known.agencies[post.agency_id]
        number = urgings.number_for(transaction, agency, moment)
        printed = {
            "symbol": f"{number:02}/{SYMBOL}",
            "text": text,
            "superior": composing.superior(known, agency),
            "agency": agency.name,
            "place": agency.place,
            "from_unit": known.units[post.unit_id].name,
            "unit": _named(known, place.unit_id, but=agency),
            "signer_title": post.title,
            "signer_name": officer.name,
        }
        ids = agency.id, post.unit_id, place.unit_id, local(moment).year, number, officer.id
        letter = urgings.begin(transaction, Letter(0, *ids, moment, printed), sheet=sheet)
    row = next(step for step in worklist.steps(transaction, found.id) if step.task_id == held.task_id)
    calendar = known.calendar(known.lineage.now("agency", held.agency_id))
    line: dict[str, object] = {
        "code": found.code,
        "procedure": found.procedure,
        "owner": found.people.owner.name,
        "step": held.name,
        "holder": known.name(row.answers_id) or "chưa có người nhận",
        "due": row.due_at.isoformat(),
        "standing": deadlines.standing(row.due_at, calendar, moment).text,
    }
    urgings.add(transaction, letter.id, dossier_id=held.dossier_id, task_id=held.task_id, printed=line)
    return letter


def _named(known: Directory, unit_id: int, *, but: Agency) -> str:
    """A unit, with its agency where that is another one."""
    unit = known.units[unit_id]
    agency = known.agencies[unit.agency_id]
    return unit.name if agency.id == but.id or agency.name in unit.name else f"{unit.name}, {agency.name}"


def pdf(snapshot: Snapshot, letter_id: int, *, officer: Officer, fonts: Path) -> bytes:
    """Prints an urging letter, the same for ever. Refuses: NotFound."""
    found = urgings.one(snapshot, letter_id)
    if not permissions.may_read_urging(officer, *_units(snapshot, officer, found)):
        raise NotFound(what="phiếu đôn đốc này")
    lines = tuple(_line(**one) for one in found.lines)
    return urging.render(Urging(**found.printed, day=found.issued_at, lines=lines), press=Press(fonts))


def _line(*, due: str, **told: str) -> Line:
    return Line(**told, due=datetime.fromisoformat(due))


def _units(snapshot: Snapshot, officer: Officer, found: Letter) -> tuple[set[int], set[int]]:
    known = organisation.of_officer(snapshot, officer)
    return {found.from_unit_id, found.unit_id}, {found.agency_id, known.units[found.unit_id].agency_id}


def page(snapshot: Snapshot, *, officer: Officer, before: int | None = None) -> Sequence[Letter]:
    """The urging letters that the officer's units have sent or got, the newest first: their register."""
    units = {unit for post in officer.all_posts for unit in post.units}
    return urgings.page(snapshot, units, before=before, limit=PAGE)
