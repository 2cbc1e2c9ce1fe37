"""A plain table: headings, rows of ready HTML cells, and what it is called for whoever hears it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(label: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as HTML; cells are HTML already, headings and label are not."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<table class="mc-table mc-listed" aria-label="{escape(label)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
