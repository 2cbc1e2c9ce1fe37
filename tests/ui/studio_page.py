"""A page with one of the studio's editors, as Streamlit runs it: `/?what=modeler&draft=NAME`."""

import streamlit as st

from bpmn import checks, reader
from bpmn.files import NotReadable
from bpmn.model import Flow
from tests.ui.drafts import Newer, drafts
from ui import locale
from ui.widgets import editing
from ui.widgets.decision_editor import decision_editor
from ui.widgets.diagram import diagram
from ui.widgets.editing import Place
from ui.widgets.form_editor import form_editor
from ui.widgets.modeler import Offers, Shown, modeler

OFFERS = Offers(
    roles=[("office/case_officer", "Cán bộ thụ lý, Văn phòng"), ("leadership/agency_leader", "Lãnh đạo UBND")],
    forms=[("tra-cuu-so-goc", "Tra cứu sổ gốc"), ("ky", "Ký")],
)
KNOWN = [("decision", "Ý kiến"), ("outcome", "Kết quả giải quyết")]


def _found(xml: str) -> list[Shown]:
    try:
        model = reader.read(xml.encode())
    except NotReadable:
        return []
    flows = [one for one in model.elements.values() if isinstance(one, Flow)][:2]
    way = tuple(element for flow in flows for element in (flow.source, flow.id))
    return [Shown(one.element, one.rule, one.severity, one.message, way, "Sửa") for one in checks.check(model)]


@st.fragment
def studio(what: str, name: str) -> None:
    """The editor and what it needs."""
    drafts.runs[name] = drafts.runs.get(name, 0) + 1
    edit = editing.edited("studio")
    if edit is not None:
        try:
            editing.accept("studio", edit, version=drafts.save(name, edit.content, edit.base))
        except Newer:
            editing.refuse("studio", edit, "Chị Hoa vừa lưu một bản mới hơn.", newer=True)
    version, content = drafts.read(name)
    place = Place(account=7, draft=1, file=name)
    if what == "modeler":
        fixed = modeler(content, version=version, place=place, key="studio", findings=_found(content), offers=OFFERS)
        if fixed is not None:
            drafts.fixes.append(fixed)
    elif what == "form":
        form_editor(content, version=version, place=place, key="studio", known=KNOWN)
    else:
        decision_editor(content, version=version, place=place, key="studio")
    st.button("Xem lại")


st.set_page_config(layout="wide")
locale.speak(st.query_params.get("lang", "vi"))
_name = st.query_params["draft"]
if st.query_params["what"] == "viewer":
    _clicked = diagram(
        drafts.read(_name)[1],
        key="viewer",
        added=["appraise"],
        removed=["sign"],
        changed=["receive"],
        counts={"receive": 3},
    )
    st.html(f'<span id="clicked" data-id="{_clicked}"></span>')
elif st.toggle("Hiện", value=True):
    studio(st.query_params["what"], _name)
st.text_input("Ghi chú phiên bản")
