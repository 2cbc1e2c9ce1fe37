"""The fields of a form as widgets, a function a kind: each draws its field and gives what is filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Literal, TypeVar

import streamlit as st

from bpmn.forms import MOST_ROWS, Field, Kind
from processes.drafts import Typed
from processes.settings import settings
from ui.locale import t
from ui.widgets.longtext import Place, longtext, text_of
from ui.widgets.text import lines, literal
from ui.widgets.upload import Uploaded, upload

Mode = Literal["rerun", "ignore"]
OWN_WORDS: frozenset[Kind] = frozenset({"textarea"})  # these say themselves what is wrong with them
_PAUSE = "700ms"
_MINUTE = timedelta(minutes=1)
_MOST_BOXES = 8
_YEARS = (1900, 2200)
Day = TypeVar("Day", date, time, datetime)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a field is drawn: its widget's key, what it begins with, how it is heard, and what is wrong with it.

    `place` is where the server keeps what is typed; a slot without one is heard when a button is pressed.
    """

    key: str
    typed: Typed
    mode: Mode = "ignore"
    wrong: str = ""
    place: Place | None = None

    @property
    def value(self) -> object:
        """What the field begins with."""
        return self.typed.value


def draw(field: Field, slot: Slot) -> object:
    """Draws the field and gives what is filled in."""
    return _DRAWN[field.kind](field, slot)


def say_below(wrong: str, hint: str = "") -> None:
    """What is wrong with the field above, else what is good to know about it."""
    if wrong:
        st.html(f'<p class="mc-wrong" role="alert">{lines(t(wrong))}</p>')
    elif hint:
        st.html(f'<p class="mc-hint">{lines(hint)}</p>')


def label(text: str, required: bool) -> str:
    """The label of a field, with the mark of what must be filled in."""
    return f"{literal(text)} :red[\\*]" if required else literal(text)


def _text(field: Field, slot: Slot) -> object:
    return st.text_input(
        label(field.label, field.required),
        value=_written(slot.value),
        max_chars=field.max_length,
        key=slot.key,
        on_change=slot.mode,
        live=_PAUSE if slot.mode == "rerun" else False,
        persist_state="session",
    )


def _textarea(field: Field, slot: Slot) -> object:
    return longtext(
        field.label,
        key=slot.key,
        typed=Typed(_written(slot.value), slot.typed.mark),
        place=slot.place,
        required=field.required,
        max_length=field.max_length,
        hint=field.description,
        wrong=t(slot.wrong) if slot.wrong else "",
    )


