"""The site as one ASGI application and one process: sign-in, API, the public page, assets and Streamlit."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bpmn.refusals import Refusal
from processes import database, organisation
from ui import api, locale, metrics, oidc, public, sign_in, templates, theme
from ui.answers import SESSION_OVER, Rules, Shell
from ui.gate import Gate
from ui.locale import t
from ui.metrics import Stopwatch
from ui.templates import page
from ui.widgets.assets import ASSETS

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).parent / "shell" / "app.py"
_HASHED = re.compile(r"-[A-Z0-9]{8}\.(js|css)$")
_YEAR, _MONTH, _HOUR = 31_536_000, 2_592_000, 3_600
_DATABASE_SECONDS = 3
_COLLECT_SECONDS = 45
_GRACEFUL_SECONDS = 2
# what would be imported only when the first officer of the day opens a page
_WARM = (
    *("pandas", "pyarrow.pandas_compat", "altair", "PIL.Image", "streamlit.elements.arrow"),
    *("streamlit.emojis", "holidays.countries.vietnam", "ui.visitor", "ui.widgets.batch", "ui.widgets.workbench"),
)


def application(script: Path = SCRIPT) -> st.App:
    """The whole site; Streamlit allows one in a process."""
    theme.remember()
    return st.App(
        script,
        routes=routes(),
        middleware=middleware(),
        lifespan=_lifespan,
        exception_handlers=EXCEPTIONS,
    )


def routes() -> list[BaseRoute]:
    """Every address of the site that is not Streamlit's own."""
    return [
        Route("/health", health, methods=["GET"]),
        Route(SESSION_OVER, session_over, methods=["GET"]),
        *sign_in.routes,
        *oidc.routes,
        *public.routes,
        *metrics.routes,
        _every_name_below(Mount("/api", api.application())),
        Mount("/assets", Assets(directory=ASSETS)),
    ]


def _every_name_below(mounted: Mount) -> Mount:
    """What lies below, also where a name holds a line break: it is refused there, and not taken for a page."""
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    return mounted


def middleware() -> Sequence[Middleware]:
    """What stands around every route, the outermost first."""
    return [Middleware(Stopwatch), Middleware(Rules), Middleware(Gate), Middleware(Shell)]


async def health(_request: Request) -> Response:
    """Whether the site can work: 200, or 503 when the record cannot be reached."""
    asked = asyncio.wait_for(run_in_threadpool(_ask_database), _DATABASE_SECONDS)
    (answer,) = await asyncio.gather(asked, return_exceptions=True)
    reachable = not isinstance(answer, BaseException)
    if not reachable:
        log.error("health.failed", exc_info=answer)
    body = {"ok": reachable, "database": "reachable" if reachable else "unreachable"}
    return JSONResponse(body, 200 if reachable else 503, {"cache-control": "no-store"})


def _ask_database() -> int:
    with database.snapshot() as snapshot:
        return organisation.revision(snapshot)


async def session_over(_request: Request) -> Response:
    """The script by which a page whose session has ended finds the sign-in page."""
    return FileResponse(templates.SESSION_OVER, headers={"cache-control": "no-cache"})


class Assets(StaticFiles):
    """The built front end: what has its hash in its name is kept for good, fonts for long, the rest for an hour."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        if response.status_code in (200, 206, 304):
            response.headers["cache-control"] = _kept(path)
        return response


def _kept(path: str) -> str:
    if _HASHED.search(path):
        return f"public, max-age={_YEAR}, immutable"
    return f"public, max-age={_MONTH if path.endswith('.woff2') else _HOUR}"


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    facts = {"heading": t("Chưa thực hiện được"), "sentence": locale.say(refusal)}
    return page(request, "refused.html", status=refusal.status, **facts)


async def _failed(request: Request, _bug: Exception) -> Response:
    sentence = t("Hệ thống gặp lỗi ngoài dự kiến và đã ghi lại. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị viên.")
    return page(request, "refused.html", status=500, heading=t("Có lỗi xảy ra"), sentence=sentence)


EXCEPTIONS = {Refusal: _refused, Exception: _failed}


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncGenerator[None]:
    await run_in_threadpool(warm_up)
    collecting = asyncio.create_task(_collect())
    yield
    collecting.cancel()
    with suppress(asyncio.CancelledError):
        await collecting


def warm_up() -> None:
    """Loads what the first officer of the day would else wait for."""
    for name in _WARM:
        import_module(name)
    # what is loaded by now stays: a collection need not walk through it again
    gc.collect()
    gc.freeze()


async def _collect() -> None:
    """Streamlit collects after every run of every officer; here it is done for all of them in the background."""
    while True:
        await asyncio.sleep(_COLLECT_SECONDS)
        await run_in_threadpool(gc.collect)


def serve(host: str, port: int, *, script: Path = SCRIPT) -> None:
    """Runs the site until SIGINT or SIGTERM; what is still being answered then gets two seconds."""
    config = uvicorn.Config(
        application(script),
        host=host,
        port=port,
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACEFUL_SECONDS,
    )
    # Streamlit switches it on again; a log of addresses would hold the keys of receipts
    logging.getLogger("uvicorn.access").disabled = True
    uvicorn.Server(config).run()
