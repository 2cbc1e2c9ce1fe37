"""The pages we write ourselves, without Streamlit: signing in, the own sessions, the public page, errors."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ui import form_token, locale
from ui.answers import PAGES, TITLE

SESSION_OVER = Path(__file__).with_name("session_over.js")


def page(request: Request, template: str, *, status: int = 200, **facts: object) -> HTMLResponse:
    """A page in the visitor's language, with the token its forms need; it is kept by no cache.

    The fact `here` says where the page is found when it was not asked for under its own address.
    """
    token = form_token.of(request.cookies)
    given = token or form_token.fresh()
    html = (
        _templates()
        .get_template(template)
        .render(
            title=TITLE,
            language=locale.language(),
            translations=_translations(request, str(facts.get("here", ""))),
            token=given,
            **facts,
        )
    )
    response = HTMLResponse(html, status, {"cache-control": "no-store", "content-security-policy": PAGES})
    if token is None:
        form_token.give(response, given, request)
    return response


def _translations(request: Request, here: str) -> list[tuple[str, str, str]]:
    """The same page in the other languages: code, name, address."""
    others = [(code, name) for code, name in locale.LANGUAGES.items() if code != locale.language()]
    address = request.url if here in ("", request.url.path) else request.url.replace(path=here, query="")
    return [(code, name, f"{address.path}?{address.include_query_params(lang=code).query}") for code, name in others]


@cache
def _templates() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals["t"] = locale.t  # pyright: ignore[reportArgumentType] - its own globals are all it knows
    jinja.filters["when"] = locale.when
    return jinja
