"""Who may do what on the pages: to whom an act is offered, and what a page left open does in other hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.context import ContextProxy, StreamlitCookies
from streamlit.testing.v1 import AppTest

from processes import database, tables
from tests.house.source import ROOT
from tests.tasks.office_acts import APPROVED, COUNTER, DRAFTED, HEAD, HOLDER, ONLINE, STORMY
from tests.tasks.scene import AT_THE_DOOR, Scene, Stage
from tests.tasks.test_who_may import ACTS, DONE, PEOPLE, WAITING, province, scene
from tests.tasks.ways import WAYS, Way, filled
from ui import session
from ui.gate import PASSWORD, SIGN_IN

_FOUND = manifest_scanner.scan_component_manifests()
STRANGER = "another commune's leader"


@dataclass
class Desk:
    """A browser before the stage: its cookie is the one thing that says who looks."""

    stage: Stage
    data: Path
    monkeypatch: pytest.MonkeyPatch
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cookies = property(lambda _: StreamlitCookies(self.cookies))
        self.monkeypatch.setattr(ContextProxy, "cookies", cookies)
        # a process of Streamlit's looks once through all packages for components, AppTest at every run
        self.monkeypatch.setattr(manifest_scanner, "scan_component_manifests", lambda: _FOUND)

    def put_up(self, state: str) -> Scene:
        found = self.stage.put_up(self.data, state, province, scene)
        self.monkeypatch.setattr(database, "now", lambda: found.town.moment)
        return found

    def show(self, person: str) -> None:
        """From here on the browser shows this person's session."""
        token = self.stage.tokens.get({**PEOPLE, **AT_THE_DOOR}[person], "")
        self.cookies = {session.COOKIE: token} if token else {}

    def open(self, person: str, page: tuple[str, Mapping[str, str]], shown: Scene, state: str) -> AppTest:
        """The page as this person sees it."""
        self.show(person)
        name, asked = page
        found = AppTest.from_file(str(ROOT / "ui" / "pages" / f"{name}.py"), default_timeout=120)
        for key, value in asked.items():
            found.query_params[key] = filled(value, shown)
        if state == DONE:  # the officer has just sent it on, in this very window
            found.session_state["passing_sent"] = shown.task_id, "H99", shown.town.moment
        found.run()
        assert not found.exception
        return found


@pytest.fixture
def desk(stage: Stage, data: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(stage, data, monkeypatch)


def offers(page: AppTest, way: Way, shown: Scene) -> bool:
    """Whether the page offers the act; one that only shows something says instead why it does not."""
    if not way.button:
        return not page.error and bool(page.main.children) and not _is_at_the_door(page)
    return any(button.key == filled(way.button, shown) and not button.disabled for button in page.button)


def _is_at_the_door(page: AppTest) -> bool:
    said = [block.proto.body for block in page.get("html") if 'role="alert"' in block.proto.body]
    return any(f'href="{door}' in one for one in said for door in (SIGN_IN, PASSWORD))


def _cases() -> dict[tuple[str, str], list[tuple[str, set[str]]]]:
    """What is to be seen on each page in each state: the acts, and to whom they are offered."""
    found: dict[tuple[str, str], list[tuple[str, set[str]]]] = defaultdict(list)
    for act, state, allowed in ACTS:
        way = WAYS.get(act.__name__)
        if way is not None and way.page is not None:
            found[way.page[0], state].append((act.__name__, allowed))
    return dict(found)


CASES = _cases()


PAGES = dict(list(CASES))


@pytest.mark.parametrize(("page", "state"), CASES, ids=["-".join(case) for case in CASES])
def test_exactly_the_listed_people_are_offered_it(desk: Desk, page: str, state: str) -> None:
    shown, offered = desk.put_up(state), defaultdict[str, set[str]](set)
    for person in PEOPLE:
        seen = desk.open(person, _page(page, state), shown, state)
        for name, _ in CASES[page, state]:
            if offers(seen, WAYS[name], shown):
                offered[name].add(person)
    assert {name: offered[name] for name, _ in CASES[page, state]} == dict(CASES[page, state])


@pytest.mark.parametrize("page", PAGES)
def test_who_is_stopped_at_the_door_sees_nothing_of_it(desk: Desk, page: str) -> None:
    shown = desk.put_up(PAGES[page])
    for person in AT_THE_DOOR:
        seen = desk.open(person, _page(page, PAGES[page]), shown, PAGES[page])
        assert _is_at_the_door(seen), person
        assert not seen.button


def _page(page: str, state: str) -> tuple[str, Mapping[str, str]]:
    found = WAYS[CASES[page, state][0][0]].page
    assert found is not None
    return found


# a click that does the act at once, without asking anything more
AT_ONCE = {
    "claim": (WAITING, HOLDER),
    "pull_back": (DONE, HOLDER),
    "approve_a_letter": (DRAFTED, HEAD),
    "discard_a_letter": (DRAFTED, HEAD),
    "issue_a_letter": (APPROVED, HEAD),
    "accept_what_came_online": (ONLINE, COUNTER),
    "follow_the_calendar": (STORMY, HEAD),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_page_left_open_does_nothing_in_other_hands(desk: Desk, name: str) -> None:
    (state, rightful), way = AT_ONCE[name], WAYS[name]
    assert way.page is not None
    changed = {}
    for person in (rightful, STRANGER, "an expired session", "a closed account"):
        shown = desk.put_up(state)
        seen, before = desk.open(rightful, way.page, shown, state), _record(shown)
        desk.show(person)
        seen.button(key=filled(way.button, shown)).click().run()
        changed[person] = _record(shown) != before
    assert changed == {rightful: True, STRANGER: False, "an expired session": False, "a closed account": False}


def _record(shown: Scene) -> list[object]:
    """What an act leaves behind: rows of the history, tasks, letters, requests."""
    row, letter, online = tables.Task, tables.Letter, tables.Registration
    asked = [
        select(func.count()).select_from(tables.Event),
        select(row.id, row.state, row.holder_id).order_by(row.id),
        select(letter.id, letter.state),
        select(online.id, online.state),
    ]
    with shown.town.database.snapshot() as snapshot:
        return [snapshot.execute(one).all() for one in asked]
