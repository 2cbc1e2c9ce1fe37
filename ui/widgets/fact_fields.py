"""Fields on the facts of a procedure: each shows one fact, takes what is typed, and says below what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import count
from typing import Any

import streamlit as st

from bpmn.procedure_facts import Mistake, Place
from ui.locale import t
from ui.widgets import acts
from ui.widgets.form import label as labelled
from ui.widgets.form import say_below

Row = dict[str, Any]
_ID = "_id"
_IDS = count()
_YEARS = (date(2000, 1, 1), date(2100, 12, 31))


@dataclass(slots=True)
class Sheet:
    """The facts as they are filled in: what they were read from, and what is wrong with them by field.

    `table` is that of procedure.toml; its rows bear an id of their own, by which their fields are known.
    """

    key: str
    source: bytes
    version: int
    table: Row
    may_change: bool
    wrong: dict[Place, Mistake] = field(default_factory=dict[Place, Mistake])
    stale: str = ""

    def widget(self, row: Mapping[str, Any], name: str) -> str:
        """The key of a field of a row."""
        return f"{self.key}_{row[_ID]}_{name}"

    def say(self, *places: Place) -> None:
        """Says below a field what is wrong with it."""
        found = next((self.wrong[place] for place in places if place in self.wrong), None)
        if found is not None:
            say_below(t(found.sentence, **found.params))


def marked(value: Any) -> Any:
    """Facts with an id on each of their rows."""
    match value:
        case dict():
            return {**{key: marked(one) for key, one in value.items()}, _ID: next(_IDS)}
        case list():
            return [marked(one) for one in value]
        case _:
            return value


def plain(value: Any) -> Any:
    """Facts as procedure.toml has them; empty rows of tables leave no trace."""
    match value:
        case dict():
            return {key: plain(one) for key, one in value.items() if key != _ID}
        case list():
            return [plain(one) for one in value]
        case _:
            return value


def _seed(key: str, shown: object) -> None:
    st.session_state.setdefault(key, shown)


def _put(row: Row, name: str, shown: object, given: object, *, required: bool) -> None:
    """Takes what was typed; what nobody touched stays as the file has it."""
    if given == shown:
        return
    if given in (None, "") and not (required and given == ""):
        row.pop(name, None)
    else:
        row[name] = given


def text(
    sheet: Sheet, row: Row, name: str, label: str, place: Place, *, required: bool = False, hint: str = ""
) -> None:
    """A line of text."""
    key, shown = sheet.widget(row, name), str(row.get(name, ""))
    _seed(key, shown)
    given = st.text_input(
        labelled(label, required), key=key, disabled=not sheet.may_change, max_chars=2_000, placeholder=hint or None
    )
    _put(row, name, shown, (given or "").strip(), required=required)
    sheet.say((*place, name))


def lines(sheet: Sheet, row: Row, name: str, label: str, place: Place) -> None:
    """A list of texts, one a line."""
    held = row.get(name)
    key, shown = sheet.widget(row, name), [str(one) for one in held] if isinstance(held, list) else list[str]()
    _seed(key, "\n".join(shown))
    given = st.text_area(labelled(label, required=True), key=key, disabled=not sheet.may_change, height=140)
    written = [line.strip() for line in (given or "").splitlines() if line.strip()]
    if written != shown:
        row[name] = written
    sheet.say((*place, name), *((*place, name, number) for number in range(len(written))))


def number(
    sheet: Sheet, row: Row, name: str, label: str, place: Place, *, required: bool = False, step: int = 1
) -> None:
    """A whole number from 0."""
    held = row.get(name)
    shown = held if isinstance(held, int) and not isinstance(held, bool) and held >= 0 else None
    key = sheet.widget(row, name)
    _seed(key, shown)
    given = st.number_input(
        labelled(label, required), min_value=0, value=None, step=step, key=key, disabled=not sheet.may_change
    )
    _put(row, name, shown, given, required=required)
    sheet.say((*place, name))


def flag(sheet: Sheet, row: Row, name: str, label: str, place: Place, *, usual: bool = False) -> None:
    """Yes or no; `usual` is what is meant where the file says nothing."""
    key, shown = sheet.widget(row, name), bool(row.get(name, usual))
    _seed(key, shown)
    given = st.checkbox(label, key=key, disabled=not sheet.may_change)
    if given != shown:
        row[name] = given
    sheet.say((*place, name))


def one_of(sheet: Sheet, row: Row, name: str, label: str, place: Place, options: Mapping[str, str]) -> None:
    """One of a few."""
    held = row.get(name)
    key, shown = sheet.widget(row, name), held if held in options else None
    _seed(key, shown)
    given = st.selectbox(
        labelled(label, required=True),
        list(options),
        index=None,
        format_func=lambda one: options[one],
        key=key,
        disabled=not sheet.may_change,
    )
    _put(row, name, shown, given, required=True)
    sheet.say((*place, name))


def some_of(sheet: Sheet, row: Row, name: str, label: str, place: Place, options: Mapping[str, str]) -> None:
    """Some of a few, in the order they are offered in."""
    held = row.get(name)
    shown = [one for one in held if one in options] if isinstance(held, list) else list[str]()
    st.html(f'<p class="mc-choice">{label}</p>')
    given: list[str] = []
    with st.container(horizontal=True, gap="medium"):
        for one, told in options.items():
            key = f"{sheet.widget(row, name)}_{one}"
            _seed(key, one in shown)
            if st.checkbox(told, key=key, disabled=not sheet.may_change):
                given.append(one)
    if set(given) != set(shown):
        row[name] = [*(one for one in shown if one in given), *(one for one in given if one not in shown)]
    sheet.say((*place, name))


def day(sheet: Sheet, row: Row, name: str, label: str, place: Place) -> None:
    """A day."""
    held = row.get(name)
    key, shown = sheet.widget(row, name), held if isinstance(held, date) else None
    _seed(key, shown)
    given = st.date_input(
        labelled(label, required=True),
        value=None,
        min_value=_YEARS[0],
        max_value=_YEARS[1],
        format="DD/MM/YYYY",
        key=key,
        disabled=not sheet.may_change,
    )
    _put(row, name, shown, given, required=True)
    sheet.say((*place, name))


def hour(sheet: Sheet, row: Row, name: str, label: str, place: Place) -> None:
    """A time of day, or none."""
    held = row.get(name)
    key, shown = sheet.widget(row, name), held if isinstance(held, time) else None
    _seed(key, shown)
    given = st.time_input(label, value=None, key=key, disabled=not sheet.may_change)
    _put(row, name, shown, given, required=False)
    sheet.say((*place, name))


Drawn = Callable[[Row, Place], None]


def rows(
    sheet: Sheet, holder: Row, name: str, place: Place, draw: Drawn, *, add: str, begun: Mapping[str, Any] | None = None
) -> None:
    """A table: each row can be moved up or taken out, and one more be added below."""
    held = holder.get(name)
    found: list[Row] = held if isinstance(held, list) else []
    for at, row in enumerate(found):
        with st.container(key=f"{'more' if at else 'first'}_{sheet.widget(row, 'row')}"):
            if not sheet.may_change:
                draw(row, (*place, name, at))
                continue
            left, right = st.columns([11, 2])
            with left:
                draw(row, (*place, name, at))
            with right:
                _moved(sheet, holder, name, found, at)
    sheet.say((*place, name))
    if sheet.may_change and st.button(add, icon=":material/add:", key=f"{sheet.widget(holder, name)}_add"):
        holder[name] = [*found, marked(dict(begun or {}))]
        acts.draw_again()


def _moved(sheet: Sheet, holder: Row, name: str, found: Sequence[Row], at: int) -> None:
    row = found[at]
    with st.container(
        horizontal=True, gap="xsmall", horizontal_alignment="right", key=f"acts_{sheet.widget(row, 'do')}"
    ):
        up = at and st.button(t("Lên"), icon=":material/arrow_upward:", type="tertiary", key=sheet.widget(row, "up"))
        out = st.button(t("Bỏ"), icon=":material/delete:", type="tertiary", key=sheet.widget(row, "out"))
    if up:
        holder[name] = [*found[: at - 1], row, found[at - 1], *found[at + 1 :]]
    elif out:
        left = [*found[:at], *found[at + 1 :]]
        holder[name] = left
        if not left:
            holder.pop(name)
    else:
        return
    acts.draw_again()