def _written(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(field: Field, slot: Slot) -> object:
    value = slot.value
    is_whole = field.decimals == 0
    kind = int if is_whole else float
    return st.number_input(
        label(field.label, field.required),
        min_value=None if field.minimum is None else kind(field.minimum),
        max_value=None if field.maximum is None else kind(field.maximum),
        value=kind(value) if isinstance(value, int | float) and not isinstance(value, bool) else None,
        step=1 if is_whole else None,
        key=slot.key,
        on_change=slot.mode,
        persist_state="session",
    )


def _date(field: Field, slot: Slot) -> object:
    given = st.date_input(
        label(field.label, field.required),
        value=_read(date.fromisoformat, slot.value),
        min_value=date(_YEARS[0], 1, 1),
        max_value=date(_YEARS[1], 12, 31),
        format="DD/MM/YYYY",
        key=slot.key,
        on_change=slot.mode,
        persist_state="session",
    )
    return told(given)


def _time(field: Field, slot: Slot) -> object:
    given = st.time_input(
        label(field.label, field.required),
        value=_read(time.fromisoformat, slot.value),
        key=slot.key,
        on_change=slot.mode,
        step=_MINUTE,
        persist_state="session",
    )
    return told(given)


def _moment(field: Field, slot: Slot) -> object:
    given = st.datetime_input(
        label(field.label, field.required),
        value=_read(datetime.fromisoformat, slot.value),
        min_value=date(_YEARS[0], 1, 1),
        max_value=date(_YEARS[1], 12, 31),
        format="DD/MM/YYYY",
        key=slot.key,
        on_change=slot.mode,
        step=_MINUTE,
        persist_state="session",
    )
    return told(given)


def told(given: object) -> object:
    """What a widget holds, as an answer tells it."""
    match given:
        case datetime():
            return f"{given:%Y-%m-%dT%H:%M}"
        case date():
            return given.isoformat()
        case time():
            return f"{given:%H:%M}"
        case _:
            return given


def held(field: Field, key: str, known: object) -> object:
    """What the widget under this key holds, before it is drawn; `known` is what it begins with."""
    if field.kind == "checklist" and len(field.options) <= _MOST_BOXES:
        boxes = {one.value: st.session_state.get(f"{key}_{number}") for number, one in enumerate(field.options)}
        chosen = known if isinstance(known, list) else []
        return [value for value, ticked in boxes.items() if (value in chosen if ticked is None else ticked)]
    if field.kind == "textarea":
        text = text_of(key)
        return known if text is None else text
    if field.kind == "table":
        rows: list[int] | None = st.session_state.get(f"{key}_rows")
        return known if rows is None else [_cells(field, key, row) for row in rows]
    if field.kind == "file":
        files: list[Uploaded] | None = st.session_state.get(f"{key}_kept")
        return known if files is None else [{"id": file.id, "name": file.name} for file in files]
    return told(st.session_state[key]) if key in st.session_state else known


def _cells(field: Field, key: str, row: int) -> dict[str, object]:
    return {column.key: told(st.session_state.get(f"{key}_{row}_{column.key}")) for column in field.columns}


def _read(reader: Callable[[str], Day], value: object) -> Day | None:
    return reader(value) if isinstance(value, str) and value else None


def _choices(field: Field) -> dict[str, str]:
    return {option.value: option.label for option in field.options}


def _index(options: Sequence[str], value: object) -> int | None:
    return options.index(value) if isinstance(value, str) and value in options else None


def _select(field: Field, slot: Slot) -> object:
    names = _choices(field)
    return st.selectbox(
        label(field.label, field.required),
        list(names),
        index=_index(list(names), slot.value),
        format_func=names.__getitem__,
        placeholder=t("Chọn"),
        key=slot.key,
        on_change=slot.mode,
        persist_state="session",
    )


def _radio(field: Field, slot: Slot) -> object:
    names = _choices(field)
    return st.radio(
        label(field.label, field.required),
        list(names),
        index=_index(list(names), slot.value),
        format_func=lambda one: literal(names[one]),
        horizontal=True,
        key=slot.key,
        on_change=slot.mode,
        persist_state="session",
    )


def _checklist(field: Field, slot: Slot) -> object:
    names = _choices(field)
    chosen = [one for one in slot.value if one in names] if isinstance(slot.value, list) else []
    if len(names) > _MOST_BOXES:
        return st.multiselect(
            label(field.label, field.required),
            list(names),
            default=chosen,
            format_func=names.__getitem__,
            placeholder=t("Chọn"),
            key=slot.key,
            on_change=slot.mode,
            persist_state="session",
        )
    heading(field)
    ticked = {
        value: st.checkbox(
            literal(name),
            value=value in chosen,
            key=f"{slot.key}_{number}",
            on_change=slot.mode,
            persist_state="session",
        )
        for number, (value, name) in enumerate(names.items())
    }
    return [value for value, is_ticked in ticked.items() if is_ticked]


def heading(field: Field) -> None:
    """The label of a field that is made of several widgets."""
    mark = ' <span class="needed">*</span>' if field.required else ""
    st.html(f'<p class="mc-label">{escape(field.label)}{mark}</p>')


def _checkbox(field: Field, slot: Slot) -> object:
    return st.checkbox(
        label(field.label, field.required),
        value=slot.value is True,
        key=slot.key,
        on_change=slot.mode,
        persist_state="session",
    )


def _file(field: Field, slot: Slot) -> object:
    key, value = slot.key, slot.value
    kept: list[Uploaded] | None = st.session_state.get(f"{key}_kept")
    rules = settings().uploads
    endings = [part.strip() for part in field.accept.split(",") if part.strip()]
    found = upload(
        field.label,
        key=key,
        accept=endings or [f".{kind}" for kind in rules.types],
        multiple=field.multiple,
        max_mb=rules.max_mb,
        required=field.required,
        files=kept if kept is not None else _stored(value),
    )
    # a widget that is not drawn is forgotten: the files must outlive a look at other work
    st.session_state[f"{key}_kept"] = found
    return [{"id": file.id, "name": file.name} for file in found]


def _stored(value: object) -> list[Uploaded]:
    if not isinstance(value, list):
        return []
    return [
        Uploaded(file["id"], str(file.get("name", "")), 0, "")
        for file in value
        if isinstance(file, dict) and "id" in file
    ]


def _table(field: Field, slot: Slot) -> object:
    start = [row for row in slot.value if isinstance(row, dict)] if isinstance(slot.value, list) else []
    kept = f"{slot.key}_rows"
    rows: list[int] = st.session_state.setdefault(kept, list(range(max(len(start), 1))))
    heading(field)
    given: list[dict[str, object]] = []
    for number, row in enumerate(rows, 1):
        known = start[row] if row < len(start) else {}
        with st.container(key=f"row_{slot.key}_{row}", gap="small"):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.html(f'<span class="mc-quiet">{escape(t("Dòng {number}", number=number))}</span>', width="content")
                st.button(
                    t("Bỏ dòng {number}", number=number),
                    icon=":material/close:",
                    type="tertiary",
                    key=f"{slot.key}_drop_{row}",
                    on_click=_keep_rows,
                    args=(kept, [one for one in rows if one != row]),
                )
            given.append(_row(field, slot, row, known))
    if len(rows) < MOST_ROWS:
        more = [*rows, max([*rows, len(start) - 1]) + 1]
        st.button(
            t("Thêm dòng"),
            icon=":material/add:",
            key=f"{slot.key}_add",
            on_click=_keep_rows,
            args=(kept, more),
        )
    return given


def _keep_rows(key: str, rows: list[int]) -> None:
    st.session_state[key] = rows


def _row(field: Field, slot: Slot, row: int, known: Mapping[str, object]) -> dict[str, object]:
    """The cells of a row: side by side, below each other on a phone."""
    cells: dict[str, object] = {}
    for column, place in zip(field.columns, st.columns(len(field.columns)), strict=True):
        with place:
            typed = Typed(known.get(column.key, column.default), slot.typed.mark)
            cells[column.key] = draw(column, Slot(f"{slot.key}_{row}_{column.key}", typed, slot.mode))
    return cells


_DRAWN: dict[Kind, Callable[[Field, Slot], object]] = {
    "text": _text,
    "textarea": _textarea,
    "number": _number,
    "date": _date,
    "time": _time,
    "moment": _moment,
    "select": _select,
    "radio": _radio,
    "checklist": _checklist,
    "checkbox": _checkbox,
    "table": _table,
    "file": _file,
}
