"""What the description at /api/openapi.json says beyond the routes themselves: what may be refused, and how."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from ui.api.examples import EXAMPLES
from ui.problems import MEDIA_TYPE

TAGS = {
    "me": "Who is signed in.",
    "notices": "What I am told beside the lists.",
    "tasks": "Tasks: lists, what a form asks, claim, put back, complete, send back, pull back.",
    "delegations": "Tasks that a colleague does for me, and how they come back.",
    "batches": "One act for many tasks, in the background.",
    "views": "Saved views of the inbox.",
    "alerts": "What I want to be told of as soon as it holds.",
    "reports": "What was received, resolved and used in a period.",
    "dossiers": "Dossiers and matters as they stand; receipts, control slips, comments, follow-ups.",
    "dealings": "What happens to a dossier beside its steps.",
    "handoffs": "What goes to other agencies and what comes back.",
    "reception": "The counter.",
    "registrations": "What came in online and waits for an answer.",
    "matters": "Petitions and questions.",
    "directives": "Directives: their texts read for mandates, given, and how far each unit is.",
    "questions": "What officers ask one another about a dossier.",
    "consignments": "Lists of papers that one unit hands to another.",
    "bundles": "Where the papers of a dossier are.",
    "letters": "Letters of dossiers.",
    "registers": "Registers of one-stops.",
    "calendars": "Working calendars and what a change would move.",
    "ladders": "When tasks remind of their due time, and whom they are reported to.",
    "staff": "Units, posts, officers and accounts of the agencies that I administer.",
    "substitutions": "Who acts for whom during absence.",
    "oversight": "Tasks urged, given to another, taken over, explained, reported up.",
    "repairs": "Executions in error, and what is done about them.",
    "operations": "What waits to leave the installation, for who keeps it running.",
    "designs": "The design studio: procedures as analysts draw them, until they are published.",
    "blocks": "Shared blocks: steps that many procedures call, changed for all of them at once.",
    "cohorts": "Running dossiers that go on by a newer release.",
    "catalogue": "The catalogue: procedures, their releases and the decisions on them.",
    "event-log": "What dossiers went through, for programs that analyse processes.",
    "files": "Files of applicants and agencies.",
    "intake": "For other systems, with a token: requests sent in.",
    "deliveries": "For gateways, with a token: whether a notice has reached the applicant.",
    "partners": "For other installations, with a signature: handoffs.",
    "statuses": "For other systems, with a token: how a dossier stands.",
}
REFUSED = {
    400: "The body cannot be read.",
    401: "Nobody is signed in, or the token is not good.",
    403: "No post of the officer, or no right of the token, allows it.",
    404: "There is no such thing, or it may not be seen.",
    409: "It cannot be done as things stand: somebody was faster, or the law does not allow it.",
    413: "It is larger than what may be sent.",
    415: "The file is of a kind that may not be attached.",
    422: "The request does not say what it must; `fields` names what is wrong on a form.",
    500: "A bug, which has been written down.",
}
_EXAMPLE = {
    "type": "urn:motcua:refusal:task.already-claimed",
    "title": "Conflict",
    "status": 409,
    "code": "task.already-claimed",
    "detail": "Việc này đã được Nguyễn Văn Bình nhận.",
}


class FileProblem(BaseModel):
    """A file that is not taken in, and why."""

    name: str
    code: str
    detail: str


class Problem(BaseModel):
    """Why something was not done (RFC 9457); `code` is stable, `detail` in the visitor's language."""

    type: str
    title: str
    status: int
    code: str = Field(default="", description="missing where no refusal of ours is meant, such as 404 for a wrong path")
    detail: str = ""
    fields: dict[str, str] = Field(default={}, description="a sentence for each field of a form that was wrong")
    files: list[FileProblem] = []


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of all routes with its examples, made once."""
    if app.openapi_schema is None:
        told = get_openapi(
            title=app.title,
            version=app.version,
            summary="The verbs of Một Cửa for other programs; every refusal is problem JSON.",
            routes=app.routes,
            tags=[{"name": name, "description": said} for name, said in TAGS.items()],
            servers=[{"url": "/api"}],
        )
        _refusals(told)
        app.openapi_schema = told
    return app.openapi_schema


def _refusals(told: dict[str, Any]) -> None:
    components = told.setdefault("components", {})
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = components.setdefault("schemas", {})
    schemas |= schema.pop("$defs", {}) | {"Problem": {**schema, "examples": [_EXAMPLE]}}
    for name, example in EXAMPLES.items():
        schemas[name]["examples"] = [example]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Refused{status}": {"description": said, "content": content} for status, said in REFUSED.items()
    }
    for acts in told["paths"].values():
        for act in acts.values():
            refused = {str(status): {"$ref": f"#/components/responses/Refused{status}"} for status in REFUSED}
            act["responses"] = {**act["responses"], **refused}
