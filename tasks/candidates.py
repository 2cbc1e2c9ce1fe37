"""Candidates: whom work may be given to, with what each holds already and who is absent; the freest come first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bpmn.model import UserTask
from bpmn.releases import Release
from processes import assignees, catalogue, executions, organisation, permissions, workloads
from processes.assignees import Assignee, Chosen
from processes.database import Snapshot
from processes.executions import Held
from processes.organisation import Directory, Officer, Post
from processes.refusals import Missing, NotAllowed, NotAssignable, NotLawful


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer with what is held now; who is absent today is so until a day, with somebody who stands in."""

    officer_id: int
    name: str
    post: str
    held: int
    overdue: int
    absent_until: date | None = None
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """The step whose officer is chosen when another is completed, and among whom."""

    name: str
    is_required: bool
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Circle:
    """Among whom a head chooses: who may get the task, and who may work on it beside."""

    main: list[Candidate]
    co: list[Candidate]


def of_task(snapshot: Snapshot, task_id: int, *, officer: Officer, moment: datetime) -> Circle:
    """Among whom a head chooses when a task is assigned. Refuses: NotFound, NotAllowed."""
    held = executions.read(snapshot, task_id)
    known = organisation.of_officer(snapshot, officer)
    release = catalogue.published(snapshot, held.release_id).release
    post = known.post(held.post_id)
    if post is None or permissions.overseeing_post(officer, post, release.code) is None:
        raise NotAllowed
    able = _able(known, post.id, release.code, release.model.task(held.element))
    inside = known.of_agency(post.agency_id)
    found = _loaded(snapshot, known, dict.fromkeys((*able, *inside)), post.agency_id, moment)
    main = [one for one in found if one.officer_id in able]
    return Circle(main, [one for one in found if one.officer_id in inside])


def for_following(snapshot: Snapshot, task_id: int, *, officer: Officer, moment: datetime) -> Following | None:
    """Among whom who completes a task chooses for the step that it assigns; None where it assigns none.

    Refuses: NotFound, NotAllowed, RoleUnresolved, RoleAmbiguous.
    """
    held = executions.read(snapshot, task_id)
    release = catalogue.published(snapshot, held.release_id).release
    task = release.model.task(held.element)
    permissions.require(permissions.may_work(officer, held.post_id, release.code))
    if task.assigns is None:
        return None
    known = organisation.of_officer(snapshot, officer)
    following = release.model.task(task.assigns)
    post = _post(known, held, following)
    able = _able(known, post.id, release.code, following)
    return Following(following.name, task.must_assign, _loaded(snapshot, known, able, post.agency_id, moment))


def chosen(
    task: UserTask, release: Release, held: Held, *, to: int | None, officer: Officer, directory: Directory
) -> Chosen:
    """What completing a task says about who gets the step that it assigns.

    Refuses: NotLawful where it assigns none, Missing where one must be chosen, NotFound, NotAssignable,
    RoleUnresolved, RoleAmbiguous.
    """
    if task.assigns is None:
        if to is not None:
            raise NotLawful(why="bước này không chọn người xử lý cho bước sau")
        return assignees.NOTHING
    if to is None:
        if task.must_assign:
            raise Missing(what="người xử lý bước sau")
        return {task.assigns: None}
    following = release.model.task(task.assigns)
    receiver, post = directory.officer(to), _post(directory, held, following)
    if not permissions.may_work(receiver, post.id, release.code, approving=permissions.is_approval(following)):
        raise NotAssignable(name=receiver.name, task=following.name)
    return {task.assigns: Assignee(to, officer.id)}


def _post(known: Directory, held: Held, task: UserTask) -> Post:
    return known.resolve(task.role, agency_id=held.agency_id, receiving_unit_id=held.receiving_unit_id)


def _able(known: Directory, post_id: int, code: str, task: UserTask) -> list[int]:
    """Who does the post's work in a step: its holders, and who fills it for an absent one."""
    asked = dict.fromkeys((*known.holders(post_id), *known.substitutes(post_id)))
    approving = permissions.is_approval(task)
    return [one for one in asked if permissions.may_work(known.officer(one), post_id, code, approving=approving)]


def _loaded(
    snapshot: Snapshot, known: Directory, officers: Iterable[int], agency_id: int, moment: datetime
) -> list[Candidate]:
    """These officers with what they hold: who is present before who is absent, then who holds least."""
    asked = list(officers)
    loads = workloads.of(snapshot, asked, moment=known.calendar(agency_id).earliest(moment))
    found: list[Candidate] = []
    for one in asked:
        absence, load = known.absence(one), loads[one]
        until = None if absence is None else absence.valid_to
        stands = "" if absence is None else known.name(absence.substitute_id)
        posts = known.officer(one).posts
        title = posts[0].title if posts else ""
        found.append(Candidate(one, known.name(one), title, load.held, load.overdue, until, stands))
    return sorted(found, key=lambda one: (one.absent_until is not None, one.held, one.overdue, one.name))
