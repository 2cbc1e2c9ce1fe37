"""A step's form, drawn from its form-js JSON as native widgets; what was refused is said at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

import streamlit as st

from bpmn.forms import Field, Form, WrongValues
from processes.settings import settings
from ui.locale import t
from ui.widgets.text import lines, literal
from ui.widgets.upload import Uploaded, say_unsent, unsent, upload

Values = Mapping[str, object]
Mode = Literal["rerun", "ignore"]
_SHORT = frozenset({"number", "date"})
_SHORT_TEXT = 60


def draw(form: Form, *, key: str, values: Values, wrong: Mapping[str, str]) -> dict[str, object]:
    """Draws the form and returns what is filled in, ready to be checked.

    `values` are there from the beginning, `wrong` holds a sentence for each key that was refused. What is typed
    stays under the same `key` while the officer looks at other work.
    """
    given: dict[str, object] = {}
    with st.container(key=f"form_{key}"):
        for row in _rows(form.fields):
            places = st.columns(2) if _is_short(row[0]) else [st.container()]
            for field, place in zip(row, places, strict=False):
                with place:
                    if field.kind == "note":
                        st.markdown(field.label)
                    else:
                        given[field.key] = _one(field, f"{key}_{field.key}", values, wrong.get(field.key, ""))
    return given


def _rows(fields: Sequence[Field]) -> Iterator[tuple[Field, ...]]:
    """Two short fields that follow each other share a line."""
    waiting: Field | None = None
    for field in fields:
        if waiting is not None and _is_short(field):
            yield waiting, field
            waiting = None
            continue
        if waiting is not None:
            yield (waiting,)
        waiting = field if _is_short(field) else None
        if waiting is None:
            yield (field,)
    if waiting is not None:
        yield (waiting,)


def _is_short(field: Field) -> bool:
    return field.kind in _SHORT or (field.kind == "text" and (field.max_length or _SHORT_TEXT + 1) <= _SHORT_TEXT)


def require_sent(form: Form, *, key: str) -> None:
    """Every file that was chosen is in the record. Refuses: WrongValues."""
    found = {field.key: say_unsent(unsent(f"{key}_{field.key}")) for field in form.fields if field.kind == "file"}
    wrong = {name: sentence for name, sentence in found.items() if sentence}
    if wrong:
        raise WrongValues(wrong, {field.key: field.label for field in form.fields})


def remember_refused(key: str, wrong: Mapping[str, str]) -> None:
    """Keeps what was filled in when the form was refused, to see when it is put right."""
    st.session_state[f"{key}_refused"] = {name: st.session_state.get(f"{key}_{name}") for name in wrong}


def still_wrong(key: str, wrong: Mapping[str, str]) -> dict[str, str]:
    """What is wrong and has not been touched since."""
    refused: dict[str, object] = st.session_state.get(f"{key}_refused", {})
    return {
        name: sentence
        for name, sentence in wrong.items()
        if name not in refused or st.session_state.get(f"{key}_{name}") == refused[name]
    }


def _one(field: Field, key: str, values: Values, wrong: str) -> object:
    # a field that was refused is heard at once, so that its sentence goes when it is put right
    mode: Mode = "rerun" if wrong else "ignore"
    value = values.get(field.key, field.default)
    if field.kind == "file":
        # a field that is put elsewhere on the page calls off what it is sending
        with st.container(key=f"field_{key}", gap=None):
            given = _file(field, key, value, mode)
            with st.container(key=f"{'wrong' if wrong else 'hint'}_{key}", gap=None):
                say_below(wrong, field.description)
        return given
    with st.container(key=f"{'wrong' if wrong else 'field'}_{key}", gap=None):
        given = _DRAWN[field.kind](field, key, value, mode)
        say_below(wrong, field.description)
    return given


def say_below(wrong: str, hint: str = "") -> None:
    """What is wrong with the field above, else what is good to know about it."""
    if wrong:
        st.html(f'<p class="mc-wrong" role="alert">{lines(t(wrong))}</p>')
    elif hint:
        st.html(f'<p class="mc-hint">{lines(hint)}</p>')


def label(text: str, required: bool) -> str:
    """The label of a field, with the mark of what must be filled in."""
    return f"{literal(text)} :red[\\*]" if required else literal(text)


def _text(field: Field, key: str, value: object, mode: Mode) -> object:
    return st.text_input(
        label(field.label, field.required),
        value=_written(value),
        max_chars=field.max_length,
        key=key,
        on_change=mode,
        persist_state="session",
    )


def _textarea(field: Field, key: str, value: object, mode: Mode) -> object:
    return st.text_area(
        label(field.label, field.required),
        value=_written(value),
        height=96,
        key=key,
        on_change=mode,
        persist_state="session",
    )


def _written(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(field: Field, key: str, value: object, mode: Mode) -> object:
    is_whole = field.decimals == 0
    kind = int if is_whole else float
    return st.number_input(
        label(field.label, field.required),
        min_value=None if field.minimum is None else kind(field.minimum),
        max_value=None if field.maximum is None else kind(field.maximum),
        value=kind(value) if isinstance(value, int | float) and not isinstance(value, bool) else None,
        step=1 if is_whole else None,
        key=key,
        on_change=mode,
        persist_state="session",
    )


def _date(field: Field, key: str, value: object, mode: Mode) -> object:
    given = st.date_input(
        label(field.label, field.required),
        value=date.fromisoformat(value) if isinstance(value, str) and value else None,
        min_value=date(1900, 1, 1),
        max_value=date(2200, 12, 31),
        format="DD/MM/YYYY",
        key=key,
        on_change=mode,
        persist_state="session",
    )
    return given.isoformat() if isinstance(given, date) else None


def _choices(field: Field) -> dict[str, str]:
    return {option.value: option.label for option in field.options}


def _index(options: Sequence[str], value: object) -> int | None:
    return options.index(value) if isinstance(value, str) and value in options else None


def _select(field: Field, key: str, value: object, mode: Mode) -> object:
    names = _choices(field)
    return st.selectbox(
        label(field.label, field.required),
        list(names),
        index=_index(list(names), value),
        format_func=names.__getitem__,
        placeholder=t("Chọn"),
        key=key,
        on_change=mode,
        persist_state="session",
    )


def _radio(field: Field, key: str, value: object, mode: Mode) -> object:
    names = _choices(field)
    return st.radio(
        label(field.label, field.required),
        list(names),
        index=_index(list(names), value),
        format_func=lambda one: literal(names[one]),
        horizontal=True,
        key=key,
        on_change=mode,
        persist_state="session",
    )


def _checkbox(field: Field, key: str, value: object, mode: Mode) -> object:
    return st.checkbox(
        label(field.label, field.required),
        value=value is True,
        key=key,
        on_change=mode,
        persist_state="session",
    )


def _file(field: Field, key: str, value: object, _mode: Mode) -> object:
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


_DRAWN: dict[str, Callable[[Field, str, object, Mode], object]] = {
    "text": _text,
    "textarea": _textarea,
    "number": _number,
    "date": _date,
    "select": _select,
    "radio": _radio,
    "checkbox": _checkbox,
    "file": _file,
}


def forget(form: Form, *, key: str) -> None:
    """The answer is on record: what was typed is no longer kept."""
    st.session_state.pop(f"{key}_refused", None)
    for field in form.fields:
        st.session_state.pop(f"{key}_{field.key}", None)
        st.session_state.pop(f"{key}_{field.key}_kept", None)
