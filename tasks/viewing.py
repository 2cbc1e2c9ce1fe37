"""Viewing: a task or a dossier as the officer who opens it may see it, and what the public may know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from bpmn.forms import Form
from bpmn.model import UserTask
from processes import (
    bundles,
    calendars,
    catalogue,
    co_officers,
    comments,
    deadlines,
    delegations,
    documents,
    dossiers,
    drafts,
    executions,
    handoffs,
    history,
    letters,
    mandates,
    matters,
    organisation,
    particulars,
    permissions,
    questions,
    reminders,
    sendings,
    shares,
)
from processes.assignments import HELD
from processes.bundles import Bundle
from processes.catalogue import Published
from processes.comments import Comment
from processes.database import Snapshot, Transaction
from processes.deadlines import Standing
from processes.delegations import Delegation
from processes.documents import Document
from processes.drafts import Draft
from processes.handoffs import Thread
from processes.history import Recorded
from processes.ledger import Clock
from processes.letters import Letter
from processes.mandates import Mandate
from processes.matters import Told
from processes.organisation import Directory, Officer
from processes.particulars import Particulars
from processes.questions import Question
from processes.refusals import NotFound
from processes.reminders import Reminder
from processes.shares import Share
from processes.worklist import Step
from tasks import by_hand, dealings, escalations, offers
from tasks.offers import Offer


@dataclass(frozen=True, slots=True)
class DossierView:
    """A dossier with its steps, papers and history, as its page shows it."""

    particulars: Particulars
    published: Published
    directory: Directory
    steps: list[Step]
    documents: list[Document]
    history: list[Recorded]
    standing: Standing
    clock: Clock
    offers: list[Offer]
    letters: list[Letter]
    told: Told | None = None
    comments: Sequence[Comment] = ()
    co_officers: Mapping[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    bundle: Bundle | None = None
    delegations: Mapping[int, Delegation] = field(default_factory=dict[int, Delegation])
    questions: Sequence[Question] = ()
    reminders: Sequence[Reminder] = ()
    handoffs: Sequence[Thread] = ()
    mandates: Sequence[Mandate] = ()

    def beside(self, step: Step) -> str:
        """The names of a task's co-officers, the one who holds it left out."""
        others = (one for one in self.co_officers.get(step.task_id, ()) if one != step.holder_id)
        return ", ".join(self.directory.name(one) for one in others)

    @property
    def current(self) -> list[Step]:
        """The steps that wait for somebody now."""
        return [step for step in self.steps if step.state in ("opened", *HELD)]

    def waiting_for(self, officer: Officer) -> list[Step]:
        """The steps that wait for this officer: held by them, or in a pool of theirs."""
        mine = {step.task_id for step in self.current if step.holder_id == officer.id}
        pool = {step.task_id for step in self.current if step.state == "opened" and step.post_id in officer.post_ids}
        return [step for step in self.current if step.task_id in mine | pool]

    def shares(self, moment: datetime) -> list[Share]:
        """How much of the time each unit used, saved and overran, up to the result or to now."""
        found, model = self.particulars, self.published.release.model
        until = found.finished_at or moment
        home = self.directory.post
        return shares.of_units(
            self.steps,
            unit_of=lambda step: post.unit_id if (post := home(step.post_id)) is not None else None,
            has_own_clock=lambda step: model.task(step.element).has_own_clock,
            calendar=self.directory.calendar(found.agency_id),
            standstills=shares.standstills((row.clock for row in self.history if row.clock), until),
            until=until,
        )


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with everything needed to work on it, and what this officer may do with it."""

    step: Step
    task: UserTask
    form: Form | None
    values: Mapping[str, object]
    draft: Draft
    dossier: DossierView
    standing: Standing
    may_claim: bool
    may_complete: bool
    may_put_back: bool
    may_assign: bool
    delegation: Delegation | None = None
    may_fill_in: bool = False
    may_delegate: bool = False
    may_take_back: bool = False


def dossier(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime) -> DossierView:
    """Opens a dossier for an officer who may see it; the opening is put on record. Refuses: NotFound."""
    view = _view(transaction, dossier_id, officer, moment)
    particulars.note_opening(transaction, dossier_id, officer=officer, moment=moment)
    return view


def task(transaction: Transaction, task_id: int, *, officer: Officer, moment: datetime) -> TaskView:
    """Opens a task: its form with what is known already, and the acts open to this officer. Refuses: NotFound."""
    held = executions.read(transaction, task_id)
    view = dossier(transaction, held.dossier_id, officer=officer, moment=moment)
    step = next(step for step in view.steps if step.task_id == task_id)
    release = view.published.release
    definition = release.model.task(step.element)
    form = release.forms[definition.form] if definition.form else None
    is_open, is_by_hand = step.state in ("opened", *HELD), sendings.is_by_hand(step.ref)
    if is_open and is_by_hand:
        form = by_hand.form(transaction, held)
    calendar = view.directory.calendar(view.directory.lineage.now("agency", held.agency_id))
    values = dossiers.facts(transaction, held) if is_open and not is_by_hand else {}
    mine = step.holder_id == officer.id
    post, code = view.directory.post(step.post_id), view.particulars.procedure_code
    approving = permissions.is_approval(definition)
    may_work = permissions.may_work(officer, step.post_id, code, approving=approving)
    stands = permissions.stands_for(officer, step.post_id, code, approving=approving)
    absent = {one.substitution.absent_id for one in stands}
    given = view.delegations.get(step.delegation_id or 0) if step.state in HELD else None
    takes_over = step.state in HELD and step.holder_id in absent and given is None
    has_claimed, in_own_post = step.state == "claimed" and mine, permissions.may_finish(officer, step.post_id)
    has_taken = mine and permissions.leads_in(officer, step.taken_post_id)
    may_finish = may_work or has_taken if given is None else in_own_post and not given.is_over(officer.on)
    return TaskView(
        step=step,
        task=definition,
        form=form,
        values=values,
        draft=drafts.of(step.draft, officer.id) if is_open else {},
        dossier=view,
        standing=deadlines.standing(step.due_at, calendar, moment, step.closed_at),
        may_claim=(may_work and (step.state == "opened" or (step.state == "assigned" and mine))) or takes_over,
        may_complete=has_claimed and may_finish,
        may_put_back=step.state in HELD and mine and given is None,
        may_assign=is_open and post is not None and permissions.may_assign(officer, post.unit_id, code),
        delegation=given,
        may_fill_in=has_claimed and (may_work or has_taken or given is not None),
        may_delegate=has_claimed and in_own_post and given is None and not approving,
        may_take_back=given is not None and may_work and given.asker_id in {officer.id, *absent},
    )


def _view(snapshot: Snapshot, dossier_id: int, officer: Officer, moment: datetime) -> DossierView:
    found = particulars.one(snapshot, dossier_id)
    known = organisation.of_officer(snapshot, officer)
    beside, asked = co_officers.of_dossier(snapshot, dossier_id), questions.of(snapshot, dossier_id)
    reminded, told = reminders.of_dossier(snapshot, dossier_id), history.of(snapshot, dossier_id)
    case = dealings.case(snapshot, found, officer=officer, moment=moment)
    is_told = _hears_of(officer, found, case.steps, known, _reported(officer, reminded, told))
    if not is_told and not _sees(officer, found, case.steps, known, beside, asked):
        raise NotFound(what="hồ sơ này")
    return DossierView(
        particulars=found,
        published=catalogue.published(snapshot, found.release_id),
        directory=known,
        steps=case.steps,
        documents=documents.of(snapshot, dossier_id),
        history=told,
        standing=_standing(found, case.calendar, moment),
        clock=case.clock,
        offers=offers.all_for(case),
        letters=case.letters,
        told=matters.told(snapshot, dossier_id) if found.kind == "matter" else None,
        comments=comments.of(snapshot, dossier_id),
        co_officers=beside,
        bundle=bundles.of(snapshot, dossier_id),
        delegations=delegations.of(snapshot, dossier_id),
        questions=asked,
        reminders=reminded,
        handoffs=handoffs.threads(snapshot, dossier_id),
        mandates=mandates.of(snapshot, dossier_id) if matters.is_directive(found.code) else (),
    )


def _sees(
    officer: Officer,
    found: Particulars,
    steps: Sequence[Step],
    known: Directory,
    beside: Mapping[int, tuple[int, ...]],
    asked: Sequence[Question],
) -> bool:
    """By one's units and one-stop, as a head, as a co-officer, or because one's opinion was asked and still is."""
    if any(one.asked_id == officer.id and one.withdrawn_at is None for one in asked):
        return True
    posts = {step.task_id: post for step in steps if (post := known.post(step.post_id)) is not None}
    units = {post.unit_id for post in posts.values()}
    answers_for_it = permissions.may_decide(officer, found.agency_id, found.procedure_code)
    co_works = any(
        permissions.co_works(officer, beside.get(task_id, ()), post.agency_id) for task_id, post in posts.items()
    )
    of_units = permissions.may_see(officer, {found.receiving_unit_id, *units}, found.procedure_code)
    return of_units or answers_for_it or co_works


def _reported(officer: Officer, reminded: Sequence[Reminder], told: Sequence[Recorded]) -> set[int]:
    """The tasks that were reported upwards to the officer, by a ladder or by hand."""
    found = {one.task_id for one in reminded if one.rung.is_escalation and officer.id in one.told}
    by_hand = (row.data for row in told if row.kind == escalations.ESCALATED)
    return found | {cast("int", data["task"]) for data in by_hand if officer.id in cast("list[int]", data["to"])}


def _hears_of(
    officer: Officer, found: Particulars, steps: Sequence[Step], known: Directory, reported: Collection[int]
) -> bool:
    """Because a task of it was reported to the officer, who still answers for the place where that lies."""
    posts = {step.task_id: post for step in steps if (post := known.post(step.post_id)) is not None}
    agencies = {posts[task_id].agency_id for task_id in reported if task_id in posts}
    return any(permissions.may_follow_up(officer, agency_id, found.procedure_code) for agency_id in agencies)


def may_see(view: DossierView, officer: Officer) -> bool:
    """Whether another officer may see this dossier too."""
    return _sees(officer, view.particulars, view.steps, view.directory, view.co_officers, view.questions)


def look(snapshot: Snapshot, dossier_id: int, *, officer: Officer, moment: datetime) -> DossierView:
    """A dossier as an act on it sees it; only who opens it is put on record. Refuses: NotFound."""
    return _view(snapshot, dossier_id, officer, moment)


def _standing(found: Particulars, calendar: calendars.Calendar, moment: datetime) -> Standing:
    if found.paused_at is not None:
        return deadlines.paused(found.due_at, calendar, found.paused_at)
    # an extension gives a new date to work to; whether the result came in time is judged without it
    due = found.due_at if found.finished_at is None else found.original_due_at
    return deadlines.standing(due, calendar, moment, found.finished_at)


def document(transaction: Transaction, document_id: int, *, officer: Officer, moment: datetime) -> Document:
    """A file of a dossier that the officer may see, or an own upload not yet used; on record. Refuses: NotFound."""
    found = documents.one(transaction, document_id)
    if found.dossier_id is None:
        if found.stored_by != officer.id:
            raise NotFound(what="tệp này")
        return found
    _view(transaction, found.dossier_id, officer, moment)
    particulars.note_reading(transaction, found.dossier_id, officer=officer, moment=moment)
    return found


def require_sight(snapshot: Snapshot, dossier_id: int, *, officer: Officer, moment: datetime) -> None:
    """Refuses: NotFound when the officer may not see the dossier."""
    _view(snapshot, dossier_id, officer, moment)


def letter(transaction: Transaction, letter_id: int, *, officer: Officer, moment: datetime) -> Letter:
    """A letter of a dossier that the officer may see; the reading is put on record. Refuses: NotFound."""
    found = letters.one(transaction, letter_id)
    _view(transaction, found.dossier_id, officer, moment)
    particulars.note_reading(transaction, found.dossier_id, officer=officer, moment=moment)
    return found


@dataclass(frozen=True, slots=True)
class PublicView:
    """What anybody with the receipt may know: how it stands, and when it is due."""

    code: str
    procedure: str
    status: int
    received_at: datetime
    due_at: datetime
    finished_at: datetime | None
    returned_at: datetime | None
    state: str = ""
    question: str = ""
    answer: str = ""


def public_by_key(snapshot: Snapshot, key: str) -> PublicView | None:
    """By the key in the receipt's QR code."""
    return _public(snapshot, particulars.by_key(snapshot, key)) if key else None


