"""Whatever ends in whatever, and wherever the dossiers stand: no open task is left on a post that has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.refusals import Refusal
from processes.database import Database
from processes.refusals import NotLawful
from tasks import agent
from tasks.foreseeing import Plan
from tests.conftest import MONDAY_8AM
from tests.stories.test_an_agency_merges import (
    NEW,
    OLD,
    STEPS,
    agency,
    forward,
    nothing_is_left,
    order,
    plan,
    sound,
    until,
)
from tests.town import Town

UNITS = ("one_stop", "office", "leadership", "economic_division", "culture_division")
HERE = {"receive": "mai", "appraise": "binh", "sign": "viet", "issue": "thu", "return_result": "mai"}


@contextmanager
def a_town(template: Path) -> Iterator[Town]:
    """A province of its own for one example."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "motcua.db"
        copy.write_bytes(template.read_bytes())
        database = Database(f"sqlite:///{copy}")
        yield Town(database, MONDAY_8AM)
        database.close()


def ends(town: Town, kind: str, source: str, unit: str, into: str, role: int, days: int, takes_over: bool) -> Plan:
    """A plan as anybody might make it, sensible or not; posts without counterpart go to one of the successor's."""
    known = town.directory
    home, target = agency(town, source), agency(town, NEW if source == OLD else OLD)
    old, new = town.unit(source, unit), next(u for u in known.units.values() if (u.agency_id, u.code) == (target, into))
    told: dict[str, object] = {"takes_over": takes_over, "begins": town.moment.date() + timedelta(days=days)}
    if kind == "agency":
        return plan(town, what_id=home, into=target, **told)
    heirs = [post for post in known.posts.values() if post.unit_id == new.id]
    ending = [post for post in known.posts.values() if post.unit_id == old.id]
    if not heirs or not ending:
        raise NotLawful(why="không có vị trí")
    if kind == "unit":
        posts = {post.id: heirs[role % len(heirs)].id for post in ending}
        return plan(town, kind="unit", what_id=old.id, into=new.id, posts=posts, **told)
    successor = heirs[role % len(heirs)].id if role % 3 else None
    return plan(town, kind="post", what_id=ending[role % len(ending)].id, into=successor, **told)


ENDINGS = st.tuples(
    st.sampled_from(["agency", "unit", "post"]),
    st.sampled_from([OLD, NEW]),
    st.sampled_from(UNITS),
    st.sampled_from(UNITS),
    st.integers(0, 5),
    st.integers(0, 3),
    st.booleans(),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(st.tuples(st.sampled_from([OLD, NEW]), st.sampled_from(STEPS)), min_size=1, max_size=4),
    endings=st.lists(ENDINGS, min_size=1, max_size=4),
)
def test_no_open_task_is_left_on_an_ended_post(
    sqlite_template: Path, steps: list[tuple[str, str]], endings: list[tuple]
) -> None:
    with a_town(sqlite_template) as town:
        for code, step in steps:
            if code == OLD:
                until(town, step)
            else:
                dossier_id = town.receive().dossier_id
                for element in STEPS[: STEPS.index(step)]:
                    forward(town, dossier_id, element, HERE)
        for ending in endings:
            try:
                order(town, ends(town, *ending))
            except Refusal:
                continue
            for _ in range(2):
                town.pass_time(days=1)
                agent.sweep(town.database, moment=town.moment)
                assert nothing_is_left(town)
            town.pass_time(days=2)
            agent.sweep(town.database, moment=town.moment)
            assert nothing_is_left(town)
        assert sound(town)
