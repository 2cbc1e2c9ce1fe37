"""The code on a letter that leads to the public page of its dossier."""

from __future__ import annotations

from io import BytesIO

import segno


def qr(url: str) -> str:
    """The QR code as SVG: level M survives a stamp's edge or a fold across it."""
    svg = BytesIO()
    segno.make(url, error="m", micro=False).save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue().decode()
