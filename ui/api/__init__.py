"""The API under /api: what the widgets of our own pages and other programs ask for, as JSON.

The description is at /api/openapi.json; there is no page that draws it, because that page would be fetched from
another site. Every refusal is problem JSON with its code and its sentence.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from bpmn.refusals import Refusal
from ui.answers import TITLE
from ui.api import (
    alerts,
    assignment,
    batches,
    blocks,
    bundles,
    calendars,
    catalogue,
    cohorts,
    consignments,
    dealings,
    delegations,
    deliveries,
    designs,
    desk,
    directives,
    dossiers,
    drafts,
    event_logs,
    files,
    following,
    handoffs,
    intake,
    ladders,
    letters,
    matters,
    me,
    notices,
    openings,
    operations,
    oversight,
    partners,
    questions,
    reception,
    registers,
    registrations,
    repairs,
    reports,
    staff,
    statuses,
    substitutions,
    tasks,
    views,
)
from ui.api.description import describe
from ui.problems import MEDIA_TYPE, problem
from ui.refusals import WrongRequest

WORK = (assignment, tasks, oversight, desk, delegations, drafts, batches, views)
DOSSIERS = (reception, dossiers, openings, following, dealings, letters, registrations, matters, directives)
KEPT = (registers, reports, files)
PAPERS = (consignments, bundles, questions, handoffs)
OFFICE = (me, notices, alerts, calendars, ladders, staff, substitutions, operations, repairs)
STUDIO = (designs, blocks, catalogue, cohorts, event_logs)
SYSTEMS = (intake, statuses, deliveries, partners)
PARTS = (*WORK, *DOSSIERS, *KEPT, *PAPERS, *OFFICE, *STUDIO, *SYSTEMS)


def application() -> FastAPI:
    """The API as an application of its own, to be mounted behind the gate."""
    app = FastAPI(
        title=TITLE,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: f"{route.tags[0]}.{route.name}",
        exception_handlers={
            Refusal: _refused,
            RequestValidationError: _misunderstood,
            HTTPException: _plain,
            Exception: _failed,
        },
    )
    for part in PARTS:
        app.include_router(part.router)
    app.openapi = lambda: describe(app)
    return app


async def _refused(_request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return problem(refusal)


async def _misunderstood(_request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, RequestValidationError)
    told = [f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors()]
    return problem(WrongRequest(what="; ".join(told)))


async def _plain(_request: Request, answer: Exception) -> Response:
    assert isinstance(answer, HTTPException)
    return _without_refusal(answer.status_code, answer.headers)


async def _failed(_request: Request, _bug: Exception) -> Response:
    return _without_refusal(500)


def _without_refusal(status: int, headers: object = None) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(body, status, dict(headers) if isinstance(headers, dict) else None, MEDIA_TYPE)
