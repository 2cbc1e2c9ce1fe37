"""The form that takes a petition in: what is missing is said at its field, what is right becomes a matter once."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from processes.accounts import Visitor
from processes.database import Database
from tasks import matters
from tests.conftest import MONDAY_8AM
from tests.town import Town


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, MONDAY_8AM)


def _page() -> None:
    import streamlit as st

    from ui.widgets import incoming

    if "matter_round" not in st.session_state:
        incoming.open_form()
    if incoming.is_open():
        incoming.draw(st.session_state["known"], st.session_state["directory"])
    else:
        incoming.draw_taken(st.session_state["directory"])


def opened(town: Town) -> AppTest:
    """The empty form, before an officer of the one-stop."""
    page = AppTest.from_function(_page, default_timeout=30)
    page.session_state["known"] = Visitor(town.officer("mai"), 1, "mai", must_change=False, language="vi", token=b"")
    page.session_state["directory"] = town.directory
    return page.run()


def said(page: AppTest) -> str:
    """Everything the page says in HTML."""
    return "".join(block.proto.body for block in page.get("html"))


def fill(page: AppTest, **fields: str) -> None:
    """Types into the fields by the end of their keys."""
    for name, text in fields.items():
        for field in (*page.text_input, *page.text_area):
            if str(field.key).endswith(f"_{name}"):
                field.set_value(text)


def codes(town: Town) -> list[str]:
    with town.database.snapshot() as snapshot:
        return [row.code for row in matters.page(snapshot, officer=town.officer("mai"), is_open=True)]


def test_what_is_missing_is_said_and_nothing_is_taken_in(town: Town) -> None:
    page = opened(town)
    fill(page, name="Nguyễn Văn An")
    page.button(key="receive").click().run()
    assert not page.exception
    shown = said(page)
    for sentence in ("Hãy ghi điện thoại, thư điện tử", "Hãy tóm tắt nội dung.", "Hãy ghi nội dung."):
        assert sentence in shown
    assert codes(town) == []


def test_what_is_put_right_is_taken_in_once_at_the_first_click(town: Town) -> None:
    page = opened(town)
    page.button(key="receive").click().run()
    fill(page, name="Nguyễn Văn An", phone="0912345678", subject="Đèn hỏng", content="Đèn đường hỏng đã ba tuần.")
    page.button(key="receive").click().run()
    assert not page.exception
    (code,) = codes(town)
    assert code in said(page)


def test_the_form_may_be_left(town: Town) -> None:
    page = opened(town)
    page.button(key="cancel").click().run()
    assert not page.exception
    assert not page.button
    assert codes(town) == []
