"""Whatever another program sends: no server error, and every answer is one that the description of the API names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

from tests.answers import answer
from tests.tasks import studio
from tests.town import Town
from tests.ui import site
from ui import api, session

FULL = os.environ.get("MOTCUA_TEST_SIZE") == "full"
EXAMPLES = 100 if FULL else 5
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
OFFICERS = ("mai", "binh", "viet", "khoa", "phan")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(api.application().openapi()).get_all_operations()]


@dataclass(frozen=True)
class Sent:
    """A request as it is generated, who sends it, and which number stands in its address, if another than drawn."""

    case: Case
    by: str
    number: int | None


def requests_of(operation: APIOperation) -> st.SearchStrategy[Sent]:
    """Requests as the description has them, and some that break it; half of them about something that is there."""
    made = st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES])
    return st.builds(Sent, made, st.sampled_from(OFFICERS), st.none() | st.integers(1, 4))


@pytest.fixture
def busy(town: Town) -> Town:
    """Dossiers at several steps, one of them paused."""
    for _ in range(3):
        town.receive()
    first = town.dossier("mai", 1).current[0].task_id
    town.complete("mai", first, answer(town, "2.000908", "receive"))
    town.claim("binh", town.dossier("mai", 1).current[0].task_id)
    town.upload("mai")
    studio.changed(town)
    return town


def send(sent: Sent, cookies: Mapping[str, str]) -> int:
    """Sends a request, judges the answer and tells its status."""
    case = sent.case
    if sent.number is not None:
        named = {name: sent.number for name, value in case.path_parameters.items() if isinstance(value, int)}
        case.path_parameters = {**case.path_parameters, **named}
    told = {"cookie": f"{session.COOKIE}={cookies[sent.by]}", "x-motcua": "1"}
    with requests.Session() as browser:
        found = case.call(f"{site.address()}/api", session=browser, headers=told)
    case.validate_response(found, checks=CHECKS)
    return found.status_code


QUIET = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink] if FULL else [Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def answers_to(operation: APIOperation, cookies: Mapping[str, str]) -> set[int]:
    """Sends many requests and tells with which statuses they were answered."""
    found: set[int] = set()

    @QUIET
    @given(sent=requests_of(operation))
    def one(sent: Sent) -> None:
        found.add(send(sent, cookies))

    one()
    return found


@pytest.mark.soak
def test_no_request_is_answered_by_what_the_description_does_not_name(busy: Town) -> None:
    cookies = {name: site.enter(busy.database, name) for name in OFFICERS}
    wrong, done = list[str](), 0
    for operation in OPERATIONS:
        try:
            done += min(answers_to(operation, cookies), default=500) < 300
        except (FailureGroup, AssertionError) as found:
            wrong.append(f"{operation.method} {operation.path}: {found}")
    assert wrong == []
    assert done > len(OPERATIONS) // 4  # it does not stop at the doors
