"""The stage a dossier's tasks open on: its release, its agency's posts and hours, its due time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.engine import Waiting
from bpmn.model import USUAL_PRIORITY, Model, UserTask
from processes import mandates, permissions
from processes.catalogue import Published
from processes.history import Fact
from processes.ladders import Span
from processes.mandates import Find, Mandate
from processes.organisation import Directory, Officer, Post
from processes.refusals import RoleUnresolved

TaskRow = dict[str, object]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where tasks open; roles are resolved here, at the moment a task opens.

    `mandate_of` finds the mandate that a step of a directive is about.
    """

    published: Published
    directory: Directory
    agency_id: int
    receiving_unit_id: int
    due_at: datetime
    mandate_of: Find | None = None

    def open(
        self,
        waiting: Waiting,
        moment: datetime,
        *,
        giver: int | None = None,
        holder: Officer | None = None,
        is_taken_up: bool = True,
    ) -> TaskRow:
        """The row of a task that opens now, due at the earlier of its allotment and the dossier's due time.

        A dossier that is late already cannot hurry its next step into the past: there the allotment counts.
        `giver` is the unit the dossier comes from; `holder` gets the task if it is their post's, and has it at once
        claimed, or else assigned.
        Refuses: RoleUnresolved, RoleAmbiguous.
        """
        task = self.published.release.model.task(waiting.element)
        unit_id = self.receiving_unit_id
        mandate = self.mandate_of(waiting) if self.mandate_of is not None and mandates.is_about(task) else None
        post = self._post(task, mandate)
        calendar = self.directory.calendar(self.directory.lineage.now("agency", self.agency_id))
        allotted = self.due_at if task.allotment is None else calendar.add(moment, task.allotment)
        if mandate is not None and task.due_by_mandate:
            allotted = max(mandate.due_at, moment)
        due = min(allotted, self.due_at) if moment < self.due_at else allotted
        span = Span(moment, due, calendar.between(moment, due).minutes)
        code, approving = self.published.release.code, permissions.is_approval(task)
        held = holder is not None and permissions.may_work(holder, post.id, code, approving=approving)
        return {
            "ref": waiting.ref,
            "element": waiting.element,
            "name": waiting.name,
            "post_id": post.id,
            "from_unit_id": giver if giver != post.unit_id else None,
            "holder_id": holder.id if holder and held else None,
            "state": ("claimed" if is_taken_up else "assigned") if held else "opened",
            "opened_at": moment,
            "due_at": due,
            "allotted": span.allotted,
            "next_rung_at": self.directory.ladder(code).first_after(span, calendar, moment),
            "claimed_at": moment if held and is_taken_up else None,
            "priority": USUAL_PRIORITY if task.priority is None else task.priority,
            "substitution_id": self._under(holder, post.id, approving=approving) if holder and held else None,
            "receiving_unit_id": unit_id,
        }

    def _post(self, task: UserTask, mandate: Mandate | None) -> Post:
        named = None if mandate is None else mandates.post_of(task, mandate)
        if named is None:
            return self.directory.resolve(task.role, agency_id=self.agency_id, receiving_unit_id=self.receiving_unit_id)
        post = self.directory.posts.get(self.directory.lineage.now("post", named) or 0)
        if post is None:
            raise RoleUnresolved(agency=self.directory.agencies[self.agency_id].name, role=task.role)
        return post

    def _under(self, holder: Officer, post_id: int, *, approving: bool) -> int | None:
        code = self.published.release.code
        return permissions.under(holder, lambda one: permissions.may_work(one, post_id, code, approving=approving))


def still(rows: Sequence[TaskRow], model: Model, limit: datetime) -> list[TaskRow]:
    """The tasks of a dossier whose clock stands: due when the applicant is waited for no longer, not reminded of."""
    halted: TaskRow = {"due_at": limit, "next_rung_at": None}
    return [row if model.task(str(row["element"])).has_own_clock else {**row, **halted} for row in rows]


def told(row: TaskRow) -> Fact:
    """The opening of a task as the history tells it; its due time is a clock fact."""
    due = row["due_at"]
    assert isinstance(due, datetime)
    data: dict[str, object] = {"name": row["name"], "post": row["post_id"]}
    if row["from_unit_id"] is not None:
        data["from_unit"] = row["from_unit_id"]
    if row["holder_id"] is not None:
        data["holder"] = row["holder_id"]
    clock = {"fact": "due", "due": due.isoformat()}
    return Fact("task.opened", data, element=str(row["element"]), ref=str(row["ref"]), clock=clock)
