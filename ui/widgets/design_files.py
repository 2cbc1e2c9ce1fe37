"""The files of a design under their editors; each edit is saved as it comes, with the version it was made on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

from bpmn import calls, reader, releases
from bpmn import decisions as tables
from bpmn import forms as read_forms
from bpmn.designs import Placed
from bpmn.files import NotReadable
from bpmn.model import Model
from bpmn.refusals import Refusal
from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.designs import DesignStale, File
from processes.organisation import Directory
from processes.refusals import AlreadyDone
from tasks import design
from tasks.design import View
from ui.locale import say, t
from ui.widgets import acts, design_facts, editing, form, role_names
from ui.widgets.decision_editor import decision_editor
from ui.widgets.diagram import diagram as shown_diagram
from ui.widgets.editing import Edit, Place
from ui.widgets.form_editor import form_editor
from ui.widgets.modeler import Offers, Shown, modeler
from ui.widgets.text import literal

_MOST_TOLD = 30
_HEIGHT = 540
_EMPTY_TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{id}_file" name="{name}" namespace="motcua">
  <decision id="{id}" name="{name}">
    <decisionTable id="{id}_table" hitPolicy="FIRST">
      <input id="{id}_input" label="case"><inputExpression id="{id}_asks" typeRef="string"><text>case</text>
      </inputExpression></input>
      <output id="{id}_output" label="result" name="result" typeRef="string" />
    </decisionTable>
  </decision>
</definitions>
"""


def fresh(view: View, known: Visitor) -> View:
    """The design as it is now: a part of the page may be drawn again long after the whole of it was."""
    with database.snapshot() as snapshot:
        return design.look(snapshot, view.design.id, officer=known.officer, moment=database.now())


@st.fragment
def diagram(view: View, known: Visitor, directory: Directory) -> None:
    """The diagram, with what is wrong with the design on it."""
    name = next((name for name in view.files if name.endswith(".bpmn")), None)
    if name is None:
        st.info(t("Bản thảo chưa có sơ đồ."), icon=":material/draw:")
        return
    key = f"diagram_{view.design.id}"
    _take(view, known, name, key)
    now = fresh(view, known)
    file = now.files[name]
    with database.snapshot() as snapshot:
        placed = design.check(snapshot, now.design.id, officer=known.officer)
    if not now.may_change:
        shown_diagram(file.content.decode(), key=f"{key}_shown", height=_HEIGHT)
        _told(placed)
        return
    here, model = [one for one in placed if one.file == name], _model(file)
    pressed = modeler(
        file.content.decode(),
        version=file.number,
        place=Place(known.account_id, now.design.id, name),
        key=key,
        findings=[_shown(one, model) for one in here],
        offers=_offers(now, directory),
        height=_HEIGHT,
    )
    if pressed is not None and 0 <= pressed < len(here):
        _fix(now, known, name, here[pressed])
        st.rerun(scope="fragment")
    acts.show_refusal(f"fix_{now.design.id}")
    acts.show_told()
    _told([one for one in placed if one.file != name])


def _take(view: View, known: Visitor, name: str, key: str) -> None:
    """Saves the edit that has come from the browser, and answers it."""
    edit = editing.edited(key)
    if edit is None:
        return
    try:
        with database.transaction() as transaction:
            _save(transaction, view.design.id, name, edit, known)
    except AlreadyDone:
        pass
    except DesignStale as refusal:
        editing.refuse(key, edit, say(refusal), newer=True)
        return
    except Refusal as refusal:
        editing.refuse(key, edit, say(refusal))
        return
    editing.accept(key, edit, version=fresh(view, known).files[name].number)


def _save(transaction: Transaction, design_id: int, name: str, edit: Edit, known: Visitor) -> None:
    by = acts.by(known, f"{edit.window}-{edit.seq}")
    design.save(transaction, design_id, file=name, content=edit.content.encode(), seen=edit.base, **by)


def _fix(view: View, known: Visitor, name: str, placed: Placed) -> None:
    """Does a quick fix, as a version like any other."""
    fix, file = placed.finding.fix, view.files[name]
    if fix is None:
        return
    verb = partial(design.save, file=name, content=fix.apply(file.content), seen=file.number)
    if do(f"fix_{view.design.id}", verb, view, known):
        acts.tell(t(fix.words))


def _model(file: File) -> Model | None:
    try:
        return reader.read(file.content)
    except NotReadable:
        return None


