"""What tests of assignment share: a division with a head and two case officers, and dossiers that wait there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import insert

from processes import organisation, tables
from tasks import assignment
from tests.town import Town

CODE, STEP = "1.001612", "appraise"


def join(town: Town, username: str, path: str, agency: str = "H99.30") -> None:
    """An officer holds one more post from today on: `economic_division/case_officer`."""
    known = town.directory
    code = {one.id: one.code for one in known.agencies.values()}
    post = next(one for one in known.posts.values() if (code[one.agency_id], one.path) == (agency, path))
    row = {"officer_id": town.officer(username).id, "post_id": post.id, "valid_from": town.moment.date()}
    with town.database.transaction() as transaction:
        transaction.execute(insert(tables.Holding), row)
        organisation.changed(transaction)


def waiting(town: Town, number: int = 1) -> list[int]:
    """So many tasks that wait in the division's pool."""
    for _ in range(number):
        accepted = town.receive(town.request(CODE))
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    return [row.task_id for row in town.inbox("nam", limit=number)]


def assign(
    town: Town, task_id: int, to: str, co: Collection[str] | None = None, *, by: str = "huong", key: str = ""
) -> None:
    """The head of the division assigns a task."""
    told = {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
    beside = None if co is None else [town.officer(one).id for one in co]
    with town.database.transaction() as transaction:
        assignment.assign(transaction, task_id, to=town.officer(to).id, co=beside, **told)  # pyright: ignore


def unassign(town: Town, task_id: int, to: str, *, by: str = "huong") -> None:
    """The head takes it back."""
    told = {"officer": town.officer(by), "moment": town.moment, "key": town.key()}
    with town.database.transaction() as transaction:
        assignment.unassign(transaction, task_id, to=town.officer(to).id, **told)  # pyright: ignore


def beside(town: Town, task_id: int) -> str:
    """The co-officers of a task, as the pages name them."""
    view = town.look("huong", task_id)
    return view.dossier.beside(view.step)
