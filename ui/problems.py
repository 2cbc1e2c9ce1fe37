"""A refusal as another program gets it: problem JSON (RFC 9457) with the sentence in the visitor's language."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse

from bpmn.forms import WrongValues
from bpmn.refusals import Refusal
from ui import locale
from ui.refusals import FilesRefused

MEDIA_TYPE = "application/problem+json"


def problem(refusal: Refusal) -> JSONResponse:
    """The answer that carries a refusal: its status and code, and a sentence for each field or file that was wrong."""
    body: dict[str, object] = {
        "type": f"urn:motcua:refusal:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": locale.say(refusal),
    }
    if isinstance(refusal, WrongValues):
        body["fields"] = refusal.fields
    if isinstance(refusal, FilesRefused):
        body["files"] = [{"name": name, "code": why.code, "detail": locale.say(why)} for name, why in refusal.refused]
    return JSONResponse(body, refusal.status, {"cache-control": "no-store"}, MEDIA_TYPE)
