"""The address of a page: what its fields say stands there under words that no language changes, for links to keep.

Streamlit's own `bind` writes what an option is called, which is another word in another language.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

_WRITTEN, _PAGE = "address_written", "address_page"


def enter(page: str) -> None:
    """A page that was come to from another begins with what its address says; to be called before its fields are read.

    Two pages that have a field under one key share what was written of it, not the field.
    """
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        _written().clear()


def read(key: str, offered: Collection[str] | None = None, *, first: str | None = None) -> None:
    """Has the field with this key say what the address says; to be called before the field is drawn.

    What the address says counts when the field is new, and when a link or the browser's arrows have changed it.
    `offered` are the words that count, `first` is what the field says where the address says nothing.
    """
    asked = st.query_params.get(key, "")
    if key in st.session_state and asked == _written().get(key, ""):
        return
    said = asked if asked and (offered is None or asked in offered) else first
    if key not in st.session_state or said is not None or asked == "":
        st.session_state[key] = said


def write(key: str, said: str | None) -> None:
    """Writes into the address what the field says; to be called when it has been drawn."""
    value = said or ""
    _written()[key] = value
    if value == st.query_params.get(key, ""):
        return
    if value:
        st.query_params[key] = value
    else:
        del st.query_params[key]


def _written() -> dict[str, str]:
    return st.session_state.setdefault(_WRITTEN, {})