def public_by_code(snapshot: Snapshot, code: str, last_digits: str) -> PublicView | None:
    """By code and the last four digits of the owner's or the submitter's phone; a published answer by its code."""
    found = particulars.by_code(snapshot, code.strip().upper())
    if found is not None and found.kind == "matter" and found.result:
        return _public(snapshot, found)
    if found is None or len(last_digits) != 4:
        return None
    phones = (found.people.owner.phone, found.people.submitter.phone)
    fits = any(len(phone) >= 4 and phone.endswith(last_digits) for phone in phones)
    return _public(snapshot, found) if fits else None


def status(snapshot: Snapshot, code: str, *, agency: str) -> PublicView:
    """By code, for another system, of a dossier that this agency received or decides on. Refuses: NotFound."""
    found = particulars.by_code(snapshot, code)
    if found is None or found.kind != "dossier" or agency not in particulars.agencies(snapshot, found):
        raise NotFound(what="hồ sơ này")
    return _told(found)


def _public(snapshot: Snapshot, found: Particulars | None) -> PublicView | None:
    if found is None:
        return None
    if found.kind == "matter":
        return _public_matter(catalogue.published(snapshot, found.release_id), found)
    return _told(found)


def _told(found: Particulars) -> PublicView:
    return PublicView(
        found.code,
        found.procedure,
        found.national_status,
        found.received_at,
        found.due_at,
        found.finished_at,
        found.returned_at,
    )


def _public_matter(published: Published, found: Particulars) -> PublicView:
    return PublicView(
        found.code,
        f"{found.procedure}: {published.case(found.case_code).name}",
        0,
        found.received_at,
        found.due_at,
        found.finished_at,
        found.returned_at,
        state=published.release.state_name(found.state),
        question=str(found.result.get("question", "")),
        answer=str(found.result.get("answer", "")),
    )
