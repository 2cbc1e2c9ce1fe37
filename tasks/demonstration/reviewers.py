"""Who judges a step of the demonstration year later: nobody has a hand in what they judge (bốn mắt)."""

from __future__ import annotations

from processes import catalogue
from processes.database import Snapshot
from tasks.demonstration.courses import Work
from tasks.demonstration.world import World


def of(world: World, work: Work, snapshot: Snapshot) -> set[int]:
    """The officers who must not do this step, as they will judge it."""
    model = catalogue.published(snapshot, world.releases[work.course.code]).release.model
    agency_id = world.known.posts[work.step.post_id].agency_id
    unit_id, _ = world.at_counter(work.course.arrival.kind.one_stop)
    judging = (task for task in model.user_tasks() if task.four_eyes == work.step.element)
    posts = (world.known.resolve(task.role, agency_id=agency_id, receiving_unit_id=unit_id) for task in judging)
    return {holder for post in posts if (holder := world.holder(post.id)) is not None}
