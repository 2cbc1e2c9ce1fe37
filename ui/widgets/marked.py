"""A directive's text with marks: what each suggested mandate was read from, with its number, units and dates."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

import streamlit as st

from tasks.directives.reading import Reading
from ui.locale import t


class _Mark(NamedTuple):
    """A stretch of the text that a suggestion comes from; `number` is told where its task begins."""

    start: int
    end: int
    look: str
    number: int


def draw(found: Reading) -> None:
    """Draws the text; marks are told by shape and by number, not by colour alone."""
    legend = (
        f'<mark class="unit">{escape(t("đơn vị"))}</mark> <mark class="task">{escape(t("nhiệm vụ"))}</mark> '
        f'<mark class="date">{escape(t("hạn, kỳ báo cáo"))}</mark>'
    )
    said = escape(t("Văn bản, có đánh dấu chỗ đã đọc"))
    st.html(
        f'<section class="mc-marked" tabindex="0" aria-label="{said}"><p class="legend">{legend}</p>'
        f'<div class="text">{"".join(_parts(found))}</div></section>'
    )


def _parts(found: Reading) -> Iterator[str]:
    marks, at = _marks(found), 0
    for start, end, look, number in marks:
        yield escape(found.text[at:start])
        sup = f"<sup>{number}</sup>" if number else ""
        yield f'{sup}<mark class="{look}">{escape(found.text[start:end])}</mark>'
        at = end
    yield escape(found.text[at:])


def _marks(found: Reading) -> list[_Mark]:
    """The marks in the order of the text, none inside another: a task is cut where a unit or date of it stands."""
    inner = {(unit.start, unit.end): "unit" for one in found.suggestions for unit in (*one.units, *one.partners)}
    for one in found.suggestions:
        inner |= {(said.start, said.end): "date" for said in one.dates}
        if one.repeated is not None:
            inner[one.repeated.start, one.repeated.end] = "date"
    marks: list[_Mark] = []
    places = sorted(inner)
    for number, one in enumerate(found.suggestions, 1):
        at, told = one.start, number
        for start, end in places:
            if one.start <= start and end <= one.end and start >= at:
                if at < start:
                    marks.append(_Mark(at, start, "task", told))
                    told = 0
                marks.append(_Mark(start, end, inner[start, end], told))
                at, told = end, 0
        if at < one.end:
            marks.append(_Mark(at, one.end, "task", told))
    inside = {(mark.start, mark.end) for mark in marks}
    marks += [_Mark(start, end, look, 0) for (start, end), look in inner.items() if (start, end) not in inside]
    return _apart(sorted(marks))


def _apart(marks: list[_Mark]) -> list[_Mark]:
    kept: list[_Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
