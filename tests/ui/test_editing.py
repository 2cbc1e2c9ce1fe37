"""What an editor is told of its edits: the one nobody answered, its new version, or why it was not stored."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from bpmn.attributes import ATTRIBUTES
from ui import locale
from ui.widgets.element_templates import BY_THE_WAY, TAKES_STEP, element_templates


def _page() -> None:
    import streamlit as st

    from ui.widgets import editing
    from ui.widgets.editing import Edit, Place

    told = st.session_state.setdefault("told", [])
    sent = st.session_state.get("sent")
    if sent:
        st.session_state["draw"] = {"edit": sent}
    edit = editing.edited("draw")
    told.append(None if edit is None else edit.seq)
    if edit is not None and edit.base == 1:
        editing.accept("draw", edit, version=2)
    elif edit is not None:
        editing.refuse("draw", edit, "Bản khác đã có trước.", newer=True)
    assert edit is None or isinstance(edit, Edit)
    st.json(editing.facts("draw", "<xml/>", version=2, place=Place(4, 12, "quy-trinh.bpmn")))


def _facts(page: AppTest) -> dict[str, object]:
    assert not page.exception
    return json.loads(page.json[0].value)


def test_an_edit_is_answered_once() -> None:
    page = AppTest.from_function(_page, default_timeout=30).run()
    assert _facts(page)["answer"] is None
    page.session_state["sent"] = {"content": "<a/>", "base": 1, "seq": 1, "window": "w"}
    answer = {"seq": 1, "window": "w", "version": 2, "refused": "", "newer": False}
    assert _facts(page.run())["answer"] == answer
    assert _facts(page.run())["answer"] == answer
    page.session_state["sent"] = {"content": "<b/>", "base": 7, "seq": 2, "window": "w"}
    refused = {"seq": 2, "window": "w", "version": 0, "refused": "Bản khác đã có trước.", "newer": True}
    assert _facts(page.run())["answer"] == refused
    page.session_state["sent"] = {"content": "<c/>", "base": 1, "seq": 1, "window": "another"}
    assert _facts(page.run())["answer"] == {**answer, "window": "another"}
    assert page.session_state["told"] == [None, 1, None, 2, 1]


def test_what_is_not_sent_is_kept_under_its_account_and_draft() -> None:
    facts = _facts(AppTest.from_function(_page, default_timeout=30).run())
    assert facts["kept"] == {"account": 4, "task": "draft-12", "field": "quy-trinh.bpmn"}
    assert (facts["content"], facts["version"], facts["file"]) == ("<xml/>", 2, "quy-trinh.bpmn")


def _offered() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for template in element_templates():
        applies, properties = template["appliesTo"], template["properties"]
        assert isinstance(applies, list)
        assert isinstance(properties, list)
        for one in properties:
            found |= {(kind, one["binding"]["name"]) for kind in applies}
    return found


def test_every_attribute_is_offered_on_every_element_it_stands_on() -> None:
    wanted = {
        (f"bpmn:{element[0].upper()}{element[1:]}", attribute.name)
        for attribute in ATTRIBUTES
        if attribute.name not in BY_THE_WAY
        for element in attribute.elements
    }
    assert _offered() == wanted
    by_the_studio = {name for name in BY_THE_WAY if name.startswith("gov.")}
    assert by_the_studio == {"gov.block"}  # of which version a copy is, nobody types
    assert {name for _, name in wanted} >= set(TAKES_STEP)


def test_a_closed_list_is_offered_whole_and_a_property_is_bound_as_one() -> None:
    by_name = {attribute.name: attribute for attribute in ATTRIBUTES}
    for template in element_templates():
        for one in template["properties"]:  # pyright: ignore
            attribute = by_name[one["binding"]["name"]]
            assert one["binding"]["type"] == ("camunda:property" if attribute.name.startswith("gov.") else "property")
            if one["type"] == "Dropdown":
                assert tuple(choice["value"] for choice in one["choices"]) == attribute.values
            assert (one["type"] == "String") is (not attribute.closed), attribute.name


def test_the_fields_are_offered_in_english_too() -> None:
    vietnamese = {t["name"] for t in element_templates()}
    with locale.speaking("en"):
        english = element_templates()
    assert "User task" in {t["name"] for t in english}
    assert vietnamese.isdisjoint({t["name"] for t in english})
