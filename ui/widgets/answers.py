"""What officers have filled in at the steps of a dossier, in the words of the forms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

import streamlit as st

from bpmn.forms import Field
from processes.history import Recorded
from tasks.viewing import DossierView
from ui.locale import t
from ui.widgets import requests
from ui.widgets.text import lines

ANSWERED = "task.completed"
_RECENT = 2


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as HTML, under the label of its field."""

    label: str
    html: str


def of(view: DossierView, row: Recorded) -> list[Said]:
    """What was filled in at a step; fields left empty are not told."""
    return [
        Said(field.label, shown(field, row.data[field.key]))
        for field in _fields(view, row)
        if row.data.get(field.key) not in (None, "", [])
    ]


def _fields(view: DossierView, row: Recorded) -> list[Field]:
    release = view.published.release
    form = release.model.task(row.element).form if row.element else None
    return [field for field in release.forms[form].fields if field.kind != "note"] if form else []


def shown(field: Field, value: object) -> str:
    """One answer as HTML, in the words of its field."""
    match value:
        case bool():
            return escape(t("Có") if value else t("Không"))
        case list() if field.kind == "table":
            return _rows(field, [row for row in value if isinstance(row, dict)])
        case list() if field.kind == "checklist":
            return escape("; ".join(option.label for option in field.options if option.value in value))
        case list():
            return "<br>".join(file_link(file) for file in value if isinstance(file, dict))
        case str() if field.kind == "date":
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        case str() if field.kind == "moment":
            return f"{datetime.fromisoformat(value):%H:%M %d/%m/%Y}"
        case str() if field.options:
            return escape(next((option.label for option in field.options if option.value == value), value))
        case _:
            return lines(f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value))


def _rows(field: Field, rows: Iterable[Mapping[str, object]]) -> str:
    """A line for each row: a history is too narrow for columns."""
    return f'<ol class="mc-rows">{"".join(f"<li>{_row(field, row)}</li>" for row in rows)}</ol>'


def _row(field: Field, row: Mapping[str, object]) -> str:
    first, *rest = [(column, row[column.key]) for column in field.columns if row.get(column.key) is not None]
    return "; ".join([shown(*first), *(f"{escape(column.label)}: {shown(column, value)}" for column, value in rest)])


def file_link(file: Mapping[str, object]) -> str:
    """A stored file, to be opened beside the page."""
    name = escape(str(file.get("name") or t("Tệp đính kèm")))
    return f'<a class="mc-file" href="/api/files/{file.get("id")}" target="_blank">{name}</a>'


def listed(said: list[Said]) -> str:
    """Answers as an HTML list of labels and values."""
    return "".join(f"<div><dt>{escape(one.label)}</dt><dd>{one.html}</dd></div>" for one in said)


def draw_earlier(view: DossierView, *, but: Collection[str] = ()) -> None:
    """What the steps before have said, the last answer of each: what a signer decides on; `but` these tasks' refs."""
    last = {row.element: row for row in view.history if row.kind == ANSWERED and row.ref not in but}
    told = [(row, said) for row in last.values() if (said := of(view, row))]
    if not told:
        return
    blocks = [_block(view, row, said) for row, said in sorted(told, key=lambda one: one[0].position)]
    older, recent = "".join(blocks[:-_RECENT]), "".join(blocks[-_RECENT:])
    folded = f"<details><summary>{escape(t('Các bước trước nữa'))}</summary>{older}</details>" if older else ""
    label = escape(t("Kết quả các bước trước"))
    st.html(f'<section class="mc-earlier" aria-label="{label}">{folded}{recent}</section>')


def _block(view: DossierView, row: Recorded, said: list[Said]) -> str:
    step = view.published.release.model.elements[row.element or ""].name
    who = ", ".join(filter(None, [view.directory.name(row.officer_id), requests.for_whom(view, row)]))
    return f"<h4>{escape(step)}<span>{escape(who)}</span></h4><dl>{listed(said)}</dl>"
