"""Facts in a grid: a small label above what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from ui.widgets.text import lines


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; `note` is said more quietly below it. What has no value is left out."""

    label: str
    value: str
    note: str = ""
    wide: bool = False


def facts(told: Sequence[Fact], *, columns: int = 3) -> None:
    """Draws the grid; on a phone it has two columns."""
    cells = "".join(_cell(fact) for fact in told if fact.value)
    st.html(f'<dl class="mc-facts" style="--columns:{columns}">{cells}</dl>')


def _cell(fact: Fact) -> str:
    note = f'<div class="note">{lines(fact.note)}</div>' if fact.note else ""
    wide = ' class="wide"' if fact.wide else ""
    return f"<div{wide}><dt>{escape(fact.label)}</dt><dd>{lines(fact.value)}{note}</dd></div>"
