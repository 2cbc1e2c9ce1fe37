"""The public page /tra-cuu: with the receipt in hand anybody may see how a dossier stands, and nothing personal."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from processes import database, statuses
from processes.settings import settings
from tasks import viewing
from tasks.viewing import PublicView
from ui import locale
from ui.limits import Limit
from ui.locale import t
from ui.refusals import TooManyQuestions
from ui.templates import page

ADDRESS = "/tra-cuu"
_limit = Limit(lambda: settings().lookup.per_minute, TooManyQuestions)


async def show(request: Request) -> Response:
    """The empty page, or the dossier whose key the receipt's QR code carries."""
    key = _plain(request.query_params.get("k"))
    if not key:
        return _page(request)
    return await _answered(request, key=key)


async def look_up(request: Request) -> Response:
    """The dossier with this code, for who knows the last digits of its phone number."""
    async with request.form(max_files=0, max_fields=10, max_part_size=1024) as form:
        code, digits = _plain(form.get("code")), _plain(form.get("digits"))
    return await _answered(request, code=code, digits=digits)


def _plain(value: object) -> str:
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


async def _answered(request: Request, *, key: str = "", code: str = "", digits: str = "") -> Response:
    try:
        _limit.count(request.client.host if request.client else "", database.now())
    except TooManyQuestions as refusal:
        response = _page(request, code=code, sentence=locale.say(refusal), status=refusal.status)
        response.headers["retry-after"] = "60"
        return response
    found = await run_in_threadpool(_find, key, code, digits)
    if found is not None:
        return _page(request, found=found)
    sentence = t("Không tìm thấy hồ sơ. Hãy kiểm tra mã hồ sơ và 4 số cuối điện thoại trên Giấy tiếp nhận.")
    return _page(request, code=code, sentence=sentence, status=404)


def _find(key: str, code: str, digits: str) -> PublicView | None:
    with database.snapshot() as snapshot:
        if key:
            return viewing.public_by_key(snapshot, key)
        return viewing.public_by_code(snapshot, code, digits)


def _page(
    request: Request, *, found: PublicView | None = None, code: str = "", sentence: str = "", status: int = 200
) -> Response:
    facts = {"found": found, "code": code, "sentence": sentence, "names": statuses.NAMES}
    response = page(request, "lookup.html", status=status, **facts)
    response.headers["x-robots-tag"] = "noindex"
    return response


routes = [
    Route(ADDRESS, show, methods=["GET"]),
    Route(ADDRESS, look_up, methods=["POST"]),
]
