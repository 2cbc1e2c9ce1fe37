"""The figures of the board: dossiers at the top, each once, and below them the tasks line by line with their shares."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from processes.calendars import local
from processes.deadlines import Reason
from processes.organisation import Directory
from tasks.board import By, Figures, Key, Line, Measure
from ui.locale import t, when
from ui.widgets.board_address import Shown

_TILES: tuple[Measure, ...] = ("overdue", "today", "soon", "paused", "unclaimed", "stuck", "unapologised", "all")
_COLUMNS: tuple[Measure, ...] = ("all", "overdue", "today", "soon", "paused", "unclaimed", "stuck")
_MARKS: Mapping[Measure, str] = {"overdue": "bad", "stuck": "bad", "unapologised": "bad", "today": "soon"}
_SHARES = ("overdue", "today", "soon", "later", "paused")


def named(measure: Measure) -> str:
    """What a number counts, as officers say it."""
    return {
        "all": t("Đang xử lý"),
        "overdue": t("Quá hạn"),
        "today": t("Đến hạn hôm nay"),
        "soon": t("Trong 3 ngày làm việc"),
        "paused": t("Tạm dừng"),
        "unclaimed": t("Chưa ai nhận"),
        "stuck": t("Bế tắc"),
        "unapologised": t("Quá hạn, chưa xin lỗi"),
    }[measure]


def lasting(measure: Measure, waits: int) -> str:
    """What a number counts, and for how long it must have been so."""
    if not waits:
        return named(measure)
    if measure == "paused":
        return t("Tạm dừng từ {number} ngày trở lên", number=waits)
    return t("Chưa ai nhận từ {number} giờ làm việc trở lên", number=waits)


def number(value: int) -> str:
    """A number as it is written in Vietnam: 12.480."""
    return f"{value:,}".replace(",", ".")


def past(shown: Shown) -> None:
    """Says that these are the numbers of a day that is over."""
    assert shown.asked.on is not None
    said = t("Số liệu tại hết ngày {day}, chỉ để xem.", day=f"{shown.asked.on:%d/%m/%Y}")
    st.html(
        f'<p class="mc-past" role="status"><b>{escape(said)}</b> '
        f'<a href="{escape(shown.now)}" target="_self">{escape(t("Về số liệu hiện tại"))}</a></p>'
    )


def pause(reason: Reason) -> str:
    """What a paused dossier waits for, as officers say it."""
    return {
        "supplement": t("chờ bổ sung hồ sơ"),
        "financial_duty": t("chờ thực hiện nghĩa vụ tài chính"),
        "excluded_time": t("thời gian không tính vào thời hạn"),
    }[reason]


def _pauses(found: Figures) -> str:
    """What the paused dossiers wait for, how many, and how long the first of them."""
    parts = [
        t(
            "{number} {reason}, lâu nhất {days} ngày (từ {since})",
            number=number(one.number),
            reason=pause(one.reason),
            days=(local(found.at).date() - local(one.since).date()).days,
            since=f"{local(one.since):%d/%m/%Y}",
        )
        for one in found.pauses
    ]
    return f'<p class="mc-quiet">{escape(t("Tạm dừng"))}: {escape("; ".join(parts))}.</p>' if parts else ""


def tiles(found: Figures, shown: Shown) -> None:
    """The numbers of dossiers, each a link to them."""
    cells: list[str] = []
    for measure in _TILES:
        value: int = getattr(found.tally, measure)
        is_open = shown.measure == measure and not shown.is_line
        mark = _MARKS.get(measure, "") if value else ""
        current = ' aria-current="true"' if is_open else ""
        cells.append(
            f'<a class="{mark}" href="{escape(shown.address(measure))}" target="_self"{current}>'
            f"<span>{escape(named(measure))}</span><b>{number(value)}</b></a>"
        )
    said = t("Hồ sơ, mỗi hồ sơ đếm một lần · cập nhật lúc {at}", at=when(found.at))
    if shown.asked.on is not None:
        said = t("Hồ sơ, mỗi hồ sơ đếm một lần · bế tắc của ngày đã qua không kể lỗi đã khắc phục")
    label = escape(t("Hồ sơ theo tình trạng"))
    below = f'{_pauses(found)}<p class="mc-quiet">{escape(said)}</p>'
    st.html(f'<nav class="mc-tiles" aria-label="{label}">{"".join(cells)}</nav>{below}')


def table(found: Figures, shown: Shown, known: Directory, procedures: Mapping[int, str], *, is_province: bool) -> None:
    """The tasks line by line, the most overdue first; every number a link to its tasks."""
    title = escape(t("Việc đang mở theo {what}", what=_what(shown.by)))
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{title}</div>')
    if not found.lines:
        st.html(f'<p class="mc-quiet">{escape(t("Không có việc nào đang mở trong phạm vi này."))}</p>')
        return
    headings = [_what(shown.by).capitalize(), t("Hồ sơ"), t("Việc"), *(named(one) for one in _COLUMNS[1:])]
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    rows = "".join(
        _row(line, shown, line_name(line.key, shown.by, known, procedures, is_province=is_province))
        for line in found.lines
    )
    st.html(
        f'<div class="mc-scroll"><table class="mc-table mc-board" aria-label="{title}"><thead><tr>{head}'
        f'<th scope="col">{escape(t("Tỷ lệ"))}</th></tr></thead><tbody>{rows}</tbody></table></div>{_legend()}'
    )


def _row(line: Line, shown: Shown, name: tuple[str, str]) -> str:
    said, more = name
    cells = [f'<th scope="row">{escape(said)}{f"<small>{escape(more)}</small>" if more else ""}</th>']
    cells.append(f"<td>{number(line.dossiers)}</td>")
    cells += [_cell(line, measure, shown, said) for measure in _COLUMNS]
    return f"<tr>{''.join(cells)}<td>{_bar(line)}</td></tr>"


def _cell(line: Line, measure: Measure, shown: Shown, name: str) -> str:
    value: int = getattr(line, measure)
    if not value:
        return '<td class="none">0</td>'
    mark = ' class="mc-late"' if measure in ("overdue", "stuck") else ""
    is_open = shown.is_line and (shown.measure, shown.key) == (measure, line.key)
    label = escape(f"{name}, {named(measure)}: {number(value)}")
    link = f'href="{escape(shown.address(measure, key=line.key, is_line=True))}" target="_self" aria-label="{label}"'
    current = ' aria-current="true"' if is_open else ""
    return f"<td{mark}><a {link}{current}>{number(value)}</a></td>"


def _bar(line: Line) -> str:
    """The shares as a bar with a pattern for each; the numbers beside it say the same."""
    later = line.all - line.overdue - line.today - line.soon - line.paused
    values = {"overdue": line.overdue, "today": line.today, "soon": line.soon, "later": later, "paused": line.paused}
    parts = "".join(
        f'<i class="{name}" style="width:{100 * values[name] / line.all:.1f}%"></i>' for name in _SHARES if values[name]
    )
    return f'<span class="mc-share" aria-hidden="true">{parts}</span>'


def _legend() -> str:
    names = [named("overdue"), named("today"), named("soon"), t("Còn hạn lâu hơn"), named("paused")]
    items = "".join(
        f'<li><span class="mc-share"><i class="{mark}"></i></span>{escape(name)}</li>'
        for mark, name in zip(_SHARES, names, strict=True)
    )
    return f'<ul class="mc-legend mc-shares">{items}</ul>'


def _what(by: By) -> str:
    return {
        "agency": t("cơ quan"),
        "unit": t("đơn vị"),
        "post": t("vị trí"),
        "officer": t("cán bộ"),
        "procedure": t("thủ tục"),
        "step": t("bước"),
    }[by]


def line_name(
    key: Key, by: By, known: Directory, procedures: Mapping[int, str], *, is_province: bool
) -> tuple[str, str]:
    """What a line is called, and where that is."""
    match by, key:
        case "step", str():
            return key, ""
        case "agency", int():
            return known.agencies[key].name, ""
        case "unit", int():
            unit = known.units[key]
            return unit.name, known.agencies[unit.agency_id].name if is_province else ""
        case "post", int():
            post = known.post(key)
            return (post.title, known.units[post.unit_id].name) if post else (str(key), "")
        case "officer", int():
            return known.name(key), ""
        case "procedure", int():
            return procedures.get(key, str(key)), ""
        case _:
            return t("Chưa ai nhận"), ""