def _shown(placed: Placed, model: Model | None) -> Shown:
    """A finding on the canvas; of what is called, at its call."""
    found = placed.finding
    element = calls.drawn(model, [found.element])[0] if model else found.element
    words = t(found.fix.words) if found.fix else ""
    return Shown(element, found.rule, found.severity, t(found.message), found.path, words)


def _told(placed: Sequence[Placed]) -> None:
    """What is wrong in other files, or with all of them together."""
    if not placed:
        return
    with st.container(key="card_findings"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Ở các tệp khác"))}</div>')
        lines = "".join(
            f'<li class="{one.finding.severity}"><b>{escape(one.file or t("Bản thảo"))}</b> '
            f"{escape(t(one.finding.message))}</li>"
            for one in placed[:_MOST_TOLD]
        )
        st.html(f'<ul class="mc-findings">{lines}</ul>')


def _offers(view: View, directory: Directory) -> Offers:
    """What may be chosen in the diagram: posts, the forms and decisions of the design, states and agencies."""
    return Offers(
        roles=sorted(role_names.names(directory).items(), key=lambda one: one[1]),
        forms=_readable(view, ".form", lambda content: [(one.id, one.id) for one in [read_forms.read(content)]]),
        decisions=_readable(view, ".dmn", lambda content: [(one, one) for one in tables.read(content).decisions]),
        states=_states(view),
        agencies=[(one.code, one.name) for one in directory.agencies.values()],
    )


def _readable(view: View, ending: str, read: Callable[[bytes], list[tuple[str, str]]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, file in view.files.items():
        if name.endswith(ending):
            try:
                found += read(file.content)
            except NotReadable:
                continue
    return found


def _states(view: View) -> list[tuple[str, str]]:
    found = release_of(view)
    return [] if found is None else [(state.code, state.name) for state in found.states]


def release_of(view: View) -> releases.Release | None:
    """The design as a release, where all of its files can be read together."""
    try:
        return releases.read({name: file.content for name, file in view.files.items()})
    except NotReadable:
        return None


@st.fragment
def forms(view: View, known: Visitor, directory: Directory) -> None:
    """The forms, one at a time, and beside it how officers will see it."""
    name = _chosen(view, known, ".form", t("Biểu mẫu"), _new_form)
    if name is None:
        return
    key = f"form_{view.design.id}_{name}"
    _take(view, known, name, key)
    now = fresh(view, known)
    content = now.files[name].content
    if now.may_change:
        form_editor(
            content.decode(),
            version=now.files[name].number,
            place=Place(known.account_id, now.design.id, name),
            key=key,
            known=_facts_known(now),
        )
    with st.container(key=f"card_preview_{key}"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Cán bộ sẽ thấy"))}</div>')
        try:
            form.draw(read_forms.read(content), key=f"preview_{key}", values={}, wrong={})
        except NotReadable as refusal:
            st.warning(literal(say(refusal)), icon=":material/build:")


def _facts_known(view: View) -> list[tuple[str, str]]:
    """The facts that some form of the design already asks for: a field with the same key means the same fact."""
    found: dict[str, str] = {}
    for name, file in view.files.items():
        if name.endswith(".form"):
            try:
                asked = read_forms.read(file.content)
            except NotReadable:
                continue
            found |= {field.key: field.label for field in asked.fields if field.kind != "note"}
    return list(found.items())


@st.fragment
def decisions(view: View, known: Visitor, directory: Directory) -> None:
    """The decision tables, one file at a time."""
    name = _chosen(view, known, ".dmn", t("Bảng quyết định"), _new_table)
    if name is None:
        return
    key = f"decision_{view.design.id}_{name}"
    _take(view, known, name, key)
    now = fresh(view, known)
    file = now.files[name]
    place = Place(known.account_id, now.design.id, name)
    decision_editor(file.content.decode(), version=file.number, place=place, key=key)


def _chosen(view: View, known: Visitor, ending: str, label: str, made: Callable[[str], bytes]) -> str | None:
    """The file that is worked on; a new one can be begun, and one that is no longer asked for taken out."""
    now = fresh(view, known)
    names = [name for name in now.files if name.endswith(ending)]
    field = _field(now, ending)
    added = st.session_state.pop(f"{field}_added", None)
    if added in names:
        st.session_state[field] = added
    turn = f"{ending}_{len(names)}"  # what was added or taken out closes what it was done in
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"chosen{ending[1:]}"):
        name = st.selectbox(label, names, key=field, width=380) if names else None
        if now.may_change:
            with st.popover(t("Thêm"), icon=":material/add:", key=f"adding{turn}"):
                _add(now, known, ending, made)
            if name is not None:
                with st.popover(t("Bỏ tệp này"), icon=":material/delete:", key=f"removing{turn}"):
                    _remove(now, known, now.files[name])
    if not names:
        st.html(f'<p class="mc-quiet">{escape(t("Bản thảo chưa có tệp nào loại này."))}</p>')
    return name


def _field(view: View, ending: str) -> str:
    return f"file{ending}_{view.design.id}"


def _add(view: View, known: Visitor, ending: str, made: Callable[[str], bytes]) -> None:
    intent = f"add{ending}_{view.design.id}"
    called = (st.text_input(t("Mã (không dấu, ví dụ: tham-dinh)"), max_chars=60, key=f"{intent}_name") or "").strip()
    acts.show_refusal(intent)
    if not st.button(t("Thêm"), type="primary", key=f"{intent}_do"):
        return
    if not called:
        form.say_below(t("Hãy đặt mã cho tệp."))
        return
    told = {"file": f"{called}{ending}", "content": made(called)}
    if do(intent, partial(design.add, **told), view, known):
        st.session_state[f"{_field(view, ending)}_added"] = told["file"]
        st.session_state.pop(f"{intent}_name", None)
    st.rerun(scope="fragment")


def _remove(view: View, known: Visitor, file: File) -> None:
    intent = f"remove_{view.design.id}_{file.name}"
    st.html(f'<p class="mc-quiet">{escape(t("Các bản trước vẫn giữ tệp này."))}</p>')
    acts.show_refusal(intent)
    if st.button(t("Bỏ tệp"), key=f"{intent}_do"):
        do(intent, partial(design.remove, file=file.name, seen=file.number), view, known)
        st.rerun(scope="fragment")


def do(intent: str, verb: Callable[..., object], view: View, known: Visitor) -> bool:
    """Does a verb on the design; whether it stands."""

    def act(transaction: Transaction, key: str) -> object:
        return verb(transaction, view.design.id, **acts.by(known, key))

    return acts.attempt(intent, act) is not None


def _new_form(called: str) -> bytes:
    begun = {
        "type": "default",
        "id": called,
        "components": [{"type": "textarea", "key": "opinion", "label": "Ý kiến"}],
    }
    return json.dumps(begun, ensure_ascii=False, indent=2).encode()


def _new_table(called: str) -> bytes:
    return _EMPTY_TABLE.format(id=called.replace("-", "_"), name=called).encode()


@st.fragment
def facts(view: View, known: Visitor, directory: Directory) -> None:
    """What the procedure is: its code, cases, terms, papers and fees, under fields or as procedure.toml says them."""
    now = fresh(view, known)
    file = now.files.get(releases.FACTS)
    as_file = st.toggle(t("Xem tệp procedure.toml"), key=f"facts_as_file_{view.design.id}")
    try:
        if file is None or as_file:
            _as_file(now, known, file)
        else:
            design_facts.draw(now, known, file)
    except NotReadable as refusal:
        st.warning(literal(say(refusal)), icon=":material/build:")
        _as_file(now, known, file)
    acts.show_told()
    with database.snapshot() as snapshot:
        placed = design.check(snapshot, now.design.id, officer=known.officer)
    _told([one for one in placed if one.file == releases.FACTS])


def _as_file(now: View, known: Visitor, file: File | None) -> None:
    intent = f"facts_{now.design.id}"
    with st.container(key=f"card_{intent}"):
        text = st.text_area(
            t("Thông tin thủ tục (procedure.toml)"),
            file.content.decode(errors="replace") if file else "",
            height=460,
            disabled=not now.may_change,
            key=f"{intent}_{file.number if file else 0}",
        )
        acts.show_refusal(intent)
        if now.may_change and st.button(t("Lưu"), type="primary", icon=":material/save:", key=f"{intent}_save"):
            content = (text or "").encode()
            told = {"file": releases.FACTS, "content": content}
            verb = partial(design.save, **told, seen=file.number) if file else partial(design.add, **told)
            if do(intent, verb, now, known):
                acts.tell(t("Đã lưu thông tin thủ tục."))
            st.rerun(scope="fragment")
