"""Who may do what over the API: the same pairs as in Python succeed, and nobody without a session does anything."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import httpx
import pytest

from processes import database
from tests.house.source import ROOT
from tests.tasks.scene import AT_THE_DOOR, Scene, Stage
from tests.tasks.test_who_may import ACTS, NAMES, PEOPLE, province, scene
from tests.tasks.ways import WAYS, Way
from tests.ui import site
from ui import session

# verbs that take an officer and have no row: they give what the officer's own posts see, or serve another verb
READS = {
    "inbox": "page numbers count counts under offers require_held refuse_delegated tell_asker",
    "candidates": "chosen",
    "oversight": "urgeable overseeable reportable asked record",
    "urgings": "write page",  # what an urging writes; the register of the own units
    "questions": "officers waiting",
    "handoffs": "offers",
    "by_hand": "complete",  # what `complete` of the inbox does at a task that is done by hand
    "consignments": "waiting coming given",
    "bundles": "units lying told_by",
    "receipts": "printable read_all",
    "reception": "take_over",
    "passing": "earlier may_pull_back",
    "batches": "undo latest printed",  # an own batch alone, as `progress`
    "views": "of counts",
    "alerts": "of",
    "listing": "pdf workbook",
    "viewing": "look require_sight may_see document",  # under `dossier` and `task`, and the tests of files
    "comments": "colleagues",
    "dealings": "case lawful",
    "acts": "change",
    "writing": "pdf may_approve",
    "intake": "waiting file pdf",
    "matters": "offered page",
    "directives.giving": "agencies page",
    # what `complete` of the inbox does at a step of a mandate: tests/stories/test_a_directive.py
    "directives.carrying_out": "acknowledge report assess",
    "registers": "units transferred pdf workbook",
    "reports": "sight pdf workbook",
    "calendar": "dates proposals",
    "escalations": "ladder",
    "staffing": "agencies",
    "substitution": "listed",
    "design": "listed require_sight require_hand require_fresh of_matter",
    "proposals": "foresee wanted drafts of_release",  # who calls a block is read by everybody, drafts by who sees them
    "verdicts": "appraise approve promulgate",  # what `complete` of the inbox does at a step of an approval
    "procedures": "listed history release in_force pdf",  # what was published is read by everybody
}
# without a route on purpose: done on the organisation page alone; who may is asked in the test named
ON_PAGES_ALONE = {
    "reorganising": "listed order withdraw rename establish",  # tests/tasks/test_who_may_reorganise.py
    "board": "sight scope directory figures dossiers tasks hands longest among",  # tests/board
    "expected": "late_by",  # tests/tasks/test_expected.py
    "pictures": "gantt heat flow trend workload",  # tests/board/test_pictures.py
    "foreseeing": "foresee",  # tests/tasks/test_who_may_reorganise.py
    "applicants": "tell unreached settle",  # tests/tasks/test_applicants.py; told by what other verbs do
    "forecasting": "of_dossier of_dossiers of_open late_by",  # tests/tasks/test_forecasting.py
    "log_exports": "agencies nameable export",  # tests/tasks/test_log_exports.py; a download, and a command
    "tokens": "listed create revoke",  # tests/tasks/test_tokens.py: a program makes no token for itself
    "staffing": "let_claim_next",  # tests/tasks/test_assignment.py
    "archives": "archive original",  # tests/tasks/test_originals.py
}


@pytest.fixture(scope="module")
def browser() -> Iterator[httpx.Client]:
    """One for all: whose session it shows is said with each request."""
    with httpx.Client(base_url=site.address(), headers={"user-agent": site.BROWSER}, timeout=60) as found:
        yield found


def send(browser: httpx.Client, tried: Scene, way: Way, token: str) -> httpx.Response:
    """The act over HTTP, with the session of this token."""
    headers = {"idempotency-key": f"key-{tried.town.key()}", "x-motcua": "1", "cookie": f"{session.COOKIE}={token}"}
    body = {} if way.method in ("get", "delete") else {"json": dict(way.sent(tried))}
    return browser.request(way.method, way.address(tried), headers=headers, **body)


CASES = [(act, state, allowed) for act, state, allowed in ACTS if act.__name__ in WAYS]


@pytest.mark.parametrize(("act", "state", "allowed"), CASES, ids=[f"{a.__name__}-{s}" for a, s, _ in CASES])
def test_only_the_listed_pairs_succeed_over_http(
    stage: Stage,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    browser: httpx.Client,
    act: Callable[[Scene, str], None],
    state: str,
    allowed: set[str],
) -> None:
    def put_up() -> Scene:
        found = stage.put_up(data, state, province, scene)
        monkeypatch.setattr(database, "now", lambda: found.town.moment)
        return found

    tried, done = put_up(), set[str]()
    for person, username in {**PEOPLE, **AT_THE_DOOR}.items():
        found = send(browser, tried, WAYS[act.__name__], stage.tokens.get(username, ""))
        if found.status_code < 300:
            done.add(person)
            tried = put_up()
        else:
            assert found.headers["content-type"] == "application/problem+json"
            assert found.status_code in ({401, 403} if person in AT_THE_DOOR else {403, 404, 409}), found.text
    assert done == allowed


def _verbs() -> set[str]:
    """Every public function of tasks/ that an officer does something by."""
    found = set[str]()
    paths = [*(ROOT / "tasks").glob("*.py"), *(ROOT / "tasks" / "directives").glob("*.py")]
    for path in sorted(paths):
        name = ".".join(path.relative_to(ROOT / "tasks").with_suffix("").parts)
        module = import_module(f"tasks.{name}")
        own = (one for _, one in inspect.getmembers(module, inspect.isfunction) if one.__module__ == module.__name__)
        public = [verb for verb in own if verb.__name__[0] != "_"]
        found |= {f"{name}.{verb.__name__}" for verb in public if "officer" in inspect.signature(verb).parameters}
    return found


def _named(verbs: dict[str, str]) -> set[str]:
    return {f"{module}.{name}" for module, names in verbs.items() for name in names.split()}


def test_every_verb_has_its_row() -> None:
    with_row = {f"{way.verb.__module__.removeprefix('tasks.')}.{way.verb.__name__}" for way in WAYS.values()}
    assert with_row.isdisjoint(_named(READS))
    assert _verbs() == with_row | _named(READS) | _named(ON_PAGES_ALONE)
    rows = {act.__name__ for act, _, _ in ACTS}
    assert rows <= set(WAYS), "say in tests/tasks/ways.py how it is done over the API and on a page"
    assert set(WAYS) <= rows
    assert len(NAMES) == len(ACTS)
