"""Printed papers as the API hands them out: shown in the browser, kept nowhere."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response

from ui.widgets.assets import FONTS

__all__ = ["FONTS", "PDF", "WORKBOOK", "XLSX", "printed"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}}
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


def printed(pdf: bytes, name: str) -> Response:
    """A PDF under a name."""
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "private, no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


def saved(workbook: bytes, name: str) -> Response:
    """A workbook under a name, to be saved."""
    headers = {"content-disposition": f'attachment; filename="{name}.xlsx"', "cache-control": "private, no-store"}
    return Response(workbook, media_type=XLSX, headers=headers)
