"""An act that an officer intends: one key until it stands, and the reason beside the button when it was refused."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import NoReturn, TypedDict, TypeVar
from uuid import uuid4

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bpmn.forms import WrongValues
from bpmn.refusals import Refusal
from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.organisation import Officer
from processes.refusals import AlreadyDone
from ui.locale import say, t
from ui.widgets.text import literal

Given = TypeVar("Given")
Act = Callable[[Transaction, str], object]
_KEY, _REFUSED, _TOLD = "act_key", "act_refused", "act_told"


class By(TypedDict):
    """Who acts, when, under which key: what every verb is told."""

    officer: Officer
    moment: datetime
    key: str


def by(known: Visitor, key: str) -> By:
    """The visitor acts now."""
    return {"officer": known.officer, "moment": database.now(), "key": key}


@dataclass(frozen=True, slots=True)
class Stands:
    """The act is on record; `repeated` when it had been before, with the same key."""

    repeated: bool = False


def attempt(intent: str, act: Callable[[Transaction, str], Given]) -> Given | Stands | None:
    """Does the act in one transaction and gives what it gives, `Stands` when it was done before, None when refused.

    The key stays the same until the act stands: a second click, or a click after a lost line, does nothing twice.
    """
    key = st.session_state.setdefault(f"{_KEY}_{intent}", uuid4().hex)
    try:
        with database.transaction() as transaction:
            given = act(transaction, key)
    except AlreadyDone:
        given = Stands(repeated=True)
    except Refusal as refusal:
        st.session_state[f"{_REFUSED}_{intent}"] = refusal
        return None
    st.session_state.pop(f"{_KEY}_{intent}", None)
    forget_refusal(intent)
    return Stands() if given is None else given


def refusal(intent: str) -> Refusal | None:
    """Why the act was refused the last time it was tried."""
    return st.session_state.get(f"{_REFUSED}_{intent}")


def forget_refusal(intent: str) -> None:
    """The officer goes on: what was refused is no longer shown."""
    st.session_state.pop(f"{_REFUSED}_{intent}", None)


def wrong_fields(intent: str) -> dict[str, str]:
    """What is not right on the form that was refused: a sentence for each key."""
    found = refusal(intent)
    return found.fields if isinstance(found, WrongValues) else {}


def show_refusal(intent: str) -> None:
    """Says near the button why the act was refused; what is wrong on a form is said at its fields."""
    found = refusal(intent)
    if found is not None and not isinstance(found, WrongValues):
        st.error(literal(say(found)), icon=":material/error:")


def show_wrong(wrong: Collection[str]) -> None:
    """Says near the button that something above is not right yet."""
    if wrong:
        told = t("Còn {number} mục chưa đúng.", number=len(wrong))
        st.html(f'<p class="mc-wrong" role="alert">{escape(told)}</p>')


def tell(sentence: str) -> None:
    """Leaves a sentence for the next run: the page that is shown then says it."""
    st.session_state[_TOLD] = sentence


def draw_again() -> NoReturn:
    """Ends the run and draws this part of the page anew: the whole page only where all of it is being drawn."""
    run = get_script_run_ctx()
    st.rerun(scope="fragment" if run is not None and run.fragment_ids_this_run else "app")


def show_told() -> None:
    """Says what has just been done."""
    sentence = st.session_state.pop(_TOLD, None)
    if sentence:
        st.toast(literal(sentence), icon=":material/check_circle:", duration="long")
