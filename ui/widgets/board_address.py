"""What the board shows, kept in the page's address: what it is narrowed by, how it is divided, which number is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

import streamlit as st

from processes.alerts import WAITING
from processes.organisation import Directory
from tasks.alerts import MOST_WAITS
from tasks.board import Asked, Axis, By, Key, Measure, Sight
from ui.locale import t
from ui.widgets import address

PATH, ALERTS = "/giam-sat", "/canh-bao"
_NEW = "moi"
_AXIS, _BY, _AGENCY, _UNIT, _PROCEDURE, _MEASURE, _LINE, _WAITS, _DAY = (
    *("truc", "theo", "co-quan", "don-vi", "thu-tuc"),
    *("so", "dong", "cho", "ngay"),
)
_DAY_FIELD, _DAY_READ = "board_day", "board_day_read"
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

    @property
    def now(self) -> str:
        """Where the same is as it stands now."""
        return replace(self, asked=replace(self.asked, on=None)).address(
            self.measure, key=self.key, is_line=self.is_line
        )

    def address(self, measure: Measure | None, *, key: Key = None, is_line: bool = False) -> str:
        """Where another number is open and everything else is as it is."""
        said = {
            **narrowing(self.asked),
            _DAY: self.asked.on,
            _BY: _word(_BYS, self.by),
            _MEASURE: None if measure is None else _word(_MEASURES, measure),
            _LINE: (_NOBODY if key is None else key) if is_line else None,
        }
        return _joined(PATH, said)

    def alert_address(self) -> str:
        """Where an alert is set for what is shown here."""
        measure = _word(_MEASURES, self.measure) if self.measure else None
        return _joined(ALERTS, {_NEW: 1, **narrowing(self.asked), _MEASURE: measure, _WAITS: self.asked.waits or None})


def listed(asked: Asked, measure: Measure) -> str:
    """Where the dossiers behind a number at the top are listed."""
    return _joined(PATH, {**narrowing(asked), _MEASURE: _word(_MEASURES, measure), _WAITS: asked.waits or None})


def told() -> tuple[Asked, Measure | None, bool]:
    """What the address says of a part of the board and of a number, and whether an alert is to be set for it."""
    said = st.query_params
    axis = _AXES.get(said.get(_AXIS, ""), "work")
    agency_id, unit_id, procedure_id = (_number(said.get(name)) for name in (_AGENCY, _UNIT, _PROCEDURE))
    asked = Asked(axis, agency_id, unit_id, None, procedure_id, _waits())
    return asked, _MEASURES.get(said.get(_MEASURE, "")), _NEW in said


def _joined(path: str, said: Mapping[str, object]) -> str:
    return f"{path}?{urlencode({name: value for name, value in said.items() if value is not None})}"


def _waits() -> int:
    return min(_number(st.query_params.get(_WAITS)) or 0, MOST_WAITS)


def agency_names(seen: Sight, known: Directory) -> dict[str, str]:
    """The agencies that may be chosen, by their numbers."""
    inside = {known.units[one].agency_id for one in seen.units if one in known.units}
    return {str(one): agency.name for one, agency in known.agencies.items() if one in inside}


def unit_names(seen: Sight, known: Directory, axis: Axis, agency: str | None) -> dict[str, str]:
    """The units that may be chosen, by their numbers; with their agency where there are several."""
    is_one = agency is not None or len(agency_names(seen, known)) == 1
    return {
        str(one.id): one.name if is_one else f"{one.name} · {known.agencies[one.agency_id].name}"
        for one in known.units.values()
        if (one.id in seen.units or axis == "received") and agency in (None, str(one.agency_id))
    }


def narrowing(asked: Asked) -> dict[str, str]:
    """What is asked for, as every address of the supervisor's says it."""
    said = {
        _AXIS: "da-tiep-nhan" if asked.axis == "received" else None,
        _AGENCY: asked.agency_id,
        _UNIT: asked.unit_id,
        _PROCEDURE: asked.procedure_id,
    }
    return {name: str(value) for name, value in said.items() if value is not None}


def draw(seen: Sight, known: Directory, procedures: Mapping[int, str], today: date) -> Shown:
    """Draws the fields above the board and tells what they and the address say."""
    asked, are_many = fields(seen, known, procedures)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters_by"):
        by = _by(are_many=are_many)
        asked = replace(asked, on=_day(today))
    line = st.query_params.get(_LINE)
    measure = _MEASURES.get(st.query_params.get(_MEASURE, ""))
    key = _key(by, line)
    is_line = line is not None and (key is not None or by == "officer") and measure != "unapologised"
    if measure in WAITING and not is_line and asked.on is None:
        asked = replace(asked, waits=_waits())
    return Shown(asked, by, measure, is_line, key)


def fields(seen: Sight, known: Directory, procedures: Mapping[int, str]) -> tuple[Asked, bool]:
    """Draws what is narrowed by; tells what is asked for, and whether that is of several agencies."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        axis = _axis(seen)
        agencies = agency_names(seen, known)
        agency = _choice(t("Cơ quan"), agencies, t("Mọi cơ quan"), _AGENCY) if len(agencies) > 1 else None
        units = unit_names(seen, known, axis, agency)
        unit = _choice(t("Đơn vị"), units, t("Mọi đơn vị"), _UNIT) if len(units) > 1 else None
        names = {str(one): name for one, name in procedures.items()}
        procedure = _choice(t("Thủ tục"), names, t("Mọi thủ tục"), _PROCEDURE)
    asked = Asked(axis, _number(agency), _number(unit), None, _number(procedure))
    return asked, len(agencies) > 1 and agency is None


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
    for name in (_LINE, _MEASURE, _WAITS):
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


def _day(today: date) -> date | None:
    """The past day whose end the board shows; none is now."""
    asked = st.query_params.get(_DAY, "")
    if _DAY_FIELD not in st.session_state or asked != st.session_state.get(_DAY_READ):
        said = _date(asked)
        st.session_state[_DAY_FIELD] = said if said is not None and said < today else None
    chosen = st.date_input(
        t("Xem lại số liệu của ngày"),
        None,
        max_value=today - timedelta(days=1),
        format="DD/MM/YYYY",
        key=_DAY_FIELD,
        width=200,
        help=t("Bỏ trống là số liệu hiện tại"),
    )
    on = chosen if isinstance(chosen, date) else None
    st.session_state[_DAY_READ] = "" if on is None else on.isoformat()
    if on is not None:
        st.query_params[_DAY] = on.isoformat()
    elif _DAY in st.query_params:
        del st.query_params[_DAY]
    return on


def _date(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _key(by: By, line: str | None) -> Key:
    if line is None or line == _NOBODY:
        return None
    return line if by == "step" else _number(line)


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else None


def _word(names: Mapping[str, str], value: str) -> str:
    return next(word for word, one in names.items() if one == value)
