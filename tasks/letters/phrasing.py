"""A letter as its release words it, its places filled: paragraphs of words that the page sets as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpmn import letters
from bpmn.letters import Kind, Paragraph

Values = Mapping[str, str | Sequence[str]]


def filled(source: str, kind: Kind, values: Values) -> list[dict[str, object]]:
    """The paragraphs for the page: `runs` with `text` and `bold`, or the `items` of a list.

    A place that this letter has no value for is a dash. What values say is never read again. Refuses: NotReadable.
    """
    return [_paragraph(one, values) for one in letters.wording(kind, source.encode()).paragraphs]


def _paragraph(paragraph: Paragraph, values: Values) -> dict[str, object]:
    if paragraph.listed:
        held = values.get(paragraph.listed, ())
        return {"items": [held] if isinstance(held, str) else list(held)}
    runs = [
        {"text": _told(values.get(one.text)) if one.is_place else one.text, "bold": one.is_bold}
        for one in paragraph.runs
    ]
    return {"runs": runs}


def _told(value: str | Sequence[str] | None) -> str:
    if not value:
        return "–"
    return value if isinstance(value, str) else "; ".join(one.rstrip(".;") for one in value)
