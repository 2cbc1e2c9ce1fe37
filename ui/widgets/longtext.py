"""A long text that is kept while it is typed: nothing is lost when the line, the server or the browser dies."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import streamlit as st
from pydantic import TypeAdapter

from processes import database
from processes.drafts import Typed
from ui.locale import t
from ui.widgets.assets import component, unheard

_WORDS = {
    "waiting": "Đang chờ lưu…",
    "saved": "Đã lưu lúc {time}",
    "refused": "Chưa lưu được.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is kept: whose it is, at which task, in which field of its form."""

    account: int
    task: int
    field: str


@dataclass(frozen=True, slots=True)
class _Text:
    value: str
    mark: int


_TEXT = TypeAdapter(_Text)


def longtext(
    label: str,
    *,
    key: str,
    typed: Typed,
    place: Place | None = None,
    required: bool = False,
    max_length: int | None = None,
    hint: str = "",
    wrong: str = "",
) -> str:
    """Shows the field and returns its text.

    `typed` is there from the beginning, the browser's own copy where that is newer. With a `place` each key is kept
    in the browser until the server has it; without one the text goes with the page. `wrong` is said in place of the
    `hint`. Python hears of the text when the cursor leaves it: before the press of any button.
    """
    now = _newest(key, _Text(str(typed.value or ""), typed.mark))
    component("longtext")(
        key=key,
        data={
            **asdict(now),
            "saved": typed.mark,
            "label": label,
            "required": required,
            "max_length": max_length,
            "hint": hint,
            "wrong": wrong,
            "now": int(database.now().timestamp() * 1000),
            "kept": None if place is None else asdict(place),
            "words": {name: t(word) for name, word in _WORDS.items()},
        },
        default={"text": asdict(now)},
        on_text_change=unheard,
    )
    return now.value


def text_of(key: str) -> str | None:
    """What that field holds; None when it is not on the page."""
    state = st.session_state.get(key)
    return None if state is None else _TEXT.validate_python(state["text"]).value


def _newest(key: str, given: _Text) -> _Text:
    state = st.session_state.get(key)
    known = _TEXT.validate_python(state["text"]) if state and state.get("text") else None
    return known if known is not None and known.mark >= given.mark else given
