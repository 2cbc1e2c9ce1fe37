"""Printed papers as the API hands them out: shown in the browser, kept nowhere."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response

from ui.widgets.assets import ASSETS

FONTS = ASSETS / "letter-fonts"
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


def printed(pdf: bytes, name: str) -> Response:
    """A PDF under a name."""
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "private, no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
