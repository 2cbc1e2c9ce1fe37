"""A form on a page: what depends on an answer comes and goes, tables grow, and what is drawn is what is checked."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from bpmn import forms
from bpmn.forms import Form
from tests.bpmn.drawing import field, form
from tests.town import Town
from ui.widgets import answers

CHOICES = [{"value": "approved", "label": "Đồng ý"}, {"value": "sent_back", "label": "Trả lại"}]
SOURCE = form(
    field("radio", "decision", required=True, values=CHOICES),
    field("number", "days", required=True, decimalDigits=0, conditional={"hide": '=decision != "sent_back"'}),
    {"type": "text", "id": "why", "text": "Ghi rõ căn cứ.", "conditional": {"hide": '=decision != "sent_back"'}},
    field("checklist", "seen", values=[{"value": "gate", "label": "Cổng"}, {"value": "wall", "label": "Tường"}]),
    field("taglist", "units", values=[{"value": f"u{n}", "label": f"Phòng {n}"} for n in range(9)]),
    field("datetime", "at", subtype="datetime"),
    field("datetime", "opens", subtype="time"),
    {
        "type": "dynamiclist",
        "path": "people",
        "label": "Người có mặt",
        "components": [
            field("textfield", "name", validate={"required": True}),
            field("number", "born", decimalDigits=0),
        ],
    },
)


def _page() -> None:
    import streamlit as st

    from bpmn import forms
    from ui.widgets import form

    st.session_state["given"] = form.draw(
        forms.read(st.session_state["source"]),
        key="f",
        values=st.session_state["values"],
        wrong=st.session_state["wrong"],
    )


def drawn(values: dict[str, object], wrong: dict[str, str] | None = None) -> AppTest:
    """The form as Streamlit draws it."""
    page = AppTest.from_function(_page, default_timeout=30)
    page.session_state["source"] = SOURCE
    page.session_state["values"] = values
    page.session_state["wrong"] = wrong or {}
    return page.run()


def given(page: AppTest) -> dict[str, object]:
    """What the page holds."""
    return page.session_state["given"]


def test_what_depends_on_an_answer_is_asked_for_when_it_is_due() -> None:
    page = drawn({})
    assert "days" not in given(page)
    assert not any("căn cứ" in note.value for note in page.markdown)
    page.radio[0].set_value("sent_back").run()
    assert given(page)["days"] is None
    assert any("căn cứ" in note.value for note in page.markdown)
    page.number_input[0].set_value(3).run()
    page.radio[0].set_value("approved").run()
    assert "days" not in given(page)
    assert read().check(given(page))["days"] is None
    # it comes back as it was left
    page.radio[0].set_value("sent_back").run()
    assert given(page)["days"] == 3


def test_a_table_grows_and_shrinks_and_keeps_what_is_in_its_other_rows() -> None:
    page = drawn({"people": [{"name": "An", "born": 1980}, {"name": "Bình"}]})
    assert given(page)["people"] == [{"name": "An", "born": 1980}, {"name": "Bình", "born": None}]
    button(page, "Thêm dòng").click().run()
    page.text_input[2].set_value("Chi").run()
    button(page, "Bỏ dòng 1").click().run()
    people = read().check({**given(page), "decision": "approved"})["people"]
    assert people == [{"name": "Bình", "born": None}, {"name": "Chi", "born": None}]
    for _ in range(2):
        button(page, "Bỏ dòng 1").click().run()
    assert given(page)["people"] == []


def button(page: AppTest, label: str):
    """The button with these words."""
    return next(one for one in page.button if one.label == label)


def test_lists_and_times_give_what_the_check_takes() -> None:
    values: dict[str, object] = {"seen": ["wall"], "at": "2026-03-02T08:30", "opens": "07:05", "units": ["u1", "u2"]}
    page = drawn({"decision": "approved", **values})
    answer = read().check(given(page))
    assert {key: answer[key] for key in values} == values
    page.checkbox[0].check().run()
    page.multiselect[0].unselect("u1").run()
    assert (given(page)["seen"], given(page)["units"]) == (["gate", "wall"], ["u2"])


def test_what_is_wrong_in_a_table_is_said_below_it() -> None:
    page = drawn({}, {"people": "Dòng 1, cột “NAME”: Mục này bắt buộc."})
    assert any("Dòng 1, cột “NAME”" in block.proto.body for block in page.get("html"))


def test_answers_of_every_kind_are_told_in_words() -> None:
    by_key = {one.key: one for one in read().fields}
    told = {
        "seen": (["gate", "wall"], "Cổng; Tường"),
        "at": ("2026-03-02T08:30", "08:30 02/03/2026"),
        "opens": ("07:05", "07:05"),
    }
    for key, (value, said) in told.items():
        assert answers.shown(by_key[key], value) == said
    rows = answers.shown(by_key["people"], [{"name": "<b>An</b>", "born": 1980}, {"name": "Bình", "born": None}])
    assert "<li>&lt;b&gt;An&lt;/b&gt;; BORN: 1980</li><li>Bình</li>" in rows


def _desk() -> None:
    import streamlit as st

    from ui.widgets import drafting, form

    view, begun = st.session_state["view"], st.session_state["begun"]
    given = form.draw(view.form, key=f"task_{view.step.task_id}", values=begun, wrong={})
    drafting.keep(view, given, known=begun, officer=st.session_state["officer"])


def test_what_is_filled_in_is_kept_when_it_changes_and_not_before(town: Town) -> None:
    town.receive()
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    (row,) = town.inbox("binh")
    town.claim("binh", row.task_id)
    page = AppTest.from_function(_desk, default_timeout=30)
    page.session_state["view"] = view = town.look("binh", row.task_id)
    page.session_state["begun"] = {"copies": 2}
    page.session_state["officer"] = town.officer("binh")
    page.run().run()
    assert town.look("binh", row.task_id).draft == {}
    page.radio[0].set_value("copy").run()
    page.text_input[0].set_value("Quyển 3/2015").run()
    kept = town.look("binh", row.task_id).draft
    assert {key: typed.value for key, typed in kept.items()} == {"outcome": "copy", "register_entry": "Quyển 3/2015"}
    page.text_input[0].set_value("").run()
    later = town.look("binh", row.task_id).draft
    assert later["register_entry"].value == ""
    assert later["outcome"] == kept["outcome"]
    assert view.draft == {}


def read() -> Form:
    """The form as the server checks it."""
    return forms.read(SOURCE)
