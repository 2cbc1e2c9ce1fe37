"""What the board shows, kept in the page's address: what it is narrowed by, how it is divided, which number is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from processes.organisation import Directory
from tasks.board import Asked, Axis, By, Key, Measure, Sight
from ui.locale import t
from ui.widgets import address

PATH = "/giam-sat"
_AXIS, _BY, _AGENCY, _UNIT, _PROCEDURE, _MEASURE, _LINE = (
    *("truc", "theo", "co-quan", "don-vi", "thu-tuc"),
    *("so", "dong"),
)
_AXES: dict[str, Axis] = {"dang-xu-ly": "work", "da-tiep-nhan": "received"}
_BYS: dict[str, By] = {
    "co-quan": "agency",
    "don-vi": "unit",
    "vi-tri": "post",
    "can-bo": "officer",
    "thu-tuc": "procedure",
    "buoc": "step",
}
_MEASURES: dict[str, Measure] = {
    "tat-ca": "all",
    "qua-han": "overdue",
    "hom-nay": "today",
    "sap-den-han": "soon",
    "tam-dung": "paused",
    "chua-nhan": "unclaimed",
    "be-tac": "stuck",
    "chua-xin-loi": "unapologised",
}
_NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address says; `is_line` where the number of a line is open, else one at the top, or none."""

    asked: Asked
    by: By
    measure: Measure | None
    is_line: bool
    key: Key

    def address(self, measure: Measure, *, key: Key = None, is_line: bool = False) -> str:
        """Where another number is open and everything else is as it is."""
        said = {
            **narrowing(self.asked),
            _BY: _word(_BYS, self.by),
            _MEASURE: _word(_MEASURES, measure),
            _LINE: (_NOBODY if key is None else key) if is_line else None,
        }
        return f"{PATH}?{urlencode({name: value for name, value in said.items() if value is not None})}"


def narrowing(asked: Asked) -> dict[str, str]:
    """What is asked for, as every address of the supervisor's says it."""
    said = {
        _AXIS: "da-tiep-nhan" if asked.axis == "received" else None,
        _AGENCY: asked.agency_id,
        _UNIT: asked.unit_id,
        _PROCEDURE: asked.procedure_id,
    }
    return {name: str(value) for name, value in said.items() if value is not None}


def draw(seen: Sight, known: Directory, procedures: Mapping[int, str]) -> Shown:
    """Draws the fields above the board and tells what they and the address say."""
    asked, are_many = fields(seen, known, procedures)
    by = _by(are_many=are_many)
    line = st.query_params.get(_LINE)
    measure = _MEASURES.get(st.query_params.get(_MEASURE, ""))
    key = _key(by, line)
    is_line = line is not None and (key is not None or by == "officer") and measure != "unapologised"
    return Shown(asked, by, measure, is_line, key)


def fields(seen: Sight, known: Directory, procedures: Mapping[int, str]) -> tuple[Asked, bool]:
    """Draws what is narrowed by; tells what is asked for, and whether that is of several agencies."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        axis = _axis(seen)
        agencies = {str(one): known.agencies[one].name for one in _agencies(seen, known)}
        agency = _choice(t("Cơ quan"), agencies, t("Mọi cơ quan"), _AGENCY) if len(agencies) > 1 else None
        units = {
            str(one.id): one.name
            if agency or len(agencies) == 1
            else f"{one.name} · {known.agencies[one.agency_id].name}"
            for one in known.units.values()
            if (one.id in seen.units or axis == "received") and agency in (None, str(one.agency_id))
        }
        unit = _choice(t("Đơn vị"), units, t("Mọi đơn vị"), _UNIT) if len(units) > 1 else None
        names = {str(one): name for one, name in procedures.items()}
        procedure = _choice(t("Thủ tục"), names, t("Mọi thủ tục"), _PROCEDURE)
    asked = Asked(axis, _number(agency), _number(unit), None, _number(procedure))
    return asked, len(agencies) > 1 and agency is None


def _agencies(seen: Sight, known: Directory) -> list[int]:
    inside = {known.units[one].agency_id for one in seen.units if one in known.units}
    return [one for one in known.agencies if one in inside]


def _axis(seen: Sight) -> Axis:
    names = {"dang-xu-ly": t("Đang xử lý"), "da-tiep-nhan": t("Một cửa đã tiếp nhận")}
    if len(seen.axes) < 2 or seen.is_province:  # of the whole province both are the same
        return "work"
    address.read(_AXIS, names, first="dang-xu-ly")
    said = st.segmented_control(
        t("Phạm vi"),
        list(names),
        required=True,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        key=_AXIS,
    )
    address.write(_AXIS, said if said != "dang-xu-ly" else None)
    return _AXES.get(said or "", "work")


def _by(*, are_many: bool) -> By:
    names = {
        "co-quan": t("Cơ quan"),
        "don-vi": t("Đơn vị"),
        "vi-tri": t("Vị trí"),
        "can-bo": t("Cán bộ"),
        "thu-tuc": t("Thủ tục"),
        "buoc": t("Bước"),
    }
    if not are_many:
        del names["co-quan"]
    first = next(iter(names))
    address.read(_BY, names, first=first)
    said = st.segmented_control(
        t("Chia theo"), list(names), required=True, format_func=names.__getitem__, key=_BY, on_change=_close
    )
    address.write(_BY, said)
    return _BYS.get(said or first, "unit")


def _close() -> None:
    """A line of another breakdown is no line of this one."""
    for name in (_LINE, _MEASURE):
        if name in st.query_params:
            del st.query_params[name]


def _choice(label: str, names: Mapping[str, str], all_of_them: str, key: str) -> str | None:
    address.read(key, names)
    if st.session_state.get(key) not in names:  # an old link, or a unit of the agency chosen before
        st.session_state[key] = None
    chosen = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=all_of_them,
        label_visibility="collapsed",
        key=key,
        width=230,
    )
    address.write(key, chosen)
    return chosen


def _key(by: By, line: str | None) -> Key:
    if line is None or line == _NOBODY:
        return None
    return line if by == "step" else _number(line)


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else None


def _word(names: Mapping[str, str], value: str) -> str:
    return next(word for word, one in names.items() if one == value)
