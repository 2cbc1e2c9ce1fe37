"""The list of tasks or dossiers that an officer works through, by mouse or by keyboard."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from ui.locale import t
from ui.widgets.assets import component, unheard

_WORDS = {"unread": "Chưa xem", "holder": "Người đang giữ"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list.

    `meta` reads from left to right: the number first (never cut), then step and person (cut with “…”).
    `chip` is the due time in words, `kind` gives it shape and colour. `holder` is the full name of the officer
    who has it; the list shows initials. `place` is where it lies, on a line of its own, and who
    has it there (never cut). `note` is a sentence about it.
    """

    id: int | str
    title: str
    meta: tuple[str, ...]
    chip: str
    kind: Literal["overdue", "soon", "within", "paused"]
    unread: bool = False
    holder: str = ""
    place: tuple[str, ...] = ()
    note: str = ""


def worklist(
    rows: Sequence[Row],
    selected: int | str | None,
    *,
    key: str,
    version: str | int,
    checks: bool = False,
    label: str = "Danh sách công việc",
    empty: str = "Không có việc nào ở đây.",
    reserve: int = 24,
    fits: bool = False,
) -> int | str | None:
    """Show the list and return the id of the row to show beside it: the one just chosen, else `selected`.

    Rows are drawn again only when `version` changes. With `checks` each row has a box (Space ticks it); what is
    ticked is `checked(rows, key=key)`. The list reaches down to the window's bottom, less `reserve` pixels for what
    stands below it; with `fits` it ends sooner when its rows do. Keys: arrows, j/k, Page Up/Down, Home, End, Enter.
    """
    picked, turn = _picked(key)
    now = selected if picked is None else picked
    component("worklist")(
        key=key,
        data={
            "rows": [_row(row) for row in rows],
            "selected": now,
            "turn": turn,
            "version": version,
            "checks": checks,
            "checked": checked(rows, key=key),
            "ticked": _ticks(key)[0],
            "label": label,
            "empty": empty,
            "reserve": reserve,
            "fits": fits,
            "words": {name: t(said) for name, said in _WORDS.items()},
        },
        default={"checked": None},
        on_picked_change=unheard,
        on_checked_change=unheard,
    )
    return now


def checked(rows: Sequence[Row], *, key: str) -> list[int | str]:
    """The ids that are ticked in the list with this key; rows no longer shown do not count as ticked."""
    turn, ids = _ticks(key)
    match _state(key).get("checked"):
        case {"turn": said, "ids": list() as told} if said == turn:
            return [row.id for row in rows if row.id in told]
        case _:
            return [row.id for row in rows if row.id in ids]


def tick(ids: Collection[int | str], *, key: str) -> None:
    """Has these rows be ticked in the list with this key, and no others."""
    st.session_state[f"{key}_ticks"] = _ticks(key)[0] + 1, frozenset(ids)


def _ticks(key: str) -> tuple[int, frozenset[int | str]]:
    """What was ticked from here, and how often: an older answer of the browser does not count any more."""
    return st.session_state.get(f"{key}_ticks", (0, frozenset()))


def _row(row: Row) -> dict[str, object]:
    return {
        "id": row.id,
        "title": row.title,
        "meta": row.meta,
        "chip": row.chip,
        "kind": row.kind,
        "unread": row.unread,
        "holder": row.holder,
        "place": row.place,
        "note": row.note,
    }


def _picked(key: str) -> tuple[int | str | None, int | None]:
    # read before mounting: the list sent in this very run must carry the officer's choice already
    match _state(key).get("picked"):
        case {"id": int() | str() as picked, "turn": int() as turn}:
            return picked, turn
        case _:
            return None, None


def _state(key: str) -> Mapping[str, object]:
    state: Mapping[str, object] | None = st.session_state.get(key)
    return state or {}
