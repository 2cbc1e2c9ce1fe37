"""A step's form, drawn from its form-js JSON as native widgets; what was refused is said at its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from bpmn.forms import Field, Form, WrongValues
from processes.drafts import Draft, Typed
from ui.widgets import fields
from ui.widgets.fields import OWN_WORDS, Slot, label, say_below
from ui.widgets.longtext import Place
from ui.widgets.upload import say_unsent, unsent

__all__ = ["Keeping", "draw", "forget", "label", "remember_refused", "require_sent", "say_below", "still_wrong", "turn"]

Values = Mapping[str, object]
_SHORT = frozenset({"number", "date", "time", "moment"})
_SHORT_TEXT = 60


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where what is filled in is kept as it comes: whose task it is, and the draft that it begins with."""

    account_id: int
    task_id: int
    draft: Draft


def draw(
    form: Form, *, key: str, values: Values, wrong: Mapping[str, str], keeping: Keeping | None = None
) -> dict[str, object]:
    """Draws what is asked for now and returns what is filled in, ready to be checked.

    `values` are there from the beginning, `wrong` holds a sentence for each key that was refused. What is typed
    stays under the same `key` while the officer looks at other work.
    """
    given: dict[str, object] = {}
    hidden = form.hidden(_controlling(form, key, values)) if form.controls else frozenset[str]()
    with st.container(key=f"form_{key}"):
        for row in _rows([field for field in form.fields if field.key not in hidden]):
            places = st.columns(2) if _is_short(row[0]) else [st.container()]
            for field, place in zip(row, places, strict=False):
                with place:
                    if field.kind == "note":
                        st.markdown(field.label)
                    else:
                        slot = _slot(form, field, f"{key}_{field.key}", values, wrong.get(field.key, ""), keeping)
                        given[field.key] = _one(field, slot)
    return given


def _controlling(form: Form, key: str, values: Values) -> dict[str, object]:
    """What the fields hold on which it depends what else is asked for, before they are drawn."""
    held: dict[str, object] = {}
    for field in form.fields:
        if field.key in form.controls:
            widget = f"{key}_{field.key}"
            known = values.get(field.key, field.default)
            held[field.key] = fields.held(field, widget, known)
    return held


def _rows(found: Sequence[Field]) -> Iterator[tuple[Field, ...]]:
    """Two short fields that follow each other share a line."""
    waiting: Field | None = None
    for field in found:
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


def _slot(form: Form, field: Field, key: str, values: Values, wrong: str, keeping: Keeping | None) -> Slot:
    # a field that was refused is heard at once, so that its sentence goes when it is put right
    is_heard = bool(wrong) or keeping is not None or field.key in form.controls
    mark = keeping.draft[field.key].mark if keeping is not None and field.key in keeping.draft else 0
    return Slot(
        key,
        Typed(values.get(field.key, field.default), mark),
        mode="rerun" if is_heard else "ignore",
        wrong=wrong,
        place=None if keeping is None else Place(keeping.account_id, keeping.task_id, field.key),
    )


def _one(field: Field, slot: Slot) -> object:
    key, wrong = slot.key, slot.wrong
    if field.kind in OWN_WORDS:
        with st.container(key=f"field_{key}"):
            return fields.draw(field, slot)
    if field.kind == "file":
        # a field that is put elsewhere on the page calls off what it is sending
        with st.container(key=f"field_{key}", gap=None):
            given = fields.draw(field, slot)
            with st.container(key=f"{'wrong' if wrong else 'hint'}_{key}", gap=None):
                say_below(wrong, field.description)
        return given
    with st.container(key=f"{'wrong' if wrong else 'field'}_{key}", gap=None):
        given = fields.draw(field, slot)
        say_below(wrong, field.description)
    return given


def require_sent(form: Form, *, key: str) -> None:
    """Every file that was chosen is in the record. Refuses: WrongValues."""
    found = {field.key: say_unsent(unsent(f"{key}_{field.key}")) for field in form.fields if field.kind == "file"}
    wrong = {name: sentence for name, sentence in found.items() if sentence}
    if wrong:
        raise WrongValues(wrong, {field.key: field.label for field in form.fields})


def turn(form: Form, *, key: str, wrong: Mapping[str, str]) -> str:
    """The place on the page of the first field that was refused, for the cursor to go to."""
    name = next(iter(wrong))
    says_itself = any(field.key == name and field.kind in OWN_WORDS for field in form.fields)
    return f"{'field' if says_itself else 'wrong'}_{key}_{name}"


def remember_refused(key: str, wrong: Mapping[str, str]) -> None:
    """Keeps what was filled in when the form was refused, to see when it is put right."""
    st.session_state[f"{key}_refused"] = {name: _touched(f"{key}_{name}") for name in wrong}


def still_wrong(key: str, wrong: Mapping[str, str]) -> dict[str, str]:
    """What is wrong and has not been touched since."""
    refused: dict[str, object] = st.session_state.get(f"{key}_refused", {})
    return {
        name: sentence
        for name, sentence in wrong.items()
        if name not in refused or _touched(f"{key}_{name}") == refused[name]
    }


def _touched(key: str) -> dict[str, object]:
    """What the widgets of a field hold, as far as somebody has touched them."""
    state = st.session_state.to_dict()
    return {str(name): value for name, value in state.items() if name == key or str(name).startswith(f"{key}_")}


def forget(*, key: str) -> None:
    """The answer is on record: what was typed is no longer kept."""
    for name in list(st.session_state):
        if str(name).startswith(f"{key}_"):
            st.session_state.pop(name, None)
