"""The clinic: another tool's diagram beside what will be opened, its repairs one by one, and who its performers are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from bpmn import archives, imports
from bpmn.clinic import performers
from bpmn.clinic.performers import Key, Performer
from bpmn.imports import Imported, Wishes
from bpmn.refusals import Refusal
from processes.originals import Original
from tasks import beginnings
from ui.locale import say, t
from ui.widgets import design_from_files, repairs
from ui.widgets.design_from_files import Arrival
from ui.widgets.diagram import diagram
from ui.widgets.text import literal

Begin = Callable[[Mapping[str, bytes], str, Original], None]
_HEIGHT = 300
_READ = "clinic_read"


def draw(arrival: Arrival, roles: Mapping[str, str], begin: Begin) -> None:
    """Draws the two diagrams, what is repaired, who does the steps, and the way into the studio."""
    _head(arrival)
    key = f"clinic_{arrival.mark}"
    wishes = Wishes(repairs.refused(f"{key}_repairs"), _chosen(key))
    try:
        found = _read(arrival, wishes, roles)
    except Refusal as refusal:
        st.error(literal(t("Để nguyên như vậy thì {why}", why=_begun_small(say(refusal)))), icon=":material/error:")
        found = _read(arrival, Wishes(roles=wishes.roles), roles)
        is_whole = False
    else:
        is_whole = True
    _diagrams(found, key)
    left, right = st.columns([3, 2])
    with left, st.container(key="card_repairs"):
        _repairs(found, key)
    with right:
        with st.container(key="card_performers"):
            _performers(found, roles, key)
        with st.container(key="card_begin"):
            _ways_on(arrival, found, wishes, begin, key, is_whole=is_whole)


def _head(arrival: Arrival) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        st.html(
            f'<div class="mc-title mc-first" role="heading" aria-level="1">{escape(t("Nhập sơ đồ"))}'
            f"<small>{escape(arrival.called)}</small></div>",
            width="content",
        )
        if st.button(t("Danh sách"), icon=":material/arrow_back:", type="tertiary", key="way_back"):
            st.query_params.clear()
            st.rerun()


def _begun_small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _read(arrival: Arrival, wishes: Wishes, roles: Mapping[str, str]) -> Imported:
    """The diagram as it is wished, read anew only where the wishes have changed. Refuses: NotReadable."""
    if wishes == Wishes():
        return arrival.found
    asked = arrival.mark, wishes.refused, tuple(sorted(wishes.roles.items()))
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != asked:
        kept = asked, imports.read(arrival.xml, wishes, roles=roles)
        st.session_state[_READ] = kept
    return kept[1]


def _diagrams(found: Imported, key: str) -> None:
    """Both states side by side, moved together; a file that was never drawn has only the one that was made for it."""
    was, now = imports.elements(found.original), imports.elements(found.xml)
    both = found.marks & was & now
    sides = st.columns(2 if found.was_drawn else 1)
    if found.was_drawn:
        with sides[0]:
            title = t("Bản gốc")
            _titled(title)
            xml = imports.readable(found.original).decode()
            shown = f"{key}_before"
            diagram(xml, removed=was - now, changed=both, key=shown, height=_HEIGHT, label=title, group=key)
    with sides[-1]:
        title = t("Bản sẽ mở")
        _titled(title)
        if not found.was_drawn:
            st.html(f'<p class="mc-quiet">{escape(t("Sơ đồ chưa có hình vẽ; đã vẽ theo làn."))}</p>')
        xml = found.xml.decode()
        shown = f"{key}_after"
        diagram(xml, added=now - was, changed=both, key=shown, height=_HEIGHT, label=title, group=key)


def _titled(title: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>')


def _repairs(found: Imported, key: str) -> None:
    _titled(t("Những chỗ tự sửa"))
    if not found.repairs:
        st.html(f'<p class="mc-quiet">{escape(t("Sơ đồ chạy được ngay, không phải sửa chỗ nào."))}</p>')
        return
    told = t("Bỏ dấu ở chỗ muốn để nguyên. Chỗ để nguyên mà chưa chạy được sẽ là lỗi trên sơ đồ và chặn ban hành.")
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    repairs.repairs(found.repairs, key=f"{key}_repairs", group=key)
    if found.then:
        lines = "".join(f'<li class="error">{escape(t(one))}</li>' for one in found.then[:20])
        told = t("Những chỗ để nguyên còn làm cho:")
        st.html(f'<p class="mc-quiet">{escape(told)}</p><ul class="mc-findings">{lines}</ul>')


def _named(performer: Performer) -> str:
    kinds = {"lane": t("Làn"), "pool": t("Quy trình"), "group": t("Nhóm")}
    return f"{kinds[performer.key[0]]} “{performer.name}”"


def _field(key: str, performer: Key) -> str:
    return f"{key}_role_{performer[0]}_{performer[1]}"


def _chosen(key: str) -> dict[Key, str]:
    """The roles that were chosen, by performer."""
    asked: list[Key] = st.session_state.get(f"{key}_asked", [])
    chosen = {one: st.session_state.get(_field(key, one)) for one in asked}
    return {one: role for one, role in chosen.items() if role}


def _performers(found: Imported, roles: Mapping[str, str], key: str) -> None:
    """Which role each performer means; suggested by name, and a finding of the diagram while it is left open."""
    _titled(t("Ai làm các bước"))
    if not found.performers:
        st.html(f'<p class="mc-quiet">{escape(t("Mỗi bước đã có vai trò của cơ quan."))}</p>')
        return
    told = t("Chọn vị trí cho từng làn, quy trình, nhóm. Chỗ bỏ trống sẽ là lỗi trên sơ đồ và chặn ban hành.")
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    offered = sorted(roles, key=roles.__getitem__)
    for one in found.performers:
        field = _field(key, one.key)
        if field not in st.session_state:
            st.session_state[field] = performers.suggest(one.name, roles)
        st.selectbox(
            literal(t("{performer}, {number} bước", performer=_named(one), number=one.steps)),
            offered,
            format_func=roles.__getitem__,
            placeholder=t("Chọn vị trí"),
            key=field,
        )
    st.session_state[f"{key}_asked"] = [one.key for one in found.performers]


def _ways_on(arrival: Arrival, found: Imported, wishes: Wishes, begin: Begin, key: str, *, is_whole: bool) -> None:
    name = st.text_input(t("Tên thủ tục"), placeholder=t("Lấy theo tệp"), max_chars=300, key=f"{key}_name") or ""
    roles = _chosen(key)

    def files() -> dict[str, bytes]:
        xml = found.xml if roles == dict(wishes.roles) else performers.assign(found.xml, roles)
        return {**arrival.files, arrival.diagram: xml}

    def packed() -> bytes:
        whole = beginnings.with_facts(files(), name)
        return archives.pack(whole, (arrival.called, arrival.xml), found.repairs)

    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("Mở trong xưởng thiết kế"), type="primary", key=f"{key}_begin", disabled=not is_whole):
            begin(files(), name, Original(arrival.called, arrival.xml, imports.told(found.repairs, roles)))
        title = f"{arrival.diagram.removesuffix('.bpmn')}.zip"
        st.download_button(
            t("Tải về tất cả"),
            packed,
            file_name=title,
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            key=f"{key}_archive",
        )
        if st.button(t("Bỏ, chọn tệp khác"), type="tertiary", key=f"{key}_forget"):
            design_from_files.forget()
            st.query_params.clear()
            st.rerun()
    told = t("Bản gốc được giữ cùng bản thảo và tải về được bất cứ lúc nào.")
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
