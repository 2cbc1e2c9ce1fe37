"""The description of the API: whole, valid, in English, with an example of everything that is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from ui import api
from ui.api.description import REFUSED, TAGS
from ui.api.entry import ActKey

TOLD = api.application().openapi()
JSON = "application/json"
# set, not done: the same again changes nothing, so there is no key; an upload belongs to nobody until an act takes it
WITHOUT_KEY = {
    # an own alert is set as it is asked for, however often; a trial keeps nothing
    *("put /alerts/{alert_id}", "put /alerts/{alert_id}/switch", "delete /alerts/{alert_id}", "post /alerts/trials"),
    *("put /tasks/{task_id}/draft", "put /notices/choices", "put /notices/read", "put /notices/{notice_id}/read"),
    *("put /dossiers/{dossier_id}/follow", "delete /dossiers/{dossier_id}/follow", "delete /views/{view_id}"),
    *("put /designs/{design_id}/presence", "delete /designs/{design_id}/presence"),
    *("post /files", "post /deliveries", "post /intake", "post /agencies/{agency_id}/roster-plan"),
    "post /directives/readings",  # nothing of it is kept
}


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, acts in TOLD["paths"].items():
        for method, operation in acts.items():
            yield f"{method} {path}", operation


OPERATIONS = dict(_operations())


def test_it_is_valid_and_names_every_route() -> None:
    validate(TOLD)
    routes = [route for part in api.PARTS for route in part.router.routes if isinstance(route, APIRoute)]
    assert len(OPERATIONS) == sum(len(route.methods) for route in routes) > 80
    assert set(TOLD["paths"]) == {route.path for route in routes}
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(names) == len(set(names))


def test_what_is_sent_and_answered_has_names_of_its_own() -> None:
    assert [name for name in TOLD["components"]["schemas"] if "__" in name] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_route_says_what_it_does_and_how_it_refuses(name: str) -> None:
    operation = OPERATIONS[name]
    assert set(operation["tags"]) <= set(TAGS)
    assert operation["security"] in ([{"session": []}], [{"token": []}], [{"signature": []}])
    assert operation["summary"].isascii()
    assert operation["description"].strip().endswith(".")
    assert {str(status) for status in REFUSED} <= set(operation["responses"])
    for status in REFUSED:
        refused = TOLD["components"]["responses"][operation["responses"][str(status)]["$ref"].split("/")[-1]]
        assert list(refused["content"]) == ["application/problem+json"]
    assert any(status.startswith("2") for status in operation["responses"])


def test_every_act_takes_a_key() -> None:
    acts = {name for name in OPERATIONS if not name.startswith("get ")}
    named = ActKey.__metadata__[0].alias
    keyed = {name for name in acts if any(one["name"] == named for one in OPERATIONS[name].get("parameters", ()))}
    assert acts - keyed == WITHOUT_KEY


def _sent() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, operation in OPERATIONS.items():
        content = operation.get("requestBody", {}).get("content", {})
        if "$ref" in content.get(JSON, {}).get("schema", {}):
            yield name, content[JSON]["schema"]


SENT = dict(_sent())


@pytest.mark.parametrize("name", SENT)
def test_everything_that_is_sent_has_an_example_that_fits(name: str) -> None:
    schema = TOLD["components"]["schemas"][SENT[name]["$ref"].split("/")[-1]]
    (example,) = schema["examples"]
    Draft202012Validator({**schema, "components": TOLD["components"]}).validate(example)


def test_a_problem_is_what_the_description_says() -> None:
    problem = TOLD["components"]["schemas"]["Problem"]
    Draft202012Validator({**problem, "components": TOLD["components"]}).validate(problem["examples"][0])
